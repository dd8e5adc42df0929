package org.portolan.command.subnetpool;

import inet.ipaddr.IPAddress;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkEvent.NetworkAddressScopeChanged;
import org.portolan.api.network.NetworkId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.subnet.Subnet;
import org.portolan.api.subnet.SubnetDescription;
import org.portolan.api.subnetpool.SubnetPool;
import org.portolan.api.subnetpool.SubnetPoolDescription;
import org.portolan.api.subnetpool.SubnetPoolEvent.PrefixAllocated;
import org.portolan.api.subnetpool.SubnetPoolEvent.PrefixReleased;
import org.portolan.api.subnetpool.SubnetPoolId;
import org.portolan.command.Guards;
import org.portolan.command.Streams;
import org.portolan.command.network.NetworkState;
import org.portolan.command.subnet.SubnetState;

/** What subnets and networks have of subnet pools. */
public final class SubnetPools {

    private static final int IPV4_QUOTA_UNIT = 32;
    private static final int IPV6_QUOTA_UNIT = 64;

    private SubnetPools() {}

    /** The default pool of that IP version, if there is one that the caller may see. */
    public static Optional<SubnetPoolId> byDefault(Streams streams, int ipVersion, Caller caller) {
        return DefaultSubnetPool.peek(streams, ipVersion)
                .flatMap(id -> streams.peek(SubnetPoolState.TYPE, id))
                .map(SubnetPoolState::pool)
                .filter(pool -> pool.isVisibleTo(caller))
                .map(SubnetPool::id);
    }

    /**
     * The pool, locked for this unit of work.
     *
     * @throws NeutronError 404 when there is none that the caller may see
     */
    public static SubnetPoolState visible(Streams streams, SubnetPoolId id, Caller caller) {
        SubnetPoolState state = SubnetPoolState.get(streams, id);
        Guards.requireVisible(state.pool(), caller, new SubnetPoolDescription().notFound(id));
        return state;
    }

    /**
     * Any free prefix of that length.
     *
     * @throws NeutronError 400 or 409 when the pool does not give one to that project
     */
    public static IPAddress any(SubnetPoolState state, int length, ProjectId project) {
        requireBounds(state.pool(), length);
        requireQuota(state, length, project);
        return state.free()
                .first(length)
                .orElseThrow(() -> none("Insufficient prefix space to allocate subnet size /" + length));
    }

    /**
     * Looks whether that prefix is free.
     *
     * @throws NeutronError 400 or 409 when the pool does not give it to that project
     */
    public static void require(SubnetPoolState state, IPAddress cidr, ProjectId project) {
        requireBounds(state.pool(), PrefixSet.length(cidr));
        requireQuota(state, PrefixSet.length(cidr), project);
        if (!state.free().contains(cidr)) {
            throw none("Cannot allocate requested subnet from the available set of prefixes");
        }
    }

    /** Neutron answers 500 here, by accident; what stands against it is the pool's state. */
    private static NeutronError none(String reason) {
        return NeutronError.conflict("SubnetAllocationError", "Failed to allocate subnet: " + reason + ".");
    }

    private static void requireBounds(SubnetPool pool, int length) {
        int most = pool.attributes().get(SubnetPoolDescription.MAX_PREFIXLEN);
        int least = pool.attributes().get(SubnetPoolDescription.MIN_PREFIXLEN);
        if (length > most) {
            throw new NeutronError(
                    400,
                    "MaxPrefixSubnetAllocationError",
                    "Unable to allocate subnet with prefix length " + length + ", maximum allowed prefix is " + most
                            + ".");
        }
        if (length < least) {
            throw new NeutronError(
                    400,
                    "MinPrefixSubnetAllocationError",
                    "Unable to allocate subnet with prefix length " + length + ", minimum allowed prefix is " + least
                            + ".");
        }
    }

    /** A quota counts addresses for IPv4 and prefixes of 64 bits for IPv6; 0 is none. */
    private static void requireQuota(SubnetPoolState state, int length, ProjectId project) {
        int quota = state.pool()
                .attributes()
                .find(SubnetPoolDescription.DEFAULT_QUOTA)
                .orElse(0);
        if (quota == 0) {
            return;
        }
        int unit = state.pool().ipVersion() == 4 ? IPV4_QUOTA_UNIT : IPV6_QUOTA_UNIT;
        double used = state.allocations().values().stream()
                .filter(allocation -> allocation.projectId().equals(project))
                .mapToDouble(allocation -> Math.scalb(1.0, unit - PrefixSet.length(allocation.cidr())))
                .sum();
        if (used + Math.scalb(1.0, unit - length) > quota) {
            throw NeutronError.conflict("SubnetPoolQuotaExceeded", "Per-tenant subnet pool prefix quota exceeded.");
        }
    }

