package org.portolan.api.localip;

import com.google.auto.service.AutoService;
import inet.ipaddr.IPAddress;
import java.util.UUID;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.ResourceEvent;

/** What happens to a local IP. */
public sealed interface LocalIpEvent extends Event {

    /** The events of local IPs. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("local_ip", LocalIpEvent.class);
        }
    }

    /** A local IP exists. */
    @Revision(1)
    record LocalIpCreated(UUID id, ProjectId projectId, Attributes attributes)
            implements LocalIpEvent, ResourceEvent.Created {}

    /** These attributes of the local IP have these values from now on. */
    @Revision(1)
    record LocalIpUpdated(UUID id, Attributes changes) implements LocalIpEvent, ResourceEvent.Updated {}

    /** On the port's host the local IP leads to that address of the port from now on. */
    @Revision(1)
    record LocalIpAssociated(UUID id, PortId fixedPortId, IPAddress fixedIp) implements LocalIpEvent {}

    /** The local IP leads to the port no more. */
    @Revision(1)
    record LocalIpDissociated(UUID id, PortId fixedPortId) implements LocalIpEvent {}

    /** The local IP is gone. */
    @Revision(1)
    record LocalIpDeleted(UUID id) implements LocalIpEvent, ResourceEvent.Deleted {}
}
