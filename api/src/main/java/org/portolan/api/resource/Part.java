package org.portolan.api.resource;

import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.portolan.api.error.NeutronError;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a resource has several of, to be read below its own path by administrators, as a list and one by one.
 *
 * @param collection the last part of the path, and the key of a list
 * @param name the key of a single body
 * @param rule the policy rule by which it is read, such as {@code get_port_binding}
 * @param key the member that tells them apart: the path names one by it
 * @param entries the bodies, for a state, in order; may refuse
 * @param missing 404: the resource with that id has none of that key
 * @param <S> the resource's state
 */
public record Part<S extends Resource>(
        String collection,
        String name,
        String rule,
        String key,
        Function<S, List<ObjectNode>> entries,
        BiFunction<UUID, String, NeutronError> missing) {}
