package org.portolan.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.portolan.api.event.Recorded;
import org.portolan.api.json.EventJson;
import org.portolan.api.json.Json;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkId;
import org.portolan.api.node.NodeFact;
import org.portolan.api.node.Topology;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attributes;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class FeedTest {

    private final TestServer server = new TestServer();
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<BufferedReader> open = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (BufferedReader reader : open) {
            reader.close();
        }
        client.close();
        server.close();
    }

    private BufferedReader stream(String path) throws IOException, InterruptedException {
        HttpResponse<java.io.InputStream> response = client.send(
                HttpRequest.newBuilder(URI.create(server.url() + path))
                        .header("X-User-Id", "node-1")
                        .header("X-Project-Id", "service")
                        .header("X-Roles", "admin")
                        .timeout(Duration.ofSeconds(20))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/x-ndjson");
        BufferedReader reader = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
        open.add(reader);
        return reader;
    }

    private static JsonNode line(BufferedReader reader) throws IOException {
        return Json.mapper().readTree(reader.readLine());
    }

    /** Folds what comes until the position is reached; returns how many events that were. */
    private static Topology fold(BufferedReader feed, Topology from, long to) throws IOException {
        Topology topology = from;
        EventJson eventJson = new EventJson();
        while (topology.position() < to) {
            JsonNode line = line(feed);
            if (line.has("head")) {
                topology = topology.at(line.get("position").longValue());
            } else {
                Recorded<?> event = eventJson.recorded(line);
                assertThat(event.position()).isGreaterThan(topology.position());
                assertThat(Topology.concerns(event.event())).isTrue();
                topology = topology.evolve(event);
            }
        }
        return topology;
    }

    private Topology snapshot() throws IOException, InterruptedException {
        Topology topology = Topology.empty();
        BufferedReader reader = stream("/portolan/v1/snapshot");
        long position = line(reader).get("position").longValue();
        for (JsonNode line = line(reader); !line.has("end"); line = line(reader)) {
            if (line.has("log")) {
                assertThat(line.get("log").stringValue()).isEqualTo(log());
            } else if (!line.has("form")) {
                String kind = line.propertyNames().iterator().next();
                topology = topology.with(Json.mapper().treeToValue(line.get(kind), NodeFact.KINDS.get(kind)));
            }
        }
        return topology.at(position);
    }

    private void tellSome(int ports) {
        Story story = server.story();
        NetworkId network = story.network("n" + story.position());
        for (int i = 0; i < ports; i++) {
            PortId port = story.port("p" + i, network);
            story.bind(port, "node-" + i % 3);
            if (i % 4 == 0) {
                story.delete(port, network, null);
            }
        }
        story.agent("node-1", "192.0.2.1");
        story.update(network, Attributes.none().with(NetworkDescription.NAME, "of no concern"));
        server.settled();
    }

    @Test
    void a_node_that_reads_all_a_node_that_joins_later_and_a_node_from_a_snapshot_know_the_same() throws Exception {
        BufferedReader early = stream("/portolan/v1/feed?after=0");
        assertThat(line(early).toString()).isEqualTo("{\"head\":0,\"position\":0,\"log\":\"" + log() + "\"}");
        tellSome(20);
        long half = server.story().position();
        Topology first = fold(early, Topology.empty(), half);
        tellSome(20);
        long end = server.story().position();

        Topology whole = fold(early, first, end);
        Topology late = fold(stream("/portolan/v1/feed?after=0"), Topology.empty(), end);
        Topology resumed = fold(stream("/portolan/v1/feed?after=" + half), first, end);
        Topology fresh = snapshot();
        if (fresh.position() < end) {
            fresh = fold(stream("/portolan/v1/feed?after=" + fresh.position()), fresh, end);
        }

        assertThat(whole.ports()).hasSize(30);
        assertThat(late).isEqualTo(whole);
        assertThat(resumed).isEqualTo(whole);
        assertThat(fresh).isEqualTo(whole);
    }

    @Test
    void the_first_line_tells_the_head_that_is_to_be_reached() throws Exception {
        tellSome(3);

        JsonNode first = line(stream("/portolan/v1/feed?after=2"));

        assertThat(first.get("head").longValue()).isEqualTo(server.story().position());
        assertThat(first.get("position").longValue()).isEqualTo(2);
    }

    @Test
    void an_idle_feed_tells_that_it_lives() throws Exception {
        tellSome(1);
        BufferedReader feed = stream("/portolan/v1/feed?after=" + server.story().position());

        JsonNode first = line(feed);
        long start = System.nanoTime();
        JsonNode second = line(feed);

        assertThat(second.get("head")).isEqualTo(first.get("head"));
        assertThat(second.get("position")).isEqualTo(first.get("position"));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void an_event_reaches_a_waiting_node_at_once() throws Exception {
        tellSome(1);
        BufferedReader feed = stream("/portolan/v1/feed?after=" + server.story().position());
        line(feed);

        long start = System.nanoTime();
        server.story().network("new");
        JsonNode event = line(feed);

        assertThat(event.get("type").stringValue()).isEqualTo("NetworkCreated");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void a_reader_that_takes_nothing_disturbs_no_other() throws Exception {
        stream("/portolan/v1/feed?after=0");
        Story story = server.story();
        story.hold();
        NetworkId network = story.network("many");
        for (int i = 0; i < 20_000; i++) {
            story.port("p" + i, network);
        }
        story.release();

        Topology all = fold(stream("/portolan/v1/feed?after=0"), Topology.empty(), story.position());

        assertThat(all.ports()).hasSize(20_000);
    }

    @Test
    void a_position_beyond_the_head_is_refused_for_now() {
        assertThat(server.get("/portolan/v1/feed?after=1000").status()).isEqualTo(409);
        assertThat(server.get("/portolan/v1/feed?after=1000&log=" + log()).status())
                .isEqualTo(409);
    }

    @Test
    void a_node_that_followed_another_log_is_sent_to_the_snapshot_wherever_it_was() throws Exception {
        tellSome(1);

        for (String after : List.of("0", "2", "1000")) {
            TestServer.Answer answer = server.get("/portolan/v1/feed?after=" + after + "&log=" + UUID.randomUUID());
            assertThat(answer.status()).isEqualTo(410);
            assertThat(answer.error()).startsWith("LogChanged: This is log " + log());
        }
        assertThat(line(stream("/portolan/v1/feed?after=2&log=" + log()))
                        .get("log")
                        .stringValue())
                .isEqualTo(log());
    }

    private String log() {
        return server.log().identity().toString();
    }
}
