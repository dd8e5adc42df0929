package org.portolan.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.refusal;

import java.util.ArrayList;
import java.util.List;
import org.axonframework.serialization.upcasting.event.NoOpEventUpcaster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.portolan.api.network.Network;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.qos.QosPolicy;
import org.portolan.api.qos.QosPolicyDescription;
import org.portolan.eventstore.JsonSerializer;
import org.portolan.eventstore.LogEventStore;
import org.portolan.eventstore.TestDatabase;

class SnapshotTest {

    private final TestDatabase database = TestDatabase.create();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void a_restarted_controller_decides_on_a_snapshot_and_what_came_after_as_it_would_on_the_whole_log() {
        Network network;
        try (LogEventStore store = open()) {
            Scenario before = Scenario.on(store);
            network = before.network("{'name':'sea'}");
            before.subnet4(network, "10.0.0.0/20");
            List<String> bodies = new ArrayList<>();
            for (int i = 0; i < 1200; i++) {
                bodies.add("{'network_id':'" + network.id() + "'}");
            }
            before.createAll(new PortDescription(), bodies.toArray(String[]::new));
        }
        try (LogEventStore store = open()) {
            assertThat(store.log().snapshot("network/" + network.id())).isNull();
            Scenario.on(store).port(network, "");
            assertThat(store.log().snapshot("network/" + network.id())).isNotNull();
        }
        try (LogEventStore store = open()) {
            Scenario after = Scenario.on(store);

            assertThat(after.port(network, "").fixedIps().getFirst().ipAddress())
                    .hasToString("10.0.4.179");
            refusal(() -> after.port(network, "'fixed_ips':[{'ip_address':'10.0.0.77'}]"))
                    .is(409, "IpAddressAlreadyAllocated");
        }
    }

    @Test
    void a_policy_that_thousands_of_ports_have_is_a_snapshot_and_what_came_after() {
        QosPolicy policy;
        Port last;
        try (LogEventStore store = open()) {
            Scenario before = Scenario.on(store);
            policy = before.create(new QosPolicyDescription(), "{'name':'gold'}");
            Network network = before.network("{'name':'sea'}");
            List<String> bodies = new ArrayList<>();
            for (int i = 0; i < 1200; i++) {
                bodies.add("{'network_id':'" + network.id() + "','qos_policy_id':'" + policy.id() + "'}");
            }
            before.createAll(new PortDescription(), bodies.toArray(String[]::new));
            last = before.port(network, "");
        }
        try (LogEventStore store = open()) {
            Scenario.on(store).update(new PortDescription(), last, "{'qos_policy_id':'" + policy.id() + "'}");
            assertThat(store.log().snapshot("qos_policy/" + policy.id())).isNotNull();
        }
        try (LogEventStore store = open()) {
            Scenario after = Scenario.on(store);

            refusal(() -> after.delete(new QosPolicyDescription(), policy)).is(409, "QosPolicyInUse");
        }
    }

    private LogEventStore open() {
        return LogEventStore.open(database.dataSource(), new JsonSerializer(), NoOpEventUpcaster.INSTANCE);
    }
}
