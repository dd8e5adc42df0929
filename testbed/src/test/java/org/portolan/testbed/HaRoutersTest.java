package org.portolan.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.testbed.Cloud.PATIENCE;
import static org.portolan.testbed.Cloud.id;
import static org.portolan.testbed.Cloud.text;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/**
 * A router that two hosts have, a guest on a third one, and a machine outside: who is the router, and how long nobody is when that one
 * fails.
 */
@FullStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.MethodName.class)
@SuppressWarnings("NullAway.Init") // the cloud is made before all tests
class HaRoutersTest {

    private static final String OUTSIDE = "203.0.113.1";
    private static final Duration BEAT = Duration.ofMillis(20);
    private static final Duration WORD = Duration.ofMillis(500);
    /** Three words missed, the wait that hosts of low priority add, and what it takes to move ports and flows on a busy machine. */
    private static final Duration BAR = WORD.multipliedBy(4).plusSeconds(3);

    @AutoClose
    private static Cloud cloud;

    @RegisterExtension
    final CloudStory story = new CloudStory(() -> cloud);

    private final Map<String, Host> nodes = new TreeMap<>();
    private JsonNode sea;
    private JsonNode router;
    private JsonNode redPort;
    private Guest red;
    private Guest outside;

    private static Neutron api() {
        return cloud.neutron();
    }

    @BeforeAll
    void a_cloud_with_a_router_on_two_hosts() {
        cloud = Cloud.start();
        PhysicalNetwork coast = cloud.addPhysicalNetwork("coast");
        for (String name : List.of("node1", "node2")) {
            nodes.put(
                    name,
                    cloud.addHost(name, Map.of(coast, "br-ex"), "--l3", "--vrrp-interval", WORD.toMillis() + "ms"));
        }
        cloud.addHost("host1");
        Host street = cloud.addStreet("street", coast);
        cloud.awaitAgents(5);
        sea = api().create(
                        "network",
                        Map.of(
                                "name",
                                "sea",
                                "router:external",
                                true,
                                "provider:network_type",
                                "flat",
                                "provider:physical_network",
                                coast.name()));
        subnet(sea, "203.0.113.0/24");
        JsonNode redNet = api().create("network", Map.of("name", "red"));
        JsonNode redSubnet = subnet(redNet, "10.1.0.0/24");
        outside = Cloud.outsider(street, "outside", 1, OUTSIDE + "/24", 0);
        redPort = cloud.port("red", "host1", redNet, Map.of());
        red = cloud.plug("red", redPort, Cloud.address(redPort) + "/24");
        red.exec("ip", "route", "add", "default", "via", "10.1.0.1");
        router = api().create("router", Map.of("name", "r", "ha", true));
        api().act("router", id(router), "add_router_interface", Map.of("subnet_id", id(redSubnet)));
        api().update(
                        "router",
                        id(router),
                        Map.of(
                                "external_gateway_info",
                                Map.of(
                                        "network_id",
                                        id(sea),
                                        "external_fixed_ips",
                                        List.of(Map.of("ip_address", "203.0.113.100")))));
    }

    private static JsonNode subnet(JsonNode network, String cidr) {
        return api().create(
                        "subnet",
                        Map.of("network_id", id(network), "ip_version", 4, "cidr", cidr, "enable_dhcp", false));
    }

    @BeforeEach
    void one_host_is_the_router_and_the_other_waits() {
        Await.until("one is active, the other on standby", PATIENCE, () -> List.copyOf(
                        states().values().stream().sorted().toList())
                .equals(List.of("active", "standby")));
        redGetsOut();
    }

    private void redGetsOut() {
        try {
            red.pingUntilAnswered(OUTSIDE, PATIENCE);
        } catch (Await.DeadlinePassed e) {
            throw new AssertionError(sight("node1") + sight("node2"), e);
        }
    }

    /** What a node shows of the router. */
    private String sight(String node) {
        StringBuilder sight = new StringBuilder("\n" + node + ":\n");
        List.of("addr", "route", "neigh")
                .forEach(what -> sight.append(in(node, "ip", "-br", what)).append('\n'));
        sight.append(in(node, "ip", "-d", "-s", "link")).append('\n');
        OpenVSwitch ovs = node(node).openVSwitch();
        List.of("br-int", "br-ex").forEach(bridge -> sight.append(ovs.appctl("fdb/show", bridge))
                .append('\n')
                .append(String.join("\n", ovs.flows(bridge)))
                .append('\n'));
        sight.append(ovs.appctl("dpctl/dump-flows", "-m", "netdev@ovs-netdev")).append('\n');
        return sight.append(ovs.vsctl("show")).toString();
    }

