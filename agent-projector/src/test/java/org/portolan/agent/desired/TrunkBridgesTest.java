package org.portolan.agent.desired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.agent.Sample.HOST1;
import static org.portolan.agent.Sample.endpoint;
import static org.portolan.agent.Sample.moved;
import static org.portolan.agent.Sample.network;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portolan.agent.FakeSwitch;
import org.portolan.agent.Sample;
import org.portolan.agent.desired.Attachment.Dead;
import org.portolan.agent.desired.Attachment.Wired;
import org.portolan.agent.pipeline.Bridge;
import org.portolan.agent.reconcile.Receipt;
import org.portolan.agent.reconcile.Reconciler;
import org.portolan.agent.reconcile.Trigger;
import org.portolan.api.node.NodePort;
import org.portolan.api.node.NodeTrunk;
import org.portolan.api.node.Topology;
import org.portolan.api.port.PortId;
import org.portolan.api.trunk.SubPort;
import org.portolan.api.trunk.Trunk;

/** A guest of host1 whose device, port 1 in network 1, speaks by tags for ports 2 and 3 in networks 2 and 3, too. */
class TrunkBridgesTest {
    private static final UUID TRUNK = UUID.fromString("77777777-7777-4777-8777-777777777777");
    private static final String BRIDGE = Trunk.bridgeName(TRUNK);
    private static final String OUTER = "spt-" + portId(2).toString().substring(0, 11);
    private static final String INNER = "spi-" + portId(2).toString().substring(0, 11);

    private final FakeSwitch ovs = new FakeSwitch();
    private final AtomicReference<Topology> view = new AtomicReference<>(Topology.empty()
            .with(endpoint(1))
            .with(network(1))
            .with(network(2))
            .with(port(1, 1, "host1"))
            .with(port(2, 2, "host1"))
            .with(trunk(2)));
    private final Reconciler reconciler = reconciler();

    private Reconciler reconciler() {
        return new Reconciler(
                new Renderer(HOST1, ""), Sample.views(view), ovs, ovs, receipt -> {}, Reconciler.Rhythm.standard());
    }

    private static UUID portId(int number) {
        return UUID.fromString("%08d-1111-4111-8111-111111111111".formatted(number));
    }

    /** Names of devices have the beginning of an id, so these differ there. */
    private static NodePort port(int number, int network, String host) {
        NodePort port = Sample.port(number, network, host);
        return new NodePort(
                new PortId(portId(number)),
                port.networkId(),
                port.macAddress(),
                port.addresses(),
                port.deviceOwner(),
                port.security(),
                port.host(),
                port.generation(),
                port.segmentId(),
                port.adminStateUp(),
                port.cause());
    }

    /** With these sub-ports, each tagged by its number and 100. */
    private static NodeTrunk trunk(int... subPorts) {
        List<SubPort> all = new ArrayList<>();
        for (int sub : subPorts) {
            all.add(new SubPort(new PortId(portId(sub)), "vlan", 100 + sub));
        }
        return new NodeTrunk(TRUNK, new PortId(portId(1)), all, Trunk.DOWN, 50);
    }

    @BeforeEach
    void started() {
        pass(Trigger.STARTED);
    }

    private Receipt.Applied pass(Trigger reason) {
        Receipt receipt = reconciler.pass(EnumSet.of(reason));
        assertThat(receipt).isInstanceOf(Receipt.Applied.class);
        return (Receipt.Applied) receipt;
    }

    private Receipt.Applied plugged() {
        ovs.addBridge(BRIDGE);
        ovs.plug(BRIDGE, "tap1", portId(1).toString());
        return pass(Trigger.SWITCH);
    }

    private int tag(String bridge, String port) {
        return Objects.requireNonNull(ovs.port(bridge, port).tag());
    }

    @Test
    void without_its_device_nothing_is_made() {
        ovs.addBridge(BRIDGE);
        pass(Trigger.SWITCH);

        assertThat(ovs.ports(BRIDGE)).isEmpty();
        assertThat(ovs.ports(Bridge.BR_INT)).containsExactly("patch-tun");
    }

    @Test
    void each_port_has_a_way_to_the_integration_bridge_and_is_wired_there_as_any_other() {
        Receipt.Applied receipt = plugged();

        assertThat(receipt.attachments())
                .containsExactlyInAnyOrderEntriesOf(Map.of(portId(1), new Wired(1), portId(2), new Wired(1)));
        assertThat(ovs.port(BRIDGE, OUTER).options()).containsEntry("peer", INNER);
        assertThat(ovs.port("br-int", INNER).options()).containsEntry("peer", OUTER);
        assertThat(ovs.port("br-int", INNER).externalIds())
                .containsEntry("iface-id", portId(2).toString())
                .containsEntry("attached-mac", Sample.mac(2));
        assertThat(tag(BRIDGE, OUTER)).as("as the guest has it").isEqualTo(102);
        assertThat(tag("br-int", INNER)).as("as the host has it").isEqualTo(2);
        assertThat(ovs.port(BRIDGE, "tpt-" + portId(1).toString().substring(0, 11))
                        .tag())
                .as("the parent's frames have none")
                .isNull();
        assertThat(ovs.lines(Bridge.BR_INT))
                .anyMatch(line -> line.contains("table=60, priority=100,in_port="
                        + ovs.port("br-int", INNER).number()));
        assertThat(pass(Trigger.AUDIT).isUnchanged()).isTrue();
    }

    @Test
    void a_sub_port_is_cut_off_until_it_is_bound_here() {
        view.updateAndGet(topology -> topology.with(moved(port(2, 2, "host1"), "host2", 200)));

        assertThat(plugged().attachments()).containsEntry(portId(2), new Dead(Dead.Reason.BOUND_ELSEWHERE));
        assertThat(tag("br-int", INNER)).isEqualTo(LocalVlans.DEAD);
    }

    @Test
    void sub_ports_come_and_go_without_touching_the_others() {
        plugged();
        ovs.takeChanges();
        view.updateAndGet(
                topology -> topology.with(network(3)).with(port(3, 3, "host1")).with(trunk(2, 3)));

        assertThat(pass(Trigger.LOG).attachments()).containsEntry(portId(3), new Wired(1));
        assertThat(ovs.takeChanges()).noneMatch(change -> change.toString().contains(INNER));

        view.updateAndGet(topology -> topology.with(trunk(3)));
        pass(Trigger.LOG);
        assertThat(pass(Trigger.SWITCH).attachments()).doesNotContainKey(portId(2));
        assertThat(ovs.ports(BRIDGE)).doesNotContain(OUTER);
        assertThat(ovs.ports(Bridge.BR_INT)).doesNotContain(INNER);
    }

    @Test
    void when_the_device_goes_its_bridge_goes_and_nothing_is_left() {
        plugged();

        ovs.unplug(BRIDGE, "tap1");
        pass(Trigger.SWITCH);
        pass(Trigger.SWITCH);

        assertThat(ovs.hasBridge(BRIDGE)).isFalse();
        assertThat(ovs.ports(Bridge.BR_INT)).containsExactly("patch-tun");
        assertThat(ovs.lines(Bridge.BR_INT)).noneMatch(line -> line.contains("in_port"));
    }

    @Test
    void an_agent_that_starts_again_finds_all_as_it_should_be() {
        plugged();
        ovs.takeJournal();

        assertThat(reconciler().pass(EnumSet.of(Trigger.STARTED)))
                .isInstanceOfSatisfying(Receipt.Applied.class, applied -> assertThat(applied.isUnchanged())
                        .isTrue());
        assertThat(ovs.takeJournal()).isEmpty();
    }
}
