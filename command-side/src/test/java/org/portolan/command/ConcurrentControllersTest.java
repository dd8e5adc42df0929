package org.portolan.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.axonframework.serialization.upcasting.event.NoOpEventUpcaster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.portolan.api.error.NeutronError;
import org.portolan.api.event.Recorded;
import org.portolan.api.event.StreamId;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkEvent.PortAttached;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortEvent.PortCreated;
import org.portolan.api.subnet.SubnetEvent.AddressAllocated;
import org.portolan.eventstore.JsonSerializer;
import org.portolan.eventstore.LogEventStore;
import org.portolan.eventstore.TestDatabase;

class ConcurrentControllersTest {

    private final TestDatabase database = TestDatabase.create();

    @AfterEach
    void close() {
        database.close();
    }

    private LogEventStore open() {
        return LogEventStore.open(database.dataSource(), new JsonSerializer(), NoOpEventUpcaster.INSTANCE);
    }

    @Test
    void of_ports_that_are_all_created_at_once_each_has_its_own_address_and_mac_and_just_the_rest_is_refused()
            throws Exception {
        int asked = 1_060;
        int addresses = 1_021; // of a /22: 1,024 without the network's, the broadcast and the gateway's
        try (LogEventStore store = open()) {
            Scenario scenario = Scenario.on(store);
            Network network = scenario.network("{'name':'sea'}");
            scenario.subnet4(network, "10.0.0.0/22");

            List<Object> outcomes = atOnce(asked, () -> scenario.port(network, ""));

            assertThat(ports(outcomes)).hasSize(addresses);
            requireDistinct(ports(outcomes));
            assertThat(outcomes)
                    .filteredOn(NeutronError.class::isInstance)
                    .hasSize(asked - addresses)
                    .allSatisfy(refused -> {
                        assertThat(((NeutronError) refused).type()).isEqualTo("IpAddressGenerationFailure");
                        assertThat(((NeutronError) refused).status()).isEqualTo(409);
                    });
            requireTold(store, addresses);
        }
    }

    @Test
    void two_controllers_on_one_log_give_no_address_twice_and_who_loses_a_race_is_tried_again() throws Exception {
        int each = 150;
        try (LogEventStore one = open();
                LogEventStore two = open()) {
            Scenario first = Scenario.on(one);
            Scenario second = Scenario.on(two);
            Network network = first.network("{'name':'sea'}");
            first.subnet4(network, "10.0.0.0/22");

            List<Object> outcomes = new ArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<Object>> running = new ArrayList<>();
                for (int i = 0; i < each; i++) {
                    running.add(threads.submit(() -> outcome(() -> first.port(network, ""))));
                    running.add(threads.submit(() -> outcome(() -> second.port(network, ""))));
                }
                for (Future<Object> future : running) {
                    outcomes.add(future.get(120, TimeUnit.SECONDS));
                }
            }

            assertThat(outcomes).filteredOn(NeutronError.class::isInstance).isEmpty();
            requireDistinct(ports(outcomes));
            requireTold(one, 2 * each);
        }
    }

    private static List<Object> atOnce(int count, Callable<Port> request) throws Exception {
        List<Object> outcomes = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Object>> running = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                running.add(threads.submit(() -> outcome(request)));
            }
            for (Future<Object> future : running) {
                outcomes.add(future.get(120, TimeUnit.SECONDS));
            }
        }
        return outcomes;
    }

    private static Object outcome(Callable<Port> request) throws Exception {
        try {
            return request.call();
        } catch (NeutronError refused) {
            return refused;
        }
    }

    private static List<Port> ports(List<Object> outcomes) {
        return outcomes.stream()
                .filter(Port.class::isInstance)
                .map(Port.class::cast)
                .toList();
    }

    private static void requireDistinct(List<Port> ports) {
        assertThat(ports)
                .extracting(port -> port.fixedIps().getFirst().ipAddress())
                .doesNotHaveDuplicates();
        assertThat(ports).extracting(Port::macAddress).doesNotHaveDuplicates();
    }

    /** Reads the whole log back from the database and finds each address and MAC given once, and no gap. */
    private void requireTold(LogEventStore store, int ports) {
        Map<StreamId, Long> next = new HashMap<>();
        Set<Object> addresses = new HashSet<>();
        Set<Object> macs = new HashSet<>();
        long position = 0;
        int created = 0;
        try (LogEventStore reader = open()) {
            for (Recorded<?> recorded : Scenario.read(reader)) {
                assertThat(recorded.position()).isEqualTo(++position);
                assertThat(recorded.sequence()).isEqualTo(next.getOrDefault(recorded.stream(), 0L));
                next.put(recorded.stream(), recorded.sequence() + 1);
                switch (recorded.event()) {
                    case AddressAllocated e ->
                        assertThat(addresses.add(e.ipAddress())).isTrue();
                    case PortAttached e -> assertThat(macs.add(e.macAddress())).isTrue();
                    case PortCreated e -> created++;
                    default -> {}
                }
            }
        }
        assertThat(position).isEqualTo(store.log().head());
        assertThat(addresses).hasSize(ports);
        assertThat(macs).hasSize(ports);
        assertThat(created).isEqualTo(ports);
    }
}
