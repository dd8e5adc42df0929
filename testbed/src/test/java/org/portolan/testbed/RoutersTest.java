package org.portolan.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.testbed.Cloud.PATIENCE;
import static org.portolan.testbed.Cloud.id;
import static org.portolan.testbed.Cloud.text;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/**
 * Routers with real packets: two guests on networks of their own and on hosts of their own, one network in tunnels and one a VLAN; a router
 * on a third host; and outside, on a flat network, a machine that knows nothing of what is inside.
 */
@FullStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.MethodName.class)
@SuppressWarnings("NullAway.Init") // the cloud is made before all tests
class RoutersTest {

    private static final String OUTSIDE = "203.0.113.1";
    private static final Duration BEAT = Duration.ofMillis(20);

    @AutoClose
    private static Cloud cloud;

    @RegisterExtension
    final CloudStory story = new CloudStory(() -> cloud);

    private Host node;
    private JsonNode sea;
    private JsonNode redNet;
    private JsonNode blueNet;
    private JsonNode router;
    private JsonNode redPort;
    private Guest red;
    private Guest blue;
    private Guest outside;

    private static Neutron api() {
        return cloud.neutron();
    }

    @BeforeAll
    void a_cloud_with_a_router() {
        cloud = Cloud.start("--portolan.network-types.vlan.coast=100:199");
        PhysicalNetwork coast = cloud.addPhysicalNetwork("coast");
        node = cloud.addHost("node1", Map.of(coast, "br-ex"), "--l3");
        cloud.addHost("host1");
        cloud.addHost("host2", Map.of(coast, "br-ex"));
        Host street = cloud.addStreet("street", coast);
        cloud.awaitAgents(4);
        sea = api().network(
                        "sea",
                        Map.of(
                                "router:external",
                                true,
                                "provider:network_type",
                                "flat",
                                "provider:physical_network",
                                coast.name()));
        subnet(sea, "203.0.113.0/24", false);
        redNet = api().network("red", Map.of());
        blueNet = api().network(
                        "blue",
                        Map.of(
                                "provider:network_type",
                                "vlan",
                                "provider:physical_network",
                                coast.name(),
                                "provider:segmentation_id",
                                150));
        String redSubnet = id(subnet(redNet, "10.1.0.0/24", false));
        String blueSubnet = id(subnet(blueNet, "10.2.0.0/24", false));
        outside = Cloud.outsider(street, "outside", 1, OUTSIDE + "/24", 0);
        redPort = cloud.port("red", "host1", redNet, Map.of());
        red = cloud.plug("red", redPort, Cloud.address(redPort) + "/24");
        blue = cloud.guest("blue", "host2", blueNet, "/24", Map.of());
        red.exec("ip", "route", "add", "default", "via", "10.1.0.1");
        blue.exec("ip", "route", "add", "default", "via", "10.2.0.1");
        router = api().create("router", Map.of("name", "r"));
        api().act("router", id(router), "add_router_interface", Map.of("subnet_id", redSubnet));
        api().act("router", id(router), "add_router_interface", Map.of("subnet_id", blueSubnet));
        gateway(Map.of());
    }

    @AfterEach
    void everything_is_as_it_was() {
        for (JsonNode floatingIp : api().list("floatingip")) {
            String path = "/v2.0/floatingips/" + id(floatingIp) + "/port_forwardings";
            Neutron.elements(api().get(path).path("port_forwardings")).forEach(forwarding -> api().delete(
                            "floatingip", id(floatingIp) + "/port_forwardings/" + id(forwarding)));
            api().delete("floatingip", id(floatingIp));
        }
        api().update("router", id(router), Map.of("admin_state_up", true));
        gateway(Map.of());
    }

    private static JsonNode subnet(JsonNode network, String cidr, boolean dhcp) {
        return api().subnet(network, cidr, Map.of("enable_dhcp", dhcp));
    }

    private void gateway(Map<String, ?> more) {
        Map<String, Object> info = new TreeMap<>(more);
        info.put("network_id", id(sea));
        info.put("external_fixed_ips", List.of(Map.of("ip_address", "203.0.113.100")));
        info.putIfAbsent("enable_snat", true);
        api().update("router", id(router), Map.of("external_gateway_info", info));
    }

    private JsonNode floatingIp(String address) {
        return api().create(
                        "floatingip",
                        Map.of("floating_network_id", id(sea), "floating_ip_address", address, "port_id", id(redPort)));
    }

    private String namespace() {
        return "qrouter-" + id(router);
    }