    /** Of the router, by host. */
    private SortedMap<String, String> states() {
        SortedMap<String, String> states = new TreeMap<>();
        for (JsonNode agent : Neutron.elements(
                api().get("/v2.0/routers/" + id(router) + "/l3-agents").path("agents"))) {
            states.put(text(agent, "host"), text(agent, "ha_state"));
        }
        return states;
    }

    private String active() {
        return states().entrySet().stream()
                .filter(entry -> entry.getValue().equals("active"))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    private Host node(String name) {
        return Objects.requireNonNull(nodes.get(name));
    }

    private String other(String node) {
        return node.equals("node1") ? "node2" : "node1";
    }

    private String in(String node, String... program) {
        return node(node).in("qrouter-" + id(router), program).text();
    }

    private String addresses(String node) {
        return in(node, "ip", "-br", "-4", "addr");
    }

    private String deviceToElectOn(String node) {
        return in(node, "ip", "-br", "link")
                .lines()
                .map(line -> line.split("[@ ]", 2)[0])
                .filter(name -> name.startsWith("ha-"))
                .findFirst()
                .orElseThrow();
    }

    private List<String> electors(String node) {
        return Arrays.stream(node(node)
                        .exec("ip", "netns", "pids", "qrouter-" + id(router))
                        .split("\\s+", -1))
                .filter(pid -> !pid.isEmpty())
                .filter(pid -> new ProcessId(Long.parseLong(pid)).commandLine().startsWith("keepalived"))
                .toList();
    }

    private List<String> hosts() {
        return api().list("port").stream()
                .filter(port -> text(port, "device_id").equals(id(router)))
                .filter(port -> !text(port, "device_owner").equals("network:router_ha_interface"))
                .map(port -> text(port, "binding:host_id"))
                .distinct()
                .toList();
    }

    private void becomesActive(String node) {
        Await.until(
                node + " is active",
                PATIENCE,
                () -> node.equals(states().entrySet().stream()
                                .filter(entry -> entry.getValue().equals("active"))
                                .map(Map.Entry::getKey)
                                .reduce((one, two) -> one + two)
                                .orElse(""))
                        && hosts().equals(List.of(node)));
    }

    private static Duration gap(String what, Ping ping) {
        Duration gap = BEAT.multipliedBy(ping.longestGap());
        System.out.println(what + ": nobody was the router for " + gap.toMillis() + " ms, at one word each "
                + WORD.toMillis() + " ms");
        return gap;
    }

    @Test
    void only_the_active_host_has_the_addresses_and_the_router_s_ports_are_there() {
        String active = active();

        assertThat(hosts()).containsExactly(active);
        assertThat(addresses(active)).contains("10.1.0.1/24").contains("203.0.113.100/24");
        assertThat(addresses(other(active))).doesNotContain("10.1.0.1").doesNotContain("203.0.113.100");
        assertThat(in(other(active), "ip", "route")).doesNotContain("default");
        assertThat(in(other(active), "nft", "list", "ruleset")).contains("snat to 203.0.113.100");
        List<JsonNode> electing = api().list("port").stream()
                .filter(port -> text(port, "device_owner").equals("network:router_ha_interface"))
                .toList();
        assertThat(electing)
                .extracting(port -> text(port, "binding:host_id") + " " + text(port, "status"))
                .containsExactlyInAnyOrder("node1 ACTIVE", "node2 ACTIVE");
    }

    @Test
    void when_the_active_host_is_cut_off_the_other_takes_its_place_and_keeps_it() {
        String active = active();
        String device = deviceToElectOn(active);
        RunningPing ping = red.startPing(OUTSIDE, BEAT);

        in(active, "ip", "link", "set", device, "down");
        becomesActive(other(active));
        redGetsOut();

        assertThat(gap("cut off", ping.stop())).isLessThan(BAR);
        RunningPing after = red.startPing(OUTSIDE, BEAT);
        in(active, "ip", "link", "set", device, "up");
        Await.until("it hears the other", PATIENCE, () -> in(active, "ip", "-br", "-4", "addr", "show", device)
                .contains("169.254.192."));
        assertThat(red.ping(OUTSIDE, 150, BEAT).lost())
                .as("who comes back takes nothing away")
                .isZero();
        assertThat(after.stop().lost()).isZero();
        assertThat(active()).isEqualTo(other(active));
        assertThat(in(active, "conntrack", "-L"))
                .as("of what was translated there once")
                .doesNotContain("tcp");
    }

    @Test
    void when_what_elects_is_killed_the_other_takes_its_place_and_it_is_started_again() {
        String active = active();
        List<String> killed = electors(active);
        RunningPing ping = red.startPing(OUTSIDE, BEAT);

        killed.forEach(pid -> node(active).exec("kill", "-KILL", pid));
        becomesActive(other(active));
        redGetsOut();

        assertThat(gap("killed", ping.stop())).isLessThan(BAR);
        Await.until("it runs again", PATIENCE, () -> electors(active).size() == 2);
        Await.until("its addresses are gone", PATIENCE, () -> !addresses(active).contains("203.0.113.100"));
        assertThat(red.ping(OUTSIDE, 100, BEAT).lost()).isZero();
        assertThat(electors(active)).doesNotContainAnyElementsOf(killed);
    }

    @Test
    void two_hosts_that_do_not_hear_each_other_are_both_active_but_only_one_has_the_ports() {
        String active = active();
        node(active).cutUnderlay();
        Await.until("the other is active, too", PATIENCE, () -> "active".equals(states().get(other(active))));
        redGetsOut();
        assertThat(hosts()).containsExactly(other(active));

        node(active).mendUnderlay();

        Await.until("one of them gives in", PATIENCE, () -> states().containsValue("standby"));
        Await.until("the ports are with the one that is left", PATIENCE, () -> hosts().equals(List.of(active())));
        redGetsOut();
        assertThat(red.ping(OUTSIDE, 50, BEAT).lost()).isZero();
    }

    @Test
    void the_death_of_the_agent_costs_no_packet_and_a_change_no_election() {
        String active = active();
        List<String> electors = electors(active);
        RunningPing ping = red.startPing(OUTSIDE, BEAT);

        cloud.agent(active).kill();
        cloud.agent(active).start();
        JsonNode floatingIp = api().create(
                        "floatingip",
                        Map.of(
                                "floating_network_id",
                                id(sea),
                                "floating_ip_address",
                                "203.0.113.50",
                                "port_id",
                                id(redPort)));
        outside.pingUntilAnswered("203.0.113.50", PATIENCE);

        assertThat(outside.ping("203.0.113.50", 20, BEAT).lost()).isZero();
        assertThat(addresses(other(active))).doesNotContain("203.0.113.50");
        assertThat(electors(active)).isEqualTo(electors);
        assertThat(active()).isEqualTo(active);
        assertThat(ping.stop().lost()).isLessThanOrEqualTo(1);
        api().delete("floatingip", id(floatingIp));
        Await.until("it is gone", PATIENCE, () -> !addresses(active).contains("203.0.113.50"));
        assertThat(electors(active)).isEqualTo(electors);
    }

    @Test
    void who_is_not_to_have_the_router_any_more_leaves_it_at_once() {
        String active = active();
        String agent = api().list("agent").stream()
                .filter(one -> text(one, "agent_type").equals("L3 agent")
                        && text(one, "host").equals(active))
                .map(Cloud::id)
                .findFirst()
                .orElseThrow();
        RunningPing ping = red.startPing(OUTSIDE, BEAT);

        api().delete("agent", agent + "/l3-routers/" + id(router));
        becomesActive(other(active));
        redGetsOut();

        assertThat(gap("taken away", ping.stop())).isLessThan(BAR);
        Await.until("nothing is left of it", PATIENCE, () -> node(active)
                .namespaces()
                .isEmpty());
        api().post("/v2.0/agents/" + agent + "/l3-routers", Map.of("router_id", id(router)));
        Await.until("it waits", PATIENCE, () -> "standby".equals(states().get(active)));
    }
}
