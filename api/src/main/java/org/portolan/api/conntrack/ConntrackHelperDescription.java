package org.portolan.api.conntrack;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.portolan.api.conntrack.ConntrackHelperEvent.ConntrackHelperCreated;
import org.portolan.api.conntrack.ConntrackHelperEvent.ConntrackHelperDeleted;
import org.portolan.api.conntrack.ConntrackHelperEvent.ConntrackHelperUpdated;
import org.portolan.api.error.NeutronError;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Described;
import org.portolan.api.resource.Extension;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.PlainDescription;
import org.portolan.api.resource.ProjectOf;
import org.portolan.api.resource.Sight;
import org.portolan.api.resource.Type;
import org.portolan.api.resource.Types;
import org.portolan.api.router.RouterDescription;

/** The {@code conntrack_helper} resource: a router's helper for a protocol such as FTP. */
@AutoService(Described.class)
public final class ConntrackHelperDescription extends PlainDescription {

    private static final Set<String> PROTOCOLS = Set.of("dccp", "icmp", "ipv6-icmp", "sctp", "tcp", "udp");
    private static final Pattern BYTE = Pattern.compile("\\d|\\d\\d|1\\d\\d|2[0-4]\\d|25[0-5]");

    public static final Attribute<UUID> ROUTER_ID =
            Attribute.of("router_id", Types.uuid(Function.identity())).ofPath();
    public static final Attribute<String> PROTOCOL =
            Attribute.of("protocol", protocol()).required();
    public static final Attribute<Integer> PORT = Attribute.of("port", port()).required();
    public static final Attribute<String> HELPER =
            Attribute.of("helper", Types.text(64)).required();

    /** Taken, and without a meaning: a helper is of its router's project. */
    private static final Attribute<String> PROJECT_ID =
            Attribute.of("project_id", Types.text(255)).onPostOnly().hidden();

    private static final List<Field> FIELDS = List.of(id(), PROJECT_ID, ROUTER_ID, PROTOCOL, PORT, HELPER);

    /** The description, for whoever looks for all of them. */
    public ConntrackHelperDescription() {
        super(
                "ConntrackHelper",
                "conntrack_helper",
                "conntrack_helpers",
                new Events(
                        new ConntrackHelperEvent.Family(),
                        ConntrackHelperCreated::new,
                        ConntrackHelperUpdated::new,
                        ConntrackHelperDeleted::new));
    }

    private static Type<Integer> port() {
        Type<Integer> number = Types.integer();
        return new Type<>(
                number.kind(),
                (attribute, input) -> Types.range(1, 65_535)
                        .parser()
                        .parse(attribute, number.parser().parse(attribute, input)),
                number.reader(),
                number.writer());
    }

    private static Type<String> protocol() {
        Type<String> names = Types.oneOf("dccp", "icmp", "ipv6-icmp", "sctp", "tcp", "udp");
        return new Type<>(
                names.kind(),
                (attribute, input) -> {
                    if (!input.isString()) {
                        throw NeutronError.invalidInput("Input value " + Types.quoted(input) + " must be string type");
                    }
                    requireProtocol(Types.quoted(input));
                    return names.parser().parse(attribute, input);
                },
                names.reader(),
                names.writer());
    }

    /** What is a protocol, though perhaps none that helpers have, is refused later, and otherwise. */
    private static void requireProtocol(String text) {
        boolean isNumber = BYTE.matcher(text).matches();
        if (!isNumber && !PROTOCOLS.contains(text.toLowerCase(Locale.ROOT))) {
            throw NeutronError.invalidInput("IP protocol '" + text + "' is not supported. Only protocol names and"
                    + " their integer representation (0 to 255) are supported");
        }
    }

    @Override
    public String projectMember() {
        return ProjectOf.PROJECT;
    }

    @Override
    public boolean refusesUnknownFilters() {
        return true;
    }

    @Override
    public List<Field> fields() {
        return FIELDS;
    }

    @Override
    public String path() {
        return "routers/*/conntrack_helpers";
    }

    @Override
    public Parent parent() {
        return new Parent(new RouterDescription(), ROUTER_ID, false);
    }

    @Override
    public Sight sight() {
        return Sight.PARENT_VIEWERS;
    }

    @Override
    public NeutronError notFound(Object id) {
        return new NeutronError(404, "ConntrackHelperNotFound", "Conntrack Helper " + id + " could not be found.");
    }

    @Override
    public List<Extension> extensions() {
        return List.of(
                new Extension(
                        "l3-conntrack-helper",
                        "L3 Conntrack helper",
                        "Allow adding CT target rules for conntrack helper",
                        "2019-04-04T10:00:00-00:00"),
                new Extension(
                        "expose-l3-conntrack-helper",
                        "Expose CT target rules for conntrack helper",
                        "Expose allow adding CT target rules for conntrack helper",
                        "2019-04-04T10:00:00-00:00"));
    }
}
