package org.portolan.agent.desired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.agent.Sample.HOST1;
import static org.portolan.agent.Sample.disabled;
import static org.portolan.agent.Sample.endpoint;
import static org.portolan.agent.Sample.network;
import static org.portolan.agent.Sample.networkId;
import static org.portolan.agent.Sample.port;
import static org.portolan.agent.Sample.portId;
import static org.portolan.agent.Sample.threeHosts;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.portolan.agent.FakeSwitch;
import org.portolan.agent.desired.Attachment.Dead;
import org.portolan.agent.desired.Attachment.Failed;
import org.portolan.agent.desired.Attachment.Wired;
import org.portolan.agent.node.LocalHost;
import org.portolan.agent.ovsdb.SwitchView;
import org.portolan.agent.pipeline.Bridge;
import org.portolan.agent.pipeline.Flow;
import org.portolan.agent.reconcile.SwitchPlan;
import org.portolan.api.json.Json;
import org.portolan.api.node.Topology;
import org.portolan.api.node.TunnelEndpoint;
import org.portolan.api.segment.NetworkType;

class RendererTest {
    private final Renderer renderer = new Renderer(HOST1, "");
    private final FakeSwitch ovs = new FakeSwitch();

    /** Renders, configures the switch accordingly, and renders again now that there are port numbers. */
    private DesiredState settle(Topology view) {
        DesiredState first = renderer.render(TopologyView.of(view), current(), LocalVlans.none());
        ovs.apply(SwitchPlan.between(current(), first.ovs()).changes());
        return renderer.render(TopologyView.of(view), current(), first.vlans());
    }

    private SwitchView current() {
        return ovs.view().orElseThrow();
    }

    private static List<String> lines(DesiredState state, Bridge bridge) {
        return state.flowsOf(bridge).flows().stream().map(Flow::text).toList();
    }

