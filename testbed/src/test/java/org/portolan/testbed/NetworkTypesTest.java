package org.portolan.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.testbed.Cloud.PATIENCE;
import static org.portolan.testbed.Cloud.id;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/**
 * Networks of each type with real packets: two hosts that are wired to two physical networks, and machines on these that know nothing of the
 * cloud.
 */
@FullStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // the cloud is made before all tests
class NetworkTypesTest {

    private static final Duration BEAT = Duration.ofMillis(20);
    private static final int TAG = 120;

    @AutoClose
    private static Cloud cloud;

    @RegisterExtension
    final CloudStory story = new CloudStory(() -> cloud);

    private PhysicalNetwork physnet1;
    private PhysicalNetwork physnet2;
    private Host host1;
    private Host street;
    private Host otherStreet;
    private JsonNode blue;
    private Guest blue1;
    private Guest blue2;

    private static Neutron api() {
        return cloud.neutron();
    }

    @BeforeAll
    void a_cloud_on_two_physical_networks() {
        cloud = Cloud.start(
                "--portolan.network-types.vlan.physnet1=100:199", "--portolan.network-types.vlan.physnet2=100:199");
        physnet1 = cloud.addPhysicalNetwork("physnet1");
        physnet2 = cloud.addPhysicalNetwork("physnet2");
        host1 = cloud.addHost("host1", Map.of(physnet1, "br-ex", physnet2, "br-provider-two"));
        cloud.addHost("host2", Map.of(physnet1, "br-ex", physnet2, "br-provider-two"), "--dhcp");
        street = cloud.addStreet("street1", physnet1);
        otherStreet = cloud.addStreet("street2", physnet2);
        cloud.awaitAgents(3);
        // Host 2 has more networks, so that the same network has another local VLAN id there.
        guest("filler", "host2", network("filler", Map.of(), "10.9.0.0/24"), "10.9.0.1");
        blue = vlan("blue", physnet1, TAG);
        blue1 = guest("blue1", "host1", blue, "10.1.0.11");
        blue2 = guest("blue2", "host2", blue, "10.1.0.12");
    }

    @AfterEach
    void only_the_blue_guests_are_left() {
        for (JsonNode port : api().list("port")) {
            String name = port.path("name").asString("");
            if (name.startsWith("tmp-")) {
                api().delete("port", id(port));
            }
        }
        for (JsonNode network : api().list("network")) {
            if (network.path("name").asString("").startsWith("tmp-")) {
                api().delete("network", id(network));
            }
        }
    }

    private static JsonNode network(String name, Map<String, Object> more, String cidr) {
        JsonNode network = api().network(name, more);
        api().subnet(network, cidr, Map.of("enable_dhcp", false));
        return network;
    }

    private static JsonNode vlan(String name, PhysicalNetwork physical, int tag) {
        return network(
                name,
                Map.of(
                        "provider:network_type",
                        "vlan",
                        "provider:physical_network",
                        physical.name(),
                        "provider:segmentation_id",
                        tag),
                "10.1.0.0/24");
    }

    private static JsonNode flat(String name, PhysicalNetwork physical) {
        return network(
                name,
                Map.of("provider:network_type", "flat", "provider:physical_network", physical.name()),
                "10.1.0.0/24");
    }

    private static Guest guest(String name, String host, JsonNode network, String address) {
        return cloud.guest(name, host, network, "/24", Map.of("fixed_ips", List.of(Map.of("ip_address", address))));
    }

    private static String tag(Guest guest) {
        return guest.host()
                .openVSwitch()
                .vsctl("get", "port", guest.nic().tap(), "tag")
                .strip();
    }

    @Test
    void guests_on_two_hosts_share_a_vlan_whose_tag_is_on_the_wire_whatever_it_is_called_inside() {
        assertThat(tag(blue1)).isNotEqualTo("" + TAG).isNotEqualTo(tag(blue2));
        blue1.pingUntilAnswered(blue2.ip(), PATIENCE);
        try (Capture wire = host1.capture(physnet1.wire(), "vlan and icmp")) {
            assertThat(blue1.ping(blue2.ip(), 20, BEAT).lost()).isZero();

            assertThat(wire.stop()).hasSizeGreaterThan(30).allMatch(frame -> frame.contains("vlan " + TAG + ","));
        }
        assertThat(blue1.echoOverTcp(blue2, 300_000)).isPositive();
    }

