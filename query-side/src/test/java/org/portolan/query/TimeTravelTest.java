package org.portolan.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.query.Story.ADMIN;
import static org.portolan.query.Story.BOB;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.portolan.api.json.Json;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attributes;
import org.portolan.query.TestServer.Answer;
import tools.jackson.databind.JsonNode;

class TimeTravelTest {

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void what_was_listed_live_is_listed_again_as_of_that_position_and_that_time() {
        Story story = server.story();
        Random random = new Random(7);
        List<NetworkId> networks = new ArrayList<>();
        Map<PortId, NetworkId> ports = new LinkedHashMap<>();
        Map<Long, JsonNode> livePorts = new LinkedHashMap<>();
        Map<Instant, JsonNode> liveNetworks = new LinkedHashMap<>();
        for (int step = 0; step < 60; step++) {
            switch (networks.isEmpty() ? 0 : random.nextInt(6)) {
                case 0 -> networks.add(story.network("n" + step));
                case 1, 2 -> {
                    NetworkId on = networks.get(random.nextInt(networks.size()));
                    ports.put(story.port("p" + step, on), on);
                }
                case 3 ->
                    story.update(
                            networks.get(random.nextInt(networks.size())),
                            Attributes.none().with(NetworkDescription.DESCRIPTION, "d" + step));
                case 4 -> {
                    if (!ports.isEmpty()) {
                        story.update(anyOf(ports, random), Attributes.none().with(PortDescription.NAME, "q" + step));
                    }
                }
                default -> {
                    if (!ports.isEmpty()) {
                        PortId gone = anyOf(ports, random);
                        story.delete(gone, Objects.requireNonNull(ports.remove(gone)), null);
                    }
                }
            }
            server.settled();
            livePorts.put(story.position(), server.get("/v2.0/ports").body());
            liveNetworks.put(story.now(), server.get("/v2.0/networks").body());
        }

        livePorts.forEach((position, body) -> assertThat(
                        server.get("/v2.0/ports?as_of=" + position).body())
                .as("ports as of %d", position)
                .isEqualTo(body));
        liveNetworks.forEach((time, body) -> assertThat(
                        server.get("/v2.0/networks?as_of=" + time).body())
                .as("networks as of %s", time)
                .isEqualTo(body));
        assertThat(server.get("/v2.0/ports?as_of=0").names("ports")).isEmpty();
        assertThat(server.get("/v2.0/networks?as_of=2001-01-01T00:00:00").names("networks"))
                .isEmpty();
    }

    private static PortId anyOf(Map<PortId, NetworkId> ports, Random random) {
        return List.copyOf(ports.keySet()).get(random.nextInt(ports.size()));
    }

