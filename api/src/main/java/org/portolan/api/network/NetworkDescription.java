package org.portolan.api.network;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.portolan.api.agent.Hosting;
import org.portolan.api.error.NeutronError;
import org.portolan.api.event.Recorded;
import org.portolan.api.json.Json;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Derived;
import org.portolan.api.resource.Described;
import org.portolan.api.resource.Extension;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.Listing;
import org.portolan.api.resource.Origin;
import org.portolan.api.resource.Related;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.resource.Types;
import org.portolan.api.segment.Segment;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** The {@code network} resource of Neutron's core API, with the extensions that add to it. */
@AutoService(Described.class)
public final class NetworkDescription extends ResourceDescription<Network> {

    public static final Attribute<String> NAME =
            Attribute.of("name", Types.text(Types.NAME_MAX)).defaultsTo("").indexed();
    public static final Attribute<Boolean> ADMIN_STATE_UP =
            Attribute.of("admin_state_up", Types.bool()).defaultsTo(true);
    public static final Attribute<Integer> MTU = Attribute.of("mtu", Types.nonNegative());
    public static final Attribute<Boolean> SHARED = Attribute.of("shared", Types.bool())
            .defaultsTo(false)
            .trueToGrantees()
            .unsorted();
    public static final Attribute<Boolean> PORT_SECURITY_ENABLED =
            Attribute.of("port_security_enabled", Types.bool()).defaultsTo(true).unfiltered();
    public static final Attribute<UUID> QOS_POLICY_ID = Attribute.of("qos_policy_id", Types.uuid(Function.identity()))
            .nullable()
            .unfiltered();
    public static final Attribute<String> DNS_DOMAIN =
            Attribute.of("dns_domain", Types.dnsDomain()).defaultsTo("").unfiltered();
    public static final Attribute<Boolean> EXTERNAL =
            Attribute.of("router:external", Types.bool()).defaultsTo(false).unsorted();
    public static final Attribute<String> NETWORK_TYPE = Attribute.of("provider:network_type", Types.text(32))
            .orIn("segments")
            .unsorted();
    public static final Attribute<String> PHYSICAL_NETWORK = Attribute.of("provider:physical_network", Types.text(64))
            .nullAllowed()
            .orIn("segments")
            .unsorted();
    public static final Attribute<Long> SEGMENTATION_ID = Attribute.of("provider:segmentation_id", Types.longInteger())
            .nullAllowed()
            .orIn("segments")
            .unsorted();
    public static final Attribute<List<ObjectNode>> SEGMENTS = Attribute.of(
                    "segments",
                    Types.structured(NetworkDescription::parseSegments, new TypeReference<List<ObjectNode>>() {}))
            .onPostOnly()
            .takesPairs();
    public static final Attribute<Boolean> IS_DEFAULT =
            Attribute.of("is_default", Types.bool()).defaultsTo(false).unfiltered();
    public static final Attribute<List<String>> AVAILABILITY_ZONE_HINTS = Attribute.of(
                    "availability_zone_hints", Types.words())
            .defaultsTo(List.of())
            .onPostOnly()
            .sorted();
    public static final Attribute<Boolean> L2_ADJACENCY =
            Attribute.of("l2_adjacency", Types.bool()).decided().unfiltered();
    public static final Attribute<String> DESCRIPTION =
            Attribute.of("description", Types.text(255)).defaultsTo("").unsorted();

    /** The agents that serve DHCP on the network. */
    public static final Hosting DHCP = Hosting.named("dhcp_agents");

    /** The segments that the network has for some of its ports only; no body shows them. */
    public static final Attribute<List<DynamicSegment>> DYNAMIC_SEGMENTS = Attribute.of(
                    "dynamic_segments",
                    Types.structured((attribute, input) -> input, new TypeReference<List<DynamicSegment>>() {}))
            .decided();

    private static final List<Field> FIELDS = join(
            List.of(
                    id(),
                    NAME,
                    tenant(),
                    ADMIN_STATE_UP,
                    MTU,
                    Derived.<Network, String>of("status", Types.text(16), network -> StringNode.valueOf("ACTIVE")),
                    Derived.<Network, List<String>>of("subnets", Types.words(), network -> Json.tree(network.subnets()))
                            .unfiltered(),
                    SHARED,
                    project(),
                    PORT_SECURITY_ENABLED,
                    QOS_POLICY_ID,
                    DNS_DOMAIN,
                    EXTERNAL,
                    Derived.<Network>asked(
                            NETWORK_TYPE,
                            network -> ofOnlySegment(network, segment -> Json.tree(segment.networkType()))),
                    Derived.<Network>asked(
                            PHYSICAL_NETWORK,
                            network -> ofOnlySegment(network, segment -> Json.orNull(segment.physicalNetwork()))),
                    Derived.<Network>asked(
                            SEGMENTATION_ID,
                            network -> ofOnlySegment(network, segment -> Json.orNull(segment.segmentationId()))),
                    Derived.<Network>asked(SEGMENTS, NetworkDescription::manySegments),
                    Derived.<Network>asked(IS_DEFAULT, NetworkDescription::whetherDefault),
                    AVAILABILITY_ZONE_HINTS,
                    Derived.<Network, List<String>>of(
                                    "availability_zones",
                                    Types.words(),
                                    network -> Json.tree(DHCP.zonesOf(network.attributes())))
                            .unfiltered(),
                    DHCP.agents(),
                    addressScope(4),
                    addressScope(6),
                    DESCRIPTION,
                    Derived.<Network>asked(
                            L2_ADJACENCY,
                            network -> BooleanNode.valueOf(
                                    network.attributes().find(L2_ADJACENCY).orElse(true)))),
            standardAttributes());

