package org.portolan.agent.desired;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.portolan.agent.pipeline.Flow;
import org.portolan.agent.pipeline.Meter;

/**
 * All flows that a bridge should have.
 *
 * @param groups by source
 * @param lanes the tunnelled networks by their local VLAN id: what the switch may learn about
 * @param tunnels OpenFlow numbers of the tunnel ports: where the switch may learn to send
 * @param meters that flows name, by number
 */
public record BridgeFlows(
        Map<FlowGroup.Source, FlowGroup> groups,
        Map<Integer, Lane> lanes,
        Set<Integer> tunnels,
        Map<Integer, Meter> meters) {

    /** Of a bridge that limits nothing. */
    public BridgeFlows(Map<FlowGroup.Source, FlowGroup> groups, Map<Integer, Lane> lanes, Set<Integer> tunnels) {
        this(groups, lanes, tunnels, Map.of());
    }

    /** A network on its way through the tunnels. */
    public record Lane(UUID network, long segment) {}

    /** Nothing at all. */
    public static BridgeFlows none() {
        return new BridgeFlows(Map.of(), Map.of(), Set.of());
    }

    /** All flows, in no particular order. */
    public List<Flow> flows() {
        List<Flow> all = new ArrayList<>();
        groups.values().forEach(group -> all.addAll(group.flows()));
        return all;
    }

    /** All flows by key. */
    public Map<Flow.Key, Flow> byKey() {
        Map<Flow.Key, Flow> all = new HashMap<>();
        groups.values().forEach(group -> group.flows().forEach(flow -> all.put(flow.key(), flow)));
        return all;
    }
}
