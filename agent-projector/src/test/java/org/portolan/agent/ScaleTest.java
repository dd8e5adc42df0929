package org.portolan.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.agent.Sample.HOST1;
import static org.portolan.agent.Sample.endpoint;
import static org.portolan.agent.Sample.network;
import static org.portolan.agent.Sample.port;
import static org.portolan.agent.Sample.portId;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.portolan.agent.desired.LocalVlans;
import org.portolan.agent.desired.Renderer;
import org.portolan.agent.openflow.OvsOfctl;
import org.portolan.agent.ovsdb.OvsdbClient;
import org.portolan.agent.pipeline.Bridge;
import org.portolan.agent.reconcile.FlowPlan;
import org.portolan.agent.reconcile.Receipt;
import org.portolan.agent.reconcile.Reconciler;
import org.portolan.agent.reconcile.Trigger;
import org.portolan.api.node.Topology;

/** Ten thousand ports on other hosts, all in one network: the worst case, for every one of them concerns this host. */
class ScaleTest {
    private static final int PORTS = 10_000;
    private static final int FLOWS = 2 * PORTS;

    private static Topology bigCloud() {
        Topology view = Topology.empty().with(network(1)).with(port(1, 1, "host1"));
        for (int host = 2; host <= 51; host++) {
            view = view.with(endpoint(host));
        }
        for (int number = 2; number <= PORTS + 1; number++) {
            view = view.with(port(number, 1, "host" + (2 + number % 50)));
        }
        return view;
    }

    /** The time that this thread has computed, in nanoseconds: what other processes do on the machine does not count. */
    private static long processorTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long processorMillis(long since) {
        return (processorTime() - since) / 1_000_000;
    }

    private static long millis(long since) {
        return (System.nanoTime() - since) / 1_000_000;
    }

    @Test
    void rendering_and_comparing_ten_thousand_ports_takes_less_than_a_second_and_one_more_port_next_to_nothing() {
        FakeSwitch ovs = new FakeSwitch();
        AtomicReference<Topology> view = new AtomicReference<>(bigCloud());
        try (Reconciler reconciler = new Reconciler(
                new Renderer(HOST1, ""), Sample.views(view), ovs, ovs, receipt -> {}, Reconciler.Rhythm.standard())) {
            reconciler.pass(EnumSet.of(Trigger.STARTED));
            ovs.plug("tap1", portId(1).toString());

            long cold = processorTime();
            Receipt.Applied all = (Receipt.Applied) reconciler.pass(EnumSet.of(Trigger.SWITCH));
            long coldMillis = processorMillis(cold);
            assertThat(all.flowsPut()).isEqualTo(FLOWS + 3);
            assertThat(coldMillis).isLessThan(1_000);

            long audit = processorTime();
            assertThat(((Receipt.Applied) reconciler.pass(EnumSet.of(Trigger.AUDIT))).isUnchanged())
                    .isTrue();
            assertThat(processorMillis(audit)).isLessThan(1_000);

            int steps = 100;
            long begin = processorTime();
            for (int step = 1; step <= steps; step++) {
                int number = PORTS + 1 + step;
                view.updateAndGet(before -> before.with(port(number, 1, "host2")));
                assertThat(((Receipt.Applied) reconciler.pass(EnumSet.of(Trigger.LOG))).flowsPut())
                        .isEqualTo(2);
            }
            System.out.printf(
                    "%d ports: first rendering %d ms, one more port %.2f ms%n",
                    PORTS, coldMillis, processorMillis(begin) / (double) steps);
            assertThat(processorMillis(begin) / steps).isLessThan(50);
        }
    }

    @Test
    void a_fresh_agent_brings_ten_thousand_ports_onto_a_real_switch_within_three_seconds() {
        try (RealSwitch ovs = RealSwitch.start();
                OvsdbClient ovsdb =
                        OvsdbClient.watch(ovs.directory().resolve("db.sock"), Duration.ofSeconds(10), () -> {})) {
            ovsdb.awaitView();
            OvsOfctl openFlow = new OvsOfctl(ovs.directory(), Duration.ofSeconds(10));
            AtomicReference<Topology> view = new AtomicReference<>(bigCloud());
            try (Reconciler reconciler = new Reconciler(
                    new Renderer(HOST1, ""),
                    Sample.views(view),
                    ovsdb,
                    openFlow,
                    receipt -> {},
                    Reconciler.Rhythm.standard())) {
                ovs.vsctl("--no-wait", "add-br", "br-int");
                ovs.plug("tap1", portId(1).toString());
                RealSwitch.until("the tap is seen", () -> ovsdb.view()
                        .orElseThrow()
                        .portNumber("br-int", "tap1")
                        .isPresent());

                long cold = System.nanoTime();
                Receipt first = reconciler.pass(EnumSet.of(Trigger.STARTED));
                long coldMillis = millis(cold);
                assertThat(first)
                        .isInstanceOfSatisfying(Receipt.Applied.class, applied -> assertThat(applied.flowsPut())
                                .isGreaterThan(FLOWS));

                long audit = System.nanoTime();
                assertThat(reconciler.pass(EnumSet.of(Trigger.AUDIT)))
                        .isInstanceOfSatisfying(Receipt.Applied.class, applied -> assertThat(applied.isUnchanged())
                                .isTrue());
                long auditMillis = millis(audit);

                int steps = 30;
                List<Long> times = new ArrayList<>();
                for (int step = 1; step <= steps; step++) {
                    int number = PORTS + 1 + step;
                    view.updateAndGet(before -> before.with(port(number, 1, "host2")));
                    long begin = System.nanoTime();
                    reconciler.pass(EnumSet.of(Trigger.LOG));
                    times.add(millis(begin));
                }
                Collections.sort(times);
                long median = times.get(steps / 2);
                System.out.printf(
                        "%d ports on a real switch: cold %d ms, audit %d ms, one more port %d ms in the median, %d ms at most%n",
                        PORTS, coldMillis, auditMillis, median, times.getLast());
                assertThat(coldMillis).isLessThan(3_000);
                assertThat(median).isLessThan(150);
            }
        }
    }

    @Test
    void the_incremental_comparison_says_the_same_as_the_full_one() {
        FakeSwitch ovs = new FakeSwitch();
        AtomicReference<Topology> view = new AtomicReference<>(bigCloud());
        try (Reconciler reconciler = new Reconciler(
                new Renderer(HOST1, ""), Sample.views(view), ovs, ovs, receipt -> {}, Reconciler.Rhythm.standard())) {
            reconciler.pass(EnumSet.of(Trigger.STARTED));
            ovs.plug("tap1", portId(1).toString());
            reconciler.pass(EnumSet.of(Trigger.SWITCH));
            view.updateAndGet(before -> Sample.without(before.with(port(5, 1, "host3")), 6));

            FlowPlan full = FlowPlan.between(
                    ovs.dump(Bridge.BR_TUN),
                    new Renderer(HOST1, "")
                            .render(Sample.views(view).get(), ovs.view().orElseThrow(), LocalVlans.none())
                            .flowsOf(Bridge.BR_TUN));
            Receipt.Applied step = (Receipt.Applied) reconciler.pass(EnumSet.of(Trigger.LOG));

            assertThat(step.flowsPut()).isEqualTo(full.puts().size());
            assertThat(step.flowsDeleted()).isEqualTo(full.deletes().size()).isEqualTo(2);
        }
    }
}
