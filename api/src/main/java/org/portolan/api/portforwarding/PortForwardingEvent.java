package org.portolan.api.portforwarding;

import com.google.auto.service.AutoService;
import java.util.UUID;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.ResourceEvent;

/** What happens to a port forwarding. */
public sealed interface PortForwardingEvent extends Event {

    /** The events of port forwardings. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("port_forwarding", PortForwardingEvent.class);
        }
    }

    /** A port forwarding exists. */
    @Revision(1)
    record PortForwardingCreated(UUID id, ProjectId projectId, Attributes attributes)
            implements PortForwardingEvent, ResourceEvent.Created {}

    /** These attributes of the port forwarding have these values from now on. */
    @Revision(1)
    record PortForwardingUpdated(UUID id, Attributes changes) implements PortForwardingEvent, ResourceEvent.Updated {}

    /** The port forwarding is gone. */
    @Revision(1)
    record PortForwardingDeleted(UUID id) implements PortForwardingEvent, ResourceEvent.Deleted {}
}
