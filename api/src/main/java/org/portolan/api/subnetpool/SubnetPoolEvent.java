package org.portolan.api.subnetpool;

import com.google.auto.service.AutoService;
import inet.ipaddr.IPAddress;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;
import org.portolan.api.network.NetworkId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.subnet.SubnetId;

/** What happens to a subnet pool, and which of its prefixes are whose. */
public sealed interface SubnetPoolEvent extends Event {

    /** The events of subnet pools. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("subnetpool", SubnetPoolEvent.class);
        }
    }

    /** A subnet pool exists. */
    @Revision(1)
    record SubnetPoolCreated(SubnetPoolId id, ProjectId projectId, Attributes attributes) implements SubnetPoolEvent {}

    /** These attributes of the pool have these values from now on. */
    @Revision(1)
    record SubnetPoolUpdated(SubnetPoolId id, Attributes changes) implements SubnetPoolEvent {}

    /** The subnet has the prefix from now on, and no other of the pool has an address of it. */
    @Revision(1)
    record PrefixAllocated(SubnetPoolId id, IPAddress cidr, SubnetId subnetId, NetworkId networkId, ProjectId projectId)
            implements SubnetPoolEvent {}

    /** The subnet that had the prefix has it no more. */
    @Revision(1)
    record PrefixReleased(SubnetPoolId id, IPAddress cidr, SubnetId subnetId) implements SubnetPoolEvent {}

    /** The subnet pool is gone. */
    @Revision(1)
    record SubnetPoolDeleted(SubnetPoolId id) implements SubnetPoolEvent {}
}