    private static final List<String> BARE_BR_INT = List.of(
            "cookie=0x504f010000000000, priority=0 actions=resubmit(,60)",
            "cookie=0x504f010000000000, table=23, priority=0 actions=drop",
            "cookie=0x504f010000000000, table=24, priority=0 actions=drop",
            "cookie=0x504f010000000000, table=25, priority=0 actions=drop",
            "cookie=0x504f010000000000, table=60, priority=0 actions=NORMAL",
            "cookie=0x504f010000000000, table=71, priority=110,ct_state=+trk actions=ct_clear,resubmit(,71)",
            "cookie=0x504f010000000000, table=71, priority=70,icmp6,icmp_type=134 actions=resubmit(,93)",
            "cookie=0x504f010000000000, table=71, priority=70,udp,tp_src=67,tp_dst=68 actions=resubmit(,93)",
            "cookie=0x504f010000000000, table=71, priority=70,udp6,tp_src=547,tp_dst=546 actions=resubmit(,93)",
            "cookie=0x504f010000000000, table=71, priority=0 actions=resubmit(,93)",
            "cookie=0x504f010000000000, table=72, priority=50,ct_mark=0x1 actions=resubmit(,93)",
            "cookie=0x504f010000000000, table=72, priority=50,ct_state=+est-rel+rpl,ct_mark=0 actions=resubmit(,73)",
            "cookie=0x504f010000000000, table=72, priority=50,ct_state=+inv+trk actions=resubmit(,93)",
            "cookie=0x504f010000000000, table=72, priority=50,ct_state=-new-est+rel-inv,ct_mark=0 actions=resubmit(,73)",
            "cookie=0x504f010000000000, table=72, priority=40,ct_state=+est,ip actions=ct(commit,zone=NXM_NX_REG6[0..15],exec(set_field:0x1->ct_mark))",
            "cookie=0x504f010000000000, table=72, priority=40,ct_state=+est,ipv6 actions=ct(commit,zone=NXM_NX_REG6[0..15],exec(set_field:0x1->ct_mark))",
            "cookie=0x504f010000000000, table=72, priority=0 actions=resubmit(,93)",
            "cookie=0x504f010000000000, table=73, priority=90,ct_state=+est-rpl,ct_mark=0x1,ip actions=ct(commit,zone=NXM_NX_REG6[0..15],exec(set_field:0->ct_mark)),resubmit(,94)",
            "cookie=0x504f010000000000, table=73, priority=90,ct_state=+est-rpl,ct_mark=0x1,ipv6 actions=ct(commit,zone=NXM_NX_REG6[0..15],exec(set_field:0->ct_mark)),resubmit(,94)",
            "cookie=0x504f010000000000, table=73, priority=90,ct_state=+new-est,ip actions=ct(commit,zone=NXM_NX_REG6[0..15]),resubmit(,91)",
            "cookie=0x504f010000000000, table=73, priority=90,ct_state=+new-est,ipv6 actions=ct(commit,zone=NXM_NX_REG6[0..15]),resubmit(,91)",
            "cookie=0x504f010000000000, table=73, priority=0 actions=resubmit(,94)",
            "cookie=0x504f010000000000, table=81, priority=100,arp actions=resubmit(,92)",
            "cookie=0x504f010000000000, table=81, priority=100,icmp6,icmp_type=130 actions=resubmit(,92)",
            "cookie=0x504f010000000000, table=81, priority=100,icmp6,icmp_type=131 actions=resubmit(,92)",
            "cookie=0x504f010000000000, table=81, priority=100,icmp6,icmp_type=132 actions=resubmit(,92)",
            "cookie=0x504f010000000000, table=81, priority=100,icmp6,icmp_type=133 actions=resubmit(,92)",
            "cookie=0x504f010000000000, table=81, priority=100,icmp6,icmp_type=134 actions=resubmit(,92)",
            "cookie=0x504f010000000000, table=81, priority=100,icmp6,icmp_type=135 actions=resubmit(,92)",
            "cookie=0x504f010000000000, table=81, priority=100,icmp6,icmp_type=136 actions=resubmit(,92)",
            "cookie=0x504f010000000000, table=81, priority=100,icmp6,icmp_type=143 actions=resubmit(,92)",
            "cookie=0x504f010000000000, table=81, priority=95,udp,tp_src=67,tp_dst=68 actions=resubmit(,92)",
            "cookie=0x504f010000000000, table=81, priority=95,udp6,tp_src=547,tp_dst=546 actions=resubmit(,92)",
            "cookie=0x504f010000000000, table=81, priority=90,ct_state=-trk,ip actions=ct(table=82,zone=NXM_NX_REG6[0..15])",
            "cookie=0x504f010000000000, table=81, priority=90,ct_state=-trk,ipv6 actions=ct(table=82,zone=NXM_NX_REG6[0..15])",
            "cookie=0x504f010000000000, table=81, priority=80,ct_state=+trk actions=resubmit(,82)",
            "cookie=0x504f010000000000, table=81, priority=0 actions=resubmit(,93)",
            "cookie=0x504f010000000000, table=82, priority=50,ct_mark=0x1 actions=resubmit(,93)",
            "cookie=0x504f010000000000, table=82, priority=50,ct_state=+est-rel+rpl,ct_mark=0 actions=resubmit(,92)",
            "cookie=0x504f010000000000, table=82, priority=50,ct_state=+inv+trk actions=resubmit(,93)",
            "cookie=0x504f010000000000, table=82, priority=50,ct_state=-new-est+rel-inv,ct_mark=0 actions=resubmit(,92)",
            "cookie=0x504f010000000000, table=82, priority=40,ct_state=+est,ip actions=ct(commit,zone=NXM_NX_REG6[0..15],exec(set_field:0x1->ct_mark))",
            "cookie=0x504f010000000000, table=82, priority=40,ct_state=+est,ipv6 actions=ct(commit,zone=NXM_NX_REG6[0..15],exec(set_field:0x1->ct_mark))",
            "cookie=0x504f010000000000, table=82, priority=0 actions=resubmit(,93)",
            "cookie=0x504f010000000000, table=91, priority=0 actions=resubmit(,94)",
            "cookie=0x504f010000000000, table=92, priority=10,ct_state=+est-rpl,ct_mark=0x1,ip actions=ct(commit,zone=NXM_NX_REG6[0..15],exec(set_field:0->ct_mark)),output:NXM_NX_REG5[]",
            "cookie=0x504f010000000000, table=92, priority=10,ct_state=+est-rpl,ct_mark=0x1,ipv6 actions=ct(commit,zone=NXM_NX_REG6[0..15],exec(set_field:0->ct_mark)),output:NXM_NX_REG5[]",
            "cookie=0x504f010000000000, table=92, priority=10,ct_state=+new-est,ip actions=ct(commit,zone=NXM_NX_REG6[0..15]),output:NXM_NX_REG5[]",
            "cookie=0x504f010000000000, table=92, priority=10,ct_state=+new-est,ipv6 actions=ct(commit,zone=NXM_NX_REG6[0..15]),output:NXM_NX_REG5[]",
            "cookie=0x504f010000000000, table=92, priority=0 actions=output:NXM_NX_REG5[]",
            "cookie=0x504f010000000000, table=93, priority=0 actions=drop",
            "cookie=0x504f010000000000, table=94, priority=0 actions=NORMAL");