    @Test
    void a_show_a_filter_and_a_page_work_as_of_then() {
        Story story = server.story();
        NetworkId network = story.network("before");
        long then = story.position();
        Instant time = story.now();
        story.network("before");
        story.update(network, Attributes.none().with(NetworkDescription.NAME, "after"));
        server.settled();

        assertThat(server.get("/v2.0/networks/" + network + "?fields=name&as_of=" + then)
                        .body()
                        .toString())
                .isEqualTo("{\"network\":{\"name\":\"before\"}}");
        assertThat(server.get("/v2.0/networks?name=before&as_of=" + then)
                        .body()
                        .get("networks")
                        .size())
                .isEqualTo(1);
        assertThat(server.get("/v2.0/networks?name=after&as_of="
                                + URLEncoder.encode(time.toString(), StandardCharsets.UTF_8))
                        .names("networks"))
                .isEmpty();
        Answer page = server.get("/v2.0/networks?name=before&limit=1&as_of=" + then);
        String next = page.body().at("/networks_links/0/href").stringValue();
        assertThat(server.get(next.substring(server.url().length())).names("networks"))
                .isEmpty();
        assertThat(server.get("/v2.0/networks/" + network + "?as_of=" + (then - 1))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void rights_are_those_of_today() {
        Story story = server.story();
        NetworkId network = story.network("was-shared", ADMIN, Attributes.none().with(NetworkDescription.SHARED, true));
        long shared = story.position();
        story.update(network, Attributes.none().with(NetworkDescription.SHARED, false));
        long hidden = story.position();
        NetworkId opened = story.network("now-shared", ADMIN, Attributes.none());
        long closed = story.position();
        story.update(opened, Attributes.none().with(NetworkDescription.SHARED, true));
        NetworkId bobs = story.network("bobs", BOB, Attributes.none());
        long lived = story.position();
        story.delete(bobs);
        server.settled();

        assertThat(server.getAs(BOB, "/v2.0/networks/" + network + "?as_of=" + shared)
                        .status())
                .isEqualTo(404);
        assertThat(server.getAs(BOB, "/v2.0/networks?name=was-shared&as_of=" + shared)
                        .names("networks"))
                .isEmpty();
        assertThat(server.get("/v2.0/networks/" + network + "?as_of=" + hidden).status())
                .isEqualTo(200);
        assertThat(server.getAs(BOB, "/v2.0/networks/" + opened + "?as_of=" + closed)
                        .status())
                .isEqualTo(200);
        assertThat(server.getAs(BOB, "/v2.0/networks?name=bobs&as_of=" + lived).names("networks"))
                .containsExactly("bobs");
        assertThat(server.getAs(BOB, "/v2.0/networks?name=bobs").names("networks"))
                .isEmpty();
    }

    @Test
    void a_history_tells_each_change_with_who_and_why() {
        Story story = server.story();
        NetworkId network = story.by("user-bob", BOB).network("h", BOB, Attributes.none());
        long created = story.position();
        story.by("user-admin", ADMIN).update(network, Attributes.none().with(NetworkDescription.NAME, "i"));
        story.delete(network);
        server.settled();

        JsonNode history =
                server.get("/portolan/v1/history/network/" + network).body().get("history");

        assertThat(history.valueStream().map(change -> change.get("event").stringValue()))
                .containsExactly("NetworkCreated", "NetworkUpdated", "NetworkDeleted");
        JsonNode first = history.get(0);
        assertThat(first.get("position").longValue()).isEqualTo(created);
        assertThat(first.get("user").stringValue()).isEqualTo("user-bob");
        assertThat(first.get("project").stringValue()).isEqualTo(BOB.value());
        assertThat(first.get("command").stringValue()).isEqualTo("CreateNetwork");
        assertThat(first.get("request_id").stringValue()).startsWith("req-");
        assertThat(first.at("/changes/name/to").stringValue()).isEqualTo("h");
        JsonNode second = history.get(1);
        assertThat(second.get("user").stringValue()).isEqualTo("user-admin");
        assertThat(second.get("changes").propertyNames())
                .containsExactlyInAnyOrder("name", "updated_at", "revision_number");
        assertThat(second.at("/changes/name").toString()).isEqualTo("{\"from\":\"h\",\"to\":\"i\"}");
        assertThat(server.get("/portolan/v1/history/networks/" + network + "?after=" + created + "&limit=1")
                        .body()
                        .at("/history/0/event")
                        .stringValue())
                .isEqualTo("NetworkUpdated");
        assertThat(server.getAs(BOB, "/portolan/v1/history/network/" + network).status())
                .isEqualTo(200);
        assertThat(server.get("/portolan/v1/history/zork/" + network).status()).isEqualTo(404);
    }

    @Test
    void an_auditor_reads_all_history_and_all_of_the_past_and_nothing_else() {
        Story story = server.story();
        NetworkId network = story.by("user-admin", ADMIN).network("private", ADMIN, Attributes.none());
        long then = story.position();
        story.update(network, Attributes.none().with(NetworkDescription.NAME, "renamed"));
        server.settled();

        Answer history = audited("/portolan/v1/history/network/" + network);
        assertThat(history.body().at("/history/0/user").stringValue()).isEqualTo("user-admin");
        assertThat(history.body().at("/history/0/roles/0").stringValue()).isEqualTo("admin");
        assertThat(audited("/v2.0/networks/" + network + "?as_of=" + then)
                        .body()
                        .at("/network/name")
                        .stringValue())
                .isEqualTo("private");
        assertThat(audited("/v2.0/networks?name=private&as_of=" + then).names("networks"))
                .containsExactly("private");
        for (String open : List.of("events", "export?limit=1", "diff?from=" + then)) {
            assertThat(audited("/portolan/v1/" + open).status()).as(open).isEqualTo(200);
        }
        for (String closed : List.of("/portolan/v1/snapshot", "/portolan/v1/feed")) {
            assertThat(audited(closed).status()).as(closed).isEqualTo(403);
        }
        for (String present : List.of("", "?as_of=")) {
            assertThat(audited("/v2.0/networks/" + network + present).status()).isEqualTo(404);
        }
        assertThat(server.getAs(BOB, "/portolan/v1/history/network/" + network).status())
                .isEqualTo(404);
        assertThat(server.getAs(BOB, "/v2.0/networks/" + network + "?as_of=" + then)
                        .status())
                .isEqualTo(404);
    }

    private static Answer audited(String path) {
        return server.send("GET", path, BOB, "portolan_auditor");
    }

    @Test
    void what_differs_between_two_moments_is_told_resource_by_resource() {
        Story story = server.story();
        NetworkId network = story.by("user-admin", ADMIN).network("one", ADMIN, Attributes.none());
        NetworkId gone = story.network("gone");
        NetworkId same = story.network("same");
        NetworkId bobs = story.network("bobs", BOB, Attributes.none());
        PortId old = story.port("old", network);
        long from = story.position();
        Instant then = story.now();
        story.update(network, Attributes.none().with(NetworkDescription.NAME, "two"));
        story.update(network, Attributes.none().with(NetworkDescription.NAME, "three"));
        story.update(same, Attributes.none().with(NetworkDescription.NAME, "other"));
        story.update(same, Attributes.none().with(NetworkDescription.NAME, "same"));
        story.delete(gone);
        story.update(bobs, Attributes.none().with(NetworkDescription.NAME, "bobs2"));
        PortId port = story.port("new", network);
        PortId brief = story.port("brief", network);
        story.delete(brief, network, null);
        story.bind(old, "host9");
        long to = story.position();
        story.update(network, Attributes.none().with(NetworkDescription.NAME, "four"));
        server.settled();

        assertThat(differences("from=" + from + "&to=" + to))
                .contains("network " + network + " updated {\"name\":{\"from\":\"one\",\"to\":\"three\"}}")
                .contains("network " + gone + " deleted {}")
                .anyMatch(line -> line.startsWith("port " + port + " created {") && line.contains("\"to\":\"new\""))
                .noneMatch(line -> line.contains(same.toString()) || line.contains(brief.toString()));
        assertThat(differences("from=" + then + "&to=" + to)).isEqualTo(differences("from=" + from + "&to=" + to));
        assertThat(differences("from=" + from + "&to=" + to + "&network=" + network))
                .hasSize(3)
                .allMatch(line -> line.startsWith("network " + network) || line.startsWith("port "));
        assertThat(differences("from=" + from + "&host=host9"))
                .hasSize(1)
                .allMatch(line -> line.startsWith("port " + old + " updated"));
        assertThat(differences("from=" + from + "&project=" + BOB)).hasSize(1).allMatch(line -> line.contains("bobs2"));
        assertThat(server.getAs(BOB, "/portolan/v1/diff?from=" + from)
                        .body()
                        .get("differences")
                        .valueStream()
                        .map(one -> one.get("id").stringValue()))
                .containsExactly(bobs.toString());
        assertThat(server.get("/portolan/v1/diff").status()).isEqualTo(400);
        assertThat(server.get("/portolan/v1/diff?from=" + to + "&to=" + from).status())
                .isEqualTo(400);
    }

    private static List<String> differences(String query) {
        return server.get("/portolan/v1/diff?" + query)
                .body()
                .get("differences")
                .valueStream()
                .map(one -> one.get("resource").stringValue() + " "
                        + one.get("id").stringValue() + " " + one.get("kind").stringValue() + " " + one.get("changes"))
                .toList();
    }

    @Test
    void auditors_read_the_log_as_it_is() {
        Story story = server.story();
        long before = story.position();
        NetworkId network = story.network("audited");
        story.update(network, Attributes.none().with(NetworkDescription.NAME, "x"));
        server.settled();

        JsonNode events = server.get("/portolan/v1/events?after=" + before + "&limit=1")
                .body()
                .get("events");

        assertThat(events.size()).isEqualTo(1);
        assertThat(events.at("/0/type").stringValue()).isEqualTo("NetworkCreated");
        assertThat(events.at("/0/event/id").stringValue()).isEqualTo(network.toString());
        assertThat(server.getAs(BOB, "/portolan/v1/events").status()).isEqualTo(403);
    }

    @Test
    void the_log_is_exported_an_event_a_line_and_goes_on_after_any_of_them() {
        Story story = server.story();
        long before = story.position();
        NetworkId network = story.by("user-bob", BOB).network("exported", BOB, Attributes.none());
        story.update(network, Attributes.none().with(NetworkDescription.NAME, "x"));
        story.delete(network);
        server.settled();

        List<JsonNode> all = lines("/portolan/v1/export?after=" + before);
        List<JsonNode> rest =
                lines("/portolan/v1/export?after=" + all.getFirst().get("position"));

        assertThat(all).extracting(line -> line.get("type").stringValue()).contains("NetworkCreated", "NetworkDeleted");
        assertThat(rest).isEqualTo(all.subList(1, all.size()));
        assertThat(lines("/portolan/v1/export?limit=1&after=" + before)).isEqualTo(all.subList(0, 1));
        assertThat(server.getAs(BOB, "/portolan/v1/export").status()).isEqualTo(403);
        assertThat(server.get("/portolan/v1/export?format=zork").status()).isEqualTo(400);
    }

    @Test
    void an_export_for_auditors_tells_who_did_what_to_which_resource() {
        Story story = server.story();
        long before = story.position();
        NetworkId network = story.by("user-bob", BOB).network("audited", BOB, Attributes.none());
        story.delete(network);
        server.settled();

        List<JsonNode> events = lines("/portolan/v1/export?format=cadf&after=" + before);

        assertThat(events.stream()
                        .filter(event ->
                                event.at("/target/typeURI").stringValue().equals("network/network"))
                        .map(event -> event.get("action").stringValue() + " by "
                                + event.at("/initiator/id").stringValue() + " of "
                                + event.at("/target/id").stringValue()))
                .containsExactly("create by user-bob of " + network, "delete by user-bob of " + network);
    }

    private static List<JsonNode> lines(String path) {
        return server.get(path)
                .raw()
                .body()
                .lines()
                .map(line -> Json.mapper().readTree(line))
                .toList();
    }
}
