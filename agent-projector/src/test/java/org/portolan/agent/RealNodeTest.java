package org.portolan.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.agent.RealSwitch.until;
import static org.portolan.agent.Sample.portId;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.portolan.agent.controller.StateDirectory;
import org.portolan.agent.ovsdb.BridgeNames;
import org.portolan.api.segment.NetworkType;

/** A whole agent on a real Open vSwitch: two guests here, one on another host. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class RealNodeTest {
    private static final String TO_PATCH = "in_port=patch-int,dl_vlan=1,dl_src=fa:16:3e:00:00:01,";

    @TempDir
    private Path directory;

    private final FakeController controller = FakeController.start();
    private final RealSwitch ovs = RealSwitch.start();
    private final List<AutoCloseable> agent = new ArrayList<>();
    private BridgeNames bridges = BridgeNames.usual();

    @BeforeEach
    void a_cloud() {
        controller.happen(log -> log.endpoint(1)
                .endpoint(2)
                .network(1)
                .guest(1, 1, "host1")
                .guest(2, 1, "host1")
                .guest(3, 1, "host2")
                .update(1, "{\"port_security_enabled\":false}")
                .update(2, "{\"port_security_enabled\":false}"));
    }

    @AfterEach
    void stop() throws Exception {
        stopAgent();
        controller.close();
        ovs.close();
    }

    private void startAgent() throws Exception {
        Settings settings = new Settings(
                controller.address(),
                List.of(),
                "host1",
                "10.77.0.1",
                List.of(NetworkType.VXLAN),
                Map.of(),
                ovs.directory(),
                "",
                bridges,
                Duration.ofMillis(100),
                Settings.Serving.nothing());
        StateDirectory state = StateDirectory.open(directory, "host1");
        agent.add(state);
        NodeAgent started = NodeAgent.on(settings, state);
        agent.add(started);
        started.start();
    }

    private void stopAgent() throws Exception {
        for (AutoCloseable resource : agent.reversed()) {
            resource.close();
        }
        agent.clear();
    }

    private void settled() throws Exception {
        startAgent();
        until("the bridges are there", () -> ovs.vsctl("list-br").size() == 2);
        ovs.plug("tap1", portId(1).toString());
        ovs.plug("tap2", portId(2).toString());
        until(
                "both guests are wired",
                () -> controller.receipts().contains("1 wired 1")
                        && controller.receipts().contains("2 wired 1"));
    }

    private String tag(String tap) {
        return ovs.vsctl("get", "Port", tap, "tag").getFirst();
    }

    /** The flows of both bridges, each with the number of packets that it has seen. */
    private Set<String> flows() {
        Set<String> flows = new TreeSet<>();
        for (String bridge : List.of("br-int", "br-tun")) {
            for (String line : ovs.ofctl("-O", "OpenFlow14", "dump-flows", bridge)) {
                flows.add(bridge + line.replaceAll("(duration|n_bytes|idle_age|hard_age)=[^,]*, ", ""));
            }
        }
        flows.removeIf(line -> line.contains("OFPST_FLOW"));
        return flows;
    }

    @Test
    void guests_are_tagged_and_the_port_on_the_other_host_has_its_entries() throws Exception {
        settled();

        assertThat(tag("tap1")).isEqualTo("1");
        assertThat(tag("tap2")).isEqualTo("1");
        assertThat(ovs.vsctl("get", "Port", "tap1", "other_config:segmentation_id"))
                .containsExactly("\"1001\"");
        assertThat(flows())
                .anyMatch(line ->
                        line.startsWith("br-tun") && line.contains("table=4, n_packets=0, priority=1,tun_id=0x3e9"))
                .anyMatch(line -> line.contains("table=20, n_packets=0, priority=2,dl_vlan=1,dl_dst=fa:16:3e:00:00:03"))
                .anyMatch(line -> line.contains("table=21, n_packets=0, priority=1,arp,dl_vlan=1,arp_tpa=10.0.0.3"))
                .noneMatch(line -> line.startsWith("br-tun")
                        && (line.contains("dl_dst=fa:16:3e:00:00:02") || line.contains("arp_tpa=10.0.0.2")));
        assertThat(ovs.trace("br-tun", TO_PATCH + "dl_dst=fa:16:3e:00:00:03"))
                .contains("set_field:0x3e9->tun_id", "output:");
        assertThat(ovs.trace(
                        "br-tun",
                        TO_PATCH + "dl_dst=ff:ff:ff:ff:ff:ff,arp,arp_op=1,arp_spa=10.0.0.1,arp_tpa=10.0.0.3,"
                                + "arp_sha=fa:16:3e:00:00:01"))
                .contains("load:0xfa163e000003->NXM_NX_ARP_SHA[]", "IN_PORT")
                .doesNotContain("tun_id");
    }

    @Test
    void a_restart_of_the_agent_changes_nothing_on_the_bridges() throws Exception {
        settled();
        ovs.trace("br-tun", TO_PATCH + "dl_dst=fa:16:3e:00:00:03");
        ovs.appctl(
                "netdev-dummy/receive",
                "tap1",
                "in_port(1),eth(src=fa:16:3e:00:00:01,dst=fa:16:3e:00:00:03),"
                        + "eth_type(0x0800),ipv4(src=10.0.0.1,dst=10.0.0.3,proto=1,tos=0,ttl=64,frag=no),icmp(type=8,code=0)");
        until("the packet is counted", () -> flows().stream()
                .anyMatch(line -> line.contains("n_packets=1") && line.contains("dl_dst=fa:16:3e:00:00:03")));
        Set<String> before = flows();
        List<String> ports = ovs.vsctl("--columns=_uuid,tag,other_config", "list", "Port");
        List<String> told = controller.receipts();
        int heartbeats = controller.heartbeats().size();

        stopAgent();
        assertThat(flows()).isEqualTo(before);
        startAgent();
        until("it has caught up", () -> controller.heartbeats().stream()
                .skip(heartbeats + 1L)
                .anyMatch(position -> position == controller.head()));

        assertThat(flows()).isEqualTo(before);
        assertThat(ovs.vsctl("--columns=_uuid,tag,other_config", "list", "Port"))
                .isEqualTo(ports);
        assertThat(controller.receipts()).isEqualTo(told);
    }

    @Test
    void a_bridge_that_is_wiped_or_deleted_heals() throws Exception {
        settled();
        Set<String> before = flows();

        ovs.ofctl("-O", "OpenFlow14", "del-flows", "br-int");
        ovs.ofctl("-O", "OpenFlow14", "del-flows", "br-tun");
        until("the flows are back", () -> flows().equals(before));

        ovs.vsctl("del-br", "br-tun");
        until("the bridge is back", () -> ovs.vsctl("list-br").contains("br-tun") && flows().size() == before.size());
        assertThat(tag("tap1")).isEqualTo("1");
    }

    @Test
    void bridges_may_have_other_names() throws Exception {
        bridges = new BridgeNames("br-guests", "br-wide");
        startAgent();
        until("the bridges are there", () -> ovs.vsctl("list-br").size() == 2);

        assertThat(ovs.vsctl("list-br")).containsExactly("br-guests", "br-wide");
        until(
                "the pipeline is there",
                () -> ovs.ofctl("-O", "OpenFlow14", "dump-flows", "br-wide").size() > 12);
    }
}
