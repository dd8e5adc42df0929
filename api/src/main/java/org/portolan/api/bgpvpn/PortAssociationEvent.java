package org.portolan.api.bgpvpn;

import com.google.auto.service.AutoService;
import java.util.UUID;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.ResourceEvent;

/** What happens to a port in a BGP VPN. */
public sealed interface PortAssociationEvent extends Event {

    /** The events of ports in BGP VPNs. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("bgpvpn_port_association", PortAssociationEvent.class);
        }
    }

    /** There is a port in a BGP VPN. */
    @Revision(1)
    record PortAssociationCreated(UUID id, ProjectId projectId, Attributes attributes)
            implements PortAssociationEvent, ResourceEvent.Created {}

    /** These attributes of a port in a BGP VPN have these values from now on. */
    @Revision(1)
    record PortAssociationUpdated(UUID id, Attributes changes) implements PortAssociationEvent, ResourceEvent.Updated {}

    /** There is a port in a BGP VPN no more. */
    @Revision(1)
    record PortAssociationDeleted(UUID id) implements PortAssociationEvent, ResourceEvent.Deleted {}
}