    private static final List<String> BARE_BR_TUN = List.of(
            "cookie=0x504f010000000000, priority=1,in_port=1 actions=resubmit(,2)",
            "cookie=0x504f010000000000, priority=0 actions=drop",
            "cookie=0x504f010000000000, table=2, priority=1,arp,dl_dst=ff:ff:ff:ff:ff:ff actions=resubmit(,21)",
            "cookie=0x504f010000000000, table=2, priority=0,dl_dst=00:00:00:00:00:00/01:00:00:00:00:00 actions=resubmit(,20)",
            "cookie=0x504f010000000000, table=2, priority=0,dl_dst=01:00:00:00:00:00/01:00:00:00:00:00 actions=resubmit(,22)",
            "cookie=0x504f010000000000, table=3, priority=0 actions=drop",
            "cookie=0x504f010000000000, table=4, priority=0 actions=drop",
            "cookie=0x504f010000000000, table=6, priority=0 actions=drop",
            "cookie=0x504f010000000000, table=10, priority=1 actions=learn(table=20,hard_timeout=300,priority=1,"
                    + "cookie=0x504f070000000000,NXM_OF_VLAN_TCI[0..11],NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],"
                    + "load:0->NXM_OF_VLAN_TCI[],load:NXM_NX_TUN_ID[]->NXM_NX_TUN_ID[],output:OXM_OF_IN_PORT[]),output:1",
            "cookie=0x504f010000000000, table=20, priority=0 actions=resubmit(,22)",
            "cookie=0x504f010000000000, table=21, priority=0 actions=resubmit(,22)",
            "cookie=0x504f010000000000, table=22, priority=0 actions=drop");

    @Test
    void an_empty_log_gives_the_bare_pipeline() {
        DesiredState state = settle(Topology.empty());

        assertThat(lines(state, Bridge.BR_INT)).containsExactlyInAnyOrderElementsOf(BARE_BR_INT);
        assertThat(lines(state, Bridge.BR_TUN)).containsExactlyInAnyOrderElementsOf(BARE_BR_TUN);
    }

    @Test
    void a_port_in_the_log_without_a_tap_changes_nothing_but_the_tunnels() {
        DesiredState state = settle(threeHosts());

        assertThat(state.attachments()).isEmpty();
        assertThat(lines(state, Bridge.BR_INT)).containsExactlyInAnyOrderElementsOf(BARE_BR_INT);
        assertThat(lines(state, Bridge.BR_TUN))
                .containsAll(BARE_BR_TUN)
                .filteredOn(line -> !BARE_BR_TUN.contains(line))
                .containsExactlyInAnyOrder(
                        "cookie=0x504f020000000002, priority=1,in_port=2 actions=resubmit(,4)",
                        "cookie=0x504f020000000003, priority=1,in_port=3 actions=resubmit(,4)");
    }

