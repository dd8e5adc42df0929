package org.portolan.command.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.axonframework.serialization.upcasting.event.NoOpEventUpcaster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.portolan.api.agent.Agent;
import org.portolan.api.agent.AgentEvent.AgentWentDown;
import org.portolan.api.segment.NetworkType;
import org.portolan.command.Scenario;
import org.portolan.eventstore.HeartbeatTable;
import org.portolan.eventstore.JsonSerializer;
import org.portolan.eventstore.LogEventStore;
import org.portolan.eventstore.TestDatabase;
import org.portolan.rest.Heartbeats;

class SeveralControllersTest {

    private final TestDatabase database = TestDatabase.create();
    private final HeartbeatTable table = new HeartbeatTable(database.dataSource());
    private final Heartbeats heardByOther = new Heartbeats();
    private Instant now = Instant.parse("2026-11-20T12:00:00Z");

    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    };

    @AfterEach
    void close() {
        database.close();
    }

    private LogEventStore open() {
        return LogEventStore.open(database.dataSource(), new JsonSerializer(), NoOpEventUpcaster.INSTANCE);
    }

    private AgentLiveness liveness(Scenario controller, Heartbeats heartbeats) {
        return new AgentLiveness(controller.commands(), heartbeats, table, clock, Duration.ofSeconds(75));
    }

    private static long deaths(LogEventStore store) {
        return Scenario.read(store).stream()
                .filter(recorded -> recorded.event() instanceof AgentWentDown)
                .count();
    }

    @Test
    void an_agent_that_talks_to_one_controller_is_alive_for_all_and_silence_is_told_once() {
        try (LogEventStore one = open();
                LogEventStore other = open()) {
            Scenario first = Scenario.on(one);
            Scenario second = Scenario.on(other);
            AgentLiveness hears = liveness(first, new Heartbeats());
            AgentLiveness doesNot = liveness(second, heardByOther);
            Agent agent = first.host("node-1", "10.77.0.1", List.of(NetworkType.VXLAN));
            doesNot.expect(List.of(agent.id()));
            for (int i = 1; i <= 3; i++) {
                now = now.plusSeconds(60);
                hears.heard(agent.id(), i, Scenario.ADMIN);
                hears.check();
                doesNot.check();
            }
            assertThat(deaths(one)).isZero();
            assertThat(heardByOther.of(agent.id()))
                    .hasValueSatisfying(
                            heartbeat -> assertThat(heartbeat.appliedPosition()).isEqualTo(3));

            now = now.plusSeconds(76);
            doesNot.check();
            hears.check();

            assertThat(deaths(one)).isEqualTo(1);
        }
    }

    @Test
    void a_heartbeat_that_is_late_on_its_way_changes_nothing() {
        try (LogEventStore store = open()) {
            Agent agent = Scenario.on(store).host("node-1", "10.77.0.1", List.of(NetworkType.VXLAN));
            table.keep(agent.id().value(), now, 7);
            table.keep(agent.id().value(), now.minusSeconds(1), 6);

            assertThat(table.all()).containsEntry(agent.id().value(), new HeartbeatTable.Kept(now, 7));
            table.forget(agent.id().value());
            assertThat(table.all()).isEmpty();
        }
    }
}
