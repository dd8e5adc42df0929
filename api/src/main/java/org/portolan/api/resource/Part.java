package org.portolan.api.resource;

import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.portolan.api.error.NeutronError;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a resource has several of, to be read below its own path, as a list and one by one.
 *
 * @param collection the last part of the path, and the key of a list
 * @param name the key of a single body
 * @param rule the policy rule by which it is read, such as {@code get_port_binding}
 * @param key the member that tells them apart: the path names one by it
 * @param entries the bodies, for a state, in order; may refuse
 * @param missing 404: the resource with that id has none of that key
 * @param borrowed the members whose values are other resources'
 * @param <S> the resource's state
 */
public record Part<S extends Resource>(
        String collection,
        String name,
        String rule,
        String key,
        Function<S, List<ObjectNode>> entries,
        BiFunction<UUID, String, NeutronError> missing,
        List<Borrowed> borrowed) {

    /** A part that shows nothing of other resources. */
    public Part(
            String collection,
            String name,
            String rule,
            String key,
            Function<S, List<ObjectNode>> entries,
            BiFunction<UUID, String, NeutronError> missing) {
        this(collection, name, rule, key, entries, missing, List.of());
    }

    /**
     * A member of an entry that another resource has, as that is when the entry is read.
     *
     * @param member the member's name
     * @param reference the member that holds the other resource's id
     * @param collection the other resource's kind, see {@link ResourceDescription#collection}
     * @param theirs the other resource's member
     */
    public record Borrowed(String member, String reference, String collection, String theirs) {}

    /** The same, showing these of other resources. */
    public Part<S> showing(Borrowed... members) {
        return new Part<>(collection, name, rule, key, entries, missing, List.of(members));
    }
}
