package org.portolan.api.agent;

import com.google.auto.service.AutoService;
import java.util.stream.Stream;
import org.portolan.api.agent.AgentEvent.AgentMoved;
import org.portolan.api.agent.AgentLoadEvent.NetworkHosted;
import org.portolan.api.agent.AgentLoadEvent.NetworkReleased;
import org.portolan.api.agent.AgentLoadEvent.RouterHosted;
import org.portolan.api.agent.AgentLoadEvent.RouterReleased;
import org.portolan.api.agent.DhcpHostEvent.DhcpHostJoined;
import org.portolan.api.agent.DhcpHostEvent.DhcpHostLeft;
import org.portolan.api.event.Event;
import org.portolan.api.json.EventExamples;
import org.portolan.api.network.NetworkEvent.NetworkScheduled;
import org.portolan.api.network.NetworkEvent.NetworkUnscheduled;
import org.portolan.api.network.NetworkId;
import org.portolan.api.router.RouterEvent.RouterUnscheduled;
import org.portolan.api.router.RouterId;

/** Examples of how networks and routers are given to agents. */
@AutoService(EventExamples.class)
public final class SchedulingEventExamples implements EventExamples {

    private static final AgentId DHCP = AgentId.of(Agent.DHCP, "node-1");
    private static final AgentId L3 = AgentId.of(Agent.L3, "node-1");
    private static final NetworkId NETWORK = NetworkId.of("8c9e00fb-0197-47d6-bdde-75fb1946848d");
    private static final RouterId ROUTER = RouterId.of("72deeaae-4548-46e3-9623-ef73521c4dd6");

    @Override
    public Stream<Event> events() {
        return Stream.of(
                new AgentMoved(DHCP, "east"),
                new DhcpHostJoined(DHCP, "node-1", "nova"),
                new DhcpHostLeft(DHCP),
                new NetworkScheduled(NETWORK, DHCP, "node-1", "nova"),
                new NetworkUnscheduled(NETWORK, DHCP),
                new NetworkHosted(DHCP, NETWORK),
                new NetworkReleased(DHCP, NETWORK),
                new RouterUnscheduled(ROUTER, L3),
                new RouterHosted(L3, ROUTER),
                new RouterReleased(L3, ROUTER));
    }
}