    @Test
    void a_tap_that_meets_its_port_gets_its_network() {
        settle(Topology.empty());
        ovs.plug("tap1", portId(1).toString());

        DesiredState state = settle(threeHosts());

        assertThat(state.attachments()).containsExactly(Map.entry(portId(1), new Wired(1)));
        assertThat(current().port("br-int", "tap1").orElseThrow().tag()).isEqualTo(1);
        assertThat(current().port("br-int", "tap1").orElseThrow().otherConfig())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "net_uuid", networkId(1).toString(), "network_type", "vxlan", "segmentation_id", "1001"));
        assertThat(lines(state, Bridge.BR_TUN))
                .filteredOn(line -> !BARE_BR_TUN.contains(line) && !line.contains("in_port"))
                .containsExactlyInAnyOrder(
                        "cookie=0x504f030000000065, table=4, priority=1,tun_id=0x3e9 actions=push_vlan:0x8100,set_field:4097->vlan_vid,resubmit(,10)",
                        "cookie=0x504f040000000066, table=20, priority=2,dl_vlan=1,dl_dst=fa:16:3e:00:00:02 actions=pop_vlan,set_field:0x3e9->tun_id,output:2",
                        "cookie=0x504f040000000067, table=20, priority=2,dl_vlan=1,dl_dst=fa:16:3e:00:00:03 actions=pop_vlan,set_field:0x3e9->tun_id,output:3",
                        "cookie=0x504f050000000066, table=21, priority=1,arp,dl_vlan=1,arp_tpa=10.0.0.2 actions="
                                + "move:NXM_OF_ETH_SRC[]->NXM_OF_ETH_DST[],set_field:fa:16:3e:00:00:02->eth_src,load:0x2->NXM_OF_ARP_OP[],"
                                + "move:NXM_NX_ARP_SHA[]->NXM_NX_ARP_THA[],move:NXM_OF_ARP_SPA[]->NXM_OF_ARP_TPA[],"
                                + "load:0xfa163e000002->NXM_NX_ARP_SHA[],load:0xa000002->NXM_OF_ARP_SPA[],IN_PORT",
                        "cookie=0x504f050000000067, table=21, priority=1,arp,dl_vlan=1,arp_tpa=10.0.0.3 actions="
                                + "move:NXM_OF_ETH_SRC[]->NXM_OF_ETH_DST[],set_field:fa:16:3e:00:00:03->eth_src,load:0x2->NXM_OF_ARP_OP[],"
                                + "move:NXM_NX_ARP_SHA[]->NXM_NX_ARP_THA[],move:NXM_OF_ARP_SPA[]->NXM_OF_ARP_TPA[],"
                                + "load:0xfa163e000003->NXM_NX_ARP_SHA[],load:0xa000003->NXM_OF_ARP_SPA[],IN_PORT",
                        "cookie=0x504f030000000067, table=22, priority=1,dl_vlan=1 actions=pop_vlan,set_field:0x3e9->tun_id,output:2,output:3");
    }

    @Test
    void a_tap_that_the_log_does_not_know_is_cut_off() {
        settle(Topology.empty());
        int number = ovs.plug("tap9", portId(9).toString());

        DesiredState state = settle(threeHosts());

        assertThat(state.attachments()).containsExactly(Map.entry(portId(9), new Dead(Dead.Reason.UNKNOWN)));
        assertThat(current().port("br-int", "tap9").orElseThrow().tag()).isEqualTo(4095);
        assertThat(lines(state, Bridge.BR_INT))
                .contains("cookie=0x504f060000000000, priority=2,in_port=" + number + " actions=drop");
    }

    @Test
    void a_tap_whose_id_is_no_port_id_at_all_is_cut_off_too() {
        settle(Topology.empty());
        int number = ovs.plug("tap9", "vm-9");

        DesiredState state = settle(threeHosts());

        assertThat(state.attachments()).isEmpty();
        assertThat(lines(state, Bridge.BR_INT))
                .contains("cookie=0x504f060000000000, priority=2,in_port=" + number + " actions=drop");
    }

    @Test
    void disabling_a_port_cuts_it_off_and_names_the_event_that_did() {
        settle(Topology.empty());
        int number = ovs.plug("tap1", portId(1).toString());
        settle(threeHosts());

        DesiredState state = settle(threeHosts().with(disabled(port(1, 1, "host1"), 500)));

        assertThat(state.attachments()).containsExactly(Map.entry(portId(1), new Dead(Dead.Reason.DISABLED)));
        assertThat(current().port("br-int", "tap1").orElseThrow().tag()).isEqualTo(4095);
        assertThat(lines(state, Bridge.BR_INT))
                .contains("cookie=0x504f0600000001f4, priority=2,in_port=" + number + " actions=drop");
        assertThat(lines(state, Bridge.BR_TUN)).noneMatch(line -> line.contains("dl_vlan=1"));
    }

    @Test
    void a_port_bound_to_another_host_is_not_wired_here() {
        settle(Topology.empty());
        ovs.plug("tap2", portId(2).toString());

        assertThat(settle(threeHosts()).attachments())
                .containsExactly(Map.entry(portId(2), new Dead(Dead.Reason.BOUND_ELSEWHERE)));
    }

    @Test
    void a_network_that_this_host_cannot_serve_is_a_failure_of_its_port_only() {
        Topology view = threeHosts()
                .with(network(2, NetworkType.VLAN))
                .with(port(21, 2, "host1"))
                .with(port(31, 3, "host1"));
        settle(Topology.empty());
        ovs.plug("tap1", portId(1).toString());
        ovs.plug("tap21", portId(21).toString());
        ovs.plug("tap31", portId(31).toString());

        assertThat(settle(view).attachments())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        portId(1), new Wired(1),
                        portId(21), new Failed(1, Failed.Cause.PHYSICAL_NETWORK),
                        portId(31), new Failed(1, Failed.Cause.NO_SUCH_NETWORK)));
    }

    @Test
    void disabled_and_unbound_ports_elsewhere_are_neither_reached_nor_answered_for() {
        settle(Topology.empty());
        ovs.plug("tap1", portId(1).toString());
        Topology view = threeHosts().with(disabled(port(2, 1, "host2"), 500)).with(port(4, 1, null));

        assertThat(lines(settle(view), Bridge.BR_TUN))
                .noneMatch(line -> line.contains("fa:16:3e:00:00:02") || line.contains("fa:16:3e:00:00:04"))
                .anyMatch(line -> line.contains("table=22, priority=1,dl_vlan=1")
                        && line.endsWith("actions=pop_vlan,set_field:0x3e9->tun_id,output:3"));
    }

    @Test
    void tunnels_lead_only_to_hosts_with_a_type_in_common_and_never_to_oneself() {
        Topology view = Topology.empty()
                .with(endpoint(1))
                .with(endpoint(2, Set.of(NetworkType.VXLAN)))
                .with(endpoint(3, Set.of(NetworkType.GRE)))
                .with(new TunnelEndpoint("host4", Json.address("fd00::4"), List.of(NetworkType.VXLAN), 4))
                .with(new TunnelEndpoint("alias", Json.address("10.77.0.1"), List.of(NetworkType.VXLAN), 5));
        Renderer vxlanOnly = new Renderer(new LocalHost("host1", "10.77.0.1", Set.of(NetworkType.VXLAN), Map.of()), "");

        assertThat(renderer.render(TopologyView.of(view), SwitchView.empty(), LocalVlans.none())
                        .ovs()
                        .tunnels())
                .containsOnlyKeys("vxlan-0a4d0002", "gre-0a4d0003");
        assertThat(vxlanOnly
                        .render(TopologyView.of(view), SwitchView.empty(), LocalVlans.none())
                        .ovs()
                        .tunnels())
                .containsOnlyKeys("vxlan-0a4d0002");
        assertThat(renderer.render(TopologyView.of(view), SwitchView.empty(), LocalVlans.none())
                        .ovs()
                        .tunnels()
                        .values())
                .filteredOn(tunnel -> tunnel.portName().equals("vxlan-0a4d0002"))
                .singleElement()
                .extracting(DesiredSwitch.Tunnel::options)
                .isEqualTo(Map.of(
                        "local_ip", "10.77.0.1",
                        "remote_ip", "10.77.0.2",
                        "in_key", "flow",
                        "out_key", "flow",
                        "df_default", "true"));
    }

    @Test
    void a_host_without_a_tunnel_address_has_no_tunnel_bridge() {
        Renderer island = new Renderer(new LocalHost("host1", null, Set.of(), Map.of()), "netdev");

        DesiredState state = island.render(TopologyView.of(threeHosts()), SwitchView.empty(), LocalVlans.none());

        assertThat(state.flows()).containsOnlyKeys(Bridge.BR_INT);
        assertThat(state.ovs().tunnels()).isEmpty();
        assertThat(SwitchPlan.between(SwitchView.empty(), state.ovs()).changes())
                .singleElement()
                .hasToString("CreateBridge[bridge=br-int, datapathType=netdev]");
    }

    @Test
    void ports_of_one_network_share_a_vlan_and_ports_of_two_do_not() {
        settle(Topology.empty());
        ovs.plug("tap1", portId(1).toString());
        ovs.plug("tap4", portId(4).toString());
        ovs.plug("tap5", portId(5).toString());

        settle(threeHosts().with(network(2)).with(port(4, 1, "host1")).with(port(5, 2, "host1")));

        assertThat(current().port("br-int", "tap1").orElseThrow().tag()).isEqualTo(1);
        assertThat(current().port("br-int", "tap4").orElseThrow().tag()).isEqualTo(1);
        assertThat(current().port("br-int", "tap5").orElseThrow().tag()).isEqualTo(2);
    }
}
