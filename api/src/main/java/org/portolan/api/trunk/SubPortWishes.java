package org.portolan.api.trunk;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.portolan.api.error.NeutronError;
import org.portolan.api.json.Json;
import org.portolan.api.resource.Types;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The sub-ports that a request names, with the messages of Neutron's {@code validate_subports}. */
final class SubPortWishes {

    private static final String MISSING_SEGMENTATION =
            "missing segmentation information. Must specify both segmentation_id and segmentation_type";

    private SubPortWishes() {}

    /** As a member of a trunk's body. */
    static JsonNode parse(String attribute, JsonNode input) {
        String complaint = complaint(input);
        if (complaint != null) {
            throw NeutronError.invalidAttribute(attribute, complaint);
        }
        ArrayNode canonical = Json.array();
        canonical(input).forEach(canonical::add);
        return canonical;
    }

    /** As the body of an action. */
    static List<ObjectNode> ofAction(JsonNode body) {
        JsonNode input = body.get("sub_ports");
        if (input == null) {
            throw NeutronError.badRequest("Invalid input for sub_ports. Reason: it is required.");
        }
        String complaint = complaint(input);
        if (complaint != null) {
            throw NeutronError.invalidInput(complaint);
        }
        return canonical(input);
    }

    private static List<ObjectNode> canonical(JsonNode input) {
        List<ObjectNode> all = new ArrayList<>();
        for (JsonNode item : input) {
            ObjectNode wish = Json.object();
            item.propertyStream().forEach(entry -> wish.set(entry.getKey(), entry.getValue()));
            wish.set("port_id", Types.uuid(UUID::toString).parser().parse("port_id", item.get("port_id")));
            all.add(wish);
        }
        return all;
    }

    private static @Nullable String complaint(JsonNode input) {
        if (!input.isArray()) {
            return "Invalid data format for subports: '" + Types.quoted(input) + "' is not a list";
        }
        Set<String> ports = new HashSet<>();
        Set<String> tags = new HashSet<>();
        for (JsonNode item : input) {
            if (!item.isObject()) {
                return "Invalid data format for subport: '" + Types.quoted(item) + "' is not a dict";
            }
            String complaint = complaintOfPort(item.get("port_id"), ports);
            if (complaint == null) {
                complaint = complaintOfTag(item, tags);
            }
            if (complaint != null) {
                return complaint;
            }
        }
        return null;
    }

    private static @Nullable String complaintOfPort(@Nullable JsonNode port, Set<String> ports) {
        if (port == null) {
            return "A valid port UUID must be specified";
        }
        String text;
        try {
            text = Types.uuid(UUID::toString).parser().parse("port_id", port).stringValue();
        } catch (NeutronError notAnId) {
            return "Invalid UUID for subport: '" + Types.quoted(port) + "'";
        }
        return ports.add(text) ? null : "Non unique UUID for subport: '" + Types.quoted(port) + "'";
    }

    private static @Nullable String complaintOfTag(JsonNode item, Set<String> tags) {
        JsonNode type = item.path("segmentation_type");
        JsonNode id = item.path("segmentation_id");
        if (item.size() == 1 || isInherited(type)) {
            return null;
        }
        if (isNothing(type) || isNothing(id)) {
            return "Invalid subport details '" + Types.quoted(item) + "': " + MISSING_SEGMENTATION;
        }
        Integer number = tag(id);
        if (number == null) {
            return "Invalid subport details: segmentation_id '" + Types.quoted(id) + "' is not an integer";
        }
        return tags.add(Types.quoted(type) + " " + number)
                ? null
                : "Segmentation ID '" + number + "' for '" + Types.quoted(item.path("port_id")) + "' is not unique";
    }

    private static boolean isNothing(JsonNode node) {
        return node.isMissingNode()
                || node.isNull()
                || (node.isString() && node.stringValue().isEmpty())
                || (node.isNumber() && node.asString().equals("0"));
    }

    private static @Nullable Integer tag(JsonNode id) {
        try {
            return Types.integer().parser().parse("segmentation_id", id).intValue();
        } catch (NeutronError notANumber) {
            return null;
        }
    }

    private static boolean isInherited(JsonNode type) {
        return type.isString() && type.stringValue().equals(TrunkDescription.INHERIT);
    }
}
