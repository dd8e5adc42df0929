package org.portolan.command.subnet;

import static org.portolan.api.subnet.SubnetDescription.ALLOCATION_POOLS;
import static org.portolan.api.subnet.SubnetDescription.CIDR;
import static org.portolan.api.subnet.SubnetDescription.DNS_NAMESERVERS;
import static org.portolan.api.subnet.SubnetDescription.ENABLE_DHCP;
import static org.portolan.api.subnet.SubnetDescription.GATEWAY_IP;
import static org.portolan.api.subnet.SubnetDescription.HOST_ROUTES;
import static org.portolan.api.subnet.SubnetDescription.IPV6_ADDRESS_MODE;
import static org.portolan.api.subnet.SubnetDescription.IPV6_RA_MODE;
import static org.portolan.api.subnet.SubnetDescription.IP_VERSION;
import static org.portolan.api.subnet.SubnetDescription.SERVICE_TYPES;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddress.IPVersion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.portolan.api.address.AddressPool;
import org.portolan.api.address.HostRoute;
import org.portolan.api.error.NeutronError;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Attributes;

/** What a subnet is to be: the values that were asked for, checked against each other, with what follows from them. */
public final class SubnetPlan {

    private static final int NAMESERVERS_MAX = 5;
    private static final int HOST_ROUTES_MAX = 20;

    private SubnetPlan() {}

    /**
     * The attributes of a new subnet: the gateway is its first address and the pools are all others, unless said otherwise.
     *
     * @throws NeutronError 400 or 409 when the values contradict each other
     */
    static Attributes ofNew(Attributes asked) {
        requireVersions(asked);
        IPAddress cidr = asked.get(CIDR);
        requireHostsForDhcp(asked, cidr);
        requireModes(asked, cidr);
        Attributes plan = asked;
        if (!asked.has(GATEWAY_IP)) {
            plan = plan.with(GATEWAY_IP, firstHost(cidr));
        }
        requireGateway(plan, cidr);
        if (asked.find(ALLOCATION_POOLS).orElse(List.of()).isEmpty()) {
            plan = plan.with(ALLOCATION_POOLS, everythingBut(cidr, plan.find(GATEWAY_IP)));
        }
        requirePools(plan.get(ALLOCATION_POOLS), cidr, plan.find(GATEWAY_IP));
        requireLimits(plan, "new subnet");
        requireServiceTypes(plan);
        return plan;
    }

    /**
     * The attributes of a subnet after a change of some.
     *
     * @throws NeutronError 400 or 409 when the values contradict each other
     */
    static Attributes ofChanged(Attributes before, Attributes changes, Object id) {
        Attributes plan = before.with(changes);
        requireVersions(plan);
        IPAddress cidr = plan.get(CIDR);
        requireHostsForDhcp(plan, cidr);
        if (changes.has(GATEWAY_IP)) {
            requireGateway(plan, cidr);
        }
        requirePools(plan.get(ALLOCATION_POOLS), cidr, plan.find(GATEWAY_IP));
        requireLimits(plan, id.toString());
        requireServiceTypes(plan);
        return plan;
    }

    private static void requireVersions(Attributes asked) {
        int version = asked.get(IP_VERSION);
        asked.find(CIDR).ifPresent(cidr -> requireVersion("cidr", cidr, version));
        asked.find(GATEWAY_IP).ifPresent(gateway -> requireVersion("gateway_ip", gateway, version));
        for (IPAddress server : asked.get(DNS_NAMESERVERS)) {
            requireVersion("dns_nameserver", server, version);
        }
        for (HostRoute route : asked.get(HOST_ROUTES)) {
            requireVersion("destination", route.destination(), version);
            requireVersion("nexthop", route.nexthop(), version);
        }
    }

    private static void requireVersion(String name, IPAddress address, int version) {
        if (address.getIPVersion() != (version == 4 ? IPVersion.IPV4 : IPVersion.IPV6)) {
            throw NeutronError.invalidInput(
                    name + " '" + address.toCanonicalString() + "' does not match the ip_version '" + version + "'");
        }
    }

