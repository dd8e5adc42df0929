package org.portolan.agent.desired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.agent.Sample.HOST1;
import static org.portolan.agent.Sample.endpoint;
import static org.portolan.agent.Sample.network;
import static org.portolan.agent.Sample.port;
import static org.portolan.agent.Sample.portId;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portolan.agent.FakeSwitch;
import org.portolan.agent.Sample;
import org.portolan.agent.pipeline.Bridge;
import org.portolan.agent.pipeline.Meter;
import org.portolan.agent.pipeline.Packet;
import org.portolan.agent.pipeline.Tables;
import org.portolan.agent.reconcile.Receipt;
import org.portolan.agent.reconcile.Reconciler;
import org.portolan.agent.reconcile.Trigger;
import org.portolan.api.node.NodePort;
import org.portolan.api.node.NodePortQos;
import org.portolan.api.node.NodeQosPolicy;
import org.portolan.api.node.NodeQosPolicy.Rule;
import org.portolan.api.node.Topology;
import org.portolan.api.port.PortId;

/** Guest 1 of host1, whose packets a policy may mark and limit; guest 4 has none. */
class QosFlowsTest {
    private static final UUID GOLD = UUID.fromString("88888888-8888-4888-8888-888888888881");
    private static final UUID SILVER = UUID.fromString("88888888-8888-4888-8888-888888888882");
    private static final Rule MARK = new Rule(UUID.randomUUID(), 26, null, 0, true);
    private static final Rule LIMIT = new Rule(UUID.randomUUID(), null, 1000, 0, true);

    private final FakeSwitch ovs = new FakeSwitch();
    private final AtomicReference<Topology> view = new AtomicReference<>(Topology.empty()
            .with(endpoint(1))
            .with(network(1))
            .with(port(1, 1, "host1"))
            .with(port(4, 1, "host1")));
    private final Reconciler reconciler = reconciler();
    private int number;

    private Reconciler reconciler() {
        return new Reconciler(
                new Renderer(HOST1, ""), Sample.views(view), ovs, ovs, receipt -> {}, Reconciler.Rhythm.standard());
    }

    @BeforeEach
    void started() {
        pass(Trigger.STARTED);
        number = ovs.plug("tap1", portId(1).toString());
        ovs.plug("tap4", portId(4).toString());
        pass(Trigger.SWITCH);
        ovs.takeJournal();
        ovs.takeBundleLines();
    }

    private Receipt.Applied pass(Trigger reason) {
        Receipt receipt = reconciler.pass(EnumSet.of(reason));
        assertThat(receipt).isInstanceOf(Receipt.Applied.class);
        return (Receipt.Applied) receipt;
    }

    private void policy(UUID id, Rule... rules) {
        view.updateAndGet(topology -> topology.with(new NodeQosPolicy(id, List.of(rules), 500)));
        pass(Trigger.LOG);
    }

    private void holds(@Nullable UUID own, @Nullable UUID ofNetwork) {
        view.updateAndGet(topology -> topology.with(new NodePortQos(new PortId(portId(1)), own, ofNetwork, 600)));
        pass(Trigger.LOG);
    }

    private List<String> flows() {
        return ovs.lines(Bridge.BR_INT).stream()
                .filter(line -> line.contains("reg2=0"))
                .toList();
    }

    @Test
    void what_a_guest_sends_is_marked_once_and_then_goes_its_way() {
        policy(GOLD, MARK);
        holds(GOLD, null);

        assertThat(flows())
                .containsExactlyInAnyOrder(
                        "cookie=0x504f0c0000000258, priority=201,ip,reg2=0,in_port=" + number
                                + " actions=set_field:26->ip_dscp,set_field:0x1->reg2,resubmit(,0)",
                        "cookie=0x504f0c0000000258, priority=201,ipv6,reg2=0,in_port=" + number
                                + " actions=set_field:26->ip_dscp,set_field:0x1->reg2,resubmit(,0)");
        Tables tables = new Tables(() -> ovs.lines(Bridge.BR_INT));
        assertThat(tables.send(number, Packet.ping(1, 9)).path()).startsWith(0, 0, 60);
        assertThat(tables.send(number, Packet.ping(1, 9)).isSwitched()).isTrue();
        assertThat(tables.send(number, Packet.arp(1, 9)).path()).startsWith(0, 60);
        assertThat(pass(Trigger.AUDIT).isUnchanged()).isTrue();
    }

