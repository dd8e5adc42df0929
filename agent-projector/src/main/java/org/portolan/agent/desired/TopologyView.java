package org.portolan.agent.desired;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.pcollections.ConsPStack;
import org.pcollections.PStack;
import org.portolan.api.event.Recorded;
import org.portolan.api.network.NetworkId;
import org.portolan.api.node.NodePort;
import org.portolan.api.node.Topology;
import org.portolan.api.port.PortEvent;
import org.portolan.api.port.PortId;

/**
 * The topology as a node follows it.
 *
 * <ol>
 *   <li>It knows which ports have changed lately, so whoever saw an earlier view need not look at ten thousand to find the one.
 *   <li>What it does not know it does not guess: then all ports may have changed.
 *   <li>It is immutable, and keeps no earlier topology in memory.
 * </ol>
 */
public final class TopologyView {
    private static final int MOST_CHANGES = 4096;

    private final Topology topology;
    /** The same in all views that came of one another, event by event. */
    private final Object lineage;
    /** How many changes of ports there have been in the lineage, and how many of these are not remembered. */
    private final long changes;

    private final long dropped;
    private final PStack<Changed> latest;

    private TopologyView(Topology topology, Object lineage, long changes, long dropped, PStack<Changed> latest) {
        this.topology = topology;
        this.lineage = lineage;
        this.changes = changes;
        this.dropped = dropped;
        this.latest = latest;
    }

    private record Changed(NetworkId network, PortId port) {}

    /** A view of which nothing is known but the topology. */
    public static TopologyView of(Topology topology) {
        return new TopologyView(topology, new Object(), 0, 0, ConsPStack.empty());
    }

    public Topology topology() {
        return topology;
    }

    /** Of the topology. */
    public long position() {
        return topology.position();
    }

    /** The view after an event. */
    @SuppressWarnings("ReferenceEquality") // the same ports mean that none has changed
    public TopologyView evolve(Recorded<?> event) {
        Topology next = topology.evolve(event);
        if (next.ports() == topology.ports()) {
            return with(next);
        }
        if (!(event.event() instanceof PortEvent)) {
            return of(next);
        }
        PortId id = new PortId(UUID.fromString(event.stream().key()));
        NodePort port = next.ports().getOrDefault(id, topology.ports().get(id));
        if (port == null) {
            return of(next);
        }
        boolean full = changes - dropped >= MOST_CHANGES;
        PStack<Changed> kept = full ? ConsPStack.empty() : latest;
        return new TopologyView(
                next, lineage, changes + 1, full ? changes : dropped, kept.plus(new Changed(port.networkId(), id)));
    }

    /** The view of the same topology, told to hold up to a later position. */
    public TopologyView at(long position) {
        return with(topology.at(position));
    }

    private TopologyView with(Topology next) {
        return new TopologyView(next, lineage, changes, dropped, latest);
    }

    /** The ports that may be other ones in this view than in the earlier one, by network; empty if that is not known. */
    Optional<Map<NetworkId, Set<PortId>>> changedSince(@Nullable TopologyView earlier) {
        if (earlier == null
                || !earlier.lineage.equals(lineage)
                || earlier.changes < dropped
                || earlier.changes > changes) {
            return Optional.empty();
        }
        Map<NetworkId, Set<PortId>> changed = new HashMap<>();
        latest.stream().limit(changes - earlier.changes).forEach(change -> changed.computeIfAbsent(
                        change.network, network -> new HashSet<>())
                .add(change.port));
        return Optional.of(changed);
    }
}