    private static void requireHostsForDhcp(Attributes asked, IPAddress cidr) {
        if (!asked.get(ENABLE_DHCP)) {
            return;
        }
        IPAddress first = cidr.getLower().withoutPrefixLength();
        if (cidr.isIPv4() && first.isZero()) {
            throw NeutronError.invalidInput(
                    "First IP '" + first.toCanonicalString() + "' of network is not supported if enable_dhcp is True.");
        }
        if (cidr.isMulticast()) {
            throw NeutronError.invalidInput("Multicast IP subnet is not supported if enable_dhcp is True");
        }
        if (cidr.isLoopback()) {
            throw NeutronError.invalidInput("Loopback IP subnet is not supported if enable_dhcp is True");
        }
        if (cidr.getNetworkPrefixLength() > cidr.getBitCount() - 2) {
            throw NeutronError.invalidInput(
                    "Subnet has a prefix length that is incompatible with DHCP service enabled");
        }
    }

    private static void requireModes(Attributes asked, IPAddress cidr) {
        Optional<String> ra = asked.find(IPV6_RA_MODE);
        Optional<String> address = asked.find(IPV6_ADDRESS_MODE);
        for (Attribute<String> mode : List.of(IPV6_RA_MODE, IPV6_ADDRESS_MODE)) {
            if (asked.get(IP_VERSION) == 4 && asked.find(mode).isPresent()) {
                throw NeutronError.invalidInput(mode.name() + " is not valid when ip_version is 4");
            }
        }
        if (ra.isEmpty() && address.isEmpty()) {
            return;
        }
        if (!asked.get(ENABLE_DHCP)) {
            throw NeutronError.invalidInput(
                    "ipv6_ra_mode or ipv6_address_mode cannot be set when enable_dhcp is set to False");
        }
        if (ra.isPresent() && address.isPresent() && !ra.equals(address)) {
            throw NeutronError.invalidInput("ipv6_ra_mode set to '" + ra.get() + "' with ipv6_address_mode set to '"
                    + address.get() + "' is not valid. If both attributes are set, they must be the same value");
        }
        boolean fromMac = ra.or(() -> address)
                .filter(mode -> !mode.equals("dhcpv6-stateful"))
                .isPresent();
        if (fromMac && cidr.getNetworkPrefixLength() != 64) {
            throw NeutronError.invalidInput("Invalid CIDR " + cidr.toCanonicalString()
                    + " for IPv6 address mode. OpenStack uses the EUI-64 address format, "
                    + "which requires the prefix to be /64");
        }
    }

    /** The first address that a router can have: for IPv6 that is the network's own, the routers' anycast address. */
    private static IPAddress firstHost(IPAddress cidr) {
        IPAddress first = cidr.getLower().withoutPrefixLength();
        return cidr.isIPv6() || hostBits(cidr) < 2 ? first : first.increment(1);
    }

    private static int hostBits(IPAddress cidr) {
        return cidr.getBitCount() - cidr.getNetworkPrefixLength();
    }

    private static void requireGateway(Attributes plan, IPAddress cidr) {
        plan.find(GATEWAY_IP).ifPresent(gateway -> {
            // A gateway elsewhere is reached by a route to the link; a subnet cannot tell whether there is one.
            if (cidr.contains(gateway) && !isHost(gateway, cidr)) {
                throw NeutronError.invalidInput("Gateway is not valid on subnet");
            }
        });
    }

    /** Whether the prefix has the address to give: not IPv4's network and broadcast addresses. */
    public static boolean isHost(IPAddress address, IPAddress cidr) {
        if (address.getIPVersion() != cidr.getIPVersion() || !cidr.contains(address)) {
            return false;
        }
        if (cidr.isIPv6() || hostBits(cidr) < 2) {
            return true;
        }
        boolean isNetwork = address.equals(cidr.getLower().withoutPrefixLength());
        boolean isBroadcast = address.equals(cidr.getUpper().withoutPrefixLength());
        return !isNetwork && !isBroadcast;
    }

