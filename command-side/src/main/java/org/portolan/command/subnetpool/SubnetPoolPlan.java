package org.portolan.command.subnetpool;

import static org.portolan.api.subnetpool.SubnetPoolDescription.DEFAULT_PREFIXLEN;
import static org.portolan.api.subnetpool.SubnetPoolDescription.IP_VERSION;
import static org.portolan.api.subnetpool.SubnetPoolDescription.MAX_PREFIXLEN;
import static org.portolan.api.subnetpool.SubnetPoolDescription.MIN_PREFIXLEN;
import static org.portolan.api.subnetpool.SubnetPoolDescription.PREFIXES;

import inet.ipaddr.IPAddress;
import java.util.List;
import org.portolan.api.error.NeutronError;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Attributes;

/** What a subnet pool is to be: the values that were asked for, checked against each other, with what follows from them. */
final class SubnetPoolPlan {

    private static final int IPV4_MIN_PREFIXLEN = 8;
    private static final int IPV6_MIN_PREFIXLEN = 64;

    private SubnetPoolPlan() {}

    /**
     * The attributes of a pool with these values: few prefixes that do not overlap, and bounds for those of subnets.
     *
     * @throws NeutronError 400 when the values contradict each other
     */
    static Attributes of(Attributes asked) {
        List<IPAddress> prefixes = asked.get(PREFIXES);
        if (prefixes.isEmpty()) {
            throw new NeutronError(400, "EmptySubnetPoolPrefixList", "Empty subnet pool prefix list.");
        }
        if (prefixes.stream().map(IPAddress::getIPVersion).distinct().count() > 1) {
            throw new NeutronError(400, "PrefixVersionMismatch", "Cannot mix IPv4 and IPv6 prefixes in a subnet pool.");
        }
        IPAddress any = prefixes.getFirst();
        int least = bound(asked, MIN_PREFIXLEN, any.isIPv4() ? IPV4_MIN_PREFIXLEN : IPV6_MIN_PREFIXLEN);
        int most = bound(asked, MAX_PREFIXLEN, any.getBitCount());
        int byDefault = bound(asked, DEFAULT_PREFIXLEN, least);
        requireAtMost(MIN_PREFIXLEN, least, "max_prefixlen", most);
        requireAtMost(MAX_PREFIXLEN, most, "ip_version_max", any.getBitCount());
        requireAtLeast(byDefault, least);
        requireAtMost(DEFAULT_PREFIXLEN, byDefault, "max_prefixlen", most);
        return asked.with(PREFIXES, PrefixSet.of(prefixes).prefixes())
                .with(IP_VERSION, any.isIPv4() ? 4 : 6)
                .with(MIN_PREFIXLEN, least)
                .with(MAX_PREFIXLEN, most)
                .with(DEFAULT_PREFIXLEN, byDefault);
    }

    private static int bound(Attributes asked, Attribute<Integer> length, int otherwise) {
        return asked.find(length).orElse(otherwise);
    }

    private static void requireAtMost(Attribute<Integer> length, int value, String other, int most) {
        if (value > most) {
            throw bounds(length.name(), value, other, most);
        }
    }

    private static void requireAtLeast(int byDefault, int least) {
        if (byDefault < least) {
            throw bounds(DEFAULT_PREFIXLEN.name(), byDefault, "min_prefixlen", least);
        }
    }

    private static NeutronError bounds(String name, int value, String other, int bound) {
        return new NeutronError(
                400,
                "IllegalSubnetPoolPrefixBounds",
                "Illegal prefix bounds: " + name + "=" + value + ", " + other + "=" + bound + ".");
    }
}
