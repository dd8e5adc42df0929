package org.portolan.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.query.Story.ADMIN;
import static org.portolan.query.Story.BOB;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.portolan.api.agent.Agent;
import org.portolan.api.agent.AgentDescription;
import org.portolan.api.agent.AgentEvent;
import org.portolan.api.agent.AgentEvent.AgentRegistered;
import org.portolan.api.agent.AgentId;
import org.portolan.api.json.Json;
import org.portolan.api.network.NetworkEvent;
import org.portolan.api.network.NetworkEvent.NetworkScheduled;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.Binding.BindingLevel;
import org.portolan.api.port.HostBinding;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortEvent;
import org.portolan.api.port.PortEvent.PortBindingPrepared;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attributes;
import org.portolan.query.TestServer.Answer;
import org.portolan.rest.Unhosted;
import tools.jackson.databind.JsonNode;

/** Who has which network, in which zones agents are, and a port's bindings. */
class SchedulingReadsTest {

    private static TestServer server;
    private static AgentId dhcp;
    private static NetworkId hosted;
    private static NetworkId unhosted;
    private static PortId port;

    @BeforeAll
    static void tellTheStory() {
        server = new TestServer();
        Story story = server.story();
        dhcp = agent(story, Agent.DHCP, "node-1", "east", true);
        agent(story, Agent.DHCP, "node-2", "west", false);
        agent(story, Agent.L3, "node-1", "east", true);
        hosted = story.network("hosted");
        unhosted = story.network("unhosted");
        story.append(
                Map.of(NetworkEvent.stream(hosted), new NetworkScheduled(hosted, dhcp, "node-1", "east")),
                "CreateSubnet");
        port = story.port(
                "vm", hosted, null, ADMIN, Attributes.none().with(PortDescription.DEVICE_OWNER, "compute:nova"));
        story.bind(port, "node-1");
        story.append(
                Map.of(
                        PortEvent.stream(port),
                        new PortBindingPrepared(
                                port,
                                new HostBinding(
                                        "node-2",
                                        "normal",
                                        Json.object(),
                                        "ovs",
                                        Json.object(),
                                        List.<BindingLevel>of()))),
                "PrepareBinding");
        server.settled();
    }

    @AfterAll
    static void close() {
        server.close();
    }

    private static AgentId agent(Story story, String type, String host, String zone, boolean on) {
        AgentId id = AgentId.of(type, host);
        story.append(
                Map.of(
                        AgentEvent.stream(id),
                        new AgentRegistered(
                                id,
                                type,
                                host,
                                "agent",
                                "topic",
                                zone,
                                Json.object(),
                                Attributes.none().with(AgentDescription.ADMIN_STATE_UP, on))),
                "RegisterAgent");
        return id;
    }

    private static List<String> texts(Answer answer, String collection, String member) {
        return answer.body()
                .path(collection)
                .valueStream()
                .map(entry -> entry.path(member).asString())
                .toList();
    }

    @Test
    void networks_and_their_agents_are_read_from_either_side() {
        Answer agents = server.get("/v2.0/networks/" + hosted + "/dhcp-agents");
        assertThat(texts(agents, "agents", "id")).containsExactly(dhcp.toString());
        JsonNode agent = agents.body().path("agents").get(0);
        assertThat(agent.path("availability_zone").asString()).isEqualTo("east");
        assertThat(agent.path("resource_versions")).isEqualTo(Json.object());

        assertThat(texts(server.get("/v2.0/agents/" + dhcp + "/dhcp-networks"), "networks", "name"))
                .containsExactly("hosted");
        assertThat(server.get("/v2.0/networks/" + unhosted + "/dhcp-agents")
                        .body()
                        .path("agents"))
                .isEmpty();
        assertThat(server.get("/v2.0/agents/" + dhcp + "/l3-routers").body().path("routers"))
                .isEmpty();
    }