    private static void statusBecomes(JsonNode floatingIp, String status) {
        Await.until(
                "the floating IP is " + status, PATIENCE, () -> text(api().show("floatingip", id(floatingIp)), "status")
                        .equals(status));
    }

    @Test
    void guests_of_two_networks_on_two_hosts_reach_each_other_through_the_router() {
        red.pingUntilAnswered(blue.ip(), PATIENCE);

        assertThat(red.ping(blue.ip(), 20, BEAT).lost()).isZero();
        assertThat(red.echoOverTcp(blue, 300_000)).isPositive();
        blue.serveOverTcp(8001);
        assertThat(red.askOverTcp(blue.ip(), 8001, "who am I\n"))
                .as("between networks inside nothing is translated")
                .isEqualTo("who am I " + red.ip() + "\n");
        assertThat(node.in(namespace(), "sysctl", "-n", "net.ipv4.ip_forward").text())
                .isEqualTo("1");
        List<String> owners = api().list("port").stream()
                .filter(port -> text(port, "device_id").equals(id(router)))
                .map(port ->
                        text(port, "device_owner") + " " + text(port, "binding:host_id") + " " + text(port, "status"))
                .sorted()
                .toList();
        assertThat(owners)
                .containsExactly(
                        "network:router_gateway node1 ACTIVE",
                        "network:router_interface node1 ACTIVE",
                        "network:router_interface node1 ACTIVE");
    }

    @Test
    void what_leaves_has_the_router_s_address_unless_that_is_not_wished() {
        outside.serveOverTcp(8002);
        red.pingUntilAnswered(OUTSIDE, PATIENCE);

        assertThat(red.askOverTcp(OUTSIDE, 8002, "hello\n")).isEqualTo("hello 203.0.113.100\n");

        gateway(Map.of("enable_snat", false));
        Await.until("addresses are translated no more", PATIENCE, () -> red.cannotReach(OUTSIDE));
        outside.exec("ip", "route", "add", "10.1.0.0/24", "via", "203.0.113.100");
        outside.pingUntilAnswered(red.ip(), PATIENCE);
        assertThat(red.askOverTcp(OUTSIDE, 8002, "hello\n")).isEqualTo("hello " + red.ip() + "\n");
        outside.exec("ip", "route", "del", "10.1.0.0/24");
    }

    @Test
    void a_floating_ip_leads_both_ways_and_ends_at_once_when_it_is_taken() {
        red.serveOverTcp(8003);
        outside.serveOverTcp(8004);
        JsonNode floatingIp = floatingIp("203.0.113.50");
        statusBecomes(floatingIp, "ACTIVE");
        outside.pingUntilAnswered("203.0.113.50", PATIENCE);

        assertThat(outside.askOverTcp("203.0.113.50", 8003, "hello\n")).isEqualTo("hello " + OUTSIDE + "\n");
        assertThat(red.askOverTcp(OUTSIDE, 8004, "hello\n"))
                .as("its owner leaves with it")
                .isEqualTo("hello 203.0.113.50\n");
        assertThat(blue.askOverTcp("203.0.113.50", 8003, "hello\n"))
                .as("from another network inside, by the address outside")
                .startsWith("hello ");
        assertThat(red.askOverTcp("203.0.113.50", 8003, "hello\n"))
                .as("by its own address outside")
                .startsWith("hello ");

        RunningPing ping = outside.startPing("203.0.113.50", BEAT);
        Await.until(
                "the ping runs",
                PATIENCE,
                () -> outside.ping("203.0.113.50", 1, BEAT).received() == 1);
        api().update("floatingip", id(floatingIp), Map.of("port_id", red.nic().port()));
        JsonNode freed = updateToNowhere(floatingIp);
        assertThat(text(freed, "status")).isEqualTo("DOWN");
        Await.until("it leads nowhere", PATIENCE, () -> outside.cannotReach("203.0.113.50"));
        assertThat(ping.stop().received()).as("also what was running").isPositive();
        assertThat(node.in(namespace(), "conntrack", "-L", "--orig-dst", "203.0.113.50")
                        .text())
                .doesNotContain(red.ip());
        assertThat(red.askOverTcp(OUTSIDE, 8004, "hello\n")).isEqualTo("hello 203.0.113.100\n");
    }

    private static JsonNode updateToNowhere(JsonNode floatingIp) {
        Map<String, Object> nowhere = new TreeMap<>();
        nowhere.put("port_id", null);
        return api().update("floatingip", id(floatingIp), nowhere);
    }

