package org.portolan.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.testbed.Cloud.PATIENCE;
import static org.portolan.testbed.Cloud.id;
import static org.portolan.testbed.Cloud.text;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/**
 * Guests that speak for several ports by tags, with real packets: on host1 two such guests that use the same tag for different networks, on
 * host2 a plain guest in each network.
 */
@FullStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.MethodName.class)
@SuppressWarnings("NullAway.Init") // the cloud is made before all tests
class TrunksTest {

    private static final Duration BEAT = Duration.ofMillis(20);
    private static final int GUESTS_TAG = 10;
    private static final int WIRE_TAG = 120;

    @AutoClose
    private static Cloud cloud;

    @RegisterExtension
    final CloudStory story = new CloudStory(() -> cloud);

    private PhysicalNetwork physnet1;
    private Host host1;
    private JsonNode green;
    private JsonNode trunk;
    private JsonNode parent;
    private JsonNode blueSub;
    private String bridge;
    private String inside;
    private Guest native1;
    private Guest blue1;
    private Guest red1;
    private Guest plain2;
    private Guest blue2;
    private Guest red2;
    private Guest green2;

    private static Neutron api() {
        return cloud.neutron();
    }

    @BeforeAll
    void guests_with_trunks() {
        cloud = Cloud.start("--portolan.network-types.vlan.physnet1=100:199");
        physnet1 = cloud.addPhysicalNetwork("physnet1");
        host1 = cloud.addHost("host1", Map.of(physnet1, "br-ex"));
        cloud.addHost("host2", Map.of(physnet1, "br-ex"));
        cloud.awaitAgents(2);
        JsonNode plain = network("plain", Map.of());
        JsonNode blue = network(
                "blue",
                Map.of(
                        "provider:network_type",
                        "vlan",
                        "provider:physical_network",
                        "physnet1",
                        "provider:segmentation_id",
                        WIRE_TAG,
                        "mtu",
                        1450));
        JsonNode red = network("red", Map.of());
        green = network("green", Map.of());
        plain2 = guest("plain2", plain, 21);
        blue2 = guest("blue2", blue, 22);
        red2 = guest("red2", red, 23);
        green2 = guest("green2", green, 24);

        parent = port("parent", plain, 11);
        blueSub = port("blue-sub", blue, 12);
        trunk = trunk(parent, blueSub);
        bridge = place(parent);
        inside = host1.plugTrunk(bridge, id(parent));
        native1 = behind("native1", parent, inside, 0);
        blue1 = behind("blue1", blueSub, inside, GUESTS_TAG);

        JsonNode otherParent = port("other-parent", plain, 13);
        JsonNode redSub = port("red-sub", red, 14);
        trunk(otherParent, redSub);
        String otherInside = host1.plugTrunk(place(otherParent), id(otherParent));
        red1 = behind("red1", redSub, otherInside, GUESTS_TAG);
    }

    private static JsonNode network(String name, Map<String, Object> more) {
        JsonNode network = api().network(name, more);
        api().subnet(network, "10.1.0.0/24", Map.of("enable_dhcp", false));
        return network;
    }

    private static Map<String, Object> at(int number) {
        return Map.of("fixed_ips", List.of(Map.of("ip_address", "10.1.0." + number)));
    }

    private static Guest guest(String name, JsonNode network, int number) {
        return cloud.guest(name, "host2", network, "/24", at(number));
    }

    /** On no host yet, and of no device. */
    private static JsonNode port(String name, JsonNode network, int number) {
        Map<String, Object> attributes = new TreeMap<>(at(number));
        attributes.put("name", name);
        attributes.put("network_id", id(network));
        attributes.put("port_security_enabled", false);
        return api().create("port", attributes);
    }

    private static JsonNode trunk(JsonNode parent, JsonNode... subPorts) {
        return api().create(
                        "trunk",
                        Map.of(
                                "port_id",
                                id(parent),
                                "sub_ports",
                                List.of(subPorts).stream()
                                        .map(sub -> tagged(sub, GUESTS_TAG))
                                        .toList()));
    }

    private static Map<String, Object> tagged(JsonNode subPort, int tag) {
        return Map.of("port_id", id(subPort), "segmentation_type", "vlan", "segmentation_id", tag);
    }

    /** As Nova does: it says where the port is to be, and is told which bridge to plug its device into. */
    private static String place(JsonNode port) {
        JsonNode placed =
                api().update("port", id(port), Map.of("binding:host_id", "host1", "device_owner", "compute:nova"));
        return text(placed.path("binding:vif_details"), "bridge_name");
    }

    private Guest behind(String name, JsonNode port, String bridgeInside, int tag) {
        return host1.plug(
                name,
                new Guest.Nic("in-" + name, text(port, "mac_address"), Cloud.address(port) + "/24", 1450),
                new Guest.Socket(bridgeInside, tag));
    }

    private static void becomes(JsonNode trunk, String status) {
        Await.until("the trunk is " + status, PATIENCE, () -> text(api().show("trunk", id(trunk)), "status")
                .equals(status));
    }

