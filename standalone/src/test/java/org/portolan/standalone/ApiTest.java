package org.portolan.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portolan.standalone.Controller.Answer;
import tools.jackson.databind.JsonNode;

class ApiTest {

    private static final String[] ADA = {"X-User-Id", "ada", "X-Project-Id", "engines", "X-Roles", "member"};
    private static final String[] BOB = {"X-User-Id", "bob", "X-Project-Id", "harbours", "X-Roles", "member"};
    private static final String[] ADMIN = {"X-User-Id", "root", "X-Project-Id", "admins", "X-Roles", "admin"};

    @TempDir
    private static Path directory;

    private static Controller controller;

    @BeforeAll
    static void start() {
        controller = Controller.start(directory, "--portolan.auth=proxy");
    }

    @AfterAll
    static void stop() {
        controller.close();
    }

    @Test
    void what_was_created_is_shown_and_listed_at_once_however_many_ask() throws Exception {
        String network = created("networks", "{'network':{'name':'busy'}}");
        created("subnets", "{'subnet':{'network_id':'" + network + "','ip_version':4,'cidr':'10.1.0.0/20'}}");
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> seen = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                seen.add(clients.submit(() -> {
                    String port = created("ports", "{'port':{'network_id':'" + network + "'}}");
                    return controller.get("/v2.0/ports/" + port, ADMIN).status() == 200
                            && controller
                                            .get("/v2.0/ports?id=" + port, ADMIN)
                                            .body()
                                            .get("ports")
                                            .size()
                                    == 1;
                }));
            }
            for (Future<Boolean> one : seen) {
                assertThat(one.get()).isTrue();
            }
        }
        Set<String> addresses = new HashSet<>();
        JsonNode ports = controller
                .get("/v2.0/ports?network_id=" + network, ADMIN)
                .body()
                .get("ports");
        ports.forEach(port -> addresses.add(port.at("/fixed_ips/0/ip_address").stringValue()
                + port.get("mac_address").stringValue()));
        assertThat(addresses).hasSize(100);
    }

    @Test
    void the_past_is_listed_and_shown_as_it_was() {
        String network = created("networks", "{'network':{'name':'before'}}");
        Instant then = Instant.now();
        controller.put("/v2.0/networks/" + network, "{'network':{'name':'after'}}", ADMIN);

        assertThat(controller
                        .get("/v2.0/networks/" + network + "?as_of=" + then, ADMIN)
                        .body()
                        .at("/network/name"))
                .hasToString("\"before\"");
        assertThat(controller
                        .get("/v2.0/networks?name=before&as_of=" + then, ADMIN)
                        .body()
                        .get("networks"))
                .hasSize(1);
        assertThat(controller
                        .get("/v2.0/networks?name=before&id=" + network, ADMIN)
                        .body()
                        .get("networks"))
                .isEmpty();
    }

    @Test
    void history_tells_each_change_with_who_made_it_in_which_request() {
        String network = id(controller.post("/v2.0/networks", "{'network':{'name':'mine'}}", ADA));
        Answer renamed = controller.put("/v2.0/networks/" + network, "{'network':{'name':'yours'}}", ADMIN);

        JsonNode history =
                controller.get("/portolan/v1/history/network/" + network, ADA).body();

        assertThat(history.toString()).contains("NetworkCreated", "ada", "NetworkUpdated", renamed.requestId());
        assertThat(controller
                        .get("/portolan/v1/history/network/" + network, BOB)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void what_belongs_to_another_project_is_not_there() {
        String network = id(controller.post("/v2.0/networks", "{'network':{'name':'secret'}}", ADA));
        Instant then = Instant.now();

        assertThat(controller.get("/v2.0/networks/" + network, BOB).status()).isEqualTo(404);
        assertThat(controller
                        .get("/v2.0/networks/" + network + "?as_of=" + then, BOB)
                        .status())
                .isEqualTo(404);
        assertThat(controller.get("/v2.0/networks?id=" + network, BOB).body().get("networks"))
                .isEmpty();
        assertThat(controller
                        .put("/v2.0/networks/" + network, "{'network':{'name':'x'}}", BOB)
                        .status())
                .isEqualTo(404);
        assertThat(controller.delete("/v2.0/networks/" + network, BOB).status()).isEqualTo(404);
        assertThat(controller
                        .post("/v2.0/ports", "{'port':{'network_id':'" + network + "'}}", BOB)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void whoever_lists_a_projects_security_groups_finds_its_default_one_and_there_is_one_however_many_ask()
            throws Exception {
        String[] newcomer = {"X-User-Id", "nora", "X-Project-Id", "newcomers", "X-Roles", "member"};
        Set<String> found = new HashSet<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<JsonNode>> lists = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                lists.add(clients.submit(() -> controller
                        .get("/v2.0/security-groups?fields=id&fields=name", newcomer)
                        .body()));
            }
            for (Future<JsonNode> list : lists) {
                found.add(list.get().toString());
            }
        }

        assertThat(found).singleElement().asString().contains("\"default\"");
        assertThat(controller
                        .get("/v2.0/security-groups?project_id=never-seen&name=default", ADMIN)
                        .body()
                        .at("/security_groups/0/security_group_rules"))
                .hasSize(4);
        assertThat(controller
                        .get("/v2.0/security-groups?project_id=never-heard-of&name=default", ADA)
                        .body()
                        .get("security_groups"))
                .isEmpty();
        assertThat(controller
                        .get("/v2.0/security-group-rules?as_of=0", ADMIN)
                        .body()
                        .get("security_group_rules"))
                .isEmpty();
    }

    @Test
    void the_owner_of_a_security_group_sees_rules_that_others_made_in_it() {
        String group = id(controller.post("/v2.0/security-groups", "{'security_group':{'name':'web'}}", ADA));
        String rule = created(
                "security-group-rules",
                "{'security_group_rule':{'security_group_id':'" + group + "','direction':'ingress'}}");

        String path = "/v2.0/security-group-rules?direction=ingress&security_group_id=" + group;
        assertThat(controller.get(path, ADA).body().at("/security_group_rules/0/id"))
                .hasToString("\"" + rule + "\"");
        assertThat(controller.get(path, BOB).body().get("security_group_rules")).isEmpty();
        assertThat(controller
                        .get("/v2.0/security-groups/" + group, ADA)
                        .body()
                        .at("/security_group/security_group_rules"))
                .hasSize(3);
        controller.delete("/v2.0/security-groups/" + group, ADA);
        assertThat(controller.get("/v2.0/security-group-rules/" + rule, ADMIN).status())
                .isEqualTo(404);
    }

    @Test
    void a_bulk_that_cannot_be_made_whole_is_not_made_at_all() {
        String network = created("networks", "{'network':{'name':'bulk'}}");
        created("subnets", "{'subnet':{'network_id':'" + network + "','ip_version':4,'cidr':'10.2.0.0/24'}}");
        String one = "{'network_id':'" + network + "','fixed_ips':[{'ip_address':'10.2.0.9'}]}";

        Answer refused = controller.post("/v2.0/ports", "{'ports':[" + one + "," + one + "]}", ADMIN);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(controller
                        .get("/v2.0/ports?network_id=" + network, ADMIN)
                        .body()
                        .get("ports"))
                .isEmpty();
    }

    @Test
    void a_stale_revision_is_refused() {
        String network = created("networks", "{'network':{'name':'revised'}}");

        Answer stale = controller.put(
                "/v2.0/networks/" + network,
                "{'network':{'name':'x'}}",
                "If-Match",
                "revision_number=77",
                "X-User-Id",
                "root",
                "X-Project-Id",
                "admins",
                "X-Roles",
                "admin");

        assertThat(stale.status()).isEqualTo(412);
        assertThat(stale.body().at("/NeutronError/type")).hasToString("\"RevisionNumberConstraintFailed\"");
    }

    @Test
    void bad_input_gets_a_clear_error_and_changes_nothing() {
        int before =
                controller.get("/v2.0/networks", ADMIN).body().get("networks").size();
        for (String body : List.of(
                "{'network': {",
                "[]",
                "'text'",
                "",
                "{'network': []}",
                "{'network': {'name': {'deep': 1}}}",
                "{'network': {'mtu': 'abc'}}",
                "{'network': {'name': '" + "n".repeat(300) + "'}}",
                "{'network': " + "{'a':".repeat(2000) + "1" + "}".repeat(2000) + "}",
                "{'networks': [{'name': 'a'}, null]}",
                "{'network': {'admin_state_up': 'maybe'}}",
                "{'network': {'name': 'a\\u0000b'}}")) {
            Answer answer = controller.post("/v2.0/networks", body, ADMIN);
            assertThat(answer.status())
                    .as(body.substring(0, Math.min(60, body.length())))
                    .isEqualTo(400);
            assertThat(answer.body().at("/NeutronError/message").asString("")).isNotEmpty();
            assertThat(answer.requestId()).startsWith("req-");
        }
        assertThat(controller.get("/v2.0/networks", ADMIN).body().get("networks"))
                .hasSize(before);
    }

    @Test
    void a_body_that_is_too_large_is_refused() {
        String body = "{'network':{'description':'" + "x".repeat(17_000_000) + "'}}";

        assertThat(controller.post("/v2.0/networks", body, ADMIN).status()).isEqualTo(413);
    }

    @Test
    void nobody_is_let_in_without_saying_who_he_is() {
        assertThat(controller.get("/v2.0/networks").status()).isEqualTo(401);
        assertThat(controller.get("/").status()).isEqualTo(200);
    }

    @Test
    void paths_that_are_nothing_are_not_found_whatever_the_method() {
        for (Answer answer : List.of(
                controller.get("/v2.0/nosuch", ADMIN),
                controller.post("/v2.0/nosuch", "{'nosuch':{}}", ADMIN),
                controller.post("/v2.0/ports/x/bindings", "{'binding':{}}", ADMIN),
                controller.put("/v2.0/nosuch/x", "{'nosuch':{}}", ADMIN),
                controller.delete("/v2.0/nosuch/x", ADMIN),
                controller.delete("/v2.0/networks/not-a-uuid", ADMIN))) {
            assertThat(answer.status()).as(answer.body().toString()).isEqualTo(404);
            assertThat(answer.body().has("NeutronError"))
                    .as(answer.body().toString())
                    .isTrue();
        }
    }

    private static String created(String collection, String body) {
        return id(controller.post("/v2.0/" + collection, body, ADMIN));
    }

    private static String id(Answer answer) {
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(201);
        return answer.body().iterator().next().get("id").stringValue();
    }

    @Test
    void a_dry_run_leaves_nothing_in_the_log_in_quotas_or_in_what_is_read() {
        String network = created("networks", "{'network':{'name':'tried','project_id':'dry'}}");
        created(
                "subnets",
                "{'subnet':{'network_id':'" + network + "','ip_version':4,'cidr':'10.9.0.0/24','project_id':'dry'}}");
        String port = "{'port':{'network_id':'" + network + "','project_id':'dry'}}";
        int events = controller.log(0).size();
        JsonNode quotas = controller.get("/v2.0/quotas/dry/details", ADMIN).body();

        Answer dry = controller.post("/v2.0/ports?dry_run=true", port, ADMIN);
        Answer router =
                controller.post("/v2.0/routers?dry_run=true", "{'router':{'name':'r','project_id':'dry'}}", ADMIN);
        Answer removed = controller.delete("/v2.0/networks/" + network + "?dry_run=true", ADMIN);

        assertThat(List.of(dry.status(), router.status(), removed.status())).containsExactly(201, 201, 200);
        assertThat(dry.body().at("/portolan/events").size()).isGreaterThan(2);
        assertThat(controller
                        .get("/v2.0/ports/" + dry.body().at("/port/id").stringValue(), ADMIN)
                        .status())
                .isEqualTo(404);
        assertThat(controller.get("/v2.0/quotas/dry/details", ADMIN).body()).isEqualTo(quotas);
        assertThat(controller.log(0)).hasSize(events);
        assertThat(controller.get("/v2.0/networks/" + network, ADMIN).status()).isEqualTo(200);
    }

    @Test
    void json_is_read_whatever_type_the_client_says_it_has() throws Exception {
        String network = created("networks", "{'network':{'name':'before'}}");
        HttpRequest put = HttpRequest.newBuilder(URI.create(controller.url() + "/v2.0/networks/" + network))
                .header("X-User-Id", "root")
                .header("X-Project-Id", "admins")
                .header("X-Roles", "admin")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .PUT(BodyPublishers.ofString("{\"network\": {\"name\": \"after\"}}"))
                .build();

        assertThat(send(put).body()).contains("after");
    }

    @Test
    void what_is_no_path_at_all_is_refused_in_json_too() throws Exception {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(controller.url() + "/v2.0/networks/%00"))
                .build());

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).startsWith("{\"NeutronError\":");
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, BodyHandlers.ofString());
        }
    }
}
