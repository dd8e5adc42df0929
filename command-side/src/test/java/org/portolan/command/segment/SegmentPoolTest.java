package org.portolan.command.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;
import org.portolan.api.event.Cause;
import org.portolan.api.event.Recorded;
import org.portolan.api.network.NetworkId;
import org.portolan.api.segment.NetworkType;
import org.portolan.api.segment.SegmentPoolEvent;
import org.portolan.api.segment.SegmentPoolEvent.SegmentAllocated;
import org.portolan.api.segment.SegmentPoolEvent.SegmentRangesConfigured;
import org.portolan.api.segment.SegmentPoolEvent.SegmentReleased;
import org.portolan.api.segment.SegmentRange;

class SegmentPoolTest {

    /** What can be done with a pool. */
    sealed interface Step {
        record AllocateAny() implements Step {}

        record AllocateCertain(long id) implements Step {}

        record Release(long id) implements Step {}

        record Configure(List<SegmentRange> ranges) implements Step {}
    }

    @Property(tries = 2000)
    void a_pool_hands_out_each_free_id_of_its_ranges_and_no_held_one(@ForAll("steps") List<Step> steps) {
        SegmentPool pool = evolve(null, configured(List.of(new SegmentRange(1, 6))));
        Map<Long, NetworkId> holders = new HashMap<>();
        List<SegmentRange> ranges = List.of(new SegmentRange(1, 6));
        for (Step step : steps) {
            switch (step) {
                case Step.AllocateAny any -> {
                    Set<Long> free = free(ranges, holders);
                    OptionalLong found = pool.free(Segments.NOBODY);
                    assertThat(found.isPresent()).isEqualTo(!free.isEmpty());
                    if (found.isPresent()) {
                        assertThat(free).contains(found.getAsLong());
                        pool = allocate(pool, holders, found.getAsLong());
                    }
                }
                case Step.AllocateCertain certain -> {
                    assertThat(pool.holds(certain.id())).isEqualTo(holders.containsKey(certain.id()));
                    if (!pool.holds(certain.id())) {
                        pool = allocate(pool, holders, certain.id());
                    }
                }
                case Step.Release release -> {
                    NetworkId holder = holders.remove(release.id());
                    if (holder != null) {
                        pool = evolve(pool, new SegmentReleased(NetworkType.VXLAN, null, release.id(), holder));
                    }
                }
                case Step.Configure configure -> {
                    ranges = configure.ranges();
                    pool = evolve(pool, configured(ranges));
                }
            }
            assertThat(pool.holders()).containsExactlyInAnyOrderEntriesOf(holders);
        }
    }

    private static SegmentPool allocate(SegmentPool pool, Map<Long, NetworkId> holders, long id) {
        NetworkId network = new NetworkId(UUID.randomUUID());
        holders.put(id, network);
        return evolve(pool, new SegmentAllocated(NetworkType.VXLAN, null, id, network));
    }

    private static SegmentRangesConfigured configured(List<SegmentRange> ranges) {
        return new SegmentRangesConfigured(NetworkType.VXLAN, null, ranges);
    }

    private static Set<Long> free(List<SegmentRange> ranges, Map<Long, NetworkId> holders) {
        Set<Long> free = new TreeSet<>();
        for (SegmentRange range : ranges) {
            for (long id = range.lowest(); id <= range.highest(); id++) {
                if (!holders.containsKey(id)) {
                    free.add(id);
                }
            }
        }
        return free;
    }

    private static SegmentPool evolve(@Nullable SegmentPool pool, SegmentPoolEvent event) {
        return Objects.requireNonNull(SegmentPool.TYPE
                .fold()
                .evolve(
                        pool,
                        new Recorded<>(
                                1,
                                SegmentPoolEvent.stream(NetworkType.VXLAN, null),
                                0,
                                Instant.EPOCH,
                                event,
                                new Cause("req-1", "ada", "engines", List.of(), "CreateNetwork"))));
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Long> ids = Arbitraries.longs().between(1, 12);
        Arbitrary<Step> step = Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.create(Step.AllocateAny::new)),
                Tuple.of(2, ids.map(Step.AllocateCertain::new)),
                Tuple.of(4, ids.map(Step.Release::new)),
                Tuple.of(
                        1,
                        Arbitraries.of(
                                        List.of(new SegmentRange(1, 6)),
                                        List.of(new SegmentRange(8, 10), new SegmentRange(2, 3)),
                                        List.<SegmentRange>of())
                                .map(Step.Configure::new)));
        return step.list().ofMaxSize(60);
    }
}
