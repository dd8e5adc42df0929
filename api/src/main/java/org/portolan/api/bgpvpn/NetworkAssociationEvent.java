package org.portolan.api.bgpvpn;

import com.google.auto.service.AutoService;
import java.util.UUID;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.ResourceEvent;

/** What happens to a network in a BGP VPN. */
public sealed interface NetworkAssociationEvent extends Event {

    /** The events of networks in BGP VPNs. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("bgpvpn_network_association", NetworkAssociationEvent.class);
        }
    }

    /** There is a network in a BGP VPN. */
    @Revision(1)
    record NetworkAssociationCreated(UUID id, ProjectId projectId, Attributes attributes)
            implements NetworkAssociationEvent, ResourceEvent.Created {}

    /** These attributes of a network in a BGP VPN have these values from now on. */
    @Revision(1)
    record NetworkAssociationUpdated(UUID id, Attributes changes)
            implements NetworkAssociationEvent, ResourceEvent.Updated {}

    /** There is a network in a BGP VPN no more. */
    @Revision(1)
    record NetworkAssociationDeleted(UUID id) implements NetworkAssociationEvent, ResourceEvent.Deleted {}
}
