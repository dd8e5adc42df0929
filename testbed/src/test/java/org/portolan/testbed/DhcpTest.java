package org.portolan.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.testbed.Cloud.PATIENCE;
import static org.portolan.testbed.Cloud.address;
import static org.portolan.testbed.Cloud.id;
import static org.portolan.testbed.Cloud.text;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** DHCP with real guests that ask: the server is on one host, the guests on another. */
@FullStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.MethodName.class)
@SuppressWarnings("NullAway.Init") // the cloud is made before all tests
class DhcpTest {

    @AutoClose
    private static Cloud cloud;

    @RegisterExtension
    final CloudStory story = new CloudStory(() -> cloud);

    private Host node;
    private JsonNode network;

    private static Neutron api() {
        return cloud.neutron();
    }

    @BeforeAll
    void a_network_with_a_dhcp_server() {
        cloud = Cloud.start();
        node = cloud.addHost("node1", "--dhcp");
        cloud.addHost("host1");
        cloud.awaitAgents(3);
        network = api().network("red", Map.of());
        api().subnet(
                        network,
                        "10.1.0.0/24",
                        Map.of(
                                "dns_nameservers",
                                List.of("192.0.2.53"),
                                "host_routes",
                                List.of(Map.of("destination", "198.51.100.0/24", "nexthop", "10.1.0.9"))));
        Await.until("the server's port is ACTIVE", PATIENCE, () -> "ACTIVE".equals(text(server(), "status")));
    }

    private JsonNode server() {
        return api().list("port").stream()
                .filter(port -> text(port, "device_owner").equals("network:dhcp")
                        && text(port, "network_id").equals(id(network)))
                .findFirst()
                .orElse(network);
    }

    private String namespace() {
        return "qdhcp-" + id(network);
    }

    private String dnsmasq() {
        return node.exec("cat", node.directory() + "/agent/node1/dhcp/" + id(network) + "/dnsmasq.pid");
    }

    private static Map<String, String> lease(Guest guest) {
        Await.until(guest.name() + " is told its address", PATIENCE, () -> !guest.askByDhcp()
                .isEmpty());
        return guest.askByDhcp();
    }

    @Test
    void a_guest_on_another_host_is_told_its_address_its_router_its_dns_servers_its_mtu_and_its_routes() {
        JsonNode port = cloud.port("red-1", "host1", network, Map.of());
        Guest guest = cloud.plug("red-1", port, "");

        assertThat(lease(guest))
                .containsEntry("ip", address(port))
                .containsEntry("mask", "24")
                .containsEntry("router", "10.1.0.1")
                .containsEntry("dns", "192.0.2.53")
                .containsEntry("mtu", "1450")
                .containsEntry("serverid", address(server()))
                .hasEntrySatisfying("staticroutes", routes -> assertThat(routes)
                        .contains("198.51.100.0/24 10.1.0.9", "0.0.0.0/0 10.1.0.1"));
        assertThat(text(server(), "binding:host_id")).isEqualTo("node1");
        assertThat(text(server(), "device_id")).startsWith("dhcp").endsWith("-" + id(network));
    }

    @Test
    void a_guest_that_the_log_does_not_know_is_told_nothing() {
        JsonNode port = cloud.port("red-2", "host1", network, Map.of());
        Guest guest = cloud.plug("red-2", port, "");
        lease(guest);

        guest.namespace().ip("link", "set", "eth0", "down");
        guest.namespace().ip("link", "set", "eth0", "address", "fa:16:3e:99:99:99");
        guest.namespace().ip("link", "set", "eth0", "up");

        assertThat(guest.askByDhcp()).isEmpty();
    }

    @Test
    void a_port_that_comes_later_is_told_without_a_restart_and_with_its_own_options() {
        Guest first = cloud.plug("red-3", cloud.port("red-3", "host1", network, Map.of()), "");
        lease(first);
        String pid = dnsmasq();

        JsonNode port = cloud.port(
                "red-4",
                "host1",
                network,
                Map.of("extra_dhcp_opts", List.of(Map.of("opt_name", "mtu", "opt_value", "1300"))));
        Guest second = cloud.plug("red-4", port, "");

        assertThat(lease(second)).containsEntry("ip", address(port)).containsEntry("dns", "192.0.2.53");
        assertThat(dnsmasq()).isEqualTo(pid);
    }

    @Test
    void the_death_of_the_agent_ends_no_server_and_the_death_of_a_server_is_noticed() {
        Guest guest = cloud.plug("red-5", cloud.port("red-5", "host1", network, Map.of()), "");
        lease(guest);
        String pid = dnsmasq();

        cloud.agent("node1").kill();
        assertThat(guest.askByDhcp()).isNotEmpty();
        cloud.agent("node1").start();
        Guest another = cloud.plug("red-6", cloud.port("red-6", "host1", network, Map.of()), "");
        lease(another);
        assertThat(dnsmasq()).isEqualTo(pid);

        node.exec("kill", "-9", pid);
        Await.until("another server runs", PATIENCE, () -> !dnsmasq().equals(pid));
        lease(guest);
    }

    @Test
    void names_of_ports_are_answered() {
        JsonNode port = cloud.port("red-7", "host1", network, Map.of("dns_name", "lighthouse"));
        Guest guest = cloud.plug("red-7", port, address(port) + "/24");
        String server = address(server());

        Await.until("the name is known", PATIENCE, () -> Program.of(
                        "busybox", "nslookup", "-type=a", "lighthouse.openstacklocal", server)
                .in(guest.namespace())
                .run()
                .out()
                .contains(address(port)));
    }

    @Test
    void what_no_network_has_any_more_is_removed() {
        JsonNode gone = api().network("gone", Map.of());
        api().subnet(gone, "10.9.0.0/24", Map.of());
        Await.until("it is served", PATIENCE, () -> node.namespaces().contains("qdhcp-" + id(gone)));
        node.exec("ip", "netns", "add", "qdhcp-00000000-0000-4000-8000-000000000000");

        api().delete("network", id(gone));
        cloud.agent("node1").stop();
        cloud.agent("node1").start();

        Await.until(
                "only what is needed is left", PATIENCE, () -> node.namespaces().equals(List.of(namespace())));
        assertThat(node.directory().resolve("agent/node1/dhcp/" + id(gone))).doesNotExist();
    }
}
