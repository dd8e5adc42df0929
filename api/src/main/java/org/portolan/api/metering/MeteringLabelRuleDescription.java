package org.portolan.api.metering;

import com.google.auto.service.AutoService;
import inet.ipaddr.IPAddress;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.portolan.api.error.NeutronError;
import org.portolan.api.metering.MeteringLabelRuleEvent.MeteringLabelRuleCreated;
import org.portolan.api.metering.MeteringLabelRuleEvent.MeteringLabelRuleDeleted;
import org.portolan.api.metering.MeteringLabelRuleEvent.MeteringLabelRuleUpdated;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Described;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.Listing;
import org.portolan.api.resource.PlainDescription;
import org.portolan.api.resource.Sight;
import org.portolan.api.resource.Type;
import org.portolan.api.resource.Types;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.StringNode;

/** The {@code metering_label_rule} resource: which traffic is counted under a label, or not. */
@AutoService(Described.class)
public final class MeteringLabelRuleDescription extends PlainDescription {

    public static final Attribute<UUID> LABEL_ID = Attribute.of("metering_label_id", Types.uuid(Function.identity()))
            .required()
            .onPostOnly()
            .indexed();
    public static final Attribute<String> DIRECTION = Attribute.of("direction", Types.oneOf("ingress", "egress"))
            .required()
            .onPostOnly();
    public static final Attribute<IPAddress> REMOTE_IP_PREFIX =
            Attribute.of("remote_ip_prefix", prefix()).nullable().onPostOnly();
    public static final Attribute<IPAddress> SOURCE_IP_PREFIX =
            Attribute.of("source_ip_prefix", prefix()).nullable().onPostOnly();
    public static final Attribute<IPAddress> DESTINATION_IP_PREFIX =
            Attribute.of("destination_ip_prefix", prefix()).nullable().onPostOnly();
    public static final Attribute<Boolean> EXCLUDED =
            Attribute.of("excluded", Types.bool()).defaultsTo(false).onPostOnly();

    private static final List<Field> FIELDS =
            List.of(id(), LABEL_ID, DIRECTION, REMOTE_IP_PREFIX, SOURCE_IP_PREFIX, DESTINATION_IP_PREFIX, EXCLUDED);

    /** The description, for whoever looks for all of them. */
    public MeteringLabelRuleDescription() {
        super(
                "MeteringLabelRule",
                "metering_label_rule",
                "metering_label_rules",
                new Events(
                        new MeteringLabelRuleEvent.Family(),
                        MeteringLabelRuleCreated::new,
                        MeteringLabelRuleUpdated::new,
                        MeteringLabelRuleDeleted::new));
    }

    /** A prefix, shown with the host bits that it was sent with; what says nothing is none. */
    private static Type<IPAddress> prefix() {
        return new Type<>(
                Type.Kind.TEXT,
                (attribute, input) -> saysNothing(input) ? NullNode.getInstance() : prefix(attribute, input),
                node -> Objects.requireNonNull(Types.prefix(node.stringValue())),
                prefix -> StringNode.valueOf(prefix.toCanonicalString()));
    }

    private static boolean saysNothing(JsonNode input) {
        return input.isContainer() ? input.isEmpty() : input.asString("").isEmpty();
    }

    private static JsonNode prefix(String attribute, JsonNode input) {
        String text = Types.quoted(input);
        IPAddress prefix = input.isString() ? Types.prefix(text) : null;
        IPAddress address = Types.address(text.replaceFirst("/.*", ""));
        if (prefix == null || address == null) {
            String quoted = input.isString() ? "'" + text + "'" : text;
            throw new NeutronError(
                    400,
                    "Invalid",
                    attribute + ": " + text + " is invalid [" + quoted
                            + " does not appear to be an IPv4 or IPv6 interface].");
        }
        return StringNode.valueOf(address.toCanonicalString() + "/" + prefix.getNetworkPrefixLength());
    }

    @Override
    public boolean refusesUnknownFilters() {
        return true;
    }

    /** The policy lets nobody else see them; whose label they are of is not asked. */
    @Override
    public Sight sight() {
        return Sight.ADMINS;
    }

    @Override
    public Listing listing() {
        return Listing.IN_PAGES.with(Listing.Pages.EMPTY_AFTER_NOTHING);
    }

    /** Neutron leaves out of lists only what its policy wants to know itself. */
    @Override
    public Set<String> alongWithFields(boolean inList) {
        return inList
                ? Set.of("direction", "remote_ip_prefix", "source_ip_prefix", "destination_ip_prefix", "excluded")
                : Set.of();
    }

    @Override
    public List<Field> fields() {
        return FIELDS;
    }

    @Override
    public String path() {
        return "metering/metering-label-rules";
    }

    @Override
    public NeutronError notFound(Object id) {
        return new NeutronError(404, "MeteringLabelRuleNotFound", "Metering label rule '" + id + "' does not exist.");
    }
}
