package org.portolan.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.query.Story.ADMIN;
import static org.portolan.query.Story.BOB;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.portolan.api.agent.AgentId;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.subnet.SubnetId;
import org.portolan.query.TestServer.Answer;
import tools.jackson.databind.JsonNode;

class IsolationTest {

    private static final ProjectId ALICE = new ProjectId("a11ce000000000000000000000000000");

    private static TestServer server;
    private static NetworkId shared;
    private static NetworkId laterShared;
    private static NetworkId bobsNetwork;
    private static SubnetId sharedSubnet;
    private static SubnetId bobsSubnet;
    private static PortId bobsPort;
    private static PortId alicesPortOnBobs;
    private static PortId bobsPortOnShared;
    private static AgentId agent;
    private static long end;

    @BeforeAll
    static void tellTheStory() {
        server = new TestServer();
        Story story = server.story();
        shared = story.network("shared", ADMIN, Attributes.none().with(NetworkDescription.SHARED, true));
        story.network("external", ADMIN, Attributes.none().with(NetworkDescription.EXTERNAL, true));
        story.network("admins");
        laterShared = story.network("later-shared", ADMIN, Attributes.none());
        story.update(laterShared, Attributes.none().with(NetworkDescription.SHARED, true));
        bobsNetwork = story.network("bobs", BOB, Attributes.none());
        sharedSubnet = story.subnet("shared", shared, ADMIN, "10.0.0.0/24");
        bobsSubnet = story.subnet("bobs", bobsNetwork, BOB, "10.1.0.0/24");
        bobsPort = story.port("bobs", bobsNetwork, null, BOB, Attributes.none());
        alicesPortOnBobs = story.port("alices-on-bobs", bobsNetwork, null, ALICE, Attributes.none());
        bobsPortOnShared = story.port("bobs-on-shared", shared, null, BOB, Attributes.none());
        story.bind(bobsPort, "node-1");
        agent = story.agent("node-1", "192.0.2.1");
        end = story.position();
        server.settled();
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @Test
    void lists_show_ones_own_and_what_is_shared_and_no_more() {
        for (String asOf : new String[] {"", "?as_of=" + end}) {
            assertThat(server.getAs(ALICE, "/v2.0/networks" + asOf).names("networks"))
                    .containsExactlyInAnyOrder("shared", "external", "later-shared");
            assertThat(server.getAs(BOB, "/v2.0/networks" + asOf).names("networks"))
                    .containsExactlyInAnyOrder("shared", "external", "later-shared", "bobs");
            assertThat(server.getAs(ALICE, "/v2.0/subnets" + asOf).names("subnets"))
                    .containsExactly("shared");
            assertThat(server.getAs(BOB, "/v2.0/subnets" + asOf).names("subnets"))
                    .containsExactlyInAnyOrder("shared", "bobs");
            assertThat(server.getAs(ALICE, "/v2.0/ports" + asOf).names("ports")).containsExactly("alices-on-bobs");
            assertThat(server.getAs(BOB, "/v2.0/ports" + asOf).names("ports"))
                    .as("the owner of a network sees the ports of others on it")
                    .containsExactlyInAnyOrder("bobs", "bobs-on-shared", "alices-on-bobs");
            assertThat(server.getAs(BOB, "/v2.0/agents" + asOf).body().get("agents"))
                    .isEmpty();
        }
    }

    @Test
    void what_is_anothers_is_not_found_on_any_path() {
        for (String path : new String[] {
            "/v2.0/networks/" + bobsNetwork,
            "/v2.0/networks/" + bobsNetwork + "?as_of=" + end,
            "/v2.0/subnets/" + bobsSubnet,
            "/v2.0/ports/" + bobsPort,
            "/v2.0/ports/" + bobsPortOnShared,
            "/v2.0/ports/" + bobsPort + "?as_of=" + end,
            "/v2.0/ports/" + bobsPort + ".json",
            "/v2.0/ports?limit=1&marker=" + bobsPort,
            "/v2.0/agents/" + agent,
            "/portolan/v1/history/port/" + bobsPort,
            "/portolan/v1/history/network/" + bobsNetwork,
            "/portolan/v1/history/agent/" + agent
        }) {
            assertThat(server.getAs(ALICE, path).status()).as(path).isEqualTo(404);
        }
        String answer = server.getAs(ALICE, "/v2.0/ports/" + bobsPort).error();
        assertThat(answer)
                .isEqualTo(server.getAs(ALICE, "/v2.0/ports/" + UUID.randomUUID())
                        .error()
                        .replaceAll("[0-9a-f-]{36}", bobsPort.toString()));
    }

    @Test
    void a_service_sees_the_networks_and_ports_of_all_and_nothing_else_of_theirs() {
        assertThat(server.send("GET", "/v2.0/networks", ALICE, "advsvc").names("networks"))
                .containsExactlyInAnyOrder("shared", "external", "later-shared", "bobs", "admins");
        assertThat(server.send("GET", "/v2.0/ports?as_of=" + end, ALICE, "advsvc")
                        .names("ports"))
                .containsExactlyInAnyOrder("bobs", "bobs-on-shared", "alices-on-bobs");
        Answer port = server.send("GET", "/v2.0/ports/" + bobsPort, ALICE, "advsvc");
        assertThat(port.status()).isEqualTo(200);
        assertThat(port.body().get("port").has("binding:host_id")).isFalse();
        assertThat(server.send("GET", "/v2.0/subnets", ALICE, "advsvc").names("subnets"))
                .containsExactly("shared");
        assertThat(server.send("GET", "/v2.0/subnets/" + bobsSubnet, ALICE, "advsvc")
                        .status())
                .isEqualTo(404);
        assertThat(server.send("GET", "/v2.0/agents", ALICE, "advsvc").body().get("agents"))
                .isEmpty();
    }

    @Test
    void an_agent_that_is_there_is_withheld_and_one_that_is_not_is_not_found() {
        assertThat(server.getAs(ALICE, "/v2.0/agents/" + agent).error())
                .isEqualTo("HTTPNotFound: The resource could not be found.");
        UUID unknown = UUID.randomUUID();
        assertThat(server.getAs(ALICE, "/v2.0/agents/" + unknown).error())
                .isEqualTo("AgentNotFound: Agent " + unknown + " could not be found.");
    }

    @Test
    void naming_anothers_project_in_a_filter_opens_nothing() {
        assertThat(server.getAs(ALICE, "/v2.0/ports?project_id=" + BOB).names("ports"))
                .isEmpty();
        assertThat(server.getAs(ALICE, "/v2.0/ports?id=" + bobsPort).names("ports"))
                .isEmpty();
        assertThat(server.getAs(ALICE, "/v2.0/networks?shared=true&project_id=" + ADMIN)
                        .names("networks"))
                .containsExactlyInAnyOrder("shared", "later-shared");
    }

    @Test
    void members_for_administrators_are_neither_shown_nor_filtered_nor_sorted_nor_told_by_history() {
        JsonNode port = server.getAs(BOB, "/v2.0/ports/" + bobsPort).body().get("port");
        assertThat(port.has("binding:host_id")).isFalse();
        assertThat(port.has("binding:vif_type")).isFalse();
        assertThat(port.get("name").stringValue()).isEqualTo("bobs");
        assertThat(server.getAs(BOB, "/v2.0/ports/" + bobsPort + "?fields=binding:host_id&fields=id")
                        .body()
                        .get("port")
                        .propertyNames())
                .containsExactly("id");
        assertThat(server.getAs(BOB, "/v2.0/ports?binding:host_id=nowhere&name=bobs")
                        .names("ports"))
                .as("an unknown filter is ignored")
                .containsExactly("bobs");
        assertThat(server.getAs(BOB, "/v2.0/ports?sort_key=binding:host_id&sort_dir=asc")
                        .status())
                .isEqualTo(400);
        assertThat(server.getAs(BOB, "/portolan/v1/history/port/" + bobsPort)
                        .body()
                        .toString())
                .contains("PortBound")
                .doesNotContain("binding:host_id")
                .doesNotContain("node-1");
        assertThat(server.getAs(BOB, "/v2.0/networks/" + bobsNetwork).body().toString())
                .doesNotContain("provider:");
        assertThat(server.get("/v2.0/ports/" + bobsPort)
                        .body()
                        .at("/port/binding:host_id")
                        .stringValue())
                .isEqualTo("node-1");
    }

    @Test
    void a_shared_network_and_its_subnet_are_anybodys_but_its_ports_are_not() {
        assertThat(server.getAs(ALICE, "/v2.0/networks/" + shared).status()).isEqualTo(200);
        assertThat(server.getAs(ALICE, "/v2.0/subnets/" + sharedSubnet).status())
                .isEqualTo(200);
        assertThat(server.getAs(ALICE, "/v2.0/ports?network_id=" + shared).names("ports"))
                .isEmpty();
        assertThat(server.getAs(ALICE, "/v2.0/ports/" + alicesPortOnBobs).status())
                .isEqualTo(200);
        assertThat(server.getAs(ALICE, "/portolan/v1/history/network/" + shared).status())
                .isEqualTo(200);
    }

    @Test
    void history_tells_those_who_share_a_resource_what_they_might_see_then_and_not_who_did_it() {
        String path = "/portolan/v1/history/network/" + laterShared;
        JsonNode all = server.getAs(ADMIN, path).body().get("history");
        JsonNode seen = server.getAs(ALICE, path).body().get("history");

        assertThat(all).hasSize(2);
        assertThat(seen).hasSize(1);
        assertThat(seen.get(0).get("event")).isEqualTo(all.get(1).get("event"));
        assertThat(all.get(1).get("user").stringValue()).isNotEmpty();
        for (String who : new String[] {"user", "project", "request_id"}) {
            assertThat(seen.get(0).get(who).stringValue()).isEmpty();
        }
    }

    @Test
    void what_nodes_and_operators_read_is_for_administrators() {
        for (String path : new String[] {"/portolan/v1/feed?after=0", "/portolan/v1/snapshot", "/portolan/v1/events"}) {
            assertThat(server.getAs(BOB, path).status()).as(path).isEqualTo(403);
        }
        assertThat(server.getAs(BOB, "/portolan/v1/health").body().has("read_model"))
                .isFalse();
    }

    @Test
    void nobody_in_particular_gets_nothing() {
        Answer answer = server.send(HttpRequest.newBuilder(URI.create(server.url() + "/v2.0/networks"))
                .build());

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.body().at("/error/message").stringValue())
                .isEqualTo("The request you have made requires authentication.");
        assertThat(server.send(HttpRequest.newBuilder(URI.create(server.url() + "/"))
                                .build())
                        .status())
                .as("versions are for all")
                .isEqualTo(200);
    }
}
