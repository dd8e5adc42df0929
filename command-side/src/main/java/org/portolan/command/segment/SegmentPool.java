package org.portolan.command.segment;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.portolan.api.event.Recorded;
import org.portolan.api.network.NetworkId;
import org.portolan.api.segment.SegmentPoolEvent;
import org.portolan.api.segment.SegmentPoolEvent.SegmentAllocated;
import org.portolan.api.segment.SegmentPoolEvent.SegmentRangesConfigured;
import org.portolan.api.segment.SegmentPoolEvent.SegmentReleased;
import org.portolan.api.segment.SegmentRange;
import org.portolan.command.StreamType;
import org.portolan.command.StreamType.Snapshots;

/**
 * The segmentation ids of one network type, on one physical network where that matters.
 *
 * @param ranges the ids that may be handed out when nobody asks for a certain one
 * @param holders who holds which id, inside the ranges or out of them
 * @param next where to look first: ids are handed out round the ranges, so a released one rests before it comes back
 */
record SegmentPool(List<SegmentRange> ranges, PMap<Long, NetworkId> holders, long next) {

    static final StreamType<SegmentPool> TYPE = new StreamType<>(
            new SegmentPoolEvent.Family(),
            SegmentPool.class,
            SegmentPool::evolve,
            new Snapshots<>(Snapshot.class, Snapshot::of, Snapshot::state));

    private record Snapshot(List<SegmentRange> ranges, Map<Long, NetworkId> holders, long next) {

        static Snapshot of(SegmentPool pool) {
            return new Snapshot(pool.ranges, pool.holders, pool.next);
        }

        SegmentPool state() {
            return new SegmentPool(ranges, HashTreePMap.from(holders), next);
        }
    }

    static final SegmentPool EMPTY = new SegmentPool(List.of(), HashTreePMap.empty(), 0);

    private static SegmentPool evolve(@Nullable SegmentPool state, Recorded<?> recorded) {
        SegmentPool pool = Objects.requireNonNullElse(state, EMPTY);
        return switch ((SegmentPoolEvent) recorded.event()) {
            case SegmentRangesConfigured e -> new SegmentPool(e.ranges(), pool.holders, pool.next);
            case SegmentAllocated e ->
                new SegmentPool(
                        pool.ranges, pool.holders.plus(e.segmentationId(), e.networkId()), e.segmentationId() + 1);
            case SegmentReleased e -> new SegmentPool(pool.ranges, pool.holders.minus(e.segmentationId()), pool.next);
        };
    }

    boolean holds(long id) {
        return holders.containsKey(id);
    }

    /** A free id of the ranges, or empty when all are held. */
    OptionalLong free() {
        return free(ranges);
    }

    /** A free id of those ranges, or empty when all are held. */
    OptionalLong free(List<SegmentRange> among) {
        OptionalLong later = freeFrom(next, among);
        return later.isPresent() ? later : freeFrom(Long.MIN_VALUE, among);
    }

    private OptionalLong freeFrom(long start, List<SegmentRange> among) {
        for (SegmentRange range : among) {
            for (long id = Math.max(start, range.lowest()); id <= range.highest(); id++) {
                if (!holds(id)) {
                    return OptionalLong.of(id);
                }
            }
        }
        return OptionalLong.empty();
    }
}
