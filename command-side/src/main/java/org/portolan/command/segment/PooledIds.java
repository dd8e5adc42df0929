package org.portolan.command.segment;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.network.NetworkId;
import org.portolan.api.segment.NetworkType;
import org.portolan.api.segment.Segment;
import org.portolan.api.segment.SegmentPoolEvent;
import org.portolan.api.segment.SegmentPoolEvent.SegmentAllocated;
import org.portolan.api.segment.SegmentPoolEvent.SegmentReleased;
import org.portolan.api.segment.SegmentRange;
import org.portolan.command.Streams;

/** The ids that segment pools hand out: each to one network at a time, in the event that says so. */
record PooledIds(Streams streams) {

    /** A free id of the pool's ranges that the project may have, now held by its network; empty when none is free. */
    Optional<Segment> any(NetworkType type, @Nullable String physicalNetwork, NetworkId network, ProjectId project) {
        return taken(pool(type, physicalNetwork).free(project), type, physicalNetwork, network);
    }

    /** A free id of those ranges, whatever the pool's are, now held by the network; empty when none is free. */
    Optional<Segment> anyOf(
            List<SegmentRange> ranges, NetworkType type, @Nullable String physicalNetwork, NetworkId network) {
        return taken(pool(type, physicalNetwork).free(ranges), type, physicalNetwork, network);
    }

    private Optional<Segment> taken(
            OptionalLong free, NetworkType type, @Nullable String physicalNetwork, NetworkId network) {
        return free.isEmpty() ? Optional.empty() : Optional.of(take(type, physicalNetwork, free.getAsLong(), network));
    }

    /** That id, now held by the network; empty when another holds it. */
    Optional<Segment> certain(NetworkType type, @Nullable String physicalNetwork, long id, NetworkId network) {
        return pool(type, physicalNetwork).holds(id)
                ? Optional.empty()
                : Optional.of(take(type, physicalNetwork, id, network));
    }

    private Segment take(NetworkType type, @Nullable String physicalNetwork, long id, NetworkId network) {
        streams.append(
                SegmentPool.TYPE, key(type, physicalNetwork), new SegmentAllocated(type, physicalNetwork, id, network));
        return new Segment(UUID.randomUUID(), type, physicalNetwork, type.hasIds() ? id : null);
    }

    /** Takes the id back, if the network holds it. */
    void release(NetworkType type, @Nullable String physicalNetwork, long id, NetworkId network) {
        if (network.equals(pool(type, physicalNetwork).holders().get(id))) {
            streams.append(
                    SegmentPool.TYPE,
                    key(type, physicalNetwork),
                    new SegmentReleased(type, physicalNetwork, id, network));
        }
    }

    SegmentPool pool(NetworkType type, @Nullable String physicalNetwork) {
        return streams.find(SegmentPool.TYPE, key(type, physicalNetwork)).orElse(SegmentPool.EMPTY);
    }

    /** The physical networks that have ranges of VLANs, by name. */
    SortedSet<String> rangedNetworks() {
        SortedSet<String> names = new TreeSet<>();
        streams.peek(SegmentPool.TYPE, key(NetworkType.VLAN, null))
                .ifPresent(all -> all.offers().values().forEach(offer -> {
                    String name = offer.physicalNetwork();
                    if (name != null) {
                        names.add(name);
                    }
                }));
        return names;
    }

    static String key(NetworkType type, @Nullable String physicalNetwork) {
        return SegmentPoolEvent.stream(type, physicalNetwork).key();
    }
}
