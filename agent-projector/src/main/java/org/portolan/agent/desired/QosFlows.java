package org.portolan.agent.desired;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.portolan.agent.pipeline.Action;
import org.portolan.agent.pipeline.Cookie.Feature;
import org.portolan.agent.pipeline.Family;
import org.portolan.agent.pipeline.Flow;
import org.portolan.agent.pipeline.Match;
import org.portolan.agent.pipeline.Meter;
import org.portolan.agent.pipeline.Table;
import org.portolan.api.node.NodePort;
import org.portolan.api.node.NodePortQos;
import org.portolan.api.node.NodeQosPolicy;
import org.portolan.api.node.NodeQosPolicy.Asked.Limit;
import org.portolan.api.node.Topology;

/**
 * What QoS policies ask of what guests send: marks and limits. A frame is treated first of all, and then goes its way from the first
 * table once more. The number of a port's meter is that of the port.
 *
 * <p>Remembers the last result, so that what has not changed is not rendered again, and is used by one thread.
 */
final class QosFlows {
    /** Of what a limit lets pass at once, if its rule does not say: as Neutron has it. */
    private static final double DEFAULT_BURST = 0.8;

    private List<Treated> last = List.of();
    private FlowGroup flows = FlowGroup.of(List.of());
    private Map<Integer, Meter> meters = Map.of();

    /** What is to be done with what a port sends. */
    private record Treated(
            int number, @Nullable Integer mark, @Nullable Meter meter, long cause) {}

    void render(Topology view, List<LocalPort> local) {
        List<Treated> treated = new ArrayList<>();
        for (LocalPort port : local) {
            NodePortQos qos = view.qos().ports().get(port.port().id());
            Optional<NodeQosPolicy> policy = view.qos().policyOf(port.port());
            if (qos != null && policy.isPresent()) {
                Integer mark = policy.get().mark().orElse(null);
                Meter meter = policy.get().limit(true).map(QosFlows::meter).orElse(null);
                if (mark != null || meter != null) {
                    treated.add(new Treated(
                            port.number(),
                            mark,
                            meter,
                            Math.max(qos.cause(), policy.get().cause())));
                }
            }
        }
        treated.sort(Comparator.comparingInt(Treated::number));
        if (!treated.equals(last)) {
            last = treated;
            List<Flow> all = new ArrayList<>();
            Map<Integer, Meter> wanted = new TreeMap<>();
            for (Treated one : treated) {
                if (one.meter != null) {
                    wanted.put(one.number, one.meter);
                    all.add(flow(one, 200, Match.from(one.number).andUntreated(), null));
                }
                if (one.mark != null) {
                    for (Family family : Family.values()) {
                        Match packets = Match.ip(family).andFrom(one.number).andUntreated();
                        all.add(flow(one, 201, packets, one.mark));
                    }
                }
            }
            flows = FlowGroup.of(all);
            meters = Map.copyOf(wanted);
        }
    }

    private static Flow flow(Treated port, int priority, Match match, @Nullable Integer mark) {
        List<Action> actions = new ArrayList<>();
        if (port.meter != null) {
            actions.add(Action.limit(port.number));
        }
        if (mark != null) {
            actions.add(Action.markDscp(mark));
        }
        actions.add(Action.noteTreated());
        actions.add(Action.goOn(Table.LOCAL_SWITCHING));
        return Flow.in(Table.LOCAL_SWITCHING)
                .priority(priority)
                .match(match)
                .because(Feature.QOS, port.cause)
                .then(actions.toArray(Action[]::new));
    }

    private static Meter meter(Limit limit) {
        return new Meter(limit.kbps(), limit.burst() > 0 ? limit.burst() : Math.round(limit.kbps() * DEFAULT_BURST));
    }

    /** The limit of what a port receives. */
    static @Nullable Meter received(Topology view, NodePort port) {
        return view.qos()
                .policyOf(port)
                .flatMap(policy -> policy.limit(false))
                .map(QosFlows::meter)
                .orElse(null);
    }

    FlowGroup flows() {
        return flows;
    }

    Map<Integer, Meter> meters() {
        return meters;
    }
}
