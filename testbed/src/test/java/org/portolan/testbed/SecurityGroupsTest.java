package org.portolan.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.testbed.Cloud.PATIENCE;
import static org.portolan.testbed.Cloud.id;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Security groups with real packets: a server on one host, its clients and others on another. */
@FullStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // the cloud is made before all tests
class SecurityGroupsTest {

    private static final Duration BEAT = Duration.ofMillis(50);
    private static final String FOREIGN = "10.1.0.99";

    @AutoClose
    private static Cloud cloud;

    @RegisterExtension
    final CloudStory story = new CloudStory(() -> cloud);

    private JsonNode network;
    private String servers;
    private String clients;
    private String others;
    private Guest server;
    private Guest client;
    private Guest other;

    private static Neutron api() {
        return cloud.neutron();
    }

    @BeforeAll
    void a_server_and_who_may_reach_it() {
        cloud = Cloud.start();
        cloud.addHost("host1");
        cloud.addHost("host2");
        cloud.awaitAgents(2);
        network = api().network("red", Map.of());
        api().subnet(network, "10.1.0.0/24", Map.of("enable_dhcp", false));
        api().subnet(network, "fd00:1::/64", Map.of("enable_dhcp", false));
        clients = group("clients");
        others = group("others");
        servers = group("servers");
        rule(Map.of("protocol", "tcp", "port_range_min", 8000, "port_range_max", 8009));
        rule(Map.of("protocol", "icmp", "remote_group_id", clients));
        rule(Map.of("protocol", "ipv6-icmp", "ethertype", "IPv6", "remote_ip_prefix", "fd00:1::/64"));
        server = guest("server", "host1", 11, servers);
        client = guest("client", "host2", 12, clients);
        other = guest("other", "host2", 13, others);
        server.serveOverTcp(8000);
        server.serveOverTcp(8009);
        server.serveOverTcp(8010);
        client.pingUntilAnswered(server.ip(), PATIENCE);
    }

    @AfterEach
    void the_other_is_a_stranger_again() {
        change(
                other,
                Map.of(
                        "security_groups",
                        List.of(others),
                        "port_security_enabled",
                        true,
                        "allowed_address_pairs",
                        List.of()));
    }

    private static String group(String name) {
        return id(api().create("security_group", Map.of("name", name)));
    }

    private JsonNode rule(Map<String, Object> rule) {
        Map<String, Object> attributes = new TreeMap<>(rule);
        attributes.put("security_group_id", servers);
        attributes.put("direction", "ingress");
        return api().create("security_group_rule", attributes);
    }

    private Guest guest(String name, String host, int number, String group) {
        Map<String, Object> attributes = Map.of(
                "port_security_enabled",
                true,
                "security_groups",
                List.of(group),
                "fixed_ips",
                List.of(Map.of("ip_address", "10.1.0." + number), Map.of("ip_address", "fd00:1::" + number)));
        JsonNode port = cloud.port(name, host, network, attributes);
        Guest guest = cloud.plug(name, port, "10.1.0." + number + "/24");
        guest.exec("ip", "-6", "addr", "add", "fd00:1::" + number + "/64", "dev", "eth0", "nodad");
        return guest;
    }

    private static void change(Guest guest, Map<String, Object> changes) {
        api().update("port", guest.nic().port(), changes);
    }

    private static boolean asks(Guest guest, Guest whom, int port) {
        return guest.askOverTcp(whom.ip(), port, "hello\n").startsWith("hello");
    }

    @Test
    void a_range_of_tcp_ports_is_open_from_the_first_to_the_last_and_no_further() {
        assertThat(asks(other, server, 8000)).isTrue();
        assertThat(asks(other, server, 8009)).isTrue();
        assertThat(asks(other, server, 8010)).isFalse();
        assertThat(asks(client, server, 8010)).isFalse();
    }

    @Test
    void nobody_reaches_a_guest_whose_groups_let_nothing_in_but_answers_reach_it() {
        other.serveOverTcp(8000);

        assertThat(asks(server, other, 8000)).isFalse();
        assertThat(server.cannotReach(other.ip())).isTrue();
        assertThat(client.cannotReach(other.ip())).as("on the same host").isTrue();
        assertThat(asks(other, server, 8000)).isTrue();
    }

    @Test
    void who_joins_a_group_may_what_its_members_may_and_who_leaves_is_cut_off_at_once() {
        assertThat(other.cannotReach(server.ip())).isTrue();

        change(other, Map.of("security_groups", List.of(others, clients)));
        other.pingUntilAnswered(server.ip(), PATIENCE);
        RunningPing running = other.startPing(server.ip(), BEAT);
        change(other, Map.of("security_groups", List.of(others)));
        Await.until("it may no more", PATIENCE, () -> other.cannotReach(server.ip()));

        try (Capture answers = other.capture("icmp[icmptype] == icmp-echoreply")) {
            assertThat(other.cannotReach(server.ip())).isTrue();
            assertThat(answers.stop()).as("what was running is cut, too").isEmpty();
        }
        assertThat(running.stop().received()).isPositive();
        assertThat(client.ping(server.ip(), 5, BEAT).lost()).isZero();
    }

