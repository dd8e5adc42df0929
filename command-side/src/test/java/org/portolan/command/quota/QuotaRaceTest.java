package org.portolan.command.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.caller;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.axonframework.serialization.upcasting.event.NoOpEventUpcaster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkEvent.NetworkCreated;
import org.portolan.command.Scenario;
import org.portolan.eventstore.JsonSerializer;
import org.portolan.eventstore.LogEventStore;
import org.portolan.eventstore.TestDatabase;

/** Many who want the last one at once; the log is the judge. */
class QuotaRaceTest {

    private static final int CLIENTS = 64;
    private static final Caller ENGINES = caller("engines", "member");

    private final TestDatabase database = TestDatabase.create();

    @AfterEach
    void close() {
        database.close();
    }

    private LogEventStore open() {
        return LogEventStore.open(database.dataSource(), new JsonSerializer(), NoOpEventUpcaster.INSTANCE);
    }

    @Test
    void of_many_clients_at_once_exactly_as_many_get_a_network_as_the_limit_allows() throws Exception {
        try (LogEventStore store = open()) {
            Scenario scenario = Scenario.on(store, Map.of("network", 10L));

            List<Object> first = atOnce(scenario);
            assertThat(first).filteredOn(Network.class::isInstance).hasSize(10);
            assertThat(first)
                    .filteredOn(NeutronError.class::isInstance)
                    .hasSize(CLIENTS - 10)
                    .allSatisfy(refused ->
                            assertThat(((NeutronError) refused).type()).isEqualTo("OverQuota"));

            List<Network> made = first.stream()
                    .filter(Network.class::isInstance)
                    .map(Network.class::cast)
                    .toList();
            made.subList(0, 4).forEach(network -> scenario.delete(new NetworkDescription(), network, null, ENGINES));
            assertThat(atOnce(scenario)).filteredOn(Network.class::isInstance).hasSize(4);

            assertThat(Scenario.read(store))
                    .filteredOn(recorded -> recorded.event() instanceof NetworkCreated)
                    .hasSize(14);
            assertThat(Scenario.held(new ProjectId("engines"), Scenario.read(store))
                            .counts())
                    .containsEntry("network", 10L);
        }
    }

    @Test
    void what_another_controller_made_counts() {
        try (LogEventStore one = open();
                LogEventStore two = open()) {
            Scenario first = Scenario.on(one, Map.of("network", 3L));
            Scenario second = Scenario.on(two, Map.of("network", 3L));
            first.create(new NetworkDescription(), "{}", ENGINES);
            second.create(new NetworkDescription(), "{}", ENGINES);
            Network last = first.create(new NetworkDescription(), "{}", ENGINES);

            assertThat(second.used("engines", "network")).isEqualTo(3);
            Scenario.refusal(() -> second.create(new NetworkDescription(), "{}", ENGINES))
                    .is(409, "OverQuota");
            first.delete(new NetworkDescription(), last, null, ENGINES);
            assertThat(second.used("engines", "network")).isEqualTo(2);
            second.create(new NetworkDescription(), "{}", ENGINES);
            assertThat(second.used("engines", "network")).isEqualTo(3);
        }
    }

    private static List<Object> atOnce(Scenario scenario) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<Object>> running = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                running.add(threads.submit(() -> {
                    try {
                        return scenario.create(new NetworkDescription(), "{}", ENGINES);
                    } catch (NeutronError refused) {
                        return refused;
                    }
                }));
            }
            List<Object> outcomes = new ArrayList<>();
            for (Future<Object> one : running) {
                outcomes.add(one.get(60, TimeUnit.SECONDS));
            }
            return outcomes;
        }
    }
}
