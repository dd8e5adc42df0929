package org.portolan.api.autoallocated;

import org.jspecify.annotations.Nullable;
import org.portolan.api.autoallocated.AutoAllocatedTopologyEvent.TopologyAllocated;
import org.portolan.api.autoallocated.AutoAllocatedTopologyEvent.TopologyRemoved;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Recorded;
import org.portolan.api.network.NetworkId;
import org.portolan.api.router.RouterId;

/** The topology that a project was given: a network, and a router that joins it to the outside. */
public record AutoAllocatedTopology(ProjectId project, NetworkId networkId, RouterId routerId) {

    /** The topology after an event, or null when there is none. */
    public static @Nullable AutoAllocatedTopology evolve(
            @Nullable AutoAllocatedTopology topology, Recorded<?> recorded) {
        return switch ((AutoAllocatedTopologyEvent) recorded.event()) {
            case TopologyAllocated e -> new AutoAllocatedTopology(e.projectId(), e.networkId(), e.routerId());
            case TopologyRemoved e -> null;
        };
    }
}
