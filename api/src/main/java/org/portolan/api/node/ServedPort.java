package org.portolan.api.node;

import inet.ipaddr.IPAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.portolan.api.address.Mac;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.FixedIp;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortEvent.PortCreated;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attributes;
import tools.jackson.databind.node.ObjectNode;

/**
 * What services on a port's network must know of the port: who uses it, which addresses it has of which subnets, and what its user is told
 * by DHCP and DNS.
 *
 * @param deviceId the router, guest or DHCP server whose port it is
 * @param deviceOwner what that is, such as {@code network:dhcp}
 * @param dnsName the name that was given to it, or empty
 * @param dnsSuffix the domain that its names are in, or empty
 * @param dhcpOptions Neutron's {@code extra_dhcp_opts}
 * @param cause the position of the event that made it so
 */
public record ServedPort(
        PortId id,
        NetworkId networkId,
        Mac macAddress,
        List<FixedIp> fixedIps,
        String deviceId,
        String deviceOwner,
        String dnsName,
        String dnsSuffix,
        List<DhcpOption> dhcpOptions,
        long cause)
        implements NodeFact {

    /**
     * An option that is sent to the port beside those of its subnets.
     *
     * @param name number or name, as dnsmasq knows it
     * @param value null for none
     * @param ipVersion 4 or 6
     */
    public record DhcpOption(String name, @Nullable String value, int ipVersion) {
        private static DhcpOption of(ObjectNode option) {
            return new DhcpOption(
                    option.path("opt_name").asString(""),
                    option.path("opt_value").isString()
                            ? option.path("opt_value").stringValue()
                            : null,
                    option.path("ip_version").asInt(4));
        }
    }

    static ServedPort of(PortCreated created, long at) {
        Attributes attributes = created.attributes();
        return new ServedPort(
                created.id(),
                created.networkId(),
                created.macAddress(),
                created.fixedIps(),
                attributes.find(PortDescription.DEVICE_ID).orElse(""),
                attributes.find(PortDescription.DEVICE_OWNER).orElse(""),
                attributes.find(PortDescription.DNS_NAME).orElse(""),
                attributes.find(PortDescription.DNS_SUFFIX).orElse(""),
                options(attributes),
                at);
    }

    private static List<DhcpOption> options(Attributes attributes) {
        return attributes
                .find(PortDescription.EXTRA_DHCP_OPTS)
                .map(options -> options.stream().map(DhcpOption::of).toList())
                .orElse(List.of());
    }

    static boolean concerns(Attributes changes) {
        return changes.has(PortDescription.DEVICE_ID)
                || changes.has(PortDescription.DEVICE_OWNER)
                || changes.has(PortDescription.DNS_NAME)
                || changes.has(PortDescription.EXTRA_DHCP_OPTS);
    }

    ServedPort with(Attributes changes, long at) {
        return new ServedPort(
                id,
                networkId,
                macAddress,
                fixedIps,
                changes.find(PortDescription.DEVICE_ID).orElse(deviceId),
                changes.find(PortDescription.DEVICE_OWNER).orElse(deviceOwner),
                changes.find(PortDescription.DNS_NAME).orElse(dnsName),
                dnsSuffix,
                changes.has(PortDescription.EXTRA_DHCP_OPTS) ? options(changes) : dhcpOptions,
                at);
    }

    ServedPort with(List<FixedIp> newFixedIps, long at) {
        return readdressed(macAddress, newFixedIps, at);
    }

    ServedPort with(Mac newMac, long at) {
        return readdressed(newMac, fixedIps, at);
    }

    private ServedPort readdressed(Mac mac, List<FixedIp> addresses, long at) {
        return new ServedPort(
                id, networkId, mac, addresses, deviceId, deviceOwner, dnsName, dnsSuffix, dhcpOptions, at);
    }

    /** The first address of IPv4 or of IPv6. */
    public Optional<IPAddress> address(boolean ipv6) {
        return fixedIps.stream()
                .map(FixedIp::ipAddress)
                .filter(address -> address.isIPv6() == ipv6)
                .findFirst();
    }

    /** Whether it is that of a DHCP server. */
    public boolean isDhcpServer() {
        return deviceOwner.equals("network:dhcp");
    }
}
