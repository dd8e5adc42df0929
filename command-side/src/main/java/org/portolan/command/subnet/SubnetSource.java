package org.portolan.command.subnet;

import static org.portolan.api.subnet.SubnetDescription.ALLOCATION_POOLS;
import static org.portolan.api.subnet.SubnetDescription.CIDR;
import static org.portolan.api.subnet.SubnetDescription.GATEWAY_IP;
import static org.portolan.api.subnet.SubnetDescription.IPV6_ADDRESS_MODE;
import static org.portolan.api.subnet.SubnetDescription.IPV6_RA_MODE;
import static org.portolan.api.subnet.SubnetDescription.IP_VERSION;
import static org.portolan.api.subnet.SubnetDescription.PREFIXLEN;
import static org.portolan.api.subnet.SubnetDescription.PREFIX_DELEGATION;
import static org.portolan.api.subnet.SubnetDescription.SUBNETPOOL_ID;
import static org.portolan.api.subnet.SubnetDescription.USE_DEFAULT_SUBNETPOOL;

import inet.ipaddr.IPAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.json.Json;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Attributes;
import org.portolan.api.subnetpool.SubnetPool;
import org.portolan.api.subnetpool.SubnetPoolDescription;
import org.portolan.api.subnetpool.SubnetPoolId;
import org.portolan.command.Streams;
import org.portolan.command.subnetpool.SubnetPoolState;
import org.portolan.command.subnetpool.SubnetPools;

/** Where a new subnet's prefix comes from: its creator, or a pool. */
final class SubnetSource {

    private static final IPAddress NOT_YET_DELEGATED = Json.address("::/64");
    private static final Set<String> DELEGATED_MODES = Set.of("slaac", "dhcpv6-stateless");

    private SubnetSource() {}

    /**
     * The pool that the prefix is to be of, locked; empty when the creator says the prefix.
     *
     * @throws NeutronError 400 when it is neither or both, 404 when there is no such pool
     */
    static Optional<SubnetPoolState> of(Streams streams, Attributes asked, Caller caller) {
        boolean hasCidr = asked.find(CIDR).isPresent();
        if (hasCidr && asked.find(PREFIXLEN).isPresent()) {
            throw badSubnets("cidr and prefixlen must not be supplied together");
        }
        Optional<String> wanted = asked.find(SUBNETPOOL_ID);
        boolean byDefault = asked.find(USE_DEFAULT_SUBNETPOOL).orElse(false);
        if (byDefault && wanted.isPresent()) {
            throw badSubnets("subnetpool_id and use_default_subnetpool cannot both be specified");
        }
        if (isDelegated(asked)) {
            if (!hasCidr) {
                requireMayDelegate(asked);
            }
            return Optional.empty();
        }
        Optional<SubnetPoolId> id = wanted.map(SubnetPoolId::of);
        if (byDefault) {
            int version = versionOf(asked);
            id = SubnetPools.byDefault(streams, version, caller);
            if (id.isEmpty()) {
                throw badSubnets("No default subnetpool found for IPv" + version);
            }
        }
        if (id.isEmpty() && !hasCidr) {
            throw badSubnets("a subnetpool must be specified in the absence of a cidr");
        }
        if (id.isPresent() && !hasCidr && asked.find(ALLOCATION_POOLS).isPresent()) {
            throw badSubnets("allocation_pools allowed only for specific subnet requests.");
        }
        return id.map(pool -> SubnetPools.visible(streams, pool, caller));
    }

    private static boolean isDelegated(Attributes asked) {
        return asked.find(SUBNETPOOL_ID).filter(PREFIX_DELEGATION::equals).isPresent();
    }

    private static int versionOf(Attributes asked) {
        return asked.find(CIDR).map(cidr -> cidr.isIPv4() ? 4 : 6).orElseGet(() -> asked.get(IP_VERSION));
    }

    private static void requireMayDelegate(Attributes asked) {
        if (asked.get(IP_VERSION) != 6) {
            throw badSubnets("Prefix Delegation can only be used with IPv6 subnets.");
        }
        requireMode(asked, IPV6_RA_MODE, "IPv6 RA Mode");
        requireMode(asked, IPV6_ADDRESS_MODE, "IPv6 Address Mode");
    }

    private static void requireMode(Attributes asked, Attribute<String> mode, String name) {
        if (asked.find(mode).filter(DELEGATED_MODES::contains).isEmpty()) {
            throw badSubnets(name + " must be SLAAC or Stateless for Prefix Delegation.");
        }
    }

    private static NeutronError badSubnets(String reason) {
        return new NeutronError(400, "BadRequest", "Bad subnets request: " + reason + ".");
    }

    /**
     * What is asked for, with the prefix that the pool gives.
     *
     * @throws NeutronError 400 or 409 when it gives none
     */
    static Attributes withPrefix(Attributes asked, Optional<SubnetPoolState> from, ProjectId project) {
        Attributes plain = asked.without(PREFIXLEN, USE_DEFAULT_SUBNETPOOL);
        if (isDelegated(asked)) {
            // Until a prefix is delegated there is only this one; who names a prefix needs none delegated.
            return asked.find(CIDR).isPresent() ? plain.withNull(SUBNETPOOL_ID) : plain.with(CIDR, NOT_YET_DELEGATED);
        }
        if (from.isEmpty()) {
            return plain;
        }
        SubnetPoolState state = from.get();
        SubnetPool pool = state.pool();
        if (asked.get(IP_VERSION) != pool.ipVersion()) {
            throw badSubnets("Cannot allocate IPv" + asked.get(IP_VERSION) + " subnet from IPv" + pool.ipVersion()
                    + " subnet pool");
        }
        Attributes of = plain.with(SUBNETPOOL_ID, pool.id().toString());
        int length =
                asked.find(PREFIXLEN).orElseGet(() -> pool.attributes().get(SubnetPoolDescription.DEFAULT_PREFIXLEN));
        Optional<IPAddress> certain = asked.find(CIDR).or(() -> asked.find(GATEWAY_IP)
                .filter(gateway -> length <= gateway.getBitCount())
                .map(gateway -> gateway.toPrefixBlock(length)));
        if (certain.isPresent()) {
            SubnetPools.require(state, certain.get(), project);
            return of.with(CIDR, certain.get());
        }
        int bits = pool.ipVersion() == 4 ? 32 : 128;
        if (length > bits) {
            throw new NeutronError(
                    400, "AddrFormatError", "invalid IPNetwork " + (bits == 32 ? "0.0.0.0/" : "::/") + length);
        }
        IPAddress cidr = SubnetPools.any(state, length, project);
        // Whoever does not care about the prefix gets its second address as gateway, with IPv6 as well.
        IPAddress gateway = cidr.getLower().withoutPrefixLength().increment(1);
        return of.with(CIDR, cidr).with(GATEWAY_IP, gateway).with(ALLOCATION_POOLS, List.of());
    }
}