    /** The description, for whoever looks for all of them. */
    public NetworkDescription() {
        super("Network", "network", "networks", Network.class, new NetworkEvent.Family());
    }

    /** The address scope that the network's subnets of that IP version are in, when they are of a pool in one. */
    public static Attribute<UUID> addressScope(int ipVersion) {
        return Attribute.of("ipv" + ipVersion + "_address_scope", Types.uuid(Function.identity()))
                .nullable()
                .decided()
                .unfiltered();
    }

    @Override
    public Listing listing() {
        return Listing.IN_PAGES.with(Listing.Pages.AFTER_WHAT_IS_THERE);
    }

    @Override
    public Origin origin() {
        return Origin.CORE;
    }

    @Override
    public List<Field> fields() {
        return FIELDS;
    }

    @Override
    @SuppressWarnings("unchecked") // a network's stream holds network events only
    public @Nullable Network evolve(@Nullable Network network, Recorded<?> event) {
        return Network.evolve(network, (Recorded<? extends NetworkEvent>) event);
    }

    @Override
    public List<Related> related() {
        return List.of(Related.named(
                "dhcp-agents",
                "agents",
                DHCP.agents(),
                false,
                (network, agent) -> Map.of("resource_versions", Json.object())));
    }

    @Override
    public List<Extension> extensions() {
        return List.of(
                new Extension(
                        "network_availability_zone",
                        "Network Availability Zone",
                        "Availability zone support for network.",
                        "2015-01-01T10:00:00-00:00"),
                new Extension(
                        "dhcp_agent_scheduler",
                        "DHCP Agent Scheduler",
                        "Schedule networks among dhcp agents",
                        "2013-02-07T10:00:00-00:00"),
                new Extension(
                        "external-net",
                        "Neutron external network",
                        "Adds external network attribute to network resource.",
                        "2013-01-14T10:00:00-00:00"),
                new Extension(
                        "provider",
                        "Provider Network",
                        "Expose mapping of virtual networks to physical networks",
                        "2012-09-07T10:00:00-00:00"),
                new Extension(
                        "multi-provider",
                        "Multi Provider Network",
                        "Expose mapping of virtual networks to multiple physical networks",
                        "2013-06-27T10:00:00-00:00"),
                new Extension(
                        "net-mtu",
                        "Network MTU",
                        "Provides MTU attribute for a network resource.",
                        "2015-03-25T10:00:00-00:00"),
                new Extension(
                        "net-mtu-writable",
                        "Network MTU (writable)",
                        "Provides a writable MTU attribute for a network resource.",
                        "2017-07-12T00:00:00-00:00"),
                new Extension(
                        "dns-integration",
                        "DNS Integration",
                        "Provides integration with DNS.",
                        "2015-08-15T18:00:00-00:00"),
                new Extension(
                        "l2_adjacency",
                        "L2 Adjacency",
                        "Display L2 Adjacency for Neutron Networks.",
                        "2016-04-12T16:00:00-00:00"),
                new Extension("port-security", "Port Security", "Provides port security", "2012-07-23T10:00:00-00:00"));
    }

    private static JsonNode whetherDefault(Network network) {
        return network.isExternal() ? network.attributes().json(IS_DEFAULT.name()) : MissingNode.getInstance();
    }

    /** A new network tells whether it is the default, external or not, as Neutron does. */
    @Override
    public ObjectNode renderNew(Network network) {
        ObjectNode body = render(network);
        body.set(IS_DEFAULT.name(), network.attributes().json(IS_DEFAULT.name()));
        return body;
    }

    private static JsonNode ofOnlySegment(Network network, Function<Segment, JsonNode> value) {
        return switch (network.segments().size()) {
            case 0 -> NullNode.getInstance();
            case 1 -> value.apply(network.segments().getFirst());
            default -> MissingNode.getInstance();
        };
    }

    private static JsonNode manySegments(Network network) {
        if (network.segments().size() < 2) {
            return MissingNode.getInstance();
        }
        ArrayNode segments = Json.array();
        for (Segment segment : network.segments()) {
            ObjectNode one = segments.addObject();
            one.set(NETWORK_TYPE.name(), Json.tree(segment.networkType()));
            one.set(PHYSICAL_NETWORK.name(), Json.orNull(segment.physicalNetwork()));
            one.set(SEGMENTATION_ID.name(), Json.orNull(segment.segmentationId()));
        }
        return segments;
    }

    private static JsonNode parseSegments(String attribute, JsonNode input) {
        if (!input.isArray()) {
            throw NeutronError.invalidAttribute(attribute, "'" + Types.quoted(input) + "' is not a list");
        }
        ArrayNode segments = Json.array();
        for (JsonNode item : input) {
            if (!item.isObject()) {
                throw NeutronError.invalidAttribute(attribute, "'" + Types.quoted(item) + "' is not a dictionary");
            }
            ObjectNode segment = segments.addObject();
            for (Attribute<?> member : List.of(NETWORK_TYPE, PHYSICAL_NETWORK, SEGMENTATION_ID)) {
                JsonNode value = item.get(member.name());
                if (value != null) {
                    segment.set(member.name(), member.type().parser().parse(member.name(), value));
                }
            }
        }
        return segments;
    }
}
