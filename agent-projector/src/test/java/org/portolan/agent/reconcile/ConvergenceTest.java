package org.portolan.agent.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.agent.Sample.HOST1;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.portolan.agent.FakeSwitch;
import org.portolan.agent.Sample;
import org.portolan.agent.desired.RandomHistory;
import org.portolan.agent.desired.RandomHistory.Step;
import org.portolan.agent.desired.Renderer;
import org.portolan.agent.pipeline.Bridge;
import org.portolan.api.node.Topology;

/** Whatever happens, in whatever order, the switch ends up as the log and the plugged taps say. */
class ConvergenceTest {
    private static final Pattern LEARNED =
            Pattern.compile("vlan_tci=0x([0-9a-f]{4})/0x0fff.*load:0x([0-9a-f]+)->NXM_NX_TUN_ID\\[],output:(\\d+)");

    @Provide
    Arbitrary<List<Step>> histories() {
        return RandomHistory.steps();
    }

    private static final class Node {
        private final FakeSwitch ovs;
        private final AtomicReference<Topology> view = new AtomicReference<>(Topology.empty());
        private final Reconciler reconciler;

        private Node(FakeSwitch ovs) {
            this.ovs = ovs;
            if (ovs.view().orElseThrow().bridge("br-ex").isEmpty()) {
                ovs.addBridge("br-ex");
            }
            reconciler = new Reconciler(
                    new Renderer(HOST1, ""), Sample.views(view), ovs, ovs, receipt -> {}, Reconciler.Rhythm.standard());
        }

        private void pass(Trigger reason) {
            assertThat(reconciler.pass(EnumSet.of(reason))).isInstanceOf(Receipt.Applied.class);
        }

        private List<String> state() {
            return List.of(
                    new HashSet<>(ovs.lines(Bridge.BR_INT)).toString(),
                    new HashSet<>(ovs.lines(Bridge.BR_TUN)).toString(),
                    ovs.ports(Bridge.BR_TUN).toString(),
                    new HashSet<>(ovs.lines(Bridge.physical("br-ex"))).toString());
        }
    }

    /** A node with some guests that already reach others. */
    private static Node started() {
        Node node = new Node(new FakeSwitch());
        node.pass(Trigger.STARTED);
        RandomHistory.plugGuests(node.ovs);
        node.view.set(RandomHistory.busyCloud());
        node.pass(Trigger.LOG);
        return node;
    }

    private static void happen(Node node, Step step) {
        step.onHost().accept(node.ovs);
        node.view.updateAndGet(step.inLog());
    }

    @Property(tries = 300)
    void the_second_pass_does_nothing_even_when_everything_is_read_back(@ForAll("histories") List<Step> history) {
        Node node = started();
        history.forEach(step -> happen(node, step));
        node.pass(Trigger.LOG);
        node.ovs.takeBundleLines();
        node.ovs.takeChanges();

        node.pass(Trigger.LOG);
        node.pass(Trigger.AUDIT);

        assertThat(node.ovs.takeBundleLines()).isEmpty();
        assertThat(node.ovs.takeChanges()).isEmpty();
    }

    @Property(tries = 300)
    void step_by_step_ends_where_a_fresh_agent_ends_on_the_same_switch(@ForAll("histories") List<Step> history) {
        Node node = started();
        for (Step step : history) {
            happen(node, step);
            node.pass(Trigger.LOG);
        }
        List<String> reached = node.state();
        node.ovs.takeBundleLines();
        node.ovs.takeChanges();

        Node restarted = new Node(node.ovs);
        restarted.view.set(node.view.get());
        restarted.pass(Trigger.STARTED);

        assertThat(restarted.state()).isEqualTo(reached);
        assertThat(node.ovs.takeBundleLines()).as("churn by restart").isEmpty();
        assertThat(node.ovs.takeChanges()).as("churn by restart").isEmpty();
    }

    @Property(tries = 300)
    void what_was_learned_never_leads_into_another_network_or_a_missing_tunnel(
            @ForAll("histories") List<Step> history) {
        Node node = started();
        for (Step step : history) {
            happen(node, step);
            node.pass(Trigger.LOG);
        }

        List<String> arrivals = node.ovs.lines(Bridge.BR_TUN).stream()
                .filter(line -> line.contains("tun_id=0x"))
                .toList();
        for (String line : node.ovs.learnedLines(Bridge.BR_TUN)) {
            Matcher learned = LEARNED.matcher(line);
            assertThat(learned.find()).isTrue();
            String vlan = "set_field:" + (4096 + Integer.parseInt(learned.group(1), 16)) + "->vlan_vid";
            assertThat(arrivals)
                    .anyMatch(arrival ->
                            arrival.contains("tun_id=0x" + learned.group(2) + " ") && arrival.contains(vlan));
            assertThat(node.ovs.lines(Bridge.BR_TUN))
                    .anyMatch(flow -> flow.contains("priority=1,in_port=" + learned.group(3) + " "));
        }
    }

    @Property(tries = 200)
    void when_all_is_deleted_the_bare_pipeline_is_left(@ForAll("histories") List<Step> history) {
        Node untouched = new Node(new FakeSwitch());
        untouched.pass(Trigger.STARTED);
        Node node = started();
        for (Step step : history) {
            happen(node, step);
            node.pass(Trigger.LOG);
        }

        node.view.set(Topology.empty());
        for (int port = 1; port <= 8; port++) {
            node.ovs.unplug("tap" + port);
        }
        node.pass(Trigger.LOG);

        assertThat(node.state()).isEqualTo(untouched.state());
        assertThat(node.ovs.learnedLines(Bridge.BR_TUN)).isEmpty();
    }
}
