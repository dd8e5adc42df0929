package org.portolan.agent.desired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.agent.Sample.networkId;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LocalVlansTest {
    private static final UUID BLUE = networkId(1);
    private static final UUID GREEN = networkId(2);
    private static final UUID RED = networkId(3);

    @Test
    void networks_get_the_lowest_ids_in_the_order_of_their_own_ids() {
        LocalVlans vlans = LocalVlans.none().settle(Set.of(RED, BLUE, GREEN), Map.of());

        assertThat(vlans.ids()).containsExactlyInAnyOrderEntriesOf(Map.of(BLUE, 1, GREEN, 2, RED, 3));
    }

    @Test
    void after_a_restart_the_ids_found_on_ports_are_taken_up_again() {
        LocalVlans vlans = LocalVlans.none().settle(Set.of(BLUE, GREEN, RED), Map.of(GREEN, 10, RED, 30));

        assertThat(vlans.ids()).containsExactlyInAnyOrderEntriesOf(Map.of(BLUE, 1, GREEN, 10, RED, 30));
    }

    @Test
    void the_dead_vlan_and_impossible_ids_are_not_taken_up() {
        LocalVlans vlans = LocalVlans.none().settle(Set.of(BLUE, GREEN), Map.of(BLUE, 4095, GREEN, 0));

        assertThat(vlans.ids()).containsExactlyInAnyOrderEntriesOf(Map.of(BLUE, 1, GREEN, 2));
    }

    @Test
    void an_id_changed_by_hand_does_not_change_the_network() {
        LocalVlans vlans = LocalVlans.none().settle(Set.of(BLUE), Map.of());

        assertThat(vlans.settle(Set.of(BLUE), Map.of(BLUE, 7)).of(BLUE)).contains(1);
    }

    @Test
    void the_id_of_a_network_that_left_is_free_again() {
        LocalVlans vlans = LocalVlans.none().settle(Set.of(BLUE, GREEN), Map.of());

        LocalVlans after = vlans.settle(Set.of(GREEN, RED), Map.of());

        assertThat(after.of(BLUE)).isEmpty();
        assertThat(after.of(GREEN)).contains(2);
        assertThat(after.of(RED)).contains(1);
    }

    @Test
    void all_4094_ids_are_used_and_then_there_is_none() {
        Set<UUID> wanted = IntStream.rangeClosed(1, 4095)
                .mapToObj(number -> networkId(number))
                .collect(Collectors.toSet());

        LocalVlans vlans = LocalVlans.none().settle(wanted, Map.of());

        assertThat(new HashSet<>(vlans.ids().values())).hasSize(4094).allMatch(id -> id >= 1 && id <= 4094);
        assertThat(vlans.of(networkId(4095))).isEmpty();
        wanted.remove(BLUE);
        assertThat(vlans.settle(wanted, Map.of()).of(networkId(4095))).contains(1);
    }

    @Property
    void whatever_was_before_every_network_has_its_own_id_and_keeps_it(
            @ForAll @Size(max = 6) List<@Size(max = 12) Set<@IntRange(min = 1, max = 20) Integer>> steps,
            @ForAll @Size(max = 10) Map<@IntRange(min = 1, max = 20) Integer, @IntRange(max = 4096) Integer> tags) {
        Map<UUID, Integer> found = tags.entrySet().stream()
                .collect(Collectors.toMap(entry -> networkId(entry.getKey()), Map.Entry::getValue));
        LocalVlans vlans = LocalVlans.none();
        for (Set<Integer> step : steps) {
            Set<UUID> wanted = step.stream().map(number -> networkId(number)).collect(Collectors.toSet());
            LocalVlans next = vlans.settle(wanted, found);

            assertThat(next.ids().keySet()).isEqualTo(wanted);
            assertThat(next.ids().values()).doesNotHaveDuplicates().allMatch(id -> id >= 1 && id <= 4094);
            vlans.ids().forEach((network, id) -> {
                if (wanted.contains(network)) {
                    assertThat(next.of(network)).contains(id);
                }
            });
            assertThat(next.settle(wanted, Map.of())).isEqualTo(next);
            vlans = next;
        }
    }
}
