package org.portolan.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.testbed.Cloud.PATIENCE;
import static org.portolan.testbed.Cloud.id;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an operator is told on two hosts: what differs, which way a packet takes, and whose doing it is. */
@FullStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // the cloud is made before all tests
class OperatorTest {

    private static final Pattern COOKIE = Pattern.compile("cookie=0x504f[0-9a-f]+[1-9a-f]\\b");

    @AutoClose
    private static Cloud cloud;

    @RegisterExtension
    final CloudStory story = new CloudStory(() -> cloud);

    private Host host1;
    private Host host2;
    private JsonNode network;
    private JsonNode router;
    private Guest web;
    private Guest db;

    private static Neutron api() {
        return cloud.neutron();
    }

    @BeforeAll
    void two_guests_behind_a_router() {
        cloud = Cloud.start();
        host1 = cloud.addHost("host1", "--l3", "--dhcp");
        host2 = cloud.addHost("host2");
        cloud.awaitAgents(4);
        network = api().create("network", Map.of("name", "red"));
        JsonNode subnet =
                api().create("subnet", Map.of("network_id", id(network), "ip_version", 4, "cidr", "10.1.0.0/24"));
        JsonNode outside = api().create("network", Map.of("name", "outside", "router:external", true));
        api().create(
                        "subnet",
                        Map.of(
                                "network_id",
                                id(outside),
                                "ip_version",
                                4,
                                "cidr",
                                "172.24.4.0/24",
                                "enable_dhcp",
                                false));
        router = api().create(
                        "router", Map.of("name", "edge", "external_gateway_info", Map.of("network_id", id(outside))));
        api().act("router", id(router), "add_router_interface", Map.of("subnet_id", id(subnet)));
        Map<String, Object> secured = Map.of("port_security_enabled", true);
        web = cloud.guest("web", "host1", network, "/24", secured);
        db = cloud.guest("db", "host2", network, "/24", secured);
        api().create(
                        "floatingip",
                        Map.of(
                                "floating_network_id",
                                id(outside),
                                "port_id",
                                web.nic().port()));
        List.of(host1, host2).forEach(OperatorTest::awaitAtRest);
    }

    private static Program.Output diff(Host host, String... more) {
        return cloud.ask(
                host, Stream.concat(Stream.of("node", "diff"), Stream.of(more)).toArray(String[]::new));
    }

    private static void awaitAtRest(Host host) {
        Program.Output[] last = new Program.Output[1];
        try {
            Await.until("nothing differs on " + host.name(), PATIENCE, () -> {
                last[0] = diff(host);
                return last[0].exit() == 0;
            });
        } catch (RuntimeException e) {
            throw new AssertionError(host.name() + " does not come to rest: " + last[0], e);
        }
        assertThat(last[0].text()).startsWith(host.name() + " is as the log wants it, as of position ");
    }

    @Test
    void what_is_changed_by_hand_while_the_agent_is_away_is_shown_and_not_put_right() {
        String namespace = "qrouter-" + id(router);
        Daemon agent = cloud.agent("host1");
        agent.stop();
        OpenVSwitch ovs = host1.openVSwitch();
        String gone = ovs.flows("br-int").stream()
                .filter(flow -> flow.contains("table=60") && flow.contains("in_port="))
                .findFirst()
                .orElseThrow();
        String match = gone.substring(gone.indexOf("in_port="), gone.indexOf(" actions"));
        ovs.ofctl("del-flows", "br-int", "table=60," + match);
        ovs.addFlows("br-tun", List.of("cookie=0x504f0300000fffff,table=22,priority=7,actions=drop"));
        ovs.vsctl("set", "Port", web.nic().tap(), "tag=99");
        host1.in(namespace, "ip", "route", "add", "192.0.2.0/24", "dev", "lo");
        host1.in(namespace, "nft", "flush", "chain", "ip", "portolan", "postrouting");

        Program.Output told = diff(host1);

        assertThat(told.exit()).as(told.toString()).isEqualTo(1);
        assertThat(told.lines())
                .anyMatch(line -> line.startsWith("+ br-int: ") && line.contains("table=60") && line.contains(match))
                .anyMatch(line -> line.startsWith("- br-tun: cookie=0x504f0300000fffff"))
                .anyMatch(line -> line.startsWith("- br-int " + web.nic().tap() + ": tag=99"))
                .contains("- " + namespace + ": route 192.0.2.0/24 dev lo")
                .anyMatch(line ->
                        line.startsWith("+ " + namespace + ": nft chain postrouting: snat to ip saddr map @outside"));
        JsonNode json =
                new JsonMapper().readTree(diff(host1, "--json", "--offline").out());
        assertThat(json.path("host").asString("")).isEqualTo("host1");
        assertThat(json.path("differences")).anySatisfy(one -> {
            assertThat(one.path("found").asString("")).isEqualTo("route 192.0.2.0/24 dev lo");
            assertThat(one.path("expected").isNull()).isTrue();
        });
        assertThat(ovs.flows("br-tun")).anyMatch(flow -> flow.contains("0x504f0300000fffff"));

        agent.start();
        awaitAtRest(host1);
    }

