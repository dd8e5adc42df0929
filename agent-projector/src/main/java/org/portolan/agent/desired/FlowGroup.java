package org.portolan.agent.desired;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.portolan.agent.pipeline.Flow;

/**
 * The flows of a bridge that have one source. No two sources contribute a flow of the same key, so groups are rendered and compared
 * one by one, and a change costs what its group costs.
 */
public final class FlowGroup {
    private final PMap<Flow.Key, Flow> flows;
    private final boolean contended;
    private final @Nullable Step step;
    /** Stands for this group without holding its flows in memory. */
    private final Object version = new Object();

    private FlowGroup(PMap<Flow.Key, Flow> flows, boolean contended, @Nullable Step step) {
        this.flows = flows;
        this.contended = contended;
        this.step = step;
    }

    /** For what a group of flows is there. */
    public sealed interface Source {
        /** The bare pipeline of the bridge. */
        record Pipeline() implements Source {}

        /** Entries to the tables of tunnel types. */
        record Tunnels() implements Source {}

        /** What physical networks may not send in, and the host not send out. */
        record PhysicalNetworks() implements Source {}

        /** Marks and limits. */
        record Qos() implements Source {}

        /** Ports that are cut off. */
        record DeadPorts() implements Source {}

        /** What one port of this host may send and receive. */
        record OfPort(UUID port) implements Source {}

        /** Ways to the ports of this host. */
        record Deliveries() implements Source {}

        /** Addresses of remote groups. */
        record RemoteAddresses() implements Source {}

        /** What is done with packets of remote groups. */
        record Conjunctions() implements Source {}

        /** One network. */
        record OfNetwork(UUID network) implements Source {}
    }

    /** Where two flows have the same key, the later cause wins. */
    static FlowGroup of(Collection<Flow> flows) {
        Map<Flow.Key, Flow> byKey = HashMap.newHashMap(flows.size());
        for (Flow flow : flows) {
            byKey.merge(flow.key(), flow, FlowGroup::later);
        }
        return new FlowGroup(HashTreePMap.from(byKey), byKey.size() < flows.size(), null);
    }

    /**
     * The group with some flows in the place of others; costs what these cost.
     *
     * @param gone all of them flows of this group
     * @return empty if flows contend for a key: then the group is to be made anew
     */
    Optional<FlowGroup> changed(List<Flow> gone, List<Flow> come) {
        if (contended) {
            return Optional.empty();
        }
        PMap<Flow.Key, Flow> changed = flows;
        for (Flow flow : gone) {
            changed = changed.minus(flow.key());
        }
        int expected = changed.size() + come.size();
        for (Flow flow : come) {
            changed = changed.plus(flow.key(), flow);
        }
        return changed.size() == expected
                ? Optional.of(new FlowGroup(changed, false, new Step(version, List.copyOf(gone), List.copyOf(come))))
                : Optional.empty();
    }

    /** How this group came of that one, if it did so in one step. */
    public Optional<Step> since(FlowGroup before) {
        return Optional.ofNullable(step).filter(made -> made.from.equals(before.version));
    }

    /**
     * How a group came of another.
     *
     * @param from stands for the other
     */
    public record Step(Object from, List<Flow> gone, List<Flow> come) {}

    private static Flow later(Flow one, Flow other) {
        int order = Long.compare(one.cookie().position(), other.cookie().position());
        if (order == 0) {
            order = one.actions().compareTo(other.actions());
        }
        return order >= 0 ? one : other;
    }

    /** Whether it is the very same group: then no flow needs to be looked at. */
    public boolean isSame(@Nullable FlowGroup other) {
        return other != null && version.equals(other.version);
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
