package org.portolan.command.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portolan.api.addressgroup.AddressGroupDescription;
import org.portolan.api.agent.Agent;
import org.portolan.api.json.Json;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.resource.Bulk;
import org.portolan.api.resource.Origin;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.router.RouterDescription;
import org.portolan.api.segment.NetworkType;
import org.portolan.api.subnetpool.SubnetPoolDescription;
import org.portolan.command.Scenario;
import tools.jackson.databind.JsonNode;

/** What is said of requests before any rule of a resource is asked, as Neutron's core and its extensions say it. */
class RequestsTest {

    private static final String NOBODY = "00000000-0000-0000-0000-000000000000";
    private static final String INVALID = "HTTPBadRequest: Body contains invalid data";
    private static final String BODY_REQUIRED = "HTTPBadRequest: Resource body required";
    private static final String NO_BULK = "HTTPBadRequest: Bulk operation not supported";
    private static final String NO_BODY_IN_DELETE = "HTTPBadRequest: Request body is not supported in DELETE.";
    private static final String NO_NETWORK = "NetworkNotFound: Network " + NOBODY + " could not be found.";
    private static final String BAD_ETAG =
            "BadRequest: Bad if-match request: Revision number etag must be in the format of revision_number=<int>.";

    private static final Scenario SCENARIO = Scenario.begin();

    @AutoClose
    private static final WriteServer SERVER = new WriteServer(SCENARIO);

    private static String network;
    private static String router;

    @BeforeAll
    static void start() {
        network = SCENARIO.create(new NetworkDescription(), "{'name':'n'}").id().toString();
        router = SCENARIO.create(new RouterDescription(), "{'name':'r'}").id().toString();
    }

    private record Answer(int status, JsonNode body) {
        String error() {
            JsonNode error = body.path("NeutronError");
            return error.path("type").asString() + ": " + error.path("message").asString();
        }
    }

    private static Answer send(String method, String path, String body, String... headers) {
        List<String> all = new ArrayList<>(List.of("X-User-Id", "u", "Content-Type", "application/json"));
        all.addAll(Arrays.asList(headers));
        for (String[] usual : new String[][] {{"X-Project-Id", "admin-project"}, {"X-Roles", "admin"}}) {
            if (!all.contains(usual[0])) {
                all.addAll(Arrays.asList(usual));
            }
        }
        HttpResponse<String> response = SERVER.send(method, path, body, all.toArray(String[]::new));
        String text = response.body();
        return new Answer(
                response.statusCode(), text.startsWith("{") ? Json.mapper().readTree(text) : Json.object());
    }

    private static void refused(Answer answer, String error) {
        assertThat(answer.error()).isEqualTo(error);
        assertThat(answer.status()).isEqualTo(error.contains("NotFound") ? 404 : 400);
    }

    @Test
    void of_several_at_once_below_another_resource_each_names_that_one() {
        Answer several = send(
                "POST",
                "routers/" + router + "/conntrack_helpers",
                "{\"conntrack_helpers\":[{\"protocol\":\"udp\",\"port\":69,\"helper\":\"tftp\"}]}");

        assertThat(several.status()).isEqualTo(201);
        assertThat(several.body()
                        .path("conntrack_helpers")
                        .path(0)
                        .path("router_id")
                        .asString())
                .isEqualTo(router);
    }

    @Test
    void the_answer_to_a_change_of_an_agent_tells_when_it_was_heard() {
        Agent agent = SCENARIO.host("node-1", "10.77.0.1", List.of(NetworkType.VXLAN));
        SERVER.heartbeats().heard(agent.id(), Instant.parse("2026-11-20T12:00:00Z"), 7);

        Answer changed = send("PUT", "agents/" + agent.id(), "{\"agent\":{\"description\":\"d\"}}");

        assertThat(changed.body().path("agent").path("heartbeat_timestamp").asString())
                .isEqualTo("2026-11-20 12:00:00");
    }

