package org.portolan.api.agent;

import com.google.auto.service.AutoService;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;
import org.portolan.api.network.NetworkId;
import org.portolan.api.router.RouterId;

/** What an agent has to do: the other side of what networks and routers tell of their agents. */
public sealed interface AgentLoadEvent extends Event {

    /** The events of agents' loads. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("agent_load", AgentLoadEvent.class);
        }
    }

    /** The agent serves the network from now on. */
    @Revision(1)
    record NetworkHosted(AgentId agentId, NetworkId networkId) implements AgentLoadEvent {}

    /** The agent serves the network no more. */
    @Revision(1)
    record NetworkReleased(AgentId agentId, NetworkId networkId) implements AgentLoadEvent {}

    /** The agent has the router from now on. */
    @Revision(1)
    record RouterHosted(AgentId agentId, RouterId routerId) implements AgentLoadEvent {}

    /** The agent has the router no more. */
    @Revision(1)
    record RouterReleased(AgentId agentId, RouterId routerId) implements AgentLoadEvent {}
}
