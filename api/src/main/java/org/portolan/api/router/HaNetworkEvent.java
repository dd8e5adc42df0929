package org.portolan.api.router;

import com.google.auto.service.AutoService;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;
import org.portolan.api.network.NetworkId;

/** The network on which the agents of a project's highly available routers elect, and the numbers that these have there. */
public sealed interface HaNetworkEvent extends Event {

    /** The events of such networks. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("ha_network", HaNetworkEvent.class);
        }
    }

    /** The project's routers have that network for it. */
    @Revision(1)
    record HaNetworkMade(ProjectId projectId, NetworkId networkId) implements HaNetworkEvent {}

    /** The number is the router's. */
    @Revision(1)
    record VirtualRouterNumberTaken(ProjectId projectId, int number, RouterId routerId) implements HaNetworkEvent {}

    /** The number is nobody's any more. */
    @Revision(1)
    record VirtualRouterNumberReleased(ProjectId projectId, int number) implements HaNetworkEvent {}

    /** The project's routers have no network for it any more. */
    @Revision(1)
    record HaNetworkRemoved(ProjectId projectId) implements HaNetworkEvent {}
}