    @Test
    void who_asks_of_an_agent_that_is_not_there_is_told_so_and_members_are_told_nothing() {
        String nobody = "00000000-0000-0000-0000-000000000000";
        assertThat(server.get("/v2.0/agents/" + nobody + "/dhcp-networks").status())
                .isEqualTo(404);
        assertThat(server.get("/v2.0/networks/" + nobody + "/dhcp-agents").status())
                .isEqualTo(200);
        Answer refused = server.getAs(BOB, "/v2.0/networks/" + hosted + "/dhcp-agents");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body().path("NeutronError").path("message").asString())
                .isEqualTo("rule:get_dhcp-agents is disallowed by policy");
    }

    @Test
    void a_networks_zones_are_those_of_its_agents_and_no_body_names_the_agents() {
        JsonNode network = server.get("/v2.0/networks/" + hosted).body().path("network");
        assertThat(network.path("availability_zones")).hasToString("[\"east\"]");
        assertThat(network.has("dhcp_agents")).isFalse();
    }

    @Test
    void zones_are_available_where_an_agent_is_switched_on() {
        assertThat(server.get("/v2.0/availability_zones")
                        .body()
                        .path("availability_zones")
                        .valueStream()
                        .map(zone -> zone.path("name").asString() + " "
                                + zone.path("resource").asString() + " "
                                + zone.path("state").asString())
                        .toList())
                .containsExactly("east router available", "east network available", "west network unavailable");
        assertThat(texts(server.getAs(BOB, "/v2.0/availability_zones?state=unavailable"), "availability_zones", "name"))
                .containsExactly("west");
        assertThat(server.get("/v2.0/availability_zones?tea=1").status()).isEqualTo(400);
        assertThat(texts(server.get("/v2.0/availability_zones?id=east"), "availability_zones", "name"))
                .isEmpty();
    }

    @Test
    void what_no_agent_has_is_found() {
        assertThat(server.bean(Unhosted.class).networks()).containsExactly(unhosted.value());
        assertThat(server.bean(Unhosted.class).routers()).isEmpty();
    }

    @Test
    void bindings_are_read_below_their_port_by_administrators() {
        String path = "/v2.0/ports/" + port + "/bindings";
        assertThat(texts(server.get(path), "bindings", "host")).containsExactly("node-1", "node-2");
        assertThat(texts(server.get(path), "bindings", "status")).containsExactly("ACTIVE", "INACTIVE");
        assertThat(texts(server.get(path + "?status=INACTIVE&fields=host"), "bindings", "host"))
                .containsExactly("node-2");
        assertThat(server.get(path + "/node-2")
                        .body()
                        .path("binding")
                        .path("vif_type")
                        .asString())
                .isEqualTo("ovs");
        assertThat(server.get(path + "/mars")
                        .body()
                        .path("NeutronError")
                        .path("type")
                        .asString())
                .isEqualTo("PortBindingNotFound");
        assertThat(server.getAs(BOB, path).status()).isEqualTo(404);
        assertThat(server.getAs(ADMIN, path).body()).as("a port's owner").hasToString("{\"bindings\":[]}");
        assertThat(server.getAs(ADMIN, path + "/node-2").error())
                .isEqualTo("HTTPNotFound: The resource could not be found.");
    }

    @Test
    void bindings_come_in_pages_that_lead_on_by_host() {
        String path = "/v2.0/ports/" + port + "/bindings";
        Answer first = server.get(path + "?limit=1&fields=status");
        assertThat(texts(first, "bindings", "status")).containsExactly("ACTIVE");
        assertThat(texts(first, "bindings_links", "rel")).containsExactly("next", "previous");
        String next = first.body().at("/bindings_links/0/href").asString();
        assertThat(next)
                .startsWith(server.url() + path + "?")
                .contains("limit=1")
                .endsWith("marker=node-1");
        Answer second = server.get(path + "?limit=1&marker=node-1");
        assertThat(texts(second, "bindings", "host")).containsExactly("node-2");
        Answer third = server.get(path + "?limit=1&marker=node-2");
        assertThat(third.body().path("bindings")).isEmpty();
        assertThat(texts(third, "bindings_links", "rel")).containsExactly("previous");
        assertThat(texts(server.get(path + "?limit=1&marker=node-2&page_reverse=True"), "bindings", "host"))
                .containsExactly("node-1");
        assertThat(server.get(path).body().has("bindings_links")).isFalse();
    }

    @Test
    void a_binding_is_activated_by_put_and_by_nothing_else() {
        assertThat(server.get("/v2.0/ports/" + port + "/bindings/node-2/activate")
                        .status())
                .isEqualTo(405);
        assertThat(server.get("/v2.0/ports/" + port + "/bindings/node-2/deactivate")
                        .status())
                .isEqualTo(404);
    }
}
