package org.portolan.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.portolan.command.Scenario.refusal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.axonframework.serialization.upcasting.event.NoOpEventUpcaster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.port.PortDescription;
import org.portolan.eventstore.JsonSerializer;
import org.portolan.eventstore.LogEventStore;
import org.portolan.eventstore.TestDatabase;

/** Nothing is answered that rests on what may still be lost, and nobody pays for what others lost. */
class CommandsTest {

    private static final NetworkDescription NETWORKS = new NetworkDescription();

    private final TestDatabase database = TestDatabase.create();
    private final LogEventStore store = open();
    private final Scenario scenario = Scenario.on(store);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private LogEventStore open() {
        return LogEventStore.open(database.dataSource(), new JsonSerializer(), NoOpEventUpcaster.INSTANCE);
    }

    @AfterEach
    void close() {
        threads.close();
        store.close();
        database.close();
    }

    @Test
    void the_answer_that_nothing_is_to_be_changed_waits_until_what_it_rests_on_is_durable() throws Exception {
        Network network = scenario.network("{'name':'before'}");
        try (Connection holder = database.dataSource().getConnection();
                Statement statement = holder.createStatement()) {
            statement.execute("begin");
            statement.execute("lock table event in exclusive mode");

            CompletableFuture<Network> change = rename(network, "after");
            while (store.log().settled(store.log().epoch()).isDone()) {
                Thread.onSpinWait();
            }
            CompletableFuture<Network> again = rename(network, "after");

            assertThatThrownBy(() -> again.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            statement.execute("rollback");
            assertThat(again.get(10, TimeUnit.SECONDS)).isEqualTo(change.get(10, TimeUnit.SECONDS));
        }
    }

    private CompletableFuture<Network> rename(Network network, String name) {
        return CompletableFuture.supplyAsync(
                () -> scenario.update(NETWORKS, network, "{'name':'" + name + "'}"), threads);
    }

    @Test
    void once_the_store_is_back_refusals_are_what_they_were_before() {
        Network network = scenario.network("{'name':'sea'}");
        database.stop();
        refusal(() -> scenario.update(NETWORKS, network, "{'name':'ocean'}")).is(503, "ServiceUnavailable");
        database.start();

        requireReadable();
        refusal(() -> scenario.update(NETWORKS, network, "{'mtu':100000}")).is(400, "InvalidInput");
        refusal(() -> scenario.create(new PortDescription(), "{'network_id':'4883db15-8cd7-45c6-863e-bf71123f0785'}"))
                .is(404, "NetworkNotFound");
    }

    private void requireReadable() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!isReadable() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(isReadable()).isTrue();
    }

    private boolean isReadable() {
        try (Connection connection = database.dataSource().getConnection()) {
            return connection.isValid(1);
        } catch (SQLException notYet) {
            return false;
        }
    }

    @Test
    void of_two_controllers_that_give_one_address_the_slower_one_refuses_as_if_it_were_alone() {
        try (LogEventStore other = open()) {
            Network network = scenario.network("{'name':'sea'}");
            scenario.subnet4(network, "10.0.0.0/24");
            Scenario slower = Scenario.on(other);
            slower.port(network, "'fixed_ips':[{'ip_address':'10.0.0.8'}]");
            scenario.port(network, "'fixed_ips':[{'ip_address':'10.0.0.9'}]");

            refusal(() -> slower.port(network, "'fixed_ips':[{'ip_address':'10.0.0.9'}]"))
                    .is(409, "IpAddressAlreadyAllocated");
        }
    }

    @Test
    void what_another_controller_changed_is_soon_what_this_one_decides_on() {
        try (LogEventStore other = open()) {
            Network network = scenario.network("{'name':'sea'}");
            Scenario second = Scenario.on(other);
            second.update(NETWORKS, network, "{'name':'ocean'}");

            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (isCalled(network, "sea") && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertThat(isCalled(network, "ocean")).isTrue();
        }
    }

    private boolean isCalled(Network network, String name) {
        Network now = scenario.update(NETWORKS, network, "{}");
        return now.attributes().get(NetworkDescription.NAME).equals(name);
    }
}
