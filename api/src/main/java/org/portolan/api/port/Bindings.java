package org.portolan.api.port;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.portolan.api.error.NeutronError;
import org.portolan.api.json.Json;
import org.portolan.api.port.PortCommand.ActivateBinding;
import org.portolan.api.port.PortCommand.ChangeBinding;
import org.portolan.api.port.PortCommand.DropBinding;
import org.portolan.api.port.PortCommand.PrepareBinding;
import org.portolan.api.resource.Action;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Part;
import org.portolan.api.resource.Types;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The bindings of a port as clients know them: the one that it has, and those that are prepared for other hosts. */
public final class Bindings {

    /** The host that a binding is for. */
    public static final Attribute<String> HOST =
            Attribute.of("host", Types.text(255)).required();

    /** How the device is plugged there. */
    public static final Attribute<String> VNIC_TYPE = new Attribute<>(
            "vnic_type",
            PortDescription.VNIC_TYPE.type(),
            PortDescription.VNIC_TYPE.reading(),
            PortDescription.VNIC_TYPE.writing());

    /** What the device's owner tells of that. */
    public static final Attribute<ObjectNode> PROFILE =
            Attribute.of("profile", Types.dictionary(4095).nullMeans(Json.object()));

    /** The rule that tells who may read bindings. */
    public static final String READING = "get_port_binding";

    private static final String NAME = "binding";
    private static final List<Attribute<?>> SETTABLE = List.of(HOST, VNIC_TYPE, PROFILE);
    private static final List<String> READ_ONLY = List.of("vif_type", "vif_details", "status");
    private static final List<String> PROJECT = List.of("project_id", "tenant_id");

    private Bindings() {}

    /** What can be read of them. */
    static Part<Port> part() {
        return new Part<>(
                "bindings", NAME, READING, "host", Bindings::all, (port, host) -> notFound(new PortId(port), host));
    }

    /** What can be wished of them. */
    static List<Action> actions() {
        return List.of(
                Action.post(
                        "bindings", (id, body, caller) -> new PrepareBinding(PortId.of(id), parseNew(body), caller)),
                Action.put(
                        "bindings/*",
                        (id, body, caller) -> new ChangeBinding(PortId.of(id), host(body), parseChanges(body), caller)),
                Action.put(
                        "bindings/*/activate",
                        (id, body, caller) -> new ActivateBinding(PortId.of(id), host(body), caller)),
                Action.delete("bindings/*", (id, body, caller) -> new DropBinding(PortId.of(id), host(body), caller)));
    }

    private static String host(JsonNode body) {
        return body.path("id").asString();
    }

    private static Attributes parseNew(JsonNode body) {
        JsonNode binding = binding(body);
        Attributes asked = parse(binding, "POST");
        if (!asked.has(HOST)) {
            throw NeutronError.badRequest("Failed to parse request. Required attribute 'host' not specified");
        }
        return Attributes.none()
                .with(VNIC_TYPE, "normal")
                .with(PROFILE, Json.object())
                .with(asked);
    }

    private static Attributes parseChanges(JsonNode body) {
        return parse(binding(body), "PUT");
    }

    private static JsonNode binding(JsonNode body) {
        if (body.isMissingNode() || (body.size() == 1 && body.has("id"))) {
            throw NeutronError.badRequest("Resource body required");
        }
        if (body.has("bindings")) {
            throw NeutronError.badRequest("Bulk operation not supported");
        }
        JsonNode binding = body.get(NAME);
        if (binding == null) {
            throw NeutronError.badRequest("Unable to find 'binding' in request body");
        }
        if (!binding.isObject()) {
            throw NeutronError.badRequest("Body contains invalid data");
        }
        return binding;
    }

    private static Attributes parse(JsonNode binding, String method) {
        List<String> unknown = new ArrayList<>();
        ObjectNode parsed = Json.object();
        binding.propertyStream().forEach(member -> {
            String name = member.getKey();
            for (Attribute<?> attribute : SETTABLE) {
                if (attribute.name().equals(name)) {
                    parsed.set(name, attribute.type().parser().parse(name, member.getValue()));
                    return;
                }
            }
            if (READ_ONLY.contains(name) || (PROJECT.contains(name) && method.equals("PUT"))) {
                throw NeutronError.badRequest(
                        method.equals("PUT")
                                ? "Cannot update read-only attribute " + name
                                : "Attribute '" + name + "' not allowed in POST");
            }
            if (!PROJECT.contains(name)) {
                unknown.add(name);
            }
        });
        if (!unknown.isEmpty()) {
            throw NeutronError.badRequest("Unrecognized attribute(s) '" + String.join(", ", unknown) + "'");
        }
        return Attributes.of(parsed);
    }

    /** All bindings of the port as bodies show them, by host. */
    private static List<ObjectNode> all(Port port) {
        requireDevice(port);
        List<ObjectNode> all = new ArrayList<>();
        all.add(active(port));
        port.otherBindings().forEach(other -> all.add(body(other)));
        all.sort(Comparator.comparing(body -> body.path("host").stringValue()));
        return all;
    }

    /**
     * Refuses ports of which nobody ever has two bindings.
     *
     * @throws NeutronError 400
     */
    public static void requireDevice(Port port) {
        if (!port.deviceOwner().startsWith("compute:")) {
            throw new NeutronError(
                    400,
                    "BadRequest",
                    "Bad port request: Invalid port " + port.id() + ". Operation only valid on compute ports.");
        }
    }

    /** 404: the port has no binding for that host. */
    public static NeutronError notFound(PortId port, String host) {
        return new NeutronError(
                404, "PortBindingNotFound", "Binding for port " + port + " for host " + host + " could not be found.");
    }

    /** The body of the binding that the port has. */
    public static ObjectNode active(Port port) {
        Attributes attributes = port.attributes();
        return body(
                new HostBinding(
                        attributes.get(PortDescription.HOST_ID),
                        attributes.get(PortDescription.VNIC_TYPE),
                        attributes.get(PortDescription.PROFILE),
                        port.binding().vifType(),
                        port.binding().vifDetails(),
                        port.binding().levels()),
                "ACTIVE");
    }

    /** The body of a binding that is prepared. */
    public static ObjectNode body(HostBinding prepared) {
        return body(prepared, "INACTIVE");
    }

    private static ObjectNode body(HostBinding binding, String status) {
        ObjectNode body = Json.object()
                .put("host", binding.host())
                .put("vif_type", binding.vifType())
                .put("vnic_type", binding.vnicType())
                .put("status", status);
        body.set("profile", binding.profile());
        body.set("vif_details", binding.vifDetails());
        return body;
    }
}
