package org.portolan.api.router;

import com.google.auto.service.AutoService;
import org.portolan.api.agent.AgentId;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;

/** Which agents can have routers: one stream tells of all. */
public sealed interface RouterHostEvent extends Event {

    /** The events of agents that can have routers. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("router_hosts", RouterHostEvent.class);
        }
    }

    /** The agent of that host can have routers from now on. */
    @Revision(1)
    record RouterHostJoined(AgentId agentId, String host, String availabilityZone) implements RouterHostEvent {}

    /** The agent is struck off. */
    @Revision(1)
    record RouterHostLeft(AgentId agentId) implements RouterHostEvent {}
}
