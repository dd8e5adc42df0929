package org.portolan.agent.desired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.agent.Sample.HOST1;
import static org.portolan.agent.Sample.endpoint;
import static org.portolan.agent.Sample.network;
import static org.portolan.agent.Sample.networkId;
import static org.portolan.agent.Sample.port;
import static org.portolan.agent.Sample.portId;
import static org.portolan.agent.Sample.segmentId;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.portolan.agent.FakeSwitch;
import org.portolan.agent.Sample;
import org.portolan.agent.desired.Attachment.Failed;
import org.portolan.agent.desired.Attachment.Wired;
import org.portolan.agent.node.LocalHost;
import org.portolan.agent.ovsdb.SwitchChange;
import org.portolan.agent.pipeline.Bridge;
import org.portolan.agent.pipeline.Packet;
import org.portolan.agent.pipeline.Patch;
import org.portolan.agent.pipeline.Tables;
import org.portolan.agent.reconcile.Receipt;
import org.portolan.agent.reconcile.Reconciler;
import org.portolan.agent.reconcile.Trigger;
import org.portolan.api.network.NetworkId;
import org.portolan.api.node.NodeNetwork;
import org.portolan.api.node.Topology;
import org.portolan.api.segment.NetworkType;
import org.portolan.api.segment.Segment;

/** Flat and VLAN networks on a host that is wired to two physical networks, and packets through their flows in memory. */
class PhysicalNetworksTest {
    private static final Bridge BR_EX = Bridge.physical("br-ex");
    private static final Bridge BR_TWO = Bridge.physical("br-provider-two");

    private final FakeSwitch ovs = new FakeSwitch();
    private final AtomicReference<Topology> view = new AtomicReference<>(Topology.empty()
            .with(endpoint(1))
            .with(network(1))
            .with(on(2, NetworkType.VLAN, "physnet1", 100L))
            .with(on(3, NetworkType.FLAT, "physnet1", null))
            .with(on(4, NetworkType.VLAN, "physnet2", 100L))
            .with(on(5, NetworkType.LOCAL, null, null))
            .with(on(6, NetworkType.VLAN, "physnet9", 100L))
            .with(port(1, 1, "host1"))
            .with(port(2, 2, "host1"))
            .with(port(3, 3, "host1"))
            .with(port(4, 4, "host1"))
            .with(port(5, 5, "host1"))
            .with(port(6, 6, "host1")));
    private final Reconciler reconciler = reconciler(HOST1);
    private final Tables inside = new Tables(() -> ovs.lines(Bridge.BR_INT));
    private final Tables outside = new Tables(() -> ovs.lines(BR_EX));

    private Reconciler reconciler(LocalHost host) {
        return new Reconciler(
                new Renderer(host, ""), Sample.views(view), ovs, ovs, receipt -> {}, Reconciler.Rhythm.standard());
    }

    private static NodeNetwork on(int number, NetworkType type, @Nullable String physical, @Nullable Long id) {
        return new NodeNetwork(
                new NetworkId(networkId(number)),
                List.of(new Segment(segmentId(number), type, physical, id)),
                10L + number);
    }

    private Receipt.Applied pass(Trigger reason) {
        Receipt receipt = reconciler.pass(EnumSet.of(reason));
        assertThat(receipt).isInstanceOf(Receipt.Applied.class);
        return (Receipt.Applied) receipt;
    }

    /** Bridges to both physical networks, and guests of these numbers, each in the network of its number. */
    private Receipt.Applied started(int... guests) {
        ovs.addBridge("br-ex");
        ovs.addBridge("br-provider-two");
        pass(Trigger.STARTED);
        for (int guest : guests) {
            ovs.plug("tap" + guest, portId(guest).toString());
        }
        return pass(Trigger.SWITCH);
    }

    private int number(Bridge bridge, String port) {
        return Objects.requireNonNull(ovs.port(bridge.ovsName(), port).number());
    }

    private int tag(int guest) {
        return Objects.requireNonNull(ovs.port("br-int", "tap" + guest).tag());
    }

    private int inner() {
        return number(Bridge.BR_INT, "int-br-ex");
    }

    private int outer() {
        return number(BR_EX, "phy-br-ex");
    }

