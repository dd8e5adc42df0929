package org.portolan.agent.controller;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.portolan.agent.desired.TopologyView;
import org.portolan.api.event.Recorded;
import org.portolan.api.node.Topology;

/**
 * What a node knows of the log.
 *
 * @param id tells this log from every other; null as long as the controller has not told it
 * @param view its fold
 */
record KnownLog(@Nullable UUID id, TopologyView view) {

    KnownLog(@Nullable UUID id, Topology topology) {
        this(id, TopologyView.of(topology));
    }

    static KnownLog nothing() {
        return new KnownLog(null, Topology.empty());
    }

    Topology topology() {
        return view.topology();
    }

    long position() {
        return view.position();
    }

    KnownLog evolve(Recorded<?> event) {
        return new KnownLog(id, view.evolve(event));
    }

    KnownLog at(long position) {
        return new KnownLog(id, view.at(position));
    }

    /** The same, now that the controller has told which log it is. */
    KnownLog identified(@Nullable UUID told) {
        return id == null && told != null ? new KnownLog(told, view) : this;
    }

    /** Whether that cannot be a later state of this log: it is another one, or was put back to an earlier state. */
    boolean isReplacedBy(KnownLog later) {
        boolean other = id != null && later.id != null && !id.equals(later.id);
        return other || later.position() < position();
    }
}
