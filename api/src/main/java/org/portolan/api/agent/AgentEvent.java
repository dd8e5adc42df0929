package org.portolan.api.agent;

import com.google.auto.service.AutoService;
import inet.ipaddr.IPAddress;
import java.util.List;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;
import org.portolan.api.event.StreamId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.segment.NetworkType;
import tools.jackson.databind.JsonNode;

/** What happens to an agent and its host. Heartbeats are no events; that they stop or come back is. */
public sealed interface AgentEvent extends Event {

    /** The events of agents. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("agent", AgentEvent.class);
        }
    }

    /** The stream of an agent. */
    static StreamId stream(AgentId id) {
        return new StreamId("agent", id.toString());
    }

    /** An agent said for the first time that it runs on a host. */
    @Revision(1)
    record AgentRegistered(
            AgentId id,
            String agentType,
            String host,
            String binary,
            String topic,
            String availabilityZone,
            JsonNode configurations,
            Attributes attributes)
            implements AgentEvent {}

    /** The agent can do other things, or in another way, than it said before. */
    @Revision(1)
    record AgentConfigurationChanged(AgentId id, JsonNode configurations) implements AgentEvent {}

    /** The agent's host is in that availability zone from now on. */
    @Revision(1)
    record AgentMoved(AgentId id, String availabilityZone) implements AgentEvent {}

    /** The host's tunnels end at this address from now on, for tunnels of these types. */
    @Revision(1)
    record TunnelEndpointRegistered(AgentId id, String host, IPAddress ipAddress, List<NetworkType> tunnelTypes)
            implements AgentEvent {}

    /** The host has no tunnel endpoint any more. */
    @Revision(1)
    record TunnelEndpointWithdrawn(AgentId id, String host) implements AgentEvent {}

    /** Nothing was heard of the agent for longer than it may be silent. */
    @Revision(1)
    record AgentWentDown(AgentId id, String host) implements AgentEvent {}

    /** The agent is heard again. */
    @Revision(1)
    record AgentRevived(AgentId id, String host) implements AgentEvent {}

    /** The operator changed what agents do not decide themselves. */
    @Revision(1)
    record AgentUpdated(AgentId id, Attributes changes) implements AgentEvent {}

    /** The operator struck the agent off. */
    @Revision(1)
    record AgentDeleted(AgentId id, String host) implements AgentEvent {}
}
