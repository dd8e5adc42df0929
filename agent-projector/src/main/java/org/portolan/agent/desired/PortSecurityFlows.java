package org.portolan.agent.desired;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.portolan.agent.desired.FlowGroup.Source;
import org.portolan.agent.pipeline.Flow;
import org.portolan.api.node.NodeSecurityGroup;
import org.portolan.api.node.Topology;
import org.portolan.api.port.PortId;

/**
 * What the ports of this host may send and receive.
 *
 * <ol>
 *   <li>A function of the topology and of the ports that are wired here.
 *   <li>What has not changed since the last call is not rendered again: a rule costs the ports that it is for, a member of a remote group
 *       its addresses.
 * </ol>
 *
 * <p>Remembers the last result to that end, and is used by one thread.
 */
final class PortSecurityFlows {
    private final RemoteAddresses addresses = new RemoteAddresses();
    private Map<UUID, Rendered> ports = Map.of();
    private Map<Remote, Integer> conjunctions = Map.of();
    private FlowGroup accepted = FlowGroup.of(List.of());
    private List<LocalPort> reached = List.of();
    private FlowGroup deliveries = FlowGroup.of(List.of());
    private @Nullable TopologyView last;

    private record Rendered(LocalPort local, List<NodeSecurityGroup> groups, FlowGroup flows) {}

    /** The flows, by what they are for. */
    Map<Source, FlowGroup> render(TopologyView latest, List<LocalPort> local) {
        Topology view = latest.topology();
        List<LocalPort> filtered =
                local.stream().filter(one -> one.port().isFiltered()).toList();
        Map<Remote, Integer> numbers = Remote.numbers(remotes(view, filtered));
        boolean renumbered = conjunctions.entrySet().stream()
                .anyMatch(
                        it -> !numbers.getOrDefault(it.getKey(), it.getValue()).equals(it.getValue()));
        Map<UUID, Rendered> before = renumbered ? Map.of() : ports;
        if (!numbers.equals(conjunctions)) {
            accepted = FlowGroup.of(PortFlows.conjunctions(numbers));
        }
        Map<Source, FlowGroup> groups = new HashMap<>();
        Map<UUID, Rendered> now = HashMap.newHashMap(local.size());
        for (LocalPort one : local) {
            UUID id = one.port().id().value();
            Rendered rendered = port(view, one, numbers, before.get(id));
            now.put(id, rendered);
            groups.put(new Source.OfPort(id), rendered.flows);
        }
        if (!filtered.equals(reached)) {
            deliveries = FlowGroup.of(filtered.stream()
                    .flatMap(one -> PortFlows.deliveries(one).stream())
                    .toList());
            reached = filtered;
        }
        groups.put(new Source.Deliveries(), deliveries);
        groups.put(new Source.Conjunctions(), accepted);
        groups.put(
                new Source.RemoteAddresses(),
                addresses.render(
                        view,
                        numbers,
                        latest.changedSince(last)
                                .map(changed -> changed.values().stream()
                                        .flatMap(Set::stream)
                                        .collect(Collectors.<PortId>toSet()))
                                .orElse(null)));
        ports = now;
        conjunctions = numbers;
        last = latest;
        return groups;
    }

    private static Set<Remote> remotes(Topology view, List<LocalPort> filtered) {
        Set<UUID> groups = new HashSet<>();
        filtered.forEach(one -> groups.addAll(one.port().security().groups()));
        Set<Remote> remotes = new HashSet<>();
        for (UUID id : groups) {
            NodeSecurityGroup group = view.securityGroups().get(id);
            if (group != null) {
                group.rules().forEach(rule -> Remote.of(group, rule.meaning()).ifPresent(remotes::add));
            }
        }
        return remotes;
    }

    private static Rendered port(
            Topology view, LocalPort local, Map<Remote, Integer> numbers, @Nullable Rendered before) {
        List<NodeSecurityGroup> groups = groups(view, local);
        if (before != null && before.local.equals(local) && before.groups.equals(groups)) {
            return before;
        }
        List<Flow> flows =
                local.port().isFiltered() ? PortFlows.filtered(local, groups, numbers) : PortFlows.unfiltered(local);
        return new Rendered(local, groups, FlowGroup.of(flows));
    }

    private static List<NodeSecurityGroup> groups(Topology view, LocalPort local) {
        List<NodeSecurityGroup> groups = new ArrayList<>();
        local.port().security().groups().forEach(id -> {
            NodeSecurityGroup group = view.securityGroups().get(id);
            if (group != null) {
                groups.add(group);
            }
        });
        return groups;
    }
}
