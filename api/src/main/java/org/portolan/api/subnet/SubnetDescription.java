package org.portolan.api.subnet;

import com.google.auto.service.AutoService;
import inet.ipaddr.IPAddress;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.portolan.api.address.AddressPool;
import org.portolan.api.address.HostRoute;
import org.portolan.api.event.Recorded;
import org.portolan.api.network.NetworkId;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Described;
import org.portolan.api.resource.Extension;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.Origin;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.resource.Sight;
import org.portolan.api.resource.Type;
import org.portolan.api.resource.Types;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** The {@code subnet} resource of Neutron's core API, with the extensions that add to it. */
@AutoService(Described.class)
public final class SubnetDescription extends ResourceDescription<Subnet> {

    public static final Attribute<String> NAME =
            Attribute.of("name", Types.text(Types.NAME_MAX)).defaultsTo("").indexed();
    public static final Attribute<NetworkId> NETWORK_ID = Attribute.of("network_id", Types.uuid(NetworkId::new))
            .required()
            .onPostOnly()
            .indexed();
    public static final Attribute<Integer> IP_VERSION =
            Attribute.of("ip_version", Types.oneOf(4, 6)).required().onPostOnly();
    public static final Attribute<String> SUBNETPOOL_ID =
            Attribute.of("subnetpool_id", poolId()).nullable().onPostOnly().indexed();
    public static final Attribute<Boolean> USE_DEFAULT_SUBNETPOOL =
            Attribute.of("use_default_subnetpool", Types.bool()).onPostOnly().hidden();
    public static final Attribute<Integer> PREFIXLEN =
            Attribute.of("prefixlen", Types.nonNegative()).onPostOnly().hidden();
    public static final Attribute<Boolean> ENABLE_DHCP =
            Attribute.of("enable_dhcp", Types.bool()).defaultsTo(true);
    public static final Attribute<String> IPV6_RA_MODE = mode("ipv6_ra_mode");
    public static final Attribute<String> IPV6_ADDRESS_MODE = mode("ipv6_address_mode");
    public static final Attribute<IPAddress> GATEWAY_IP =
            Attribute.of("gateway_ip", Types.ip()).nullAllowed();
    public static final Attribute<IPAddress> CIDR =
            Attribute.of("cidr", Types.cidr()).onPostOnly().indexed();
    public static final Attribute<List<AddressPool>> ALLOCATION_POOLS =
            Attribute.of("allocation_pools", Types.pools()).unfiltered();
    public static final Attribute<List<HostRoute>> HOST_ROUTES = Attribute.of(
                    "host_routes", Types.hostRoutes().nullMeans(List.of()))
            .defaultsTo(List.of())
            .unfiltered();
    public static final Attribute<List<IPAddress>> DNS_NAMESERVERS = Attribute.of(
                    "dns_nameservers", Types.nameservers().nullMeans(List.of()))
            .defaultsTo(List.of())
            .unfiltered();
    public static final Attribute<String> DESCRIPTION =
            Attribute.of("description", Types.text(255)).defaultsTo("").unsorted();
    public static final Attribute<List<String>> SERVICE_TYPES =
            Attribute.of("service_types", Types.words()).defaultsTo(List.of()).unfiltered();
    public static final Attribute<UUID> SEGMENT_ID =
            Attribute.of("segment_id", Types.uuid(Function.identity())).nullable();

    /** Whether the subnet's network is shared is the network's to tell, but Neutron knows a truth value by the name. */
    private static final Attribute<Boolean> SHARED =
            Attribute.of("shared", Types.bool()).decided().hidden();

    private static final List<Field> FIELDS = join(
            List.of(
                    id(),
                    NAME,
                    tenant(),
                    NETWORK_ID,
                    IP_VERSION,
                    SUBNETPOOL_ID,
                    USE_DEFAULT_SUBNETPOOL,
                    PREFIXLEN,
                    ENABLE_DHCP,
                    IPV6_RA_MODE,
                    IPV6_ADDRESS_MODE,
                    GATEWAY_IP,
                    CIDR,
                    ALLOCATION_POOLS,
                    HOST_ROUTES,
                    DNS_NAMESERVERS,
                    DESCRIPTION,
                    SERVICE_TYPES,
                    SEGMENT_ID,
                    SHARED),
            standardAttributes(),
            List.of(project()));

    /** The description, for whoever looks for all of them. */
    public SubnetDescription() {
        super("Subnet", "subnet", "subnets", Subnet.class, new SubnetEvent.Family());
    }

    /** What asks for a prefix by delegation (RFC 8415) instead of naming a pool. */
    public static final String PREFIX_DELEGATION = "prefix_delegation";

    private static Type<String> poolId() {
        Type<String> id = Types.uuid(UUID::toString);
        return new Type<>(
                id.kind(),
                (attribute, input) -> input.isString() && input.stringValue().equals(PREFIX_DELEGATION)
                        ? input
                        : id.parser().parse(attribute, input),
                JsonNode::stringValue,
                StringNode::valueOf);
    }

    private static Attribute<String> mode(String name) {
        return Attribute.of(name, Types.oneOf("slaac", "dhcpv6-stateful", "dhcpv6-stateless"))
                .nullable()
                .onPostOnly();
    }

    @Override
    public List<Extension> extensions() {
        return List.of(new Extension(
                "subnet-service-types",
                "Subnet service types",
                "Provides ability to set the subnet service_types field",
                "2016-03-15T18:00:00-00:00"));
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
    @SuppressWarnings("unchecked") // a subnet's stream holds subnet events only
    public @Nullable Subnet evolve(@Nullable Subnet subnet, Recorded<?> event) {
        return Subnet.evolve(subnet, (Recorded<? extends SubnetEvent>) event);
    }

    @Override
    public Sight sight() {
        return Sight.NETWORK_USERS;
    }
}
