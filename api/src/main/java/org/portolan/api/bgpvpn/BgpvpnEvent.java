package org.portolan.api.bgpvpn;

import com.google.auto.service.AutoService;
import java.util.UUID;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.ResourceEvent;

/** What happens to a BGP VPN. */
public sealed interface BgpvpnEvent extends Event {

    /** The events of BGP VPNs. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("bgpvpn", BgpvpnEvent.class);
        }
    }

    /** There is a BGP VPN. */
    @Revision(1)
    record BgpvpnCreated(UUID id, ProjectId projectId, Attributes attributes)
            implements BgpvpnEvent, ResourceEvent.Created {}

    /** These attributes of a BGP VPN have these values from now on. */
    @Revision(1)
    record BgpvpnUpdated(UUID id, Attributes changes) implements BgpvpnEvent, ResourceEvent.Updated {}

    /** There is a BGP VPN no more. */
    @Revision(1)
    record BgpvpnDeleted(UUID id) implements BgpvpnEvent, ResourceEvent.Deleted {}
}