    @Test
    void a_packet_is_followed_out_of_one_host_and_into_the_other() {
        Program.Output out = cloud.ask(host2, "trace", "--port", "db", "--to", web.ip());
        assertThat(out.exit()).as(out.toString()).isZero();
        assertThat(out.text())
                .contains("On host2, from port " + db.nic().port())
                .containsPattern("60 transient +in_port=")
                .containsPattern("72 rules egress")
                .containsPattern(
                        "security group: (SecurityGroupRuleAdded|SecurityGroupCreated|PortCreated|PortBound) at \\d+, because")
                .containsPattern("20 unicast")
                .contains("Verdict: leaves by vxlan-", " for host1 (" + host1.tunnelAddress() + ")")
                .contains("For the second run the same on host1");

        Program.Output in = cloud.ask(host1, "trace", "--port", "db", "--to", web.ip());
        assertThat(in.text())
                .contains("On host1, the second half of the way: what comes from host2 by vxlan-")
                .containsPattern("4 from vxlan +tun_id=")
                .contains("82 rules ingress")
                .contains("handed to port " + web.nic().port())
                .doesNotContain("leaves by");
    }

    @Test
    void what_no_rule_lets_in_is_dropped_and_the_table_is_named() {
        JsonNode lonely = api().create("security_group", Map.of("name", "lonely"));
        JsonNode port = cloud.port(
                "mute",
                "host2",
                network,
                Map.of("port_security_enabled", true, "security_groups", List.of(id(lonely))));
        cloud.plug("mute", port, Cloud.address(port) + "/24");

        Program.Output told = cloud.ask(
                host2, "trace", "--port", "db", "--to", Cloud.address(port), "--proto", "tcp", "--dport", "22");

        assertThat(told.exit()).as(told.toString()).isEqualTo(1);
        assertThat(told.text()).contains("Verdict: dropped by table 82 (rules ingress) of br-int");
    }

    @Test
    void a_flow_a_rule_and_a_namespace_lead_back_to_who_asked_and_a_port_has_a_history() {
        Matcher flow = host2.openVSwitch().flows("br-int").stream()
                .map(COOKIE::matcher)
                .filter(Matcher::find)
                .findFirst()
                .orElseThrow();
        Program.Output told = cloud.ask("why", flow.group());
        assertThat(told.exit()).as(told.toString()).isZero();
        assertThat(told.text()).contains("A flow of ", " at position ", ", because ", " asked for ", ", request req-");

        Program.Output history = cloud.ask("history", "port", db.nic().port());
        assertThat(history.text())
                .contains(
                        "PortCreated at position ",
                        "    name: none -> db",
                        "PortBound at position ",
                        "asked for CreatePort");
        assertThat(cloud.ask("at", "1", "network", "list").text()).isEmpty();
        assertThat(cloud.ask("at", "2100-01-01T00:00:00Z", "network", "list", "name=red")
                        .text())
                .isEqualTo(id(network) + "  red");
        assertThat(cloud.ask(
                                "at",
                                "2100-01-01T00:00:00Z",
                                "port",
                                "show",
                                db.nic().port())
                        .text())
                .contains("name: db", "binding:host_id: host2");
        Program.Output changed = cloud.ask("diff", "--from", "1", "--host", "host2");
        assertThat(changed.exit()).isEqualTo(1);
        assertThat(changed.text())
                .contains("+ port " + db.nic().port() + " db", "+ agent ")
                .doesNotContain(web.nic().port());

        String namespace = "qrouter-" + id(router);
        String rule = host1.in(namespace, "nft", "-s", "list", "table", "ip", "portolan").lines().stream()
                .filter(line -> line.contains("elements") && line.contains("comment"))
                .findFirst()
                .orElseThrow();
        assertThat(cloud.ask("why", rule).text()).contains("FloatingIpAssociated of floatingip/");

        assertThat(cloud.ask("why", namespace).text())
                .containsSubsequence("RouterCreated at position", "RouterInterfaceAttached at position");
        assertThat(cloud.ask("why", "qdhcp-" + id(network)).text()).contains("NetworkCreated", "SubnetCreated");
    }
}