    /** The subnet has its prefix of that pool from now on. */
    public static void allocate(Streams streams, SubnetPoolId pool, Subnet subnet) {
        streams.append(
                SubnetPoolState.TYPE,
                pool,
                new PrefixAllocated(pool, subnet.cidr(), subnet.id(), subnet.networkId(), subnet.project()));
    }

    /** Locks the pool of a subnet, before its network is locked. */
    public static void lockPoolOf(Streams streams, Subnet subnet) {
        subnet.subnetPool().ifPresent(pool -> SubnetPoolState.get(streams, pool));
    }

    /** Locks the pools of a network's subnets, before the network is locked. */
    public static void lockPoolsOf(Streams streams, NetworkId network) {
        subnets(streams, network)
                .flatMap(subnet -> subnet.subnetPool().stream())
                .distinct()
                .sorted(Comparator.comparing(SubnetPoolId::value))
                .forEach(pool -> SubnetPoolState.get(streams, pool));
    }

    /** A subnet that ends, or has its prefix otherwise, gives back what it had of a pool. */
    public static void release(Streams streams, Subnet subnet) {
        subnet.subnetPool()
                .ifPresent(pool -> streams.append(
                        SubnetPoolState.TYPE, pool, new PrefixReleased(pool, subnet.cidr(), subnet.id())));
    }

    /** The subnets of a network, not locked: what is looked at here changes under the lock of the network only. */
    static Stream<Subnet> subnets(Streams streams, NetworkId network) {
        return streams.peek(NetworkState.TYPE, network).stream()
                .flatMap(state -> state.network().subnets().stream())
                .flatMap(id -> streams.peek(SubnetState.TYPE, id).stream())
                .map(SubnetState::subnet);
    }

    /**
     * Refuses a subnet whose pool does not go with those of the network's other subnets.
     *
     * @param wanted the new subnet's attributes
     * @param pool the new subnet's pool, empty when it is of none
     * @throws NeutronError 400
     */
    public static void requireAffinity(
            Streams streams, NetworkId network, Attributes wanted, Optional<SubnetPool> pool) {
        int ipVersion = wanted.get(SubnetDescription.IP_VERSION);
        Optional<String> source = wanted.find(SubnetDescription.SUBNETPOOL_ID);
        Optional<UUID> scope = scopeOf(streams, network, ipVersion);
        if (scope.isPresent()
                && source.isPresent()
                && !pool.flatMap(SubnetPool::addressScope).equals(scope)) {
            throw scopesDiffer();
        }
        boolean differs = subnets(streams, network)
                .filter(subnet -> subnet.ipVersion() == ipVersion)
                .map(subnet -> subnet.attributes().find(SubnetDescription.SUBNETPOOL_ID))
                .anyMatch(other -> !other.equals(source) && (scope.isEmpty() || source.isEmpty()));
        if (differs) {
            throw new NeutronError(
                    400,
                    "NetworkSubnetPoolAffinityError",
                    "Subnets hosted on the same network must be allocated from the same subnet pool.");
        }
    }

    static NeutronError scopesDiffer() {
        return new NeutronError(
                400,
                "NetworkAddressScopeAffinityError",
                "Subnets of the same address family hosted on the same network must all participate in the same"
                        + " address scope.");
    }

    private static Optional<UUID> scopeOf(Streams streams, NetworkId network, int ipVersion) {
        return subnets(streams, network)
                .filter(subnet -> subnet.ipVersion() == ipVersion)
                .flatMap(subnet -> subnet.subnetPool().stream())
                .flatMap(pool -> streams.peek(SubnetPoolState.TYPE, pool).stream())
                .flatMap(state -> state.pool().addressScope().stream())
                .findFirst();
    }

    /** Tells the network which address scope its subnets of that IP version are in now, if that has changed. */
    public static void refreshScope(Streams streams, NetworkId network, int ipVersion) {
        Optional<UUID> scope = scopeOf(streams, network, ipVersion);
        Optional<UUID> told = NetworkState.get(streams, network)
                .network()
                .attributes()
                .find(NetworkDescription.addressScope(ipVersion));
        if (!scope.equals(told)) {
            streams.append(
                    NetworkState.TYPE, network, new NetworkAddressScopeChanged(network, ipVersion, scope.orElse(null)));
        }
    }
}
