package org.portolan.command.subnet;

import static org.assertj.core.api.Assertions.assertThat;

import inet.ipaddr.IPAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.portolan.api.address.AddressPool;
import org.portolan.api.json.Json;
import org.portolan.api.port.PortId;

class AddressBookTest {

    /** What can be done with a book, and with the model that it is held against. */
    sealed interface Step {
        record Take(int host) implements Step {}

        record TakeNext(int spoken) implements Step {}

        record Return(int host) implements Step {}

        record ChangePools(List<int[]> pools) implements Step {}

        record Reload() implements Step {}
    }

    /** Whoever holds what, and a search from the start for what is free. */
    private static final class Model {
        private final Map<Integer, PortId> holders = new HashMap<>();
        private List<int[]> pools = List.of(new int[] {2, 9}, new int[] {20, 24});

        Optional<Integer> next(Set<Integer> spoken) {
            for (int[] pool : pools) {
                for (int host = pool[0]; host <= pool[1]; host++) {
                    if (!holders.containsKey(host) && !spoken.contains(host)) {
                        return Optional.of(host);
                    }
                }
            }
            return Optional.empty();
        }
    }

    private static IPAddress address(int host) {
        return Json.address("10.0.0." + host);
    }

    private static List<AddressPool> pools(List<int[]> pools) {
        return pools.stream()
                .map(pool -> new AddressPool(address(pool[0]), address(pool[1])))
                .toList();
    }

    @Property(tries = 2000)
    void a_book_hands_out_what_a_search_for_the_lowest_free_address_finds(@ForAll("steps") List<Step> steps) {
        Model model = new Model();
        AddressBook book = AddressBook.of(pools(model.pools));
        for (Step step : steps) {
            switch (step) {
                case Step.Take take -> {
                    if (!model.holders.containsKey(take.host())) {
                        book = taken(book, model, take.host());
                    }
                }
                case Step.TakeNext next -> {
                    Set<Integer> spoken = next.spoken() == 0 ? Set.of() : Set.of(next.spoken(), next.spoken() + 1);
                    Set<IPAddress> spokenAddresses = new HashSet<>();
                    spoken.forEach(host -> spokenAddresses.add(address(host)));
                    Optional<Integer> expected = model.next(spoken);
                    assertThat(book.next(spokenAddresses)).isEqualTo(expected.map(AddressBookTest::address));
                    if (expected.isPresent()) {
                        book = taken(book, model, expected.get());
                    }
                }
                case Step.Return back -> {
                    if (model.holders.remove(back.host()) != null) {
                        book = book.minus(address(back.host()));
                    }
                }
                case Step.ChangePools change -> {
                    model.pools = change.pools();
                    book = book.withPools(pools(model.pools));
                }
                case Step.Reload reload -> book = AddressBook.of(Map.copyOf(book.holders()), pools(model.pools));
            }
            assertThat(book.next(Set.of())).isEqualTo(model.next(Set.of()).map(AddressBookTest::address));
            assertThat(book.holders()).hasSameSizeAs(model.holders);
            for (Map.Entry<Integer, PortId> held : model.holders.entrySet()) {
                assertThat(book.holders()).containsEntry(address(held.getKey()), held.getValue());
            }
        }
    }

    private static AddressBook taken(AddressBook book, Model model, int host) {
        PortId holder = new PortId(UUID.randomUUID());
        model.holders.put(host, holder);
        return book.plus(address(host), holder);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Integer> hosts = Arbitraries.integers().between(1, 30);
        Arbitrary<Step> step = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(3, hosts.map(Step.Take::new)),
                net.jqwik.api.Tuple.of(6, Arbitraries.of(0, 0, 0, 2, 3, 5, 21).map(Step.TakeNext::new)),
                net.jqwik.api.Tuple.of(4, hosts.map(Step.Return::new)),
                net.jqwik.api.Tuple.of(
                        1,
                        Arbitraries.of(
                                        List.of(new int[] {2, 9}, new int[] {20, 24}),
                                        List.of(new int[] {15, 25}, new int[] {1, 5}),
                                        List.of(new int[] {7, 7}),
                                        List.<int[]>of())
                                .map(Step.ChangePools::new)),
                net.jqwik.api.Tuple.of(1, Arbitraries.create(Step.Reload::new)));
        return step.list().ofMaxSize(60);
    }

    @Test
    void the_50_000th_address_is_found_as_fast_as_the_first_since_nothing_is_searched() {
        AddressBook book =
                AddressBook.of(List.of(new AddressPool(Json.address("10.0.0.1"), Json.address("10.255.255.254"))));
        PortId holder = new PortId(UUID.randomUUID());
        for (int i = 0; i < 50_000; i++) {
            book = book.plus(book.next(Set.of()).orElseThrow(), holder);
        }
        assertThat(book.next(Set.of())).hasToString("Optional[10.0.195.81]");
    }
}
