package org.portolan.api.resource;

import java.util.List;
import org.portolan.api.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A member of a body that shows some of another resource, as that is when the body is read.
 *
 * @param member the member's name, such as {@code port_details}
 * @param reference the member that holds the other resource's id, such as {@code port_id}
 * @param collection the other resource's kind, see {@link ResourceDescription#collection}
 * @param members what is shown of it
 */
public record Embedded(String member, String reference, String collection, List<String> members) {

    /** What is shown of the other resource, whose whole body that is. */
    public ObjectNode of(JsonNode body) {
        ObjectNode shown = Json.object();
        for (String name : members) {
            shown.set(name, body.path(name));
        }
        return shown;
    }
}
