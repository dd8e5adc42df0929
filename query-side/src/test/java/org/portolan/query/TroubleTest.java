package org.portolan.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.portolan.api.agent.AgentId;
import org.portolan.api.network.NetworkId;
import org.portolan.query.TestServer.Answer;
import org.portolan.rest.Heartbeats;

class TroubleTest {

    private final TestServer server = new TestServer();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void a_stopped_database_is_told_as_such_and_reads_work_again_when_it_is_back() {
        NetworkId network = server.story().network("kept");
        server.settled();

        server.database().stop();
        Answer show = server.get("/v2.0/networks/" + network);
        Answer list = server.get("/v2.0/networks");
        server.database().start();

        assertThat(show.status()).isEqualTo(503);
        assertThat(show.error()).isEqualTo("ServiceUnavailable: The store is unavailable. Try again later.");
        assertThat(show.raw().headers().firstValue("Retry-After")).contains("1");
        assertThat(list.status()).isEqualTo(503);
        assertThat(answerWithin(Duration.ofSeconds(20), "/v2.0/networks?name=kept")
                        .names("networks"))
                .containsExactly("kept");
        server.story().network("new");
        server.settled();
        assertThat(server.get("/v2.0/networks?name=new").names("networks")).containsExactly("new");
    }

    private Answer answerWithin(Duration time, String path) {
        long deadline = System.nanoTime() + time.toNanos();
        Answer answer = server.get(path);
        while (answer.status() != 200 && System.nanoTime() < deadline) {
            answer = server.get(path);
        }
        return answer;
    }

    @Test
    void a_restarted_server_shows_what_it_showed_before() {
        server.story().network("kept");
        server.settled();
        String before = server.get("/v2.0/networks").body().toString();

        server.restart();

        assertThat(answerWithin(Duration.ofSeconds(20), "/v2.0/networks").body().toString())
                .isEqualTo(before);
        assertThat(server.get("/portolan/v1/health")
                        .body()
                        .at("/read_model/lag")
                        .longValue())
                .isZero();
    }

    @Test
    void an_agent_is_shown_with_its_last_heartbeat_which_is_no_event() {
        AgentId agent = server.story().agent("node-1", "192.0.2.1");
        server.settled();
        assertThat(server.get("/v2.0/agents/" + agent)
                        .body()
                        .at("/agent/heartbeat_timestamp")
                        .isNull())
                .isTrue();

        server.bean(Heartbeats.class).heard(agent, java.time.Instant.parse("2026-11-20T12:00:07.5Z"), 3);

        assertThat(server.get("/v2.0/agents/" + agent)
                        .body()
                        .at("/agent/heartbeat_timestamp")
                        .stringValue())
                .isEqualTo("2026-11-20 12:00:07");
        assertThat(server.get("/v2.0/agents?host=node-1&fields=heartbeat_timestamp&fields=alive")
                        .body()
                        .toString())
                .isEqualTo("{\"agents\":[{\"heartbeat_timestamp\":\"2026-11-20 12:00:07\",\"alive\":true}]}");
        assertThat(server.get("/v2.0/agents/" + agent + "?as_of="
                                + server.story().position())
                        .body()
                        .at("/agent/heartbeat_timestamp")
                        .isNull())
                .as("the past has no heartbeats")
                .isTrue();
    }
}