    @Test
    void each_bridge_to_a_physical_network_is_joined_to_the_integration_bridge_after_both_have_been_closed() {
        ovs.addBridge("br-ex");
        ovs.addBridge("br-provider-two");
        pass(Trigger.STARTED);

        assertThat(ovs.port("br-int", "int-br-ex").options()).containsEntry("peer", "phy-br-ex");
        assertThat(ovs.port("br-ex", "phy-br-ex").options()).containsEntry("peer", "int-br-ex");
        assertThat(ovs.lines(Bridge.BR_INT))
                .contains("cookie=0x504f0b0000000000, priority=2,in_port=" + inner() + " actions=drop");
        assertThat(ovs.lines(BR_EX))
                .containsExactlyInAnyOrder(
                        "cookie=0x504f0b0000000000, priority=2,in_port=" + outer() + " actions=drop",
                        "cookie=0x504f010000000000, priority=0 actions=NORMAL");
        List<String> journal = ovs.takeJournal();
        int joined = journal.indexOf(
                new SwitchChange.SetInterface("br-ex", "phy-br-ex", "patch", Map.of("peer", "int-br-ex")).toString());
        assertThat(joined).isGreaterThan(journal.lastIndexOf("bundle for br-ex"));
        assertThat(joined).isGreaterThan(journal.lastIndexOf("bundle for br-int"));
        assertThat(pass(Trigger.AUDIT).isUnchanged()).isTrue();
    }

    @Test
    void names_of_ports_that_would_be_too_long_are_shortened_as_neutron_does() {
        assertThat(Patch.to(Bridge.physical("br-ethernet1")).inner())
                .hasSize(15)
                .startsWith("int-br-et");
        assertThat(Patch.to(Bridge.physical("br-ethernet1")).outer())
                .hasSize(15)
                .startsWith("phy-br-et");
        assertThat(Patch.to(Bridge.physical("br-ethernet1"))).isNotEqualTo(Patch.to(Bridge.physical("br-ethernet2")));
        assertThat(Patch.to(Bridge.physical("br-provider")).inner()).isEqualTo("int-br-provider");
    }

    @Test
    void a_vlan_network_is_translated_both_ways_and_its_own_id_stays_outside() {
        assertThat(started(1, 2).attachments()).containsEntry(portId(2), new Wired(1));

        assertThat(tag(2)).isEqualTo(2);
        assertThat(ovs.port("br-int", "tap2").otherConfig())
                .containsEntry("network_type", "vlan")
                .containsEntry("physical_network", "physnet1")
                .containsEntry("segmentation_id", "100");
        assertThat(ovs.lines(Bridge.BR_INT))
                .contains("cookie=0x504f0b0000000066, priority=3,in_port=" + inner()
                        + ",dl_vlan=100 actions=set_field:4098->vlan_vid,resubmit(,60)");
        assertThat(ovs.lines(BR_EX))
                .contains("cookie=0x504f0b0000000066, priority=4,in_port=" + outer()
                        + ",dl_vlan=2 actions=set_field:4196->vlan_vid,NORMAL");
        assertThat(inside.send(inner(), Packet.ping(9, 2).tagged(100)).last().vlan())
                .isEqualTo(2);
        assertThat(outside.send(outer(), Packet.ping(2, 9).tagged(2)).last().vlan())
                .isEqualTo(100);
    }

    @Test
    void a_flat_network_has_no_tag_outside() {
        assertThat(started(3).attachments()).containsEntry(portId(3), new Wired(1));

        assertThat(ovs.lines(Bridge.BR_INT))
                .contains("cookie=0x504f0b0000000067, priority=3,in_port=" + inner()
                        + ",vlan_tci=0x0000/0x1fff actions=push_vlan:0x8100,set_field:4097->vlan_vid,resubmit(,60)");
        assertThat(ovs.lines(BR_EX))
                .contains("cookie=0x504f0b0000000067, priority=4,in_port=" + outer()
                        + ",dl_vlan=1 actions=pop_vlan,NORMAL");
        assertThat(ovs.port("br-int", "tap3").otherConfig()).doesNotContainKey("segmentation_id");
        assertThat(inside.send(inner(), Packet.ping(9, 3)).last().vlan()).isEqualTo(1);
        assertThat(outside.send(outer(), Packet.ping(3, 9).tagged(1)).last().vlan())
                .isZero();
    }

    @Test
    void what_belongs_to_no_network_here_does_not_cross_either_way() {
        started(1, 2);

        assertThat(inside.send(inner(), Packet.ping(9, 2)).isDropped()).isTrue();
        assertThat(inside.send(inner(), Packet.ping(9, 2).tagged(101)).isDropped())
                .isTrue();
        assertThat(inside.send(inner(), Packet.ping(9, 2).tagged(tag(2))).isDropped())
                .as("a local VLAN id means nothing outside")
                .isTrue();
        assertThat(outside.send(outer(), Packet.ping(1, 9).tagged(tag(1))).isDropped())
                .as("a tunnelled network stays off the physical one")
                .isTrue();
    }

    @Test
    void what_is_not_of_the_nodes_is_switched_by_the_bridge_as_ever() {
        started(2);

        assertThat(outside.send(77, Packet.ping(8, 9).tagged(55)).isSwitched()).isTrue();
    }