    @Test
    void a_slash_is_a_slash_however_it_is_written() {
        refused(
                send("PUT", "networks/" + network + "/tags/a%2Fb", ""),
                "HTTPNotFound: The resource could not be found.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "null", "[]", "\"x\"", "1"})
    void the_core_takes_nothing_but_objects(String body) {
        refused(send("POST", "networks", body), INVALID);
        refused(send("PUT", "networks/" + network, body), INVALID);
        refused(send("PUT", "networks/" + NOBODY, body), INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", " ", "{} {}", "\ufeff{\"router\":{}}"})
    void an_extension_tells_when_it_cannot_read_a_body(String body) {
        String malformed = "MalformedRequestBody: Malformed request body: Cannot understand JSON.";

        refused(send("POST", "routers", body), malformed);
        refused(send("PUT", "routers/" + router, body), malformed);
        refused(send("DELETE", "routers/" + router, body), malformed);
        refused(send("PUT", "routers/" + router + "/add_router_interface", body), malformed);
        refused(send("PUT", "networks/" + network + "/tags", body), malformed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{}", "0", "\"\""})
    void an_extension_misses_the_body_of_a_post_that_says_nothing(String body) {
        refused(send("POST", "routers", body), BODY_REQUIRED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "\"x\"", "'\\t", "1"})
    void an_extension_shows_what_a_put_sent_instead_of_an_object(String body) {
        boolean isJson = !body.startsWith("'");

        refused(
                send("PUT", "routers/" + router, isJson ? body : "\"it's\""),
                "BadRequest: Bad body request: Invalid format: "
                        + (isJson ? "b'" + body + "'" : "b'\"it\\'s\"'")
                        + ".");
    }

    @Test
    void what_no_resource_can_be_read_from_is_invalid() {
        refused(send("POST", "routers", "\"x\""), INVALID);
        refused(send("POST", "routers", "[1]"), INVALID);
        refused(send("PUT", "routers/" + router, "{}"), BODY_REQUIRED);
    }

    @ParameterizedTest
    @CsvSource({"networks,network", "routers,router"})
    void the_name_of_the_resource_must_be_in_the_body_and_an_object_under_it(String collection, String name) {
        String id = name.equals("network") ? network : router;
        String missing = "HTTPBadRequest: Unable to find '" + name + "' in request body";
        String noObject = "HTTPBadRequest: Object '" + name + "' contains invalid data";

        for (String body : List.of("{\"x\": 1}", "{\"" + name + "\": null}")) {
            refused(send("POST", collection, body), missing);
            refused(send("PUT", collection + "/" + id, body), missing);
        }
        for (String value : List.of("1", "[]", "\"x\"", "[{}]")) {
            String body = "{\"" + name + "\": " + value + "}";
            refused(send("POST", collection, body), noObject);
            refused(send("PUT", collection + "/" + id, body), noObject);
        }
    }

    @Test
    void the_core_looks_for_what_is_to_be_changed_before_it_misses_the_change() {
        refused(send("PUT", "networks/" + NOBODY, ""), NO_NETWORK);
        refused(send("PUT", "networks/" + NOBODY, "{\"x\": 1}"), NO_NETWORK);
        refused(
                send("PUT", "networks/" + network, "{\"x\": 1}", "X-Roles", "member", "X-Project-Id", "others"),
                "NetworkNotFound: Network " + network + " could not be found.");
        refused(send("PUT", "networks/" + network, ""), "HTTPBadRequest: Unable to find 'network' in request body");
        refused(
                send("PUT", "routers/" + NOBODY, "{\"x\": 1}"),
                "HTTPBadRequest: Unable to find 'router' in request body");
    }

    @Test
    void a_delete_has_no_body() {
        refused(send("DELETE", "routers/" + NOBODY, "{}"), NO_BODY_IN_DELETE);
        refused(send("DELETE", "routers/" + router, "{\"router\": {}}"), NO_BODY_IN_DELETE);
        refused(send("DELETE", "networks/" + NOBODY, "{}"), NO_NETWORK);
        refused(send("DELETE", "networks/" + network, "{"), NO_BODY_IN_DELETE);

        assertThat(send("PUT", "routers/" + router, "{\"router\": {}}").status())
                .isEqualTo(200);
        assertThat(send("PUT", "networks/" + network, "{\"network\": {}}").status())
                .isEqualTo(200);
    }

    @Test
    void all_of_a_kind_can_neither_be_changed_nor_removed() {
        refused(send("PUT", "routers", "{\"router\": {}}"), "RouterNotFound: Router None could not be found");
        refused(send("PUT", "routers", "{}"), "RouterNotFound: Router None could not be found");
        refused(send("PUT", "routers", "{"), INVALID);
        refused(send("DELETE", "networks", ""), "NetworkNotFound: Network None could not be found.");
        refused(
                send("PUT", "routers/" + router + "/conntrack_helpers", "{}"),
                "ConntrackHelperNotFound: Conntrack Helper " + router + " could not be found.");
        refused(
                send("DELETE", "floatingips/" + NOBODY + "/port_forwardings", ""),
                "FloatingIPNotFound: Floating IP " + NOBODY + " could not be found");
    }

    @Test
    void what_is_to_act_is_looked_for_before_what_it_is_to_do() {
        String group = SCENARIO.create(new AddressGroupDescription(), "{'name':'g'}")
                .id()
                .toString();

        refused(
                send("PUT", "address-groups/" + NOBODY + "/add_addresses", "{}"),
                "AddressGroupNotFound: Address group " + NOBODY + " could not be found.");
        refused(
                send("PUT", "address-groups/" + group + "/add_addresses", "{}"),
                "HTTPBadRequest: Failed to parse request. Required attribute 'addresses' not specified");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "routers",
                "floatingips",
                "trunks",
                "flavors",
                "service_profiles",
                "bgpvpn/bgpvpns",
                "subnetpools",
                "segments"
            })
    void several_of_these_are_not_made_at_once(String path) {
        String collection = path.substring(path.indexOf('/') + 1);

        for (String list : List.of("[{}]", "[]", "{}", "\"x\"")) {
            refused(send("POST", path, "{\"" + collection + "\": " + list + "}"), NO_BULK);
        }
        refused(send("PUT", path + "/" + NOBODY, "{\"" + collection + "\": []}"), NO_BULK);
    }

