package org.portolan.api.resource;

import java.util.Map;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;

/**
 * Other resources that are read below a resource's own path, whole, by administrators: those that name it, or those that it
 * names.
 *
 * @param name the last part of the path, such as {@code l3-agents}, and the word of its policy rule
 * @param collection the other resources' kind, see {@link ResourceDescription#collection}
 * @param reference the member that holds ids; of the others, or of this one
 * @param isTheirs whether it is a member of the others
 * @param mustExist whether a list of nothing needs this resource to be there
 * @param more what is told of each beside its own body, for the body of this resource, or an empty one where that is not looked
 *     at, and its own
 */
public record Related(
        String name,
        String collection,
        String reference,
        boolean isTheirs,
        boolean mustExist,
        BiFunction<JsonNode, JsonNode, Map<String, JsonNode>> more) {

    /** Those whose member has this one's id among others. */
    public static Related naming(
            String name,
            String collection,
            Attribute<?> theirs,
            BiFunction<JsonNode, JsonNode, Map<String, JsonNode>> more) {
        return new Related(name, collection, theirs.name(), true, true, more);
    }

    /** Those whose ids this one's member has. */
    public static Related named(
            String name,
            String collection,
            Attribute<?> own,
            boolean mustExist,
            BiFunction<JsonNode, JsonNode, Map<String, JsonNode>> more) {
        return new Related(name, collection, own.name(), false, mustExist, more);
    }
}
