package org.portolan.api.autoallocated;

import com.google.auto.service.AutoService;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;
import org.portolan.api.network.NetworkId;
import org.portolan.api.router.RouterId;

/** What happens to the topology that a project was given. */
public sealed interface AutoAllocatedTopologyEvent extends Event {

    /** The events; their streams are named for the project. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("auto_allocated_topology", AutoAllocatedTopologyEvent.class);
        }
    }

    /** The project has this network, which that router joins to the outside, from now on. */
    @Revision(1)
    record TopologyAllocated(ProjectId projectId, NetworkId networkId, RouterId routerId)
            implements AutoAllocatedTopologyEvent {}

    /** The project has none any more. */
    @Revision(1)
    record TopologyRemoved(ProjectId projectId) implements AutoAllocatedTopologyEvent {}
}
