package org.portolan.api.agent;

import com.google.auto.service.AutoService;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;

/** Which agents can serve DHCP on networks: one stream tells of all. */
public sealed interface DhcpHostEvent extends Event {

    /** The events of agents that can serve DHCP. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("dhcp_hosts", DhcpHostEvent.class);
        }
    }

    /** The agent of that host can serve DHCP from now on, in that zone. */
    @Revision(1)
    record DhcpHostJoined(AgentId agentId, String host, String availabilityZone) implements DhcpHostEvent {}

    /** The agent is struck off. */
    @Revision(1)
    record DhcpHostLeft(AgentId agentId) implements DhcpHostEvent {}
}
