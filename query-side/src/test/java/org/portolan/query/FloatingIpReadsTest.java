package org.portolan.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.query.Story.ADMIN;
import static org.portolan.query.Story.BOB;

import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.floatingip.FloatingIpEvent;
import org.portolan.api.floatingip.FloatingIpEvent.FloatingIpAssociated;
import org.portolan.api.floatingip.FloatingIpId;
import org.portolan.api.json.Json;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortId;
import org.portolan.api.portforwarding.PortForwardingDescription;
import org.portolan.api.resource.Attributes;
import org.portolan.api.router.RouterId;
import org.portolan.query.TestServer.Answer;
import tools.jackson.databind.JsonNode;

/** Floating IPs show the port that they lead to, and what lies below them is read below them. */
class FloatingIpReadsTest {

    private static TestServer server;
    private static PortId port;
    private static FloatingIpId associated;
    private static FloatingIpId forwarding;
    private static FloatingIpId bobs;
    private static UUID web;
    private static long beforeTheName;

    @BeforeAll
    static void tellTheStory() {
        server = new TestServer();
        Story story = server.story();
        NetworkId network = story.network("net");
        port = story.port("vm", network);
        associated = story.floatingIp(network, ADMIN);
        forwarding = story.floatingIp(network, ADMIN);
        bobs = story.floatingIp(network, BOB);
        story.append(
                Map.of(
                        new FloatingIpEvent.Family().stream(associated),
                        new FloatingIpAssociated(
                                associated, port, Json.address("10.0.0.9"), new RouterId(UUID.randomUUID()))),
                "UpdateFloatingIP");
        beforeTheName = story.position();
        story.update(port, Attributes.none().with(PortDescription.NAME, "web"));
        web = forwarding(story, ADMIN, forwarding);
        forwarding(story, BOB, bobs);
        server.settled();
    }

    private static UUID forwarding(Story story, ProjectId project, FloatingIpId below) {
        return story.portForwarding(
                project,
                Attributes.none()
                        .with(PortForwardingDescription.FLOATING_IP_ID, below.value())
                        .with(PortForwardingDescription.EXTERNAL_PORT, 80));
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @Test
    void a_floating_ip_shows_its_port_as_it_is_now_or_was_then() {
        JsonNode now = server.get("/v2.0/floatingips/" + associated).body().path("floatingip");
        assertThat(now.path("port_details").path("name").stringValue()).isEqualTo("web");
        assertThat(now.path("port_details").propertyNames())
                .containsExactly(
                        "name", "network_id", "mac_address", "admin_state_up", "status", "device_id", "device_owner");
        JsonNode then = server.get("/v2.0/floatingips/" + associated + "?as_of=" + beforeTheName)
                .body()
                .path("floatingip");
        assertThat(then.path("port_details").path("name").stringValue()).isEqualTo("vm");
    }

    @Test
    void lists_show_ports_only_where_there_are_any() {
        JsonNode list = server.get("/v2.0/floatingips").body().path("floatingips");
        assertThat(list.valueStream()
                        .filter(one -> one.path("port_details").isObject())
                        .map(one -> one.path("id").stringValue()))
                .containsExactly(associated.toString());
        assertThat(list).hasSize(3);
    }

    @Test
    void port_forwardings_are_read_below_their_floating_ip_only() {
        String below = "/v2.0/floatingips/" + forwarding + "/port_forwardings";
        JsonNode list = server.get(below).body().path("port_forwardings");
        assertThat(list)
                .singleElement()
                .satisfies(one -> assertThat(one.path("id").stringValue()).isEqualTo(web.toString()));
        assertThat(list.get(0).has("floatingip_id")).isFalse();
        assertThat(server.get(below + "/" + web).status()).isEqualTo(200);
        assertThat(server.get("/v2.0/floatingips/" + bobs + "/port_forwardings/" + web)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void whose_floating_ip_is_hidden_has_no_forwardings_to_read() {
        Answer answer = server.getAs(BOB, "/v2.0/floatingips/" + forwarding + "/port_forwardings");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body().path("NeutronError").path("type").stringValue())
                .isEqualTo("FloatingIPNotFound");
        assertThat(server.getAs(BOB, "/v2.0/floatingips/" + bobs + "/port_forwardings")
                        .body()
                        .path("port_forwardings"))
                .hasSize(1);
    }
}