    @Test
    void a_machine_outside_is_reached_on_its_vlan_and_on_no_other() {
        Guest friend = Cloud.outsider(street, "friend", 1, "10.1.0.101/24", TAG);
        Guest stranger = Cloud.outsider(street, "stranger", 2, "10.1.0.102/24", TAG + 1);
        Guest untagged = Cloud.outsider(street, "untagged", 3, "10.1.0.103/24", 0);
        Guest elsewhere = Cloud.outsider(otherStreet, "elsewhere", 4, "10.1.0.104/24", TAG);

        blue1.pingUntilAnswered(friend.ip(), PATIENCE);
        friend.pingUntilAnswered(blue2.ip(), PATIENCE);
        assertThat(friend.echoOverTcp(blue2, 100_000)).isPositive();
        assertThat(blue1.cannotReach(stranger.ip())).isTrue();
        assertThat(blue1.cannotReach(untagged.ip())).isTrue();
        assertThat(blue1.cannotReach(elsewhere.ip()))
                .as("the same tag on another physical network")
                .isTrue();
        List.of(friend, stranger, untagged, elsewhere).forEach(Guest::unplug);
    }

    @Test
    void two_vlan_networks_on_the_same_hosts_do_not_hear_each_other() {
        JsonNode red = vlan("tmp-red", physnet1, TAG + 5);
        Guest red1 = guest("tmp-red1", "host1", red, "10.1.0.21");
        Guest red2 = guest("tmp-red2", "host2", red, "10.1.0.22");
        red1.pingUntilAnswered(red2.ip(), PATIENCE);

        try (Capture heard = red2.capture("arp and host 10.1.0.77")) {
            blue1.arping("10.1.0.77");
            assertThat(blue1.cannotReach(red1.ip())).as("on the same host").isTrue();
            assertThat(blue1.cannotReach(red2.ip())).as("on another host").isTrue();
            assertThat(heard.stop()).isEmpty();
        }
        red1.unplug();
        red2.unplug();
    }

    @Test
    void a_flat_network_is_the_untagged_wire() {
        JsonNode plain = flat("tmp-plain", physnet2);
        Guest plain1 = guest("tmp-plain1", "host1", plain, "10.1.0.31");
        Guest plain2 = guest("tmp-plain2", "host2", plain, "10.1.0.32");
        Guest outside = Cloud.outsider(otherStreet, "outside", 5, "10.1.0.105/24", 0);
        plain1.pingUntilAnswered(plain2.ip(), PATIENCE);
        outside.pingUntilAnswered(plain1.ip(), PATIENCE);

        try (Capture wire = host1.capture(physnet2.wire(), "icmp or (vlan and icmp)")) {
            assertThat(plain1.ping(outside.ip(), 10, BEAT).lost()).isZero();
            assertThat(wire.stop()).hasSizeGreaterThan(15).noneMatch(frame -> frame.contains("vlan"));
        }
        assertThat(plain1.cannotReach(blue1.ip())).isTrue();
        List.of(plain1, plain2, outside).forEach(Guest::unplug);
    }

    @Test
    void gre_carries_frames_with_the_network_s_key() {
        overTunnels("gre", 4711, "ip proto 47", "key=0x1267");
    }

    @Test
    void geneve_carries_frames_with_the_network_s_identifier() {
        overTunnels("geneve", 4712, "udp port 6081", "vni 0x1268");
    }

    private void overTunnels(String type, int id, String filter, String sign) {
        JsonNode network = network(
                "tmp-" + type, Map.of("provider:network_type", type, "provider:segmentation_id", id), "10.1.0.0/24");
        Guest one = guest("tmp-" + type + "1", "host1", network, "10.1.0.61");
        Guest two = guest("tmp-" + type + "2", "host2", network, "10.1.0.62");
        one.pingUntilAnswered(two.ip(), PATIENCE);

        try (Capture wire = host1.captureUnderlay(filter)) {
            assertThat(one.ping(two.ip(), 20, BEAT).lost()).isZero();
            assertThat(wire.stop()).filteredOn(packet -> packet.contains(sign)).hasSizeGreaterThan(30);
        }
        assertThat(one.echoOverTcp(two, 300_000)).isPositive();
        assertThat(one.cannotReach(blue1.ip())).isTrue();
        List.of(one, two).forEach(Guest::unplug);
    }

