package org.portolan.command.segment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Recorded;
import org.portolan.api.network.NetworkId;
import org.portolan.api.segment.SegmentPoolEvent;
import org.portolan.api.segment.SegmentPoolEvent.SegmentAllocated;
import org.portolan.api.segment.SegmentPoolEvent.SegmentRangeOffered;
import org.portolan.api.segment.SegmentPoolEvent.SegmentRangeWithdrawn;
import org.portolan.api.segment.SegmentPoolEvent.SegmentRangesConfigured;
import org.portolan.api.segment.SegmentPoolEvent.SegmentReleased;
import org.portolan.api.segment.SegmentRange;
import org.portolan.command.StreamType;
import org.portolan.command.StreamType.Snapshots;

/**
 * The segmentation ids of one network type, on one physical network where that matters.
 *
 * @param ranges the configured ranges: everybody's ids, when nobody asks for a certain one
 * @param offers the ranges that administrators have made, by id
 * @param holders who holds which id, inside the ranges or out of them
 * @param next where to look first: ids are handed out round the ranges, so a released one rests before it comes back
 */
record SegmentPool(List<SegmentRange> ranges, PMap<UUID, Offer> offers, PMap<Long, NetworkId> holders, long next) {

    static final StreamType<SegmentPool> TYPE = new StreamType<>(
            new SegmentPoolEvent.Family(),
            SegmentPool.class,
            SegmentPool::evolve,
            new Snapshots<>(Snapshot.class, Snapshot::of, Snapshot::state));

    /**
     * A range that is not the configuration's.
     *
     * @param project whose networks get its ids, and nobody else's; null for everybody's
     * @param next where to look first in a project's range
     */
    record Offer(
            SegmentRange range,
            @Nullable ProjectId project,
            @Nullable String physicalNetwork,
            long next) {

        private boolean isFor(ProjectId other) {
            return other.equals(project);
        }
    }

    private record Snapshot(
            List<SegmentRange> ranges, @Nullable Map<UUID, Offer> offers, Map<Long, NetworkId> holders, long next) {

        static Snapshot of(SegmentPool pool) {
            return new Snapshot(pool.ranges, pool.offers, pool.holders, pool.next);
        }

        SegmentPool state() {
            return new SegmentPool(
                    ranges,
                    offers == null ? HashTreePMap.empty() : HashTreePMap.from(offers),
                    HashTreePMap.from(holders),
                    next);
        }
    }

    static final SegmentPool EMPTY = new SegmentPool(List.of(), HashTreePMap.empty(), HashTreePMap.empty(), 0);

    private static SegmentPool evolve(@Nullable SegmentPool state, Recorded<?> recorded) {
        SegmentPool pool = Objects.requireNonNullElse(state, EMPTY);
        return switch ((SegmentPoolEvent) recorded.event()) {
            case SegmentRangesConfigured e -> new SegmentPool(e.ranges(), pool.offers, pool.holders, pool.next);
            case SegmentRangeOffered e ->
                pool.with(pool.offers.plus(
                        e.rangeId(),
                        new Offer(
                                e.range(),
                                e.projectId(),
                                e.physicalNetwork(),
                                e.range().lowest())));
            case SegmentRangeWithdrawn e -> pool.with(pool.offers.minus(e.rangeId()));
            case SegmentAllocated e -> pool.allocated(e.segmentationId(), e.networkId());
            case SegmentReleased e ->
                new SegmentPool(pool.ranges, pool.offers, pool.holders.minus(e.segmentationId()), pool.next);
        };
    }

    private SegmentPool with(PMap<UUID, Offer> newOffers) {
        return new SegmentPool(ranges, newOffers, holders, next);
    }

    private SegmentPool allocated(long id, NetworkId network) {
        PMap<UUID, Offer> after = offers;
        boolean isAProjects = false;
        for (Map.Entry<UUID, Offer> entry : offers.entrySet()) {
            Offer offer = entry.getValue();
            if (offer.project() != null && offer.range().contains(id)) {
                isAProjects = true;
                after = after.plus(
                        entry.getKey(), new Offer(offer.range(), offer.project(), offer.physicalNetwork(), id + 1));
            }
        }
        return new SegmentPool(ranges, after, holders.plus(id, network), isAProjects ? next : id + 1);
    }

    boolean holds(long id) {
        return holders.containsKey(id);
    }

    /** The held ids of that range, lowest first. */
    SortedMap<Long, NetworkId> heldOf(SegmentRange range) {
        SortedMap<Long, NetworkId> held = new TreeMap<>();
        holders.forEach((id, network) -> {
            if (range.contains(id)) {
                held.put(id, network);
            }
        });
        return held;
    }

    /** A free id for a network of that project: of its own ranges, or else of everybody's; empty when all are held. */
    OptionalLong free(ProjectId project) {
        if (offers.isEmpty()) {
            return free(ranges);
        }
        for (Offer own : offers(offer -> offer.isFor(project))) {
            OptionalLong free = free(List.of(own.range()), own.next(), List.of());
            if (free.isPresent()) {
                return free;
            }
        }
        List<SegmentRange> everybodys = new ArrayList<>(ranges);
        offers(offer -> offer.project() == null).forEach(offer -> everybodys.add(offer.range()));
        return free(everybodys, next, rangesOfOthers(project));
    }

    private List<SegmentRange> rangesOfOthers(ProjectId project) {
        return offers(offer -> offer.project() != null && !offer.isFor(project)).stream()
                .map(Offer::range)
                .toList();
    }

    private List<Offer> offers(Predicate<Offer> wanted) {
        return offers.values().stream()
                .filter(wanted)
                .sorted(Comparator.comparingLong(offer -> offer.range().lowest()))
                .toList();
    }

    /** A free id of those ranges, or empty when all are held. */
    OptionalLong free(List<SegmentRange> among) {
        return free(among, next, List.of());
    }

    private OptionalLong free(List<SegmentRange> among, long start, List<SegmentRange> without) {
        OptionalLong later = freeFrom(start, among, without);
        return later.isPresent() ? later : freeFrom(Long.MIN_VALUE, among, without);
    }

    private OptionalLong freeFrom(long start, List<SegmentRange> among, List<SegmentRange> without) {
        for (SegmentRange range : among) {
            long id = Math.max(start, range.lowest());
            while (id <= range.highest()) {
                long beyond = beyond(id, without);
                if (beyond == id && !holds(id)) {
                    return OptionalLong.of(id);
                }
                id = Math.max(beyond, id + 1);
            }
        }
        return OptionalLong.empty();
    }

    /** The first id after the range that has this one, or this one when none has. */
    private static long beyond(long id, List<SegmentRange> ranges) {
        for (SegmentRange range : ranges) {
            if (range.contains(id)) {
                return range.highest() + 1;
            }
        }
        return id;
    }
}
