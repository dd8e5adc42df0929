package org.portolan.api.bgpvpn;

import com.google.auto.service.AutoService;
import java.util.UUID;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.ResourceEvent;

/** What happens to a router in a BGP VPN. */
public sealed interface RouterAssociationEvent extends Event {

    /** The events of routers in BGP VPNs. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("bgpvpn_router_association", RouterAssociationEvent.class);
        }
    }

    /** There is a router in a BGP VPN. */
    @Revision(1)
    record RouterAssociationCreated(UUID id, ProjectId projectId, Attributes attributes)
            implements RouterAssociationEvent, ResourceEvent.Created {}

    /** These attributes of a router in a BGP VPN have these values from now on. */
    @Revision(1)
    record RouterAssociationUpdated(UUID id, Attributes changes)
            implements RouterAssociationEvent, ResourceEvent.Updated {}

    /** There is a router in a BGP VPN no more. */
    @Revision(1)
    record RouterAssociationDeleted(UUID id) implements RouterAssociationEvent, ResourceEvent.Deleted {}
}