    @Test
    void a_port_of_a_floating_ip_leads_to_a_port_inside_and_no_other_does() {
        red.serveOverTcp(8005);
        red.serveOverTcp(8006);
        JsonNode floatingIp = api().create(
                        "floatingip", Map.of("floating_network_id", id(sea), "floating_ip_address", "203.0.113.60"));
        api().post(
                        "/v2.0/floatingips/" + id(floatingIp) + "/port_forwardings",
                        Map.of(
                                "port_forwarding",
                                Map.of(
                                        "protocol",
                                        "tcp",
                                        "external_port",
                                        2222,
                                        "internal_port",
                                        8005,
                                        "internal_ip_address",
                                        red.ip(),
                                        "internal_port_id",
                                        id(redPort))));
        Await.until("it leads inside", PATIENCE, () -> outside.askOverTcp("203.0.113.60", 2222, "hello\n")
                .equals("hello " + OUTSIDE + "\n"));

        assertThat(outside.askOverTcp("203.0.113.60", 8006, "hello\n")).isEmpty();
        assertThat(blue.askOverTcp("203.0.113.60", 2222, "hello\n")).startsWith("hello ");
        statusBecomes(floatingIp, "ACTIVE");
    }

    @Test
    void the_death_of_the_agent_costs_no_packet_and_its_return_changes_nothing() {
        red.pingUntilAnswered(blue.ip(), PATIENCE);
        String rules = node.in(namespace(), "nft", "-s", "list", "ruleset").text();
        Set<String> ports = Set.copyOf(
                node.openVSwitch().vsctl("list-ports", "br-int").lines().toList());
        RunningPing ping = red.startPing(blue.ip(), BEAT);

        cloud.agent("node1").kill();
        cloud.agent("node1").start();
        JsonNode floatingIp = floatingIp("203.0.113.70");
        statusBecomes(floatingIp, "ACTIVE");
        outside.pingUntilAnswered("203.0.113.70", PATIENCE);

        assertThat(ping.stop().lost()).isZero();
        api().delete("floatingip", id(floatingIp));
        Await.until("the floating IP is gone", PATIENCE, () -> node.in(namespace(), "nft", "-s", "list", "ruleset")
                .text()
                .equals(rules));
        assertThat(Set.copyOf(
                        node.openVSwitch().vsctl("list-ports", "br-int").lines().toList()))
                .isEqualTo(ports);
    }

    @Test
    void a_restart_of_open_vswitch_needs_nothing_but_flows() {
        red.pingUntilAnswered(blue.ip(), PATIENCE);
        node.openVSwitch().restart();

        red.pingUntilAnswered(blue.ip(), PATIENCE);
        red.pingUntilAnswered(OUTSIDE, PATIENCE);
    }

    @Test
    void what_others_have_done_to_a_router_is_put_right() {
        red.pingUntilAnswered(OUTSIDE, PATIENCE);
        String gone = "qrouter-00000000-0000-4000-8000-000000000000";
        node.exec("ip", "netns", "add", gone);
        node.in(namespace(), "ip", "route", "del", "default");
        node.in(namespace(), "nft", "flush", "ruleset");

        cloud.agent("node1").stop();
        cloud.agent("node1").start();

        red.pingUntilAnswered(OUTSIDE, PATIENCE);
        Await.until(
                "what is nobody's is gone", PATIENCE, () -> node.namespaces().equals(List.of(namespace())));
    }

    @Test
    void a_router_that_is_switched_off_leads_nowhere() {
        red.pingUntilAnswered(blue.ip(), PATIENCE);
        api().update("router", id(router), Map.of("admin_state_up", false));
        Await.until("it leads nowhere", PATIENCE, () -> red.cannotReach(blue.ip()));
        assertThat(node.namespaces()).isEmpty();
        assertThat(node.exec("ip", "-br", "link").lines().filter(line -> line.startsWith("tap")))
                .isEmpty();

        api().update("router", id(router), Map.of("admin_state_up", true));
        red.pingUntilAnswered(blue.ip(), PATIENCE);
    }

    @Test
    void a_route_beside_those_of_its_legs_leads_over_a_guest() {
        blue.exec("ip", "addr", "add", "192.0.2.1/32", "dev", "lo");
        blue.exec("sysctl", "-q", "-w", "net.ipv4.ip_forward=1");
        api().update(
                        "router",
                        id(router),
                        Map.of("routes", List.of(Map.of("destination", "192.0.2.0/24", "nexthop", blue.ip()))));
        red.pingUntilAnswered("192.0.2.1", PATIENCE);

        api().update("router", id(router), Map.of("routes", List.of()));
        Await.until("the route is gone", PATIENCE, () -> red.cannotReach("192.0.2.1"));
    }
}
