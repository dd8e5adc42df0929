package org.portolan.api.router;

import com.google.auto.service.AutoService;
import inet.ipaddr.IPAddress;
import java.util.List;
import java.util.UUID;
import org.portolan.api.agent.AgentId;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Ending;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;
import org.portolan.api.floatingip.FloatingIpId;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attributes;

/** What happens to a router, and which floating IPs it leads inside. */
public sealed interface RouterEvent extends Event {

    /** The events of routers. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("router", RouterEvent.class);
        }
    }

    /** A router exists. */
    @Revision(1)
    record RouterCreated(RouterId id, ProjectId projectId, Attributes attributes) implements RouterEvent {}

    /** These attributes of the router have these values from now on. */
    @Revision(1)
    record RouterUpdated(RouterId id, Attributes changes) implements RouterEvent {}

    /** The router has this gateway from now on, or has it so. */
    @Revision(1)
    record RouterGatewaySet(RouterId id, RouterGateway gateway) implements RouterEvent {}

    /** The router has no gateway any more. */
    @Revision(1)
    record RouterGatewayCleared(RouterId id) implements RouterEvent {}

    /** The router has a leg on an internal network from now on, or has other addresses there. */
    @Revision(1)
    record RouterInterfaceAttached(RouterId id, RouterInterface leg) implements RouterEvent {}

    /** The router has lost a leg. */
    @Revision(1)
    record RouterInterfaceDetached(RouterId id, PortId portId) implements RouterEvent {}

    /** The agent has the router from now on; its host lies in that zone. */
    @Revision(1)
    record RouterScheduled(RouterId id, AgentId agentId, String availabilityZone) implements RouterEvent {}

    /** The agent has the router no more. */
    @Revision(1)
    record RouterUnscheduled(RouterId id, AgentId agentId) implements RouterEvent {}

    /** The router leads a floating IP to these addresses inside from now on. */
    @Revision(1)
    record FloatingIpRouted(RouterId id, FloatingIpId floatingIpId, List<IPAddress> insideAddresses)
            implements RouterEvent {}

    /** The router leads the floating IP nowhere any more. */
    @Revision(1)
    record FloatingIpUnrouted(RouterId id, FloatingIpId floatingIpId) implements RouterEvent {}

    /** The router answers for that address inside on its external network from now on. */
    @Revision(1)
    record NdpProxyRouted(RouterId id, UUID ndpProxyId, IPAddress ipAddress) implements RouterEvent {}

    /** The router answers for that NDP proxy's address no more. */
    @Revision(1)
    record NdpProxyUnrouted(RouterId id, UUID ndpProxyId) implements RouterEvent {}

    /** The router is in a BGP VPN by that association. */
    @Revision(1)
    record RouterJoinedBgpvpn(RouterId id, UUID associationId) implements RouterEvent {}

    /** The router is not in a BGP VPN by that association any more. */
    @Revision(1)
    record RouterLeftBgpvpn(RouterId id, UUID associationId) implements RouterEvent {}

    /** Agents elect on that network who of them is the router, by that number. */
    @Revision(1)
    record VirtualRouterNumbered(RouterId id, NetworkId networkId, int number) implements RouterEvent {}

    /** The agent takes part in the election by that port from now on. */
    @Revision(1)
    record HaPortAttached(RouterId id, AgentId agentId, PortId portId) implements RouterEvent {}

    /** The agent takes part in the election no more. */
    @Revision(1)
    record HaPortDetached(RouterId id, AgentId agentId) implements RouterEvent {}

    /** The agent says that it is the router, or that it is not. */
    @Revision(1)
    record HaStateChanged(RouterId id, AgentId agentId, String state) implements RouterEvent {}

    /** Nobody elects who is the router any more. */
    @Revision(1)
    record VirtualRouterEnded(RouterId id) implements RouterEvent {}

    /** The router is gone. */
    @Revision(1)
    record RouterDeleted(RouterId id) implements RouterEvent, Ending {}
}