    @Test
    void a_rule_that_is_deleted_cuts_what_was_running_under_it() {
        JsonNode rule = rule(Map.of("protocol", "icmp", "remote_ip_prefix", other.ip() + "/32"));
        other.pingUntilAnswered(server.ip(), PATIENCE);
        RunningPing running = other.startPing(server.ip(), BEAT);

        api().delete("security_group_rule", id(rule));
        Await.until("it may no more", PATIENCE, () -> other.cannotReach(server.ip()));

        try (Capture answers = other.capture("icmp[icmptype] == icmp-echoreply")) {
            assertThat(other.cannotReach(server.ip())).isTrue();
            assertThat(answers.stop()).isEmpty();
        }
        assertThat(running.stop().received()).isPositive();
    }

    @Test
    void ipv6_neighbours_find_each_other_and_what_rules_let_pass_passes() {
        client.pingUntilAnswered("fd00:1::11", PATIENCE);

        assertThat(client.ping("fd00:1::11", 5, BEAT).lost()).isZero();
        assertThat(server.cannotReach("fd00:1::12")).as("no rule lets it").isTrue();
        assertThat(client.exec("ip", "-6", "neigh", "show", "fd00:1::11"))
                .contains(server.nic().mac());
    }

    @Test
    void a_guest_sends_under_no_other_address_mac_or_name_than_its_own() {
        change(other, Map.of("security_groups", List.of(others, clients)));
        other.pingUntilAnswered(server.ip(), PATIENCE);

        assertThat(heardUnderForeignAddress()).as("by IP").isEmpty();
        assertThat(heardUnderForeignMac()).as("by MAC").isEmpty();
        assertThat(heardAskingAsAnother()).as("by ARP").isEmpty();
        assertThat(heardAsDhcpServer()).as("as a DHCP server").isEmpty();
    }

    @Test
    void without_port_security_it_sends_as_it_likes_and_all_reach_it() {
        change(other, Map.of("security_groups", List.of(), "port_security_enabled", false));
        Await.until("all reach it", PATIENCE, () -> !client.cannotReach(other.ip()));

        assertThat(heardUnderForeignAddress()).as("by IP").isNotEmpty();
        assertThat(heardUnderForeignMac()).as("by MAC").isNotEmpty();
        assertThat(heardAskingAsAnother()).as("by ARP").isNotEmpty();
        assertThat(heardAsDhcpServer()).as("as a DHCP server").isNotEmpty();
    }

    @Test
    void an_address_pair_lets_it_send_under_one_more_address_and_be_reached_there() {
        rule(Map.of("protocol", "icmp", "remote_ip_prefix", FOREIGN + "/32"));
        change(other, Map.of("allowed_address_pairs", List.of(Map.of("ip_address", FOREIGN))));

        Await.until("it is heard", PATIENCE, () -> !heardUnderForeignAddress().isEmpty());
        other.exec("ip", "addr", "add", FOREIGN + "/32", "dev", "eth0");
        assertThat(other.exec("ping", "-n", "-c", "3", "-i", "0.2", "-I", FOREIGN, server.ip()))
                .contains("bytes from " + server.ip());
        other.exec("ip", "addr", "del", FOREIGN + "/32", "dev", "eth0");
        assertThat(heardUnderForeignMac()).as("by MAC").isEmpty();
    }

    /** What the server hears while something is sent. What is sent first arrives first, so a ping that is answered ends the wait. */
    private List<String> heard(String filter, Runnable act) {
        try (Capture atServer = server.capture(filter)) {
            act.run();
            assertThat(client.ping(server.ip(), 5, BEAT).received()).isPositive();
            return atServer.stop();
        }
    }

    private List<String> heardUnderForeignAddress() {
        other.exec("ip", "addr", "add", FOREIGN + "/32", "dev", "eth0");
        try {
            return heard("src host " + FOREIGN + " and tcp", () -> Program.of(
                            "socat", "-", "TCP:" + server.ip() + ":8000,bind=" + FOREIGN + ",connect-timeout=1")
                    .in(other.namespace())
                    .run());
        } finally {
            other.exec("ip", "addr", "del", FOREIGN + "/32", "dev", "eth0");
        }
    }

    private List<String> heardUnderForeignMac() {
        other.exec("ip", "link", "set", "eth0", "address", "02:00:00:00:00:99");
        try {
            return heard("ether src 02:00:00:00:00:99", () -> other.askOverTcp(server.ip(), 8000, "hello\n"));
        } finally {
            other.exec("ip", "link", "set", "eth0", "address", other.nic().mac());
        }
    }

    private List<String> heardAskingAsAnother() {
        other.exec("ip", "addr", "add", FOREIGN + "/32", "dev", "eth0");
        try {
            return heard("arp and host " + FOREIGN, () -> Program.of(
                            "arping", "-U", "-c", "2", "-w", "1", "-I", "eth0", "-s", FOREIGN, server.ip())
                    .in(other.namespace())
                    .run());
        } finally {
            other.exec("ip", "addr", "del", FOREIGN + "/32", "dev", "eth0");
        }
    }

    private List<String> heardAsDhcpServer() {
        return heard("udp src port 67", () -> Program.of(
                        "socat", "-", "UDP4-DATAGRAM:255.255.255.255:68,bind=:67,broadcast,so-bindtodevice=eth0")
                .reading("an offer")
                .in(other.namespace())
                .run());
    }
}
