package org.portolan.api.node;

import inet.ipaddr.IPAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.portolan.api.address.HostRoute;
import org.portolan.api.network.NetworkId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.subnet.SubnetDescription;
import org.portolan.api.subnet.SubnetId;

/**
 * A subnet, as far as nodes must know it.
 *
 * @param gatewayIp where its hosts send what leaves it, null when nowhere
 * @param enableDhcp whether its addresses are told by DHCP
 * @param raMode Neutron's {@code ipv6_ra_mode}, null when it is not said
 * @param addressMode Neutron's {@code ipv6_address_mode}, null when it is not said
 * @param cause the position of the event that made it so
 */
public record NodeSubnet(
        SubnetId id,
        NetworkId networkId,
        IPAddress cidr,
        @Nullable IPAddress gatewayIp,
        boolean enableDhcp,
        List<IPAddress> dnsNameservers,
        List<HostRoute> hostRoutes,
        @Nullable String raMode,
        @Nullable String addressMode,
        long cause)
        implements NodeFact {

    static NodeSubnet of(SubnetId id, NetworkId network, Attributes attributes, long at) {
        return new NodeSubnet(
                id,
                network,
                attributes.get(SubnetDescription.CIDR),
                attributes.find(SubnetDescription.GATEWAY_IP).orElse(null),
                attributes.find(SubnetDescription.ENABLE_DHCP).orElse(true),
                attributes.find(SubnetDescription.DNS_NAMESERVERS).orElse(List.of()),
                attributes.find(SubnetDescription.HOST_ROUTES).orElse(List.of()),
                attributes.find(SubnetDescription.IPV6_RA_MODE).orElse(null),
                attributes.find(SubnetDescription.IPV6_ADDRESS_MODE).orElse(null),
                at);
    }

    static boolean concerns(Attributes changes) {
        return changes.has(SubnetDescription.GATEWAY_IP)
                || changes.has(SubnetDescription.ENABLE_DHCP)
                || changes.has(SubnetDescription.DNS_NAMESERVERS)
                || changes.has(SubnetDescription.HOST_ROUTES);
    }

    NodeSubnet with(Attributes changes, long at) {
        return new NodeSubnet(
                id,
                networkId,
                cidr,
                changes.has(SubnetDescription.GATEWAY_IP)
                        ? changes.find(SubnetDescription.GATEWAY_IP).orElse(null)
                        : gatewayIp,
                changes.find(SubnetDescription.ENABLE_DHCP).orElse(enableDhcp),
                changes.find(SubnetDescription.DNS_NAMESERVERS).orElse(dnsNameservers),
                changes.find(SubnetDescription.HOST_ROUTES).orElse(hostRoutes),
                raMode,
                addressMode,
                at);
    }

    /** Whether it is of IPv6. */
    public boolean isIpv6() {
        return cidr.isIPv6();
    }
}