    @Test
    void the_same_vlan_id_on_two_physical_networks_is_two_networks() {
        started(2, 4);
        int second = number(Bridge.BR_INT, Patch.to(BR_TWO).inner());

        assertThat(tag(2)).isNotEqualTo(tag(4));
        assertThat(inside.send(inner(), Packet.ping(9, 2).tagged(100)).last().vlan())
                .isEqualTo(tag(2));
        assertThat(inside.send(second, Packet.ping(9, 4).tagged(100)).last().vlan())
                .isEqualTo(tag(4));
        assertThat(outside.send(outer(), Packet.ping(4, 9).tagged(tag(4))).isDropped())
                .isTrue();
    }

    @Test
    void a_local_network_has_an_id_here_and_no_way_out() {
        assertThat(started(5).attachments()).containsEntry(portId(5), new Wired(1));

        assertThat(outside.send(outer(), Packet.ping(5, 9).tagged(tag(5))).isDropped())
                .isTrue();
        assertThat(ovs.lines(Bridge.BR_TUN)).noneMatch(line -> line.contains("dl_vlan=" + tag(5)));
    }

    @Test
    void a_physical_network_that_no_bridge_leads_to_is_a_failure_of_its_ports_only() {
        assertThat(started(2, 6).attachments())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(portId(2), new Wired(1), portId(6), new Failed(1, Failed.Cause.PHYSICAL_NETWORK)));
    }

    @Test
    void when_the_last_port_goes_its_network_s_translation_goes_and_no_other() {
        started(2, 3);
        List<String> before = ovs.lines(BR_EX);

        ovs.unplug("tap2");
        pass(Trigger.SWITCH);

        assertThat(ovs.lines(Bridge.BR_INT)).noneMatch(line -> line.contains("dl_vlan=100"));
        assertThat(before)
                .containsAll(ovs.lines(BR_EX))
                .hasSize(ovs.lines(BR_EX).size() + 1);
    }

    @Test
    void a_second_port_of_a_network_writes_its_own_flows_only() {
        started(2);
        ovs.takeBundleLines();

        view.updateAndGet(topology -> topology.with(port(12, 2, "host1")));
        ovs.plug("tap12", portId(12).toString());
        pass(Trigger.LOG);

        assertThat(ovs.takeBundleLines()).singleElement().asString().contains("table=60");
    }

    @Test
    void an_agent_that_starts_again_finds_all_as_it_should_be() {
        started(1, 2, 3, 4);
        ovs.takeJournal();

        Receipt receipt = reconciler(HOST1).pass(EnumSet.of(Trigger.STARTED));

        assertThat(receipt).isInstanceOfSatisfying(Receipt.Applied.class, applied -> assertThat(applied.isUnchanged())
                .isTrue());
        assertThat(ovs.takeJournal()).isEmpty();
    }

    @Test
    void a_bridge_that_leads_to_no_physical_network_any_more_is_disconnected_and_let_go() {
        started(2, 3, 4);
        LocalHost other = new LocalHost("host1", null, Set.of(), Map.of("physnet2", "br-provider-two"));
        ovs.takeJournal();

        Reconciler restarted = reconciler(other);
        restarted.pass(EnumSet.of(Trigger.STARTED));
        restarted.pass(EnumSet.of(Trigger.SWITCH));

        assertThat(ovs.ports(BR_EX)).isEmpty();
        assertThat(ovs.ports(Bridge.BR_INT)).doesNotContain("int-br-ex");
        assertThat(ovs.lines(BR_EX)).containsExactly("cookie=0x504f010000000000, priority=0 actions=NORMAL");
        List<String> journal = ovs.takeJournal();
        assertThat(journal.indexOf(
                        new SwitchChange.SetInterface("br-int", "int-br-ex", "patch", Map.of("peer", Patch.NOWHERE))
                                .toString()))
                .as("it is disconnected before what translates is gone")
                .isBetween(0, journal.indexOf("bundle for br-int"));
    }

    @Test
    void a_bridge_that_is_taken_away_and_comes_back_is_joined_again() {
        started(2);
        List<String> before = ovs.lines(BR_EX);

        ovs.deleteBridge("br-ex");
        assertThat(pass(Trigger.SWITCH).attachments())
                .containsEntry(portId(2), new Failed(1, Failed.Cause.PHYSICAL_NETWORK));
        assertThat(ovs.ports(Bridge.BR_INT)).doesNotContain("int-br-ex");
        ovs.addBridge("br-ex");
        assertThat(pass(Trigger.SWITCH).attachments()).containsEntry(portId(2), new Wired(1));

        assertThat(ovs.lines(BR_EX)).hasSameSizeAs(before);
        assertThat(outside.send(outer(), Packet.ping(2, 9).tagged(tag(2)))
                        .last()
                        .vlan())
                .isEqualTo(100);
    }

    @Test
    void a_bridge_that_obeys_another_is_made_to_do_what_it_is_told() {
        started();

        assertThat(ovs.view().orElseThrow().bridge("br-ex").orElseThrow().failMode())
                .isEqualTo("secure");
    }
}
