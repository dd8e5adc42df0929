package org.portolan.command.subnetpool;

import static org.assertj.core.api.Assertions.assertThat;

import inet.ipaddr.IPAddress;
import java.util.BitSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.portolan.api.json.Json;

class PrefixSetTest {

    private static PrefixSet set(String... prefixes) {
        return PrefixSet.of(List.of(prefixes).stream().map(Json::address).toList());
    }

    private static List<String> texts(PrefixSet set) {
        return set.prefixes().stream().map(IPAddress::toCanonicalString).toList();
    }

    @Test
    void neighbours_become_one_prefix_and_what_lies_in_another_vanishes() {
        assertThat(texts(set("10.1.0.0/16", "10.0.0.0/16"))).containsExactly("10.0.0.0/15");
        assertThat(texts(set("10.0.0.0/8", "10.3.0.0/16", "9.0.0.0/8"))).containsExactly("9.0.0.0/8", "10.0.0.0/8");
        assertThat(texts(set("10.3.0.0/16", "10.0.0.0/8"))).containsExactly("10.0.0.0/8");
        assertThat(texts(set("10.1.0.0/16", "10.2.0.0/16"))).containsExactly("10.1.0.0/16", "10.2.0.0/16");
        assertThat(texts(set("2001:db8::/33", "2001:db8:8000::/33"))).containsExactly("2001:db8::/32");
    }

    @Test
    void what_is_taken_leaves_the_fewest_prefixes() {
        assertThat(texts(set("10.0.0.0/22").minus(Json.address("10.0.1.0/24"))))
                .containsExactly("10.0.0.0/24", "10.0.2.0/23");
        assertThat(texts(set("10.0.0.0/24", "10.0.2.0/24").minus(Json.address("10.0.0.0/16"))))
                .isEmpty();
        assertThat(set("10.0.0.0/22").minus(Json.address("10.0.1.0/24")).plus(Json.address("10.0.1.0/24")))
                .isEqualTo(set("10.0.0.0/22"));
    }

    @Test
    void the_smallest_block_that_has_room_is_used_first() {
        PrefixSet free = set("10.0.0.0/16", "10.4.0.0/26", "10.5.0.0/27");

        assertThat(free.first(28)).contains(Json.address("10.5.0.0/28"));
        assertThat(free.first(26)).contains(Json.address("10.4.0.0/26"));
        assertThat(free.first(24)).contains(Json.address("10.0.0.0/24"));
        assertThat(free.first(8)).isEmpty();
    }

    @Property(tries = 300)
    void it_is_a_set_of_addresses_whatever_is_added_and_taken(@ForAll("steps") List<Step> steps) {
        PrefixSet set = PrefixSet.EMPTY;
        BitSet expected = new BitSet();
        for (Step step : steps) {
            IPAddress prefix = Json.address("10.0.0." + step.from() + "/" + step.length());
            int size = 1 << (32 - step.length());
            assertThat(set.contains(prefix))
                    .isEqualTo(expected.get(step.from(), step.from() + size).cardinality() == size);
            assertThat(set.overlaps(prefix))
                    .isEqualTo(!expected.get(step.from(), step.from() + size).isEmpty());
            set = step.adds() ? set.plus(prefix) : set.minus(prefix);
            expected.set(step.from(), step.from() + size, step.adds());
        }

        BitSet actual = new BitSet();
        for (IPAddress prefix : set.prefixes()) {
            int from = prefix.getValue().intValue() - (10 << 24);
            assertThat(actual.get(from)).isFalse();
            actual.set(from, from + (1 << (32 - PrefixSet.length(prefix))));
        }
        assertThat(actual).isEqualTo(expected);
        assertThat(PrefixSet.of(set.prefixes())).isEqualTo(set);
    }

    record Step(boolean adds, int from, int length) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Step> step = Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(0, 255),
                        Arbitraries.integers().between(24, 32))
                .as((adds, address, length) -> new Step(adds, address & -(1 << (32 - length)), length));
        return step.list().ofMaxSize(20);
    }
}