    private static List<AddressPool> everythingBut(IPAddress cidr, Optional<IPAddress> gateway) {
        IPAddress lower = cidr.getLower().withoutPrefixLength();
        IPAddress upper = cidr.getUpper().withoutPrefixLength();
        IPAddress first = hostBits(cidr) < 2 ? lower : lower.increment(1);
        IPAddress last = hostBits(cidr) < 2 || cidr.isIPv6() ? upper : upper.increment(-1);
        if (gateway.isEmpty() || !new AddressPool(first, last).contains(gateway.get())) {
            return List.of(new AddressPool(first, last));
        }
        List<AddressPool> pools = new ArrayList<>();
        if (gateway.get().compareTo(first) > 0) {
            pools.add(new AddressPool(first, gateway.get().increment(-1)));
        }
        if (gateway.get().compareTo(last) < 0) {
            pools.add(new AddressPool(gateway.get().increment(1), last));
        }
        return pools;
    }

    private static void requirePools(List<AddressPool> pools, IPAddress cidr, Optional<IPAddress> gateway) {
        for (AddressPool pool : pools) {
            if (pool.start().getIPVersion() != pool.end().getIPVersion()
                    || pool.start().compareTo(pool.end()) > 0) {
                throw new NeutronError(
                        400,
                        "InvalidAllocationPool",
                        "The allocation pool {'start': '" + pool.start().toCanonicalString() + "', 'end': '"
                                + pool.end().toCanonicalString() + "'} is not valid.");
            }
            if (!isHost(pool.start(), cidr) || !isHost(pool.end(), cidr)) {
                throw new NeutronError(
                        400,
                        "OutOfBoundsAllocationPool",
                        "The allocation pool " + text(pool) + " spans beyond the subnet cidr "
                                + cidr.toCanonicalString() + ".");
            }
        }
        List<AddressPool> sorted = new ArrayList<>(pools);
        sorted.sort(Comparator.comparing(AddressPool::start));
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i - 1).overlaps(sorted.get(i))) {
                throw NeutronError.conflict(
                        "OverlappingAllocationPools",
                        "Found overlapping allocation pools: " + text(sorted.get(i - 1)) + " " + text(sorted.get(i))
                                + " for subnet " + cidr.toCanonicalString() + ".");
            }
        }
        gateway.ifPresent(address -> requireGatewayOutside(address, pools));
    }

    private static void requireGatewayOutside(IPAddress gateway, List<AddressPool> pools) {
        for (AddressPool pool : pools) {
            if (pool.contains(gateway)) {
                throw NeutronError.conflict(
                        "GatewayConflictWithAllocationPools",
                        "Gateway ip " + gateway.toCanonicalString() + " conflicts with allocation pool " + text(pool)
                                + ".");
            }
        }
    }

    private static String text(AddressPool pool) {
        return pool.start().toCanonicalString() + "-" + pool.end().toCanonicalString();
    }

    private static void requireLimits(Attributes plan, String subnet) {
        if (plan.get(DNS_NAMESERVERS).size() > NAMESERVERS_MAX) {
            throw new NeutronError(
                    400,
                    "DNSNameServersExhausted",
                    "Unable to complete operation for " + subnet + ". The number of DNS nameservers exceeds the limit "
                            + NAMESERVERS_MAX + ".");
        }
        if (plan.get(HOST_ROUTES).size() > HOST_ROUTES_MAX) {
            throw new NeutronError(
                    400,
                    "HostRoutesExhausted",
                    "Unable to complete operation for " + subnet + ". The number of host routes exceeds the limit "
                            + HOST_ROUTES_MAX + ".");
        }
    }

    private static void requireServiceTypes(Attributes plan) {
        for (String type : plan.get(SERVICE_TYPES)) {
            if (!type.startsWith("network:") && !type.startsWith("compute:") && !type.startsWith("baremetal:")) {
                throw new NeutronError(
                        400,
                        "InvalidSubnetServiceType",
                        "Subnet service type " + type + " does not correspond to a valid device owner.");
            }
        }
    }
}
