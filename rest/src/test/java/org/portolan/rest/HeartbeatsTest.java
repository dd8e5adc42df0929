package org.portolan.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.portolan.api.agent.AgentId;

class HeartbeatsTest {

    private final Heartbeats heartbeats = new Heartbeats();
    private final AgentId agent = AgentId.of("Open vSwitch agent", "node-1");
    private final Instant noon = Instant.parse("2026-11-20T12:00:00Z");

    @Test
    void the_newest_heartbeat_counts_even_when_an_older_one_arrives_later() {
        heartbeats.heard(agent, noon, 7);
        heartbeats.heard(agent, noon.minusSeconds(1), 6);

        assertThat(heartbeats.of(agent)).contains(new Heartbeats.Heartbeat(noon, 7));
        assertThat(heartbeats.all()).hasSize(1);
    }

    @Test
    void an_agent_that_was_struck_off_was_never_heard() {
        heartbeats.heard(agent, noon, 7);
        heartbeats.forget(agent);

        assertThat(heartbeats.of(agent)).isEmpty();
    }
}
