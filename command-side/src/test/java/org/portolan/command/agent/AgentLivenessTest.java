package org.portolan.command.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.refusal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portolan.api.agent.Agent;
import org.portolan.api.agent.AgentDescription;
import org.portolan.api.agent.AgentId;
import org.portolan.api.segment.NetworkType;
import org.portolan.command.Scenario;
import org.portolan.rest.Heartbeats;

class AgentLivenessTest {

    private static final AgentId NODE_1 = AgentId.of(Agent.OPEN_VSWITCH, "node-1");

    private final Scenario scenario = Scenario.begin();
    private final Heartbeats heartbeats = new Heartbeats();
    private final Watch watch = new Watch();
    private AgentLiveness liveness = liveness();

    private static final class Watch extends Clock {

        private Instant now = Instant.parse("2026-11-20T12:00:00Z");

        void pass(int seconds) {
            now = now.plusSeconds(seconds);
        }

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
    }

    private AgentLiveness liveness() {
        return new AgentLiveness(scenario.commands(), heartbeats, null, watch, Duration.ofSeconds(75));
    }

    @BeforeEach
    void register() {
        scenario.host("node-1", "10.77.0.1", List.of(NetworkType.VXLAN));
        heartbeats.heard(NODE_1, watch.instant(), 0);
        scenario.newEvents();
    }

    @Test
    void an_agent_that_is_silent_for_too_long_is_down_and_that_is_told_once() {
        watch.pass(75);
        liveness.check();
        assertThat(scenario.newEvents()).isEmpty();

        watch.pass(1);
        liveness.check();
        liveness.check();

        assertThat(scenario.newEventNames()).containsExactly("AgentWentDown");
    }

    @Test
    void an_agent_whose_silence_could_not_be_told_is_down_at_the_next_look() {
        watch.pass(76);
        scenario.theDatabaseIsAwayOnce();
        liveness.check();
        assertThat(scenario.newEvents()).isEmpty();

        liveness.check();

        assertThat(scenario.newEventNames()).containsExactly("AgentWentDown");
    }

    @Test
    void an_agent_that_is_heard_again_is_alive_and_can_fall_silent_again() {
        watch.pass(76);
        liveness.check();

        liveness.heard(NODE_1, 0, Scenario.ADMIN);
        liveness.heard(NODE_1, 0, Scenario.ADMIN);
        watch.pass(76);
        liveness.check();

        assertThat(scenario.newEventNames()).containsExactly("AgentWentDown", "AgentRevived", "AgentWentDown");
    }

    @Test
    void after_a_restart_an_agent_has_the_whole_time_to_be_heard() {
        watch.pass(1000);
        AgentLiveness restarted =
                new AgentLiveness(scenario.commands(), new Heartbeats(), null, watch, Duration.ofSeconds(75));
        restarted.expect(List.of(NODE_1));

        restarted.check();
        assertThat(scenario.newEvents()).isEmpty();
        watch.pass(76);
        restarted.check();

        assertThat(scenario.newEventNames()).containsExactly("AgentWentDown");
    }

    @Test
    void an_agent_that_was_down_before_a_restart_is_alive_at_its_first_word() {
        watch.pass(76);
        liveness.check();
        scenario.newEvents();

        liveness = liveness();
        liveness.expect(List.of(NODE_1));
        liveness.heard(NODE_1, 0, Scenario.ADMIN);

        assertThat(scenario.newEventNames()).containsExactly("AgentRevived");
    }

    @Test
    void an_agent_that_registers_anew_and_dies_at_once_is_noticed() {
        watch.pass(76);
        liveness.check();
        scenario.host("node-1", "10.77.0.1", List.of(NetworkType.VXLAN));
        liveness.heard(NODE_1, 0, Scenario.ADMIN);
        liveness.check();
        scenario.newEvents();

        watch.pass(76);
        liveness.check();

        assertThat(scenario.newEventNames()).containsExactly("AgentWentDown");
    }

    @Test
    void an_agent_that_only_another_controller_hears_is_alive_again_at_its_next_word_there() {
        AgentLiveness deaf = liveness();
        deaf.expect(List.of(NODE_1));
        liveness.heard(NODE_1, 0, Scenario.ADMIN);
        heartbeats.forget(NODE_1);
        watch.pass(76);
        deaf.check();

        liveness.heard(NODE_1, 0, Scenario.ADMIN);
        deaf.check();

        assertThat(scenario.newEventNames()).containsExactly("AgentWentDown", "AgentRevived");
    }

    @Test
    void an_agent_that_was_struck_off_or_never_registered_is_told_so_and_not_missed() {
        scenario.delete(new AgentDescription(), scenario.host("node-1", "10.77.0.1", List.of(NetworkType.VXLAN)));
        scenario.newEvents();

        refusal(() -> liveness.heard(NODE_1, 0, Scenario.ADMIN)).is(404, "AgentNotFound");
        refusal(() -> liveness.heard(AgentId.of(Agent.OPEN_VSWITCH, "mars"), 0, Scenario.ADMIN))
                .is(404, "AgentNotFound");
        watch.pass(76);
        liveness.check();

        assertThat(scenario.newEvents()).isEmpty();
        assertThat(heartbeats.all()).isEmpty();
    }
}
