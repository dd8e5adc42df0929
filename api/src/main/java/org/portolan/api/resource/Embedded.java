package org.portolan.api.resource;

import java.util.List;
import org.portolan.api.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A member of a body that follows from other resources, as those are when the body is read. While one of them is not there,
 * the member is as if there were none.
 *
 * @param member the member's name, such as {@code port_details}
 * @param sources the other resources
 * @param maker makes the member's value
 */
public record Embedded(String member, List<Source> sources, Maker maker) {

    /**
     * Another resource.
     *
     * @param references the members that hold its id, such as {@code port_id}: the first that does
     * @param collection its kind, see {@link ResourceDescription#collection}
     */
    public record Source(List<String> references, String collection) {}

    /** Makes a member's value. */
    @FunctionalInterface
    public interface Maker {
        /**
         * The member's value.
         *
         * @param own the whole body without it
         * @param others the whole bodies of the other resources, in the order of the sources
         */
        JsonNode of(JsonNode own, List<JsonNode> others);
    }

    public Embedded {
        sources = List.copyOf(sources);
    }

    /**
     * A member that shows some of one other resource.
     *
     * @param members what is shown of it
     */
    public static Embedded some(String member, String reference, String collection, List<String> members) {
        return new Embedded(member, List.of(new Source(List.of(reference), collection)), (own, others) -> {
            ObjectNode shown = Json.object();
            for (String name : members) {
                shown.set(name, others.getFirst().path(name));
            }
            return shown;
        });
    }

    /** What is shown of the one other resource, whose whole body that is. */
    public JsonNode of(JsonNode other) {
        return maker.of(NullNode.getInstance(), List.of(other));
    }
}