    @Test
    void a_guest_on_a_vlan_is_told_its_address_by_a_server_on_another_host() {
        JsonNode told = api().network(
                        "tmp-told",
                        Map.of(
                                "provider:network_type",
                                "vlan",
                                "provider:physical_network",
                                "physnet2",
                                "provider:segmentation_id",
                                TAG));
        api().subnet(told, "10.2.0.0/24", Map.of());
        JsonNode port = cloud.port("tmp-asks", "host1", told, Map.of());
        Guest asks = cloud.plug("tmp-asks", port, "");

        Await.until("the guest is told its address", PATIENCE, () -> Cloud.address(port)
                .equals(asks.askByDhcp().get("ip")));
        asks.unplug();
    }

    @Test
    void a_local_network_ends_at_its_host() {
        JsonNode cell = network("tmp-cell", Map.of("provider:network_type", "local"), "10.1.0.0/24");
        Guest cell1 = guest("tmp-cell1", "host1", cell, "10.1.0.41");
        Guest cell2 = guest("tmp-cell2", "host1", cell, "10.1.0.42");
        Guest cell3 = guest("tmp-cell3", "host2", cell, "10.1.0.43");

        cell1.pingUntilAnswered(cell2.ip(), PATIENCE);
        assertThat(cell1.cannotReach(cell3.ip())).isTrue();
        assertThat(cell1.cannotReach(blue1.ip())).isTrue();
        List.of(cell1, cell2, cell3).forEach(Guest::unplug);
    }

    @Test
    void the_death_of_an_agent_costs_no_packet_and_its_return_changes_nothing() {
        blue1.pingUntilAnswered(blue2.ip(), PATIENCE);
        String tag = tag(blue1);
        List<String> flows = host1.openVSwitch().flows("br-ex");
        RunningPing ping = blue1.startPing(blue2.ip(), BEAT);

        cloud.agent("host1").kill();
        cloud.agent("host1").start();
        Guest later = guest("tmp-later", "host1", blue, "10.1.0.13");
        later.pingUntilAnswered(blue2.ip(), PATIENCE);

        assertThat(ping.stop().lost()).isZero();
        assertThat(tag(blue1)).isEqualTo(tag).isEqualTo(tag(later));
        assertThat(host1.openVSwitch().flows("br-ex")).containsExactlyInAnyOrderElementsOf(flows);
        later.unplug();
    }

    @Test
    void a_restart_of_open_vswitch_needs_nothing_but_flows() {
        blue1.pingUntilAnswered(blue2.ip(), PATIENCE);

        host1.openVSwitch().restart();

        blue1.pingUntilAnswered(blue2.ip(), PATIENCE);
    }

    @Test
    void what_others_have_done_to_the_wiring_is_put_right() {
        blue1.pingUntilAnswered(blue2.ip(), PATIENCE);

        host1.openVSwitch().vsctl("del-port", "br-int", "int-br-ex");
        blue1.pingUntilAnswered(blue2.ip(), PATIENCE);

        host1.openVSwitch().vsctl("del-controller", "br-ex", "--", "set-fail-mode", "br-ex", "standalone");
        Await.until("the bridge is secure again", PATIENCE, () -> host1.openVSwitch()
                .vsctl("get-fail-mode", "br-ex")
                .strip()
                .equals("secure"));
        blue1.pingUntilAnswered(blue2.ip(), PATIENCE);
        assertThat(host1.openVSwitch().flows("br-ex")).anyMatch(flow -> flow.contains("priority=2,"));
    }

    @Test
    void when_the_last_guest_of_a_network_goes_its_tag_is_let_in_no_more() {
        int tag = TAG + 7;
        Guest last = guest("tmp-last", "host1", vlan("tmp-gone", physnet1, tag), "10.1.0.51");
        assertThat(host1.openVSwitch().flows("br-int")).anyMatch(flow -> flow.contains("dl_vlan=" + tag + " "));

        last.unplug();

        Await.until(
                "nothing of the network is left",
                PATIENCE,
                () -> host1.openVSwitch().flows("br-int").stream()
                                .noneMatch(flow -> flow.contains("dl_vlan=" + tag + " "))
                        && host1.openVSwitch().flows("br-ex").stream()
                                .noneMatch(flow -> flow.contains("set_field:" + (4096 + tag) + "->vlan_vid")));
    }
}
