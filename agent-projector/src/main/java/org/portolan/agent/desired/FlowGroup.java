package org.portolan.agent.desired;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.portolan.agent.pipeline.Flow;

/**
 * The flows of a bridge that have one source. No two sources contribute a flow of the same key, so groups are rendered and compared
 * one by one, and a change costs what its group costs.
 */
public final class FlowGroup {
    private final Map<Flow.Key, Flow> flows;

    private FlowGroup(Map<Flow.Key, Flow> flows) {
        this.flows = flows;
    }

    /** For what a group of flows is there. */
    public sealed interface Source {
        /** The bare pipeline of the bridge. */
        record Pipeline() implements Source {}

        /** Entries to the tables of tunnel types. */
        record Tunnels() implements Source {}

        /** Ports that are cut off. */
        record DeadPorts() implements Source {}

        /** One network. */
        record OfNetwork(UUID network) implements Source {}
    }

    /** Where two flows have the same key, the later cause wins. */
    static FlowGroup of(Collection<Flow> flows) {
        Map<Flow.Key, Flow> byKey = HashMap.newHashMap(flows.size());
        for (Flow flow : flows) {
            byKey.merge(flow.key(), flow, FlowGroup::later);
        }
        return new FlowGroup(byKey);
    }

    private static Flow later(Flow one, Flow other) {
        int order = Long.compare(one.cookie().position(), other.cookie().position());
        if (order == 0) {
            order = one.actions().compareTo(other.actions());
        }
        return order >= 0 ? one : other;
    }

    public Collection<Flow> flows() {
        return flows.values();
    }

    /** The flow of that key. */
    public @Nullable Flow find(Flow.Key key) {
        return flows.get(key);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FlowGroup group && flows.equals(group.flows);
    }

    @Override
    public int hashCode() {
        return flows.hashCode();
    }

    @Override
    public String toString() {
        return flows.values().toString();
    }
}