    @Test
    void of_what_ends_in_ies_neutron_does_not_know_the_plural() {
        refused(
                send("POST", "qos/policies", "{\"policies\": [{\"name\": \"x\"}]}"),
                "HTTPBadRequest: Unable to find 'policy' in request body");
        refused(
                send("POST", "rbac-policies", "{\"rbac_policies\": []}"),
                "HTTPBadRequest: Unable to find 'rbac_policy' in request body");
        assertThat(send("POST", "qos/policies", "{\"policies\": [], \"policy\": {\"name\": \"x\"}}")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void others_are_made_at_once_when_each_of_them_is_an_object() {
        refused(send("POST", "networks", "{\"networks\": []}"), "HTTPBadRequest: Resources required");
        refused(send("POST", "networks", "{\"networks\": null}"), "HTTPBadRequest: Resources required");
        refused(send("POST", "networks", "{\"networks\": 5}"), INVALID);
        refused(send("POST", "networks", "{\"networks\": [1]}"), INVALID);
        for (String list : List.of("\"x\"", "{\"a\": 1}", "[\"x\"]", "[{\"network\": 1}]")) {
            refused(
                    send("POST", "networks", "{\"networks\": " + list + "}"),
                    "HTTPBadRequest: Object 'network' contains invalid data");
        }
        refused(send("PUT", "networks/" + network, "{\"networks\": [{}]}"), NO_BULK);
        Answer made = send("POST", "networks", "{\"networks\": [{\"network\": {\"name\": \"a\"}}, {\"name\": \"b\"}]}");
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.body().get("networks").valueStream().map(one -> one.get("name")
                        .stringValue()))
                .containsExactly("a", "b");
    }

    @Test
    void the_project_must_be_a_text_and_goes_by_the_name_that_the_resource_has_for_it() {
        refused(
                send(
                        "POST",
                        "address-scopes",
                        "{\"address_scope\": {\"name\": \"a\", \"ip_version\": 4, \"project_id\": null}}"),
                "HTTPBadRequest: Invalid input for tenant_id. Reason: 'None' is not a valid string.");
        refused(
                send("POST", "networks", "{\"network\": {\"tenant_id\": {\"a\": 1}}}"),
                "HTTPBadRequest: Invalid input for tenant_id. Reason: '{'a': 1}' is not a valid string.");
        refused(
                send("POST", "address-groups", "{\"address_group\": {\"tenant_id\": true}}"),
                "HTTPBadRequest: Invalid input for project_id. Reason: 'True' is not a valid string.");
        refused(
                send("POST", "networks", "{\"network\": {\"project_id\": \"" + "x".repeat(256) + "\"}}"),
                "HTTPBadRequest: Invalid input for tenant_id. Reason: '" + "x".repeat(256)
                        + "' exceeds maximum length of 255.");
        refused(
                send("PUT", "address-groups/" + NOBODY, "{\"address_group\": {\"tenant_id\": \"x\"}}"),
                "HTTPBadRequest: Cannot update read-only attribute project_id");
        refused(
                send("POST", "networks", "{\"network\": {\"project_id\": null}}", "X-Roles", "member"),
                "HTTPBadRequest: Specifying 'project_id' or 'tenant_id' other than the authenticated project in request"
                        + " requires admin or advsvc privileges");
        assertThat(send("POST", "networks", "{\"network\": {\"project_id\": \"\"}}")
                        .status())
                .isEqualTo(201);
        refused(
                send("POST", "qos/policies", "{\"policy\": {\"name\": \"x\", \"project_id\": \"\"}}"),
                "BadRequest: Bad QoS policy request: Must have \"policy_id\".");
    }

    @Test
    void the_revision_that_a_write_is_meant_for_must_be_a_number_whatever_the_write() {
        String[] header = {"If-Match", "revision_number=zork"};

        refused(send("POST", "networks", "{\"network\": {}}", header), BAD_ETAG);
        refused(send("POST", "routers", "{\"x\": 1}", header), BAD_ETAG);
        refused(send("PUT", "routers/" + NOBODY, "", header), BAD_ETAG);
        refused(send("DELETE", "routers/" + NOBODY, "", header), BAD_ETAG);
    }

    @Test
    void only_the_core_refuses_clients_that_want_no_json() {
        String[] html = {"Accept", "text/html"};

        assertThat(send("PUT", "networks/" + NOBODY, "{\"network\": {}}", html).status())
                .isEqualTo(406);
        assertThat(send("PUT", "networks/" + NOBODY + ".json", "{\"network\": {}}", html)
                        .status())
                .isEqualTo(404);
        assertThat(send("PUT", "routers/" + router, "{\"router\": {}}", html).status())
                .isEqualTo(200);
        assertThat(send("PUT", "networks/" + network + "/tags", "{\"tags\": []}", html)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void tags_are_told_in_an_object_and_never_posted() {
        refused(
                send("PUT", "networks/" + network + "/tags", "[]"),
                "InvalidInput: Invalid input for operation: Invalid tags body.");
        refused(send("POST", "networks/" + network + "/tags", "{}"), "HTTPNotFound: not supported");
    }

    @Test
    void a_resource_with_a_prefix_is_found_without_it_too_and_read_as_by_the_core() {
        Answer made = send("POST", "policies", "{\"policy\": {\"name\": \"short\"}}");
        String id = made.body().at("/policy/id").stringValue();

        assertThat(made.status()).isEqualTo(201);
        assertThat(send("PUT", "policies/" + id, "{\"policy\": {\"name\": \"s\"}}")
                        .status())
                .isEqualTo(200);
        refused(send("POST", "policies", "{"), INVALID);
        assertThat(send("PUT", "policies/" + id + "/tags", "{\"tags\": [\"a\"]}")
                        .status())
                .isEqualTo(200);
        assertThat(send(
                                "POST",
                                "policies/" + id + "/dscp_marking_rules",
                                "{\"dscp_marking_rule\": {\"dscp_mark\": 10}}")
                        .status())
                .isEqualTo(201);
        assertThat(send("POST", "metering-labels", "{\"metering_label\": {\"name\": \"m\"}}")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void an_action_by_another_method_is_refused_unless_the_core_knows_nothing_of_it() {
        String pool = SCENARIO.create(new SubnetPoolDescription(), "{'name':'p','prefixes':['10.0.0.0/8']}")
                .id()
                .toString();

        assertThat(send("POST", "routers/" + router + "/add_router_interface", "{}")
                        .status())
                .isEqualTo(405);
        assertThat(send("POST", "subnetpools/" + pool + "/add_prefixes", "{}").status())
                .isEqualTo(404);
    }

    @Test
    void the_core_is_networks_subnets_and_ports_and_whoever_takes_no_list_says_so() {
        assertThat(ResourceDescription.all().stream()
                        .filter(description -> description.origin() == Origin.CORE)
                        .map(ResourceDescription::collection))
                .containsExactly("networks", "ports", "subnets");
        assertThat(ResourceDescription.all().stream()
                        .filter(description -> description.bulk() == Bulk.UNKNOWN)
                        .map(ResourceDescription::collection))
                .containsExactly("ndp_proxies", "policies", "rbac_policies");
    }
}
