package org.portolan.api.network;

import com.google.auto.service.AutoService;
import inet.ipaddr.IPAddress;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.portolan.api.address.Mac;
import org.portolan.api.agent.AgentId;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;
import org.portolan.api.event.StreamId;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.router.RouterId;
import org.portolan.api.segment.Segment;
import org.portolan.api.subnet.SubnetId;

/** What happens to a network, and who joins and leaves it. */
public sealed interface NetworkEvent extends Event {

    /** The events of networks. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("network", NetworkEvent.class);
        }
    }

    /** The stream of a network. */
    static StreamId stream(NetworkId id) {
        return new StreamId("network", id.toString());
    }

    /** A network exists, carried by these segments. */
    @Revision(1)
    record NetworkCreated(NetworkId id, ProjectId projectId, Attributes attributes, List<Segment> segments)
            implements NetworkEvent {}

    /** These attributes of the network have these values from now on. */
    @Revision(1)
    record NetworkUpdated(NetworkId id, Attributes changes) implements NetworkEvent {}

    /** The network is carried by these segments from now on. */
    @Revision(1)
    record NetworkSegmentsChanged(NetworkId id, List<Segment> segments) implements NetworkEvent {}

    /** A subnet joined the network with its prefix. */
    @Revision(1)
    record SubnetAdded(NetworkId id, SubnetId subnetId, IPAddress cidr) implements NetworkEvent {}

    /** A subnet left the network. */
    @Revision(1)
    record SubnetRemoved(NetworkId id, SubnetId subnetId) implements NetworkEvent {}

    /** A port joined the network with its MAC, or changed it: nobody else on the network may have that MAC. */
    @Revision(1)
    record PortAttached(NetworkId id, PortId portId, Mac macAddress) implements NetworkEvent {}

    /** A port left the network. */
    @Revision(1)
    record PortDetached(NetworkId id, PortId portId) implements NetworkEvent {}

    /** A router has its gateway on the network from now on. */
    @Revision(1)
    record GatewayAttached(NetworkId id, RouterId routerId) implements NetworkEvent {}

    /** The router has its gateway on the network no more. */
    @Revision(1)
    record GatewayDetached(NetworkId id, RouterId routerId) implements NetworkEvent {}

    /** The agent of that host serves DHCP on the network from now on; its host lies in that zone. */
    @Revision(1)
    record NetworkScheduled(NetworkId id, AgentId agentId, String host, String availabilityZone)
            implements NetworkEvent {}

    /** The agent serves the network no more. */
    @Revision(1)
    record NetworkUnscheduled(NetworkId id, AgentId agentId) implements NetworkEvent {}

    /** The segment, which is not one of those that the network was made with, lies on the way to a port from now on. */
    @Revision(1)
    record DynamicSegmentJoined(NetworkId id, Segment segment, PortId portId) implements NetworkEvent {}

    /** The segment lies on the way to the port no more; when that has ended it, the network has it no more. */
    @Revision(1)
    record DynamicSegmentLeft(NetworkId id, UUID segmentId, PortId portId, boolean ended) implements NetworkEvent {}

    /** The network's subnets of that IP version are in the address scope from now on, or in none. */
    @Revision(1)
    record NetworkAddressScopeChanged(
            NetworkId id, int ipVersion, @Nullable UUID addressScopeId) implements NetworkEvent {}

    /** The network is in a BGP VPN by that association. */
    @Revision(1)
    record NetworkJoinedBgpvpn(NetworkId id, UUID associationId) implements NetworkEvent {}

    /** The network is not in a BGP VPN by that association any more. */
    @Revision(1)
    record NetworkLeftBgpvpn(NetworkId id, UUID associationId) implements NetworkEvent {}

    /** The network is gone. */
    @Revision(1)
    record NetworkDeleted(NetworkId id) implements NetworkEvent {}
}
