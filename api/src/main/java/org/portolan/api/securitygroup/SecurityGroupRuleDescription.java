package org.portolan.api.securitygroup;

import com.google.auto.service.AutoService;
import inet.ipaddr.IPAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.event.Recorded;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Derived;
import org.portolan.api.resource.Described;
import org.portolan.api.resource.Extension;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.ResourceCommand.Create;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.resource.Sight;
import org.portolan.api.resource.Tags;
import org.portolan.api.resource.Type;
import org.portolan.api.resource.Types;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.StringNode;

/** The {@code security_group_rule} resource: what its security group lets pass. */
@AutoService(Described.class)
public final class SecurityGroupRuleDescription extends ResourceDescription<PlainResource> {

    public static final String IPV4 = "IPv4";
    public static final String IPV6 = "IPv6";
    public static final String INGRESS = "ingress";
    public static final String EGRESS = "egress";

    public static final Attribute<String> SECURITY_GROUP_ID = Attribute.of("security_group_id", reference())
            .required()
            .onPostOnly()
            .indexed();
    public static final Attribute<String> ETHERTYPE =
            Attribute.of("ethertype", ethertype()).defaultsTo(IPV4).onPostOnly();
    public static final Attribute<String> DIRECTION =
            Attribute.of("direction", Types.oneOf(INGRESS, EGRESS)).required().onPostOnly();
    public static final Attribute<String> PROTOCOL =
            Attribute.of("protocol", IpProtocol.type()).nullable().onPostOnly();

    /** The first port; of ICMP the type. */
    public static final Attribute<Integer> PORT_RANGE_MIN =
            Attribute.of("port_range_min", portNumber()).nullable().onPostOnly();

    /** The last port; of ICMP the code. */
    public static final Attribute<Integer> PORT_RANGE_MAX =
            Attribute.of("port_range_max", portNumber()).nullable().onPostOnly();

    /** A prefix whose host bits are as the client wrote them. */
    public static final Attribute<String> REMOTE_IP_PREFIX =
            Attribute.of("remote_ip_prefix", prefix()).nullable().onPostOnly();

    public static final Attribute<String> REMOTE_ADDRESS_GROUP_ID =
            Attribute.of("remote_address_group_id", reference()).nullable().onPostOnly();
    public static final Attribute<String> REMOTE_GROUP_ID =
            Attribute.of("remote_group_id", reference()).nullable().onPostOnly();
    public static final Attribute<String> DESCRIPTION =
            Attribute.of("description", Types.text(255).orNull()).defaultsTo("").unsorted();

    private static final int PORT_MAX = 65535;

    private static final List<Field> FIELDS = join(
            List.of(
                    id(),
                    tenant(),
                    SECURITY_GROUP_ID,
                    ETHERTYPE,
                    DIRECTION,
                    PROTOCOL,
                    PORT_RANGE_MIN,
                    PORT_RANGE_MAX,
                    REMOTE_IP_PREFIX,
                    REMOTE_ADDRESS_GROUP_ID,
                    Derived.<PlainResource, String>of(
                                    "normalized_cidr",
                                    Types.text(64),
                                    rule -> normalized(rule.attributes().find(REMOTE_IP_PREFIX)))
                            .unfiltered(),
                    REMOTE_GROUP_ID,
                    DESCRIPTION),
            standardAttributes(),
            List.of(standard(Tags.NAME).onlyFiltering()),
            List.of(project()));

    /** The description, for whoever looks for all of them. */
    public SecurityGroupRuleDescription() {
        super(
                "SecurityGroupRule",
                "security_group_rule",
                "security_group_rules",
                PlainResource.class,
                new SecurityGroupRuleEvent.Family());
    }

    @Override
    public List<Field> fields() {
        return FIELDS;
    }

    @Override
    public @Nullable PlainResource evolve(@Nullable PlainResource rule, Recorded<?> event) {
        return PlainResource.evolve(rule, event);
    }

    @Override
    public NeutronError notFound(Object id) {
        return new NeutronError(404, "SecurityGroupRuleNotFound", "Security group rule " + id + " does not exist");
    }

    @Override
    public Sight sight() {
        return Sight.SECURITY_GROUP_OWNERS;
    }

    /** Rules that are created together are rules of one group and one project, and no two of them are the same. */
    @Override
    public void requireTogether(List<Create> wishes) {
        Set<String> groups = new HashSet<>();
        Set<ProjectId> projects = new HashSet<>();
        for (Create wish : wishes) {
            groups.add(wish.attributes().get(SECURITY_GROUP_ID));
            projects.add(wish.project());
        }
        if (groups.size() > 1) {
            throw new NeutronError(
                    400,
                    "SecurityGroupNotSingleGroupRules",
                    "Only allowed to update rules for one security profile at a time");
        }
        if (projects.size() > 1) {
            throw new NeutronError(
                    400,
                    "SecurityGroupRulesNotSingleTenant",
                    "Multiple tenant_ids in bulk security group rule create not allowed");
        }
        Set<RuleMeaning> meanings = new HashSet<>();
        for (Create wish : wishes) {
            if (!meanings.add(RuleMeaning.of(RuleMeaning.canonical(wish.attributes())))) {
                throw NeutronError.conflict(
                        "DuplicateSecurityGroupRuleInPost", "Duplicate Security Group Rule in POST.");
            }
        }
    }