    @Test
    void a_guest_speaks_without_a_tag_for_its_own_port_and_by_tag_for_another() {
        assertThat(bridge).startsWith("tbr-");
        becomes(trunk, "ACTIVE");
        native1.pingUntilAnswered(plain2.ip(), PATIENCE);
        blue1.pingUntilAnswered(blue2.ip(), PATIENCE);

        assertThat(native1.echoOverTcp(plain2, 100_000)).isPositive();
        assertThat(blue1.echoOverTcp(blue2, 100_000)).isPositive();
        assertThat(native1.cannotReach(blue2.ip())).isTrue();
        assertThat(blue1.cannotReach(plain2.ip())).isTrue();
        JsonNode sub = api().show("port", id(blueSub));
        assertThat(text(sub, "binding:host_id")).isEqualTo("host1");
        assertThat(text(sub, "status")).isEqualTo("ACTIVE");
    }

    @Test
    void each_hop_has_its_own_tag() {
        blue1.pingUntilAnswered(blue2.ip(), PATIENCE);
        try (Capture atGuest = host1.capture("tap" + id(parent).substring(0, 11), "vlan and icmp");
                Capture wire = host1.capture(physnet1.wire(), "vlan and icmp")) {
            assertThat(blue1.ping(blue2.ip(), 10, BEAT).lost()).isZero();

            assertThat(atGuest.stop())
                    .hasSizeGreaterThan(15)
                    .allMatch(frame -> frame.contains("vlan " + GUESTS_TAG + ","));
            assertThat(wire.stop()).hasSizeGreaterThan(15).allMatch(frame -> frame.contains("vlan " + WIRE_TAG + ","));
        }
        String tag = host1.openVSwitch()
                .vsctl("get", "port", "spi-" + id(blueSub).substring(0, 11), "tag")
                .strip();
        assertThat(tag).isNotEqualTo("" + GUESTS_TAG).isNotEqualTo("" + WIRE_TAG);
    }

    @Test
    void a_sub_port_of_a_tunnelled_network_leaves_in_the_tunnel_without_the_guest_s_tag() {
        red1.pingUntilAnswered(red2.ip(), PATIENCE);
        String inner = "udp dst port 4789 and udp[28:2] == ";
        try (Capture tagged = host1.captureUnderlay(inner + "0x8100");
                Capture plain = host1.captureUnderlay(inner + "0x0800")) {
            assertThat(red1.ping(red2.ip(), 10, BEAT).lost()).isZero();

            assertThat(plain.stop()).hasSizeGreaterThan(15);
            assertThat(tagged.stop()).isEmpty();
        }
    }

    @Test
    void after_a_restart_of_open_vswitch_all_ports_speak_again() {
        host1.openVSwitch().restart();

        native1.pingUntilAnswered(plain2.ip(), PATIENCE);
        blue1.pingUntilAnswered(blue2.ip(), PATIENCE);
        red1.pingUntilAnswered(red2.ip(), PATIENCE);
        assertThat(blue1.cannotReach(red2.ip())).isTrue();
    }

    @Test
    void the_same_tag_of_two_guests_is_two_networks() {
        red1.pingUntilAnswered(red2.ip(), PATIENCE);

        assertThat(red1.cannotReach(blue2.ip())).isTrue();
        assertThat(red1.cannotReach(blue1.ip())).isTrue();
        assertThat(blue1.cannotReach(red2.ip())).isTrue();
    }

    @Test
    void sub_ports_come_and_go_while_others_talk() {
        blue1.pingUntilAnswered(blue2.ip(), PATIENCE);
        RunningPing ping = blue1.startPing(blue2.ip(), BEAT);
        JsonNode greenSub = port("green-sub", green, 15);
        Guest green1 = behind("green1", greenSub, inside, 11);
        assertThat(green1.cannotReach(green2.ip())).isTrue();

        api().act("trunk", id(trunk), "add_subports", Map.of("sub_ports", List.of(tagged(greenSub, 11))));
        green1.pingUntilAnswered(green2.ip(), PATIENCE);
        becomes(trunk, "ACTIVE");

        api().act("trunk", id(trunk), "remove_subports", Map.of("sub_ports", List.of(Map.of("port_id", id(greenSub)))));
        Await.until("it is cut off", PATIENCE, () -> green1.cannotReach(green2.ip()));
        becomes(trunk, "ACTIVE");
        assertThat(ping.stop().lost()).isZero();
    }

    @Test
    void the_death_of_the_agent_costs_no_packet() {
        blue1.pingUntilAnswered(blue2.ip(), PATIENCE);
        RunningPing ping = blue1.startPing(blue2.ip(), BEAT);
        cloud.agent("host1").kill();
        cloud.agent("host1").start();
        JsonNode later = cloud.port("later", "host1", green, Map.of());
        cloud.plug("later", later, Cloud.address(later) + "/24").pingUntilAnswered(green2.ip(), PATIENCE);

        assertThat(ping.stop().lost()).isZero();
    }

    @Test
    void when_the_device_is_unplugged_the_trunk_is_down_and_its_bridge_gone() {
        JsonNode plain = network("short", Map.of());
        JsonNode brief = port("brief", plain, 31);
        JsonNode briefSub = port("brief-sub", green, 32);
        JsonNode short1 = trunk(brief, briefSub);
        String shortBridge = place(brief);
        host1.plugTrunk(shortBridge, id(brief));
        becomes(short1, "ACTIVE");

        host1.unplugTrunk(shortBridge, id(brief));

        becomes(short1, "DOWN");
        Await.until("its bridge is gone", PATIENCE, () -> !host1.openVSwitch()
                .bridges()
                .contains(shortBridge));
        assertThat(host1.openVSwitch().vsctl("list-ports", "br-int"))
                .doesNotContain(id(brief).substring(0, 11), id(briefSub).substring(0, 11));
    }
}
