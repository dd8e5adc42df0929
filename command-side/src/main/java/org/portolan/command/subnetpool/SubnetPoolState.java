package org.portolan.command.subnetpool;

import inet.ipaddr.IPAddress;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Recorded;
import org.portolan.api.network.NetworkId;
import org.portolan.api.subnet.SubnetId;
import org.portolan.api.subnetpool.SubnetPool;
import org.portolan.api.subnetpool.SubnetPoolDescription;
import org.portolan.api.subnetpool.SubnetPoolEvent;
import org.portolan.api.subnetpool.SubnetPoolEvent.PrefixAllocated;
import org.portolan.api.subnetpool.SubnetPoolEvent.PrefixReleased;
import org.portolan.api.subnetpool.SubnetPoolEvent.SubnetPoolUpdated;
import org.portolan.api.subnetpool.SubnetPoolId;
import org.portolan.command.StreamType;
import org.portolan.command.Streams;

/**
 * A subnet pool as decisions see it: what all see, and whose its prefixes are.
 *
 * @param allocations the prefix of each subnet of the pool
 * @param free what nobody has
 */
public record SubnetPoolState(SubnetPool pool, PMap<SubnetId, Allocation> allocations, PrefixSet free) {

    /** The streams of subnet pools. */
    public static final StreamType<SubnetPoolState> TYPE = new StreamType<>(
            new SubnetPoolEvent.Family(),
            SubnetPoolState.class,
            SubnetPoolState::evolve,
            new StreamType.Snapshots<>(Snapshot.class, Snapshot::of, Snapshot::state));

    /**
     * What a subnet has of the pool.
     *
     * @param projectId whose the subnet is
     */
    public record Allocation(IPAddress cidr, NetworkId networkId, ProjectId projectId) {}

    private record Snapshot(SubnetPool pool, Map<SubnetId, Allocation> allocations) {

        static Snapshot of(SubnetPoolState state) {
            return new Snapshot(state.pool, state.allocations);
        }

        SubnetPoolState state() {
            return new SubnetPoolState(pool, HashTreePMap.from(allocations), free(pool, allocations));
        }
    }

    private static PrefixSet free(SubnetPool pool, Map<SubnetId, Allocation> allocations) {
        PrefixSet free = PrefixSet.of(pool.prefixes());
        for (Allocation allocation : allocations.values()) {
            free = free.minus(allocation.cidr());
        }
        return free;
    }

    @SuppressWarnings("unchecked") // a pool's stream holds pool events only
    private static @Nullable SubnetPoolState evolve(@Nullable SubnetPoolState state, Recorded<?> recorded) {
        SubnetPool pool =
                SubnetPool.evolve(state == null ? null : state.pool, (Recorded<? extends SubnetPoolEvent>) recorded);
        if (pool == null) {
            return null;
        }
        if (state == null) {
            return new SubnetPoolState(pool, HashTreePMap.empty(), PrefixSet.of(pool.prefixes()));
        }
        return switch ((SubnetPoolEvent) recorded.event()) {
            case PrefixAllocated e ->
                new SubnetPoolState(
                        pool,
                        state.allocations.plus(e.subnetId(), new Allocation(e.cidr(), e.networkId(), e.projectId())),
                        state.free.minus(e.cidr()));
            case PrefixReleased e ->
                new SubnetPoolState(pool, state.allocations.minus(e.subnetId()), state.free.plus(e.cidr()));
            case SubnetPoolUpdated e
            when e.changes().has(SubnetPoolDescription.PREFIXES) ->
                new SubnetPoolState(pool, state.allocations, free(pool, state.allocations));
            default -> new SubnetPoolState(pool, state.allocations, state.free);
        };
    }

    /**
     * The pool, locked for this unit of work.
     *
     * @throws org.portolan.api.error.NeutronError 404 when there is none
     */
    public static SubnetPoolState get(Streams streams, SubnetPoolId id) {
        return streams.get(TYPE, id, () -> new SubnetPoolDescription().notFound(id));
    }

    /** The addresses that subnets have. */
    PrefixSet allocated() {
        return PrefixSet.of(allocations.values().stream().map(Allocation::cidr).toList());
    }

    /** What that subnet has. */
    Allocation of(SubnetId subnet) {
        return Objects.requireNonNull(allocations.get(subnet));
    }
}