    @Test
    void a_limit_is_a_meter_that_is_there_before_the_flow_and_goes_after_it() {
        policy(GOLD, LIMIT);
        holds(GOLD, null);

        assertThat(ovs.meters(Bridge.BR_INT)).isEqualTo(Map.of(number, new Meter(1000, 800)));
        assertThat(flows())
                .containsExactly("cookie=0x504f0c0000000258, priority=200,reg2=0,in_port=" + number + " actions=meter:"
                        + number + ",set_field:0x1->reg2,resubmit(,0)");

        policy(GOLD, new Rule(LIMIT.id(), null, 2000, 500, true));
        assertThat(ovs.meters(Bridge.BR_INT)).isEqualTo(Map.of(number, new Meter(2000, 500)));

        holds(null, null);
        assertThat(flows()).isEmpty();
        assertThat(ovs.meters(Bridge.BR_INT)).isEmpty();
        assertThat(ovs.takeJournal())
                .containsSubsequence(
                        "meter " + number + " lets 1000 pass",
                        "bundle for br-int",
                        "meter " + number + " lets 2000 pass",
                        "bundle for br-int",
                        "meter " + number + " removed");
    }

    @Test
    void what_a_guest_receives_is_limited_where_it_leaves_the_switch_and_nothing_is_left_when_the_guest_goes() {
        policy(GOLD, new Rule(UUID.randomUUID(), null, 3000, 0, false));
        holds(GOLD, null);
        assertThat(ovs.port("br-int", "tap1").limit()).isEqualTo(new Meter(3000, 2400));
        assertThat(ovs.port("br-int", "tap4").limit()).isNull();
        assertThat(flows()).isEmpty();
        assertThat(pass(Trigger.AUDIT).isUnchanged()).isTrue();

        ovs.unplug("tap1");
        pass(Trigger.SWITCH);
        assertThat(ovs.view().orElseThrow().limited()).isEmpty();
    }

    @Test
    void the_port_s_own_policy_goes_before_its_network_s() {
        policy(GOLD, MARK);
        policy(SILVER, LIMIT);
        holds(null, SILVER);
        assertThat(flows()).allMatch(line -> line.contains("meter:")).hasSize(1);

        holds(GOLD, SILVER);
        assertThat(flows()).noneMatch(line -> line.contains("meter:")).hasSize(2);
    }

    @Test
    void a_network_s_policy_does_not_hold_for_the_network_s_own_ports() {
        policy(GOLD, MARK);
        NodePort router = port(1, 1, "host1");
        view.updateAndGet(topology -> topology.with(new NodePort(
                router.id(),
                router.networkId(),
                router.macAddress(),
                router.addresses(),
                "network:router_interface",
                router.security(),
                router.host(),
                router.generation(),
                router.segmentId(),
                true,
                700)));
        holds(null, GOLD);

        assertThat(flows()).isEmpty();
    }

    @Test
    void a_rule_costs_the_flows_of_its_ports_only() {
        policy(GOLD, MARK);
        holds(GOLD, null);
        ovs.takeBundleLines();

        policy(GOLD, new Rule(MARK.id(), 10, null, 0, true));

        assertThat(ovs.takeBundleLines()).hasSize(2).allMatch(line -> line.contains("set_field:10->ip_dscp"));
    }

    @Test
    void a_restart_of_the_agent_changes_nothing_and_one_of_open_vswitch_brings_all_back() {
        policy(GOLD, MARK, LIMIT);
        holds(GOLD, null);
        List<String> before = flows();
        ovs.takeJournal();

        assertThat(reconciler().pass(EnumSet.of(Trigger.STARTED)))
                .isInstanceOfSatisfying(Receipt.Applied.class, applied -> assertThat(applied.isUnchanged())
                        .isTrue());
        assertThat(ovs.takeJournal()).isEmpty();

        ovs.restart();
        pass(Trigger.FLOWS_LOST);
        assertThat(flows()).containsExactlyInAnyOrderElementsOf(before);
        assertThat(ovs.meters(Bridge.BR_INT)).containsOnlyKeys(number);
    }

    @Test
    void meters_are_read_as_open_vswitch_prints_them() {
        assertThat(Meter.parse(Stream.of(
                        "OFPST_METER_CONFIG reply (OF1.4) (xid=0x2):",
                        "meter=5 kbps burst bands=",
                        "type=drop rate=1000 burst_size=800",
                        "meter=6 pktps bands=",
                        "type=drop rate=7")))
                .isEqualTo(Map.of(5, new Meter(1000, 800), 6, new Meter(7, 0)));
        assertThat(new Meter(1000, 800).text(5))
                .isEqualTo("meter=5,kbps,burst,band=type=drop,rate=1000,burst_size=800");
    }
}
