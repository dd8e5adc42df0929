package org.portolan.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.testbed.Cloud.PATIENCE;
import static org.portolan.testbed.Cloud.address;
import static org.portolan.testbed.Cloud.id;
import static org.portolan.testbed.Cloud.text;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Two hosts that can have routers and tell addresses, and guests on a third: what becomes of a network when the host that serves it dies. */
@FullStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // the cloud is made before all tests
class FailoverTest {

    private static final Duration BEAT = Duration.ofMillis(20);

    @AutoClose
    private static Cloud cloud;

    @RegisterExtension
    final CloudStory story = new CloudStory(() -> cloud);

    private final Map<String, Host> nodes = new TreeMap<>();
    private JsonNode redNet;
    private JsonNode router;
    private Guest red;
    private Guest blue;

    private static Neutron api() {
        return cloud.neutron();
    }

    @BeforeAll
    void a_cloud_that_gives_up_agents_soon() {
        cloud = Cloud.start(
                "--portolan.agent-down-time=4s", "--portolan.scheduling.allow-automatic-l3agent-failover=true");
        for (String name : List.of("node1", "node2")) {
            nodes.put(name, cloud.addHost(name, "--l3", "--dhcp", "--report-interval", "1s"));
        }
        cloud.addHost("host1", "--report-interval", "1s");
        cloud.awaitAgents(7);
        redNet = api().create("network", Map.of("name", "red"));
        JsonNode blueNet = api().create("network", Map.of("name", "blue"));
        JsonNode redSubnet = subnet(redNet, "10.1.0.0/24", true);
        JsonNode blueSubnet = subnet(blueNet, "10.2.0.0/24", false);
        router = api().create("router", Map.of("name", "r"));
        api().act("router", id(router), "add_router_interface", Map.of("subnet_id", id(redSubnet)));
        api().act("router", id(router), "add_router_interface", Map.of("subnet_id", id(blueSubnet)));
        red = cloud.plug("red", cloud.port("red", "host1", redNet, Map.of()), "");
        blue = cloud.guest("blue", "host1", blueNet, "/24", Map.of());
        blue.exec("ip", "route", "add", "default", "via", "10.2.0.1");
    }

    private static JsonNode subnet(JsonNode network, String cidr, boolean dhcp) {
        return api().create(
                        "subnet",
                        Map.of("network_id", id(network), "ip_version", 4, "cidr", cidr, "enable_dhcp", dhcp));
    }

    private static String hostOf(String path) {
        return Neutron.elements(api().get(path).path("agents")).stream()
                .map(agent -> text(agent, "host"))
                .reduce((one, two) -> one + " " + two)
                .orElse("");
    }

    private String hostOfRouter() {
        return hostOf("/v2.0/routers/" + id(router) + "/l3-agents");
    }

    private String hostOfNetwork() {
        return hostOf("/v2.0/networks/" + id(redNet) + "/dhcp-agents");
    }

    private JsonNode server() {
        return api().list("port").stream()
                .filter(port -> text(port, "device_owner").equals("network:dhcp")
                        && text(port, "network_id").equals(id(redNet)))
                .findFirst()
                .orElse(redNet);
    }

    private Host node(String name) {
        return Objects.requireNonNull(nodes.get(name));
    }

    private void toldAnAddress() {
        Await.until("red is told its address", PATIENCE, () -> !red.askByDhcp().isEmpty());
    }

    @Test
    void what_a_dead_host_had_is_with_another_soon_and_what_it_still_has_goes_when_it_returns() {
        toldAnAddress();
        red.pingUntilAnswered(blue.ip(), PATIENCE);
        String routing = hostOfRouter();
        String telling = hostOfNetwork();
        String told = address(server());
        List<String> all = List.of("node1", "node2");
        assertThat(all).contains(routing).contains(telling);

        for (String dead : List.of(routing, telling).stream().distinct().toList()) {
            String alive = dead.equals("node1") ? "node2" : "node1";
            cloud.agent(dead).kill();
            node(dead).cutUnderlay();

            Await.until(
                    "the other has the router", PATIENCE, () -> hostOfRouter().equals(alive));
            Await.until(
                    "the other has the network", PATIENCE, () -> hostOfNetwork().equals(alive));
            red.pingUntilAnswered(blue.ip(), PATIENCE);
            Await.until("its server is there", PATIENCE, () -> text(server(), "binding:host_id")
                    .equals(alive));
            toldAnAddress();
            assertThat(address(server())).as("where guests know it").isEqualTo(told);

            RunningPing ping = red.startPing(blue.ip(), BEAT);
            assertThat(node(dead).namespaces()).isNotEmpty();
            node(dead).mendUnderlay();
            cloud.agent(dead).start();
            Await.until(
                    "it keeps nothing", PATIENCE, () -> node(dead).namespaces().isEmpty());
            assertThat(node(dead).openVSwitch().vsctl("list-ports", "br-int")).doesNotContain("tap");
            assertThat(hostOfRouter()).isEqualTo(alive);
            assertThat(ping.stop().lost()).as("its return disturbs nobody").isZero();
            cloud.awaitAgents(7);
        }
    }
}
