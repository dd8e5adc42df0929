package org.portolan.agent.reconcile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.portolan.agent.desired.DesiredState;
import org.portolan.agent.desired.LocalVlans;
import org.portolan.agent.desired.Renderer;
import org.portolan.agent.desired.TopologyView;
import org.portolan.agent.openflow.OpenFlow;
import org.portolan.agent.ovsdb.SwitchView;
import org.portolan.agent.pipeline.Bridge;
import org.portolan.agent.pipeline.Flow;
import org.portolan.agent.pipeline.FlowDump;
import org.portolan.agent.pipeline.Meter;

/**
 * Compares a switch with what the log wants of it: what the {@linkplain Reconciler next pass} of an agent that starts now would put right.
 * Looks, and changes nothing.
 */
public final class Comparison {

    private Comparison() {}

    /**
     * All differences, bridge by bridge.
     *
     * @throws org.portolan.agent.openflow.OpenFlowException if a bridge does not answer
     */
    public static List<Drift> of(Renderer renderer, TopologyView view, SwitchView found, OpenFlow openFlow) {
        DesiredState desired = renderer.render(view, found, LocalVlans.none());
        List<Drift> differences = new ArrayList<>();
        SwitchPlan plan = SwitchPlan.between(found, desired.ovs());
        Stream.concat(plan.changes().stream(), plan.afterFlows().stream())
                .map(change -> Drift.of(change, found))
                .distinct()
                .forEach(differences::add);
        new TreeMap<>(desired.flows()).forEach((bridge, flows) -> {
            if (found.bridge(bridge.ovsName()).isPresent()) {
                FlowDump dump = openFlow.dump(bridge);
                flows(bridge, dump, FlowPlan.between(dump, flows), differences);
                if (bridge.equals(Bridge.BR_INT)) {
                    meters(bridge, openFlow.meters(bridge), flows.meters(), differences);
                }
            }
        });
        return differences;
    }

    private static void flows(Bridge bridge, FlowDump found, FlowPlan plan, List<Drift> differences) {
        Map<Flow.Key, Flow> there = new HashMap<>();
        found.flows().forEach(flow -> there.put(flow.key(), flow));
        plan.purges().forEach(purge -> differences.add(new Drift(bridge.ovsName(), Drift.ABSENT, learned(purge))));
        plan.deletes().stream()
                .flatMap(key -> Stream.ofNullable(there.get(key)))
                .map(Flow::text)
                .sorted()
                .forEach(flow -> differences.add(new Drift(bridge.ovsName(), Drift.ABSENT, flow)));
        plan.puts().stream()
                .map(put -> new Drift(bridge.ovsName(), put.text(), text(there.get(put.key()))))
                .sorted((one, other) -> one.expected().compareTo(other.expected()))
                .forEach(differences::add);
    }

    private static String learned(String purge) {
        return "learned: " + purge.substring(purge.indexOf(' ') + 1);
    }

    private static String text(@Nullable Flow flow) {
        return flow == null ? Drift.ABSENT : flow.text();
    }

    private static void meters(
            Bridge bridge, Map<Integer, Meter> found, Map<Integer, Meter> desired, List<Drift> differences) {
        TreeSet<Integer> numbers = new TreeSet<>(found.keySet());
        numbers.addAll(desired.keySet());
        for (int number : numbers) {
            Meter there = found.get(number);
            Meter wanted = desired.get(number);
            if (there == null || !there.equals(wanted)) {
                differences.add(new Drift(bridge.ovsName(), text(number, wanted), text(number, there)));
            }
        }
    }

    private static String text(int number, @Nullable Meter meter) {
        return meter == null ? Drift.ABSENT : meter.text(number);
    }
}