    @Override
    public List<Extension> extensions() {
        return List.of(
                new Extension(
                        "security-groups-normalized-cidr",
                        "Normalized CIDR field for security group rules",
                        "Add new field with normalized remote_ip_prefix cidr in SG rule",
                        "2020-07-28T10:00:00-00:00"),
                new Extension(
                        "security-groups-remote-address-group",
                        "Remote address group id field for security group rules",
                        "Add new field of remote address group id in SG rules",
                        "2020-08-25T10:00:00-00:00"));
    }

    private static JsonNode normalized(Optional<String> written) {
        IPAddress prefix = written.map(Types::prefix).orElse(null);
        return prefix == null ? NullNode.getInstance() : StringNode.valueOf(prefix.toCanonicalString());
    }

    /** An id that is only looked up: what is none leads to what does not exist. */
    private static Type<String> reference() {
        Type<String> text = Types.text(Types.NAME_MAX);
        return new Type<>(
                text.kind(),
                (attribute, input) -> StringNode.valueOf(Types.quoted(input).toLowerCase(Locale.ROOT)),
                text.reader(),
                text.writer());
    }

    private static Type<String> ethertype() {
        Type<String> text = Types.text(Types.NAME_MAX);
        return new Type<>(
                text.kind(),
                (attribute, input) -> {
                    String written = Types.quoted(input);
                    for (String known : List.of(IPV4, IPV6)) {
                        if (known.equalsIgnoreCase(written)) {
                            return StringNode.valueOf(known);
                        }
                    }
                    throw new NeutronError(
                            400,
                            "SecurityGroupRuleInvalidEtherType",
                            "Security group rule for ethertype '" + written
                                    + "' not supported. Allowed values are ['IPv4', 'IPv6'].");
                },
                text.reader(),
                text.writer());
    }

    private static Type<Integer> portNumber() {
        return new Type<>(
                Type.Kind.INTEGER,
                (attribute, input) -> {
                    String written = Types.quoted(input);
                    try {
                        int number = Integer.parseInt(written.strip());
                        if (number >= 0 && number <= PORT_MAX) {
                            return IntNode.valueOf(number);
                        }
                    } catch (NumberFormatException notANumber) {
                        throw RuleMeaning.invalidPort(written);
                    }
                    throw RuleMeaning.invalidPort(written);
                },
                JsonNode::intValue,
                IntNode::valueOf);
    }

    private static Type<String> prefix() {
        Type<String> text = Types.text(Types.NAME_MAX);
        return new Type<>(
                text.kind(),
                (attribute, input) -> {
                    String written = Types.quoted(input);
                    IPAddress prefix = input.isString() ? Types.prefix(written) : null;
                    if (prefix == null) {
                        if (written.isEmpty()) {
                            return NullNode.getInstance();
                        }
                        throw new NeutronError(400, "InvalidCIDR", "Invalid CIDR " + written + " given as IP prefix.");
                    }
                    int slash = written.indexOf('/');
                    IPAddress address = Types.address(slash < 0 ? written : written.substring(0, slash));
                    return StringNode.valueOf(
                            (address == null ? prefix.getLower() : address)
                                            .withoutPrefixLength()
                                            .toCanonicalString() + "/" + prefix.getNetworkPrefixLength());
                },
                text.reader(),
                text.writer());
    }

    /** The rules that a new group begins with: all may leave. */
    public static List<Attributes> ofNewGroup(String groupId) {
        return List.of(rule(groupId, EGRESS, IPV4, null), rule(groupId, EGRESS, IPV6, null));
    }

    /** The rules that a project's default group begins with: its ports may also be reached by each other. */
    public static List<Attributes> ofDefaultGroup(String groupId) {
        return List.of(
                rule(groupId, INGRESS, IPV4, groupId),
                rule(groupId, EGRESS, IPV4, null),
                rule(groupId, INGRESS, IPV6, groupId),
                rule(groupId, EGRESS, IPV6, null));
    }

    private static Attributes rule(String groupId, String direction, String ethertype, @Nullable String remoteGroupId) {
        Attributes rule = Attributes.none()
                .with(SECURITY_GROUP_ID, groupId)
                .with(ETHERTYPE, ethertype)
                .with(DIRECTION, direction);
        return remoteGroupId == null ? rule : rule.with(REMOTE_GROUP_ID, remoteGroupId);
    }
}
