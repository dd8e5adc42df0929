package org.portolan.command.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.portolan.api.json.Json;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.subnet.SubnetDescription;
import org.portolan.command.Scenario;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Requests that only ask what they would change. */
@SuppressWarnings("NullAway.Init")
class DryRunTest {

    private static final Scenario SCENARIO = Scenario.begin();

    @AutoClose
    private static final WriteServer SERVER = new WriteServer(SCENARIO);

    private static String network;

    @BeforeAll
    static void start() {
        network = SCENARIO.create(new NetworkDescription(), "{'name':'n'}").id().toString();
        SCENARIO.create(
                new SubnetDescription(),
                "{'network_id':'" + network + "','ip_version':4,'cidr':'10.0.0.0/29','name':'s'}");
    }

    private record Answer(int status, boolean isDry, ObjectNode body) {
        private List<String> events() {
            return body.at("/portolan/events")
                    .valueStream()
                    .map(event -> event.path("type").asString(""))
                    .toList();
        }
    }

    private static Answer send(String method, String path, String body, String project, String role) {
        HttpResponse<String> response = SERVER.send(
                method,
                path,
                body,
                "X-User-Id",
                "u",
                "X-Project-Id",
                project,
                "X-Roles",
                role,
                "Content-Type",
                "application/json");
        JsonNode told =
                response.body().isEmpty() ? Json.object() : Json.mapper().readTree(response.body());
        return new Answer(
                response.statusCode(),
                response.headers()
                        .firstValue("Portolan-Dry-Run")
                        .filter("true"::equals)
                        .isPresent(),
                (ObjectNode) told);
    }

    private static Answer send(String method, String path, String body) {
        return send(method, path, body, "admin-project", "admin");
    }

    private static List<String> members(JsonNode resource) {
        return List.copyOf(resource.propertyNames());
    }

    @Test
    void what_would_be_made_is_answered_as_if_it_were_and_is_not_made() {
        String body = "{\"port\":{\"name\":\"p\",\"network_id\":\"" + network + "\"}}";
        Answer dry = send("POST", "ports?dry_run=true", body);

        assertThat(dry.status()).isEqualTo(201);
        assertThat(dry.isDry()).isTrue();
        assertThat(dry.events()).contains("PortAttached", "AddressAllocated", "PortCreated");
        assertThat(dry.body().at("/portolan/status").asInt()).isEqualTo(201);
        assertThat(dry.body().at("/portolan/events/0/position").isMissingNode()).isTrue();
        String id = dry.body().at("/port/id").stringValue();
        assertThat(send("DELETE", "ports/" + id, "").status()).isEqualTo(404);

        Answer real = send("POST", "ports", body);
        assertThat(real.isDry()).isFalse();
        assertThat(real.body().has("portolan")).isFalse();
        assertThat(members(real.body().path("port")))
                .isEqualTo(members(dry.body().path("port")));
        assertThat(real.body().at("/port/fixed_ips")).hasSize(1);
        assertThat(send("DELETE", "ports/" + real.body().at("/port/id").stringValue(), "")
                        .status())
                .isEqualTo(204);
    }

    @Test
    void tries_use_nothing_up() {
        String body = "{\"port\":{\"network_id\":\"" + network + "\"}}";
        String several = "{\"ports\":[" + body.substring(8, body.length() - 1) + ","
                + body.substring(8, body.length() - 1) + "]}";
        for (int attempt = 0; attempt < 20; attempt++) {
            Answer dry = send("POST", "ports?dry_run=true", several);
            assertThat(dry.status()).as(dry.toString()).isEqualTo(201);
            assertThat(dry.body().path("ports")).hasSize(2);
        }
    }

    @Test
    void what_would_be_changed_or_removed_stays_as_it_is() {
        Answer changed = send("PUT", "networks/" + network + "?dry_run=True", "{\"network\":{\"name\":\"other\"}}");
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.body().at("/network/name").stringValue()).isEqualTo("other");
        assertThat(changed.events()).containsExactly("NetworkUpdated");
        assertThat(send("PUT", "networks/" + network, "{\"network\":{\"description\":\"d\"}}")
                        .body()
                        .at("/network/name")
                        .stringValue())
                .isEqualTo("n");

        Answer removed = send("DELETE", "networks/" + network + "?dry_run=true", "");
        assertThat(removed.status()).isEqualTo(200);
        assertThat(removed.body().at("/portolan/status").asInt()).isEqualTo(204);
        assertThat(removed.events()).contains("NetworkDeleted");
        Answer tagged = send("PUT", "networks/" + network + "/tags?dry_run=true", "{\"tags\":[\"a\"]}");
        assertThat(tagged.status()).isEqualTo(200);
        assertThat(tagged.events()).hasSize(1);
        assertThat(send("PUT", "networks/" + network, "{\"network\":{\"description\":\"e\"}}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void what_would_be_refused_is_refused_in_the_same_words() {
        String nowhere = "{\"port\":{\"network_id\":\"00000000-0000-0000-0000-000000000000\"}}";
        Answer dry = send("POST", "ports?dry_run=true", nowhere);
        Answer real = send("POST", "ports", nowhere);

        assertThat(dry.isDry()).isTrue();
        assertThat(dry.status()).isEqualTo(real.status()).isEqualTo(404);
        assertThat(dry.body()).isEqualTo(real.body());
        assertThat(send("POST", "ports?dry_run=maybe", nowhere).status()).isEqualTo(400);
        assertThat(send("POST", "ports?dry_run=false", nowhere).isDry()).isFalse();
    }

    @Test
    void who_is_no_administrator_is_told_what_would_happen_but_nothing_of_how() {
        Answer dry = send("POST", "networks?dry_run=true", "{\"network\":{\"name\":\"mine\"}}", "red", "member");

        assertThat(dry.status()).isEqualTo(201);
        assertThat(dry.events()).contains("NetworkCreated");
        assertThat(dry.body().at("/portolan/events"))
                .allSatisfy(event -> assertThat(members(event)).containsExactlyInAnyOrder("stream", "type"));
        assertThat(dry.body().toString()).doesNotContain("segmentation_id", "segment_id");
    }
}
