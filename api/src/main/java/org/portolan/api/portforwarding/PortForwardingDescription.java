package org.portolan.api.portforwarding;

import com.google.auto.service.AutoService;
import inet.ipaddr.IPAddress;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.portolan.api.error.NeutronError;
import org.portolan.api.floatingip.FloatingIpDescription;
import org.portolan.api.port.PortId;
import org.portolan.api.portforwarding.PortForwardingEvent.PortForwardingCreated;
import org.portolan.api.portforwarding.PortForwardingEvent.PortForwardingDeleted;
import org.portolan.api.portforwarding.PortForwardingEvent.PortForwardingUpdated;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Derived;
import org.portolan.api.resource.Described;
import org.portolan.api.resource.Extension;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.PlainDescription;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.ProjectOf;
import org.portolan.api.resource.Tags;
import org.portolan.api.resource.Type;
import org.portolan.api.resource.Types;
import org.portolan.api.securitygroup.IpProtocol;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** The {@code port_forwarding} resource below a floating IP. */
@AutoService(Described.class)
public final class PortForwardingDescription extends PlainDescription {

    public static final Attribute<UUID> FLOATING_IP_ID =
            Attribute.of("floatingip_id", Types.uuid(Function.identity())).ofPath();
    public static final Attribute<Integer> EXTERNAL_PORT =
            Attribute.of("external_port", portNumber()).unsorted();
    public static final Attribute<Integer> INTERNAL_PORT =
            Attribute.of("internal_port", portNumber()).unfiltered();
    public static final Attribute<IPAddress> INTERNAL_IP_ADDRESS =
            Attribute.of("internal_ip_address", Types.ip()).required().unfiltered();
    public static final Attribute<String> PROTOCOL =
            Attribute.of("protocol", protocol()).required();
    public static final Attribute<PortId> INTERNAL_PORT_ID = Attribute.of("internal_port_id", Types.uuid(PortId::new))
            .required()
            .indexed()
            .unsorted();
    public static final Attribute<PortRange> EXTERNAL_PORT_RANGE =
            Attribute.of("external_port_range", portRange()).nullable().unsorted();
    public static final Attribute<PortRange> INTERNAL_PORT_RANGE =
            Attribute.of("internal_port_range", portRange()).nullable().unsorted();
    public static final Attribute<String> DESCRIPTION =
            Attribute.of("description", Types.text(255)).defaultsTo("").unsorted();

    private static final int PORT_MAX = 65_535;
    private static final String IN_TWO = "Port range must be two integers separated by a colon";

    private static final List<Field> FIELDS = List.of(
            id(),
            FLOATING_IP_ID,
            INTERNAL_PORT_ID,
            INTERNAL_IP_ADDRESS,
            PROTOCOL,
            ofSingle(EXTERNAL_PORT),
            ofSingle(INTERNAL_PORT),
            EXTERNAL_PORT_RANGE,
            INTERNAL_PORT_RANGE,
            DESCRIPTION,
            standard(Tags.NAME).onlyFiltering(),
            standard("created_at").onlyFiltering(),
            standard("updated_at").onlyFiltering(),
            standard("revision_number").onlyFiltering());

    /** The description, for whoever looks for all of them. */
    public PortForwardingDescription() {
        super(
                "PortForwarding",
                "port_forwarding",
                "port_forwardings",
                new Events(
                        new PortForwardingEvent.Family(),
                        PortForwardingCreated::new,
                        PortForwardingUpdated::new,
                        PortForwardingDeleted::new));
    }

    @Override
    public String path() {
        return "floatingips/*/port_forwardings";
    }

    @Override
    public Parent parent() {
        return new Parent(new FloatingIpDescription(), FLOATING_IP_ID);
    }

    @Override
    public String projectMember() {
        return ProjectOf.PROJECT;
    }

    @Override
    public boolean refusesUnknownFilters() {
        return true;
    }

    /** Two of the members are not for filtering, and that is said before any that is not known. */
    @Override
    public void requireFilters(Collection<String> parameters) {
        for (String parameter : parameters) {
            if (parameter.equals(INTERNAL_PORT.name()) || parameter.equals(INTERNAL_IP_ADDRESS.name())) {
                throw new NeutronError(
                        400,
                        "PortForwardingNotSupportFilterField",
                        "Port Forwarding filter " + parameter + " is not supported.");
            }
        }
        super.requireFilters(parameters);
    }

    /** The port of a range of several is none. */
    @Override
    public List<Listed> listed() {
        return Stream.of(EXTERNAL_PORT, INTERNAL_PORT)
                .map(port -> new Listed(port.name(), value -> value.isNull() ? MissingNode.getInstance() : value))
                .toList();
    }

    @Override
    public List<Field> fields() {
        return FIELDS;
    }

