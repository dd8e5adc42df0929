package org.portolan.api.subnet;

import com.google.auto.service.AutoService;
import inet.ipaddr.IPAddress;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Ending;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;
import org.portolan.api.event.StreamId;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.router.RouterId;

/** What happens to a subnet, and which of its addresses are whose. */
public sealed interface SubnetEvent extends Event {

    /** The events of subnets. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("subnet", SubnetEvent.class);
        }
    }

    /** The stream of a subnet. */
    static StreamId stream(SubnetId id) {
        return new StreamId("subnet", id.toString());
    }

    /** A subnet exists on the network. */
    @Revision(1)
    record SubnetCreated(SubnetId id, ProjectId projectId, NetworkId networkId, Attributes attributes)
            implements SubnetEvent {}

    /** These attributes of the subnet have these values from now on. */
    @Revision(1)
    record SubnetUpdated(SubnetId id, Attributes changes) implements SubnetEvent {}

    /** The port has the address from now on, and nobody else. */
    @Revision(1)
    record AddressAllocated(SubnetId id, IPAddress ipAddress, PortId portId) implements SubnetEvent {}

    /** The port that had the address has it no more. */
    @Revision(1)
    record AddressReleased(SubnetId id, IPAddress ipAddress, PortId portId) implements SubnetEvent {}

    /** A router has a leg on the subnet from now on. */
    @Revision(1)
    record RouterAttached(SubnetId id, RouterId routerId, PortId portId, IPAddress ipAddress) implements SubnetEvent {}

    /** The router that had the leg on the subnet has it no more. */
    @Revision(1)
    record RouterDetached(SubnetId id, RouterId routerId, PortId portId) implements SubnetEvent {}

    /** The subnet is gone. */
    @Revision(1)
    record SubnetDeleted(SubnetId id) implements SubnetEvent, Ending {}
}
