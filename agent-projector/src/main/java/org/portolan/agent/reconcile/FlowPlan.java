package org.portolan.agent.reconcile;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.RandomAccess;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.portolan.agent.desired.BridgeFlows;
import org.portolan.agent.desired.BridgeFlows.Lane;
import org.portolan.agent.desired.FlowGroup;
import org.portolan.agent.pipeline.Cookie;
import org.portolan.agent.pipeline.Flow;
import org.portolan.agent.pipeline.FlowDump;
import org.portolan.agent.pipeline.Table;

/**
 * What to change in the flows of one bridge, as one atomic bundle.
 *
 * <ol>
 *   <li>Pure, and empty when applied twice.
 *   <li>Touches no flow that is equal, so counters run on and nothing flickers.
 *   <li>Deletes only flows that carry our mark, and last.
 *   <li>Leaves what the switch has learned alone, except where a local VLAN id or a tunnel no longer means what it meant.
 * </ol>
 *
 * @param purges lines that make the switch forget what it learned
 * @param puts flows to add, or to put in the place of those with the same key
 * @param deletes flows that should not be
 */
public record FlowPlan(List<String> purges, List<Flow> puts, List<Flow.Key> deletes) {
    private static final Pattern LEARNED_VLAN = Pattern.compile("vlan_tci=0x([0-9a-f]{4})/0x0fff");
    private static final Pattern LEARNED_WAY =
            Pattern.compile("load:0x([0-9a-f]+)->NXM_NX_TUN_ID\\[],output:([0-9]+)$");

    public FlowPlan {
        purges = List.copyOf(purges);
        puts = List.copyOf(puts);
        deletes = List.copyOf(deletes);
    }

    public boolean isEmpty() {
        return purges.isEmpty() && puts.isEmpty() && deletes.isEmpty();
    }

    /** From what was applied before; costs as much as the groups that differ. */
    public static FlowPlan between(BridgeFlows before, BridgeFlows after) {
        List<Flow> puts = new ArrayList<>();
        Map<Flow.Key, Flow> gone = new LinkedHashMap<>();
        before.groups().forEach((source, old) -> {
            FlowGroup now = after.groups().get(source);
            if (!old.isSame(now)) {
                Optional<FlowGroup.Step> step = now == null ? Optional.empty() : now.since(old);
                for (Flow flow :
                        step.<Collection<Flow>>map(FlowGroup.Step::gone).orElseGet(old::flows)) {
                    if (now == null || now.find(flow.key()) == null) {
                        gone.put(flow.key(), flow);
                    }
                }
            }
        });
        after.groups().forEach((source, now) -> {
            FlowGroup old = before.groups().get(source);
            if (!now.isSame(old)) {
                Optional<FlowGroup.Step> step = old == null ? Optional.empty() : now.since(old);
                for (Flow flow :
                        step.<Collection<Flow>>map(FlowGroup.Step::come).orElseGet(now::flows)) {
                    Flow known = old == null ? null : old.find(flow.key());
                    if (!flow.equals(known)) {
                        Flow taken = gone.remove(flow.key());
                        if (!flow.equals(taken)) {
                            puts.add(flow);
                        }
                    }
                }
            }
        });
        return new FlowPlan(purges(before, after), puts, List.copyOf(gone.keySet()));
    }

    /** From what the switch says it has. */
    public static FlowPlan between(FlowDump observed, BridgeFlows desired) {
        Map<Flow.Key, Flow> wanted = desired.byKey();
        Map<Flow.Key, Flow> missing = new HashMap<>(wanted);
        List<Flow.Key> deletes = new ArrayList<>();
        for (Flow flow : observed.flows()) {
            if (!flow.cookie().isOurs()) {
                continue;
            }
            if (!wanted.containsKey(flow.key())) {
                deletes.add(flow.key());
            } else if (flow.equals(wanted.get(flow.key()))) {
                missing.remove(flow.key());
            }
        }
        List<String> purges = observed.learned().stream()
                .filter(flow -> flow.cookie().isOurs() && !stillLeadsThere(flow, desired))
                .map(flow -> flow.key().toDelete())
                .toList();
        return new FlowPlan(purges, List.copyOf(missing.values()), deletes);
    }

    private static List<String> purges(BridgeFlows before, BridgeFlows after) {
        String learned = "delete cookie=" + Cookie.ours() + ",table=" + Table.UNICAST.id() + ",";
        List<String> purges = new ArrayList<>();
        before.lanes().forEach((vlan, lane) -> {
            if (!lane.equals(after.lanes().get(vlan))) {
                purges.add(learned + "vlan_tci=0x%04x/0x0fff".formatted(vlan));
            }
        });
        for (int port : before.tunnels()) {
            if (!after.tunnels().contains(port)) {
                purges.add(learned + "out_port=" + port);
            }
        }
        return purges;
    }

    private static boolean stillLeadsThere(Flow learned, BridgeFlows desired) {
        Matcher vlan = LEARNED_VLAN.matcher(learned.key().match());
        Matcher way = LEARNED_WAY.matcher(learned.actions());
        if (!vlan.find() || !way.find()) {
            return false;
        }
        Lane lane = desired.lanes().get(Integer.parseInt(vlan.group(1), 16));
        return lane != null
                && lane.segment() == Long.parseLong(way.group(1), 16)
                && desired.tunnels().contains(Integer.parseInt(way.group(2)));
    }

    /** The bundle, line by line; each is only written when it is asked for, since there may be tens of thousands. */
    public List<String> lines() {
        return new Lines(this);
    }

    private static final class Lines extends AbstractList<String> implements RandomAccess {
        private final FlowPlan plan;

        private Lines(FlowPlan plan) {
            this.plan = plan;
        }

        @Override
        public String get(int index) {
            int put = index - plan.purges.size();
            if (put < 0) {
                return plan.purges.get(index);
            }
            int delete = put - plan.puts.size();
            return delete < 0
                    ? "add " + plan.puts.get(put).text()
                    : plan.deletes.get(delete).toDelete();
        }

        @Override
        public int size() {
            return plan.purges.size() + plan.puts.size() + plan.deletes.size();
        }
    }
}