    @Override
    public NeutronError notFound(Object id) {
        return new NeutronError(404, "PortForwardingNotFound", "Port Forwarding " + id + " could not be found.");
    }

    /** Only the answers to a POST and a PUT say that a range of several ports is no port. */
    private static Derived<PlainResource> ofSingle(Attribute<Integer> port) {
        return Derived.asked(port, forwarding -> {
            JsonNode value = forwarding.attributes().json(port.name());
            return value.isNull() ? MissingNode.getInstance() : value;
        });
    }

    @Override
    public ObjectNode renderNew(PlainResource forwarding) {
        ObjectNode body = render(forwarding);
        for (Attribute<Integer> port : List.of(EXTERNAL_PORT, INTERNAL_PORT)) {
            body.putIfAbsent(port.name(), NullNode.getInstance());
        }
        return body;
    }

    @Override
    public ObjectNode renderChanged(PlainResource forwarding, Attributes wished) {
        return renderNew(forwarding);
    }

    private static Type<Integer> portNumber() {
        return new Type<>(
                Type.Kind.INTEGER,
                (attribute, input) -> IntNode.valueOf(port(attribute, Types.quoted(input))),
                JsonNode::intValue,
                IntNode::valueOf);
    }

    private static int port(String attribute, String text) {
        if (!text.matches("-?\\d{1,9}")) {
            throw NeutronError.invalidAttribute(attribute, "'" + text + "' is not an integer");
        }
        int port = Integer.parseInt(text);
        if (port < 1) {
            throw NeutronError.invalidAttribute(attribute, "'" + text + "' is too small - must be at least '1'");
        }
        if (port > PORT_MAX) {
            throw NeutronError.invalidAttribute(
                    attribute, "'" + text + "' is too large - must be no larger than '65535'");
        }
        return port;
    }

    private static Type<PortRange> portRange() {
        return new Type<>(
                Type.Kind.TEXT,
                (attribute, input) -> StringNode.valueOf(range(attribute, Types.quoted(input))),
                node -> PortRange.of(node.stringValue()),
                range -> StringNode.valueOf(range.toString()));
    }

    private static String range(String attribute, String text) {
        List<String> ends = List.of(text.split(":", -1));
        if (ends.size() > 2) {
            throw NeutronError.invalidAttribute(attribute, IN_TWO);
        }
        ends.forEach(end -> requirePort(attribute, end));
        int first = Integer.parseInt(ends.getFirst().strip());
        int last = Integer.parseInt(ends.getLast().strip());
        if (first > last) {
            throw NeutronError.invalidAttribute(
                    attribute, "First port in a port range must be lower than the second port");
        }
        return new PortRange(first, last).toString();
    }

    private static void requirePort(String attribute, String text) {
        if (text.isEmpty()) {
            throw NeutronError.invalidAttribute(attribute, IN_TWO);
        }
        String number = text.strip();
        if (!number.matches("\\d{1,5}") || Integer.parseInt(number) > PORT_MAX) {
            throw NeutronError.invalidAttribute(attribute, "Invalid port: " + text);
        }
        if (Integer.parseInt(number) == 0) {
            throw NeutronError.invalidAttribute(
                    attribute, "Invalid port: " + text + ", the port must be in the range [1, " + PORT_MAX + "]");
        }
    }

    private static Type<String> protocol() {
        List<String> names = List.of("dccp", "icmp", "ipv6-icmp", "sctp", "tcp", "udp");
        Type<String> known = Types.oneOf(names.toArray(String[]::new));
        return new Type<>(
                known.kind(),
                (attribute, input) -> {
                    if (input.isNull()) {
                        return known.parser().parse(attribute, input);
                    }
                    String written = Types.quoted(Types.requireText(input));
                    if (!names.contains(written.toLowerCase(Locale.ROOT)) && !IpProtocol.isNumber(written)) {
                        throw NeutronError.invalidInput("IP protocol '" + written + "' is not supported. Only protocol"
                                + " names and their integer representation (0 to 255) are supported");
                    }
                    return known.parser().parse(attribute, input);
                },
                known.reader(),
                known.writer());
    }

    @Override
    public List<Extension> extensions() {
        return List.of(
                new Extension(
                        "floating-ip-port-forwarding",
                        "Floating IP Port Forwarding",
                        "Allow port forwarding from floating IP port to an internal port",
                        "2018-01-19T10:00:00-00:00"),
                new Extension(
                        "floating-ip-port-forwarding-description",
                        "Floating IP Port Forwarding new attribute description",
                        "Add a description field to Port Forwarding rules",
                        "2019-11-01T10:00:00-00:00"),
                new Extension(
                        "floating-ip-port-forwarding-port-ranges",
                        "Floating IP Port Forwarding support port ranges",
                        "Add suport to port ranges",
                        "2020-07-01T10:00:00-00:00"));
    }
}
