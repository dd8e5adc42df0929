package org.portolan.api.ndpproxy;

import com.google.auto.service.AutoService;
import java.util.UUID;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.ResourceEvent;

/** What happens to an NDP proxy. Its router and its port are told, too, in the same append. */
public sealed interface NdpProxyEvent extends Event {

    /** The events of NDP proxies. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("ndp_proxy", NdpProxyEvent.class);
        }
    }

    /** An NDP proxy exists. */
    @Revision(1)
    record NdpProxyCreated(UUID id, ProjectId projectId, Attributes attributes)
            implements NdpProxyEvent, ResourceEvent.Created {}

    /** These attributes of the NDP proxy have these values from now on. */
    @Revision(1)
    record NdpProxyUpdated(UUID id, Attributes changes) implements NdpProxyEvent, ResourceEvent.Updated {}

    /** The NDP proxy is gone. */
    @Revision(1)
    record NdpProxyDeleted(UUID id) implements NdpProxyEvent, ResourceEvent.Deleted {}
}
