package org.portolan.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.query.Story.ADMIN;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portolan.api.network.NetworkId;
import org.portolan.query.TestServer.Answer;

/** What is said of reads before anything is read. */
class ReadRequestsTest {

    private static final String NOBODY = "00000000-0000-0000-0000-000000000000";

    private static TestServer server;
    private static NetworkId network;

    @BeforeAll
    static void tellTheStory() {
        server = new TestServer();
        network = server.story().network("net1");
        server.settled();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Answer send(String method, String path, String... headers) {
        return server.send(method, path.replace("$n", network.toString()), ADMIN, "admin", headers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH"})
    void the_list_of_versions_refuses_other_methods_in_its_own_form(String method) {
        Answer answer = send(method, "/");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.body().toString())
                .isEqualTo("{\"code\":405,\"title\":\"Method Not Allowed\",\"description\":\"\"}");
    }

    @Test
    void extensions_cannot_be_changed() {
        Answer answer = send("DELETE", "/v2.0/extensions/router");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body().path("message").asString())
                .isEqualTo("The resource could not be found.<br /><br />\nResource not found.\n\n");
    }

    @Test
    void a_truth_value_that_is_none_is_refused_though_the_filter_has_no_effect() {
        assertThat(send("GET", "/v2.0/subnets?shared=zork").error())
                .isEqualTo("InvalidInput: Invalid input for operation: 'zork' cannot be converted to boolean.");
        assertThat(send("GET", "/v2.0/subnets?shared=true").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/v2.0/", "/v2.0/networks", "/v2.0/networks/$n", "/v2.0/ports", "/v2.0/policies"})
    void the_core_refuses_clients_that_want_no_json(String path) {
        assertThat(send("GET", path, "Accept", "text/html").error())
                .isEqualTo("HTTPNotAcceptable: The server could not comply with the request since it is either"
                        + " malformed or otherwise incorrect.");
        assertThat(send("GET", path, "Accept", "application/xml").status()).isEqualTo(406);
        assertThat(send("GET", path, "Accept", "application/json").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v2.0/subnetpools",
                "/v2.0/routers",
                "/v2.0/qos/policies",
                "/v2.0/networks.json",
                "/v2.0/networks/$n/tags",
                "/v2.0/quotas",
                "/v2.0/extensions"
            })
    void extensions_answer_in_json_whatever_is_wanted(String path) {
        assertThat(send("GET", path, "Accept", "text/html").status()).isEqualTo(200);
        assertThat(send("GET", path, "Accept", "image/png").body().isEmpty()).isFalse();
        assertThat(send("GET", "/v2.0/routers/" + NOBODY, "Accept", "text/html").status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "/v2.0/policies, policies",
        "/v2.0/logs, logs",
        "/v2.0/metering-labels, metering_labels",
        "/v2.0/metering_label_rules, metering_label_rules",
        "/v2.0/bgpvpns, bgpvpns"
    })
    void what_has_a_prefix_is_found_without_it_too(String path, String collection) {
        assertThat(server.get(path).body().get(collection).isArray()).isTrue();
    }

    @Test
    void a_prefix_alone_is_nothing_and_what_has_none_gets_none() {
        assertThat(server.get("/v2.0/qos").status()).isEqualTo(404);
        assertThat(server.get("/v2.0/port_forwardings").status()).isEqualTo(404);
        assertThat(server.get("/v2.0/policies/" + NOBODY).error())
                .isEqualTo("QosPolicyNotFound: QoS policy " + NOBODY + " could not be found.");
    }

    @ParameterizedTest
    @CsvSource({
        "/, 405",
        "/v2.0/, 405",
        "/v2.0/networks, 405",
        "/v2.0/networks/$n, 405",
        "/v2.0/qos/rule-types, 405",
        "/v2.0/auto-allocated-topology/x, 405",
        "/v2.0/auto-allocated-topology, 405",
        "/v2.0/routers/$n/add_router_interface, 405",
        "/v2.0/zork, 404",
        "/v2.0/extensions, 404",
        "/v2.0/extensions/router, 404",
        "/v2.0/quotas, 200",
        "/v2.0/quotas/x, 200",
        "/v2.0/networks/$n/tags, 200",
        "/healthcheck, 204"
    })
    void head_is_served_by_few(String path, int status) {
        assertThat(send("HEAD", path).status()).isEqualTo(status);
    }

    @Test
    void an_action_that_is_no_read_is_told_apart_from_what_is_not_there() {
        assertThat(send("GET", "/v2.0/routers/$n/add_router_interface").status())
                .isEqualTo(405);
        assertThat(send("GET", "/v2.0/subnetpools/$n/add_prefixes").status()).isEqualTo(404);
        assertThat(send("PATCH", "/v2.0/zork").status()).isEqualTo(404);
        assertThat(send("PATCH", "/v2.0/networks").status()).isEqualTo(405);
        assertThat(send("GET", "/v2.0.json").body().toString())
                .isEqualTo("{\"code\":404,\"title\":\"Not Found\",\"description\":null}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2.0/networks", "/v2.0/networks/$n", "/v2.0/routers/" + NOBODY})
    void the_revision_that_a_read_names_must_be_a_number_and_means_nothing(String path) {
        assertThat(send("GET", path, "If-Match", "revision_number=zork").error())
                .isEqualTo("BadRequest: Bad if-match request: Revision number etag must be in the format of"
                        + " revision_number=<int>.");
        assertThat(send("GET", path, "If-Match", "revision_number=99").status()).isIn(200, 404);
        assertThat(send("GET", path, "If-Match", "zork").status()).isIn(200, 404);
    }

    @Test
    void whoever_balances_load_learns_that_requests_are_taken() {
        assertThat(send("GET", "/healthcheck").raw().body()).isEqualTo("OK");
        assertThat(send("GET", "/healthcheck", "Accept", "application/json")
                        .body()
                        .toString())
                .isEqualTo("{\"detailed\":false,\"reasons\":[\"OK\"]}");
        assertThat(send("PATCH", "/healthcheck", "Accept", "application/json").status())
                .isEqualTo(200);
    }
}
