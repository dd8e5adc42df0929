package org.portolan.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.testbed.Cloud.PATIENCE;
import static org.portolan.testbed.Cloud.address;
import static org.portolan.testbed.Cloud.id;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Guests that ask for their metadata, behind a router and where there is none, and an endpoint that tells what it was asked. */
@FullStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // the cloud is made before all tests
class MetadataTest {

    private static final int ENDPOINT = 8775;
    private static final String SERVICE = "169.254.169.254";

    @AutoClose
    private static Cloud cloud;

    @RegisterExtension
    final CloudStory story = new CloudStory(() -> cloud);

    private Host node;

    private static Neutron api() {
        return cloud.neutron();
    }

    @BeforeAll
    void a_node_that_knows_an_endpoint() throws java.io.IOException {
        cloud = Cloud.start();
        node = cloud.addHost("node1", "--l3", "--dhcp", "--metadata", "http://127.0.0.1:" + ENDPOINT);
        cloud.addHost("host1");
        cloud.awaitAgents(4);
        // Tells the head of the request as its body.
        java.nio.file.Path script = node.directory().resolve("endpoint");
        java.nio.file.Files.write(
                script,
                List.of(
                        "#!/bin/sh",
                        "printf 'HTTP/1.0 200 OK\\r\\nConnection: close\\r\\n\\r\\n'",
                        "while read -r line && [ \"${#line}\" -gt 1 ]; do echo \"$line\"; done"),
                StandardCharsets.UTF_8);
        java.nio.file.Files.setPosixFilePermissions(
                script, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        Daemon unused = node.start(
                "endpoint",
                List.of("socat", "TCP-LISTEN:" + ENDPOINT + ",bind=127.0.0.1,reuseaddr,fork", "EXEC:" + script),
                Map.of());
    }

    private static JsonNode subnet(JsonNode network, String cidr) {
        return api().create("subnet", Map.of("network_id", id(network), "ip_version", 4, "cidr", cidr));
    }

    private static Guest guest(String name, JsonNode network) {
        Guest guest = cloud.plug(name, cloud.port(name, "host1", network, Map.of()), "");
        Await.until(name + " is told its address", PATIENCE, () -> !guest.askByDhcp()
                .isEmpty());
        return guest;
    }

    private static String ask(Guest guest, String... headers) {
        List<String> command = new java.util.ArrayList<>(List.of("curl", "-s", "-m", "5"));
        for (String header : headers) {
            command.addAll(List.of("-H", header));
        }
        command.add("http://" + SERVICE + "/latest/meta-data");
        return Program.of(command).in(guest.namespace()).run().out();
    }

    @Test
    void behind_a_router_the_endpoint_is_told_the_router_and_the_guest() {
        JsonNode network = api().create("network", Map.of("name", "routed"));
        JsonNode subnet = subnet(network, "10.1.0.0/24");
        JsonNode router = api().create("router", Map.of("name", "r"));
        api().act("router", id(router), "add_router_interface", Map.of("subnet_id", id(subnet)));
        JsonNode port = cloud.port("red", "host1", network, Map.of());
        Guest red = cloud.plug("red", port, address(port) + "/24");
        red.exec("ip", "route", "add", "default", "via", "10.1.0.1");

        Await.until("it is answered", PATIENCE, () -> ask(red).contains("GET /latest/meta-data"));

        String told = ask(
                red,
                "X-Forwarded-For: 10.1.0.66",
                "X-Instance-ID: forged",
                "X-Neutron-Network-ID: " + id(network),
                "X-Neutron-Router-ID: 00000000-0000-4000-8000-000000000000");
        assertThat(told.lines().map(String::strip))
                .contains("x-forwarded-for: " + red.ip(), "x-neutron-router-id: " + id(router))
                .noneMatch(line -> line.contains("forged") || line.contains("10.1.0.66"))
                .noneMatch(line -> line.startsWith("x-neutron-network-id"));
        assertThat(red.askOverTcp("10.1.0.1", 9697, "GET / HTTP/1.0\n\n"))
                .as("there is no other way")
                .isEmpty();
    }

    @Test
    void where_there_is_no_router_the_dhcp_server_leads_there() {
        JsonNode network = api().create("network", Map.of("name", "lonely"));
        subnet(network, "10.2.0.0/24");
        Guest lonely = guest("lonely", network);
        String routes = lonely.askByDhcp().getOrDefault("staticroutes", "");
        assertThat(routes).contains(SERVICE);
        String via = routes.substring(routes.indexOf(SERVICE)).split(" ", 3)[1];
        lonely.exec("ip", "route", "replace", SERVICE + "/32", "via", via);

        Await.until("it is answered", PATIENCE, () -> ask(lonely).contains("GET /latest/meta-data"));

        assertThat(ask(lonely).lines().map(String::strip))
                .contains("x-neutron-network-id: " + id(network))
                .anyMatch(line -> line.startsWith("x-forwarded-for: 10.2.0."))
                .noneMatch(line -> line.startsWith("x-neutron-router-id"));
    }

    @Test
    void the_death_of_the_agent_leaves_the_way_open_and_a_killed_proxy_comes_back() {
        JsonNode network = api().create("network", Map.of("name", "long"));
        subnet(network, "10.3.0.0/24");
        Guest guest = guest("long", network);
        String routes = guest.askByDhcp().getOrDefault("staticroutes", "");
        String via = routes.substring(routes.indexOf(SERVICE)).split(" ", 3)[1];
        guest.exec("ip", "route", "replace", SERVICE + "/32", "via", via);
        Await.until("it is answered", PATIENCE, () -> ask(guest).contains("GET /latest/meta-data"));

        cloud.agent("node1").kill();
        assertThat(ask(guest)).contains("GET /latest/meta-data");
        cloud.agent("node1").start();

        String pid = node.exec("cat", node.directory() + "/agent/node1/metadata/host/haproxy.pid")
                .strip();
        node.exec("kill", "-KILL", pid);
        Await.until("another one runs", PATIENCE, () -> !node.exec(
                        "cat", node.directory() + "/agent/node1/metadata/host/haproxy.pid")
                .strip()
                .equals(pid));
        Await.until("it is answered again", PATIENCE, () -> ask(guest).contains("GET /latest/meta-data"));
    }
}
