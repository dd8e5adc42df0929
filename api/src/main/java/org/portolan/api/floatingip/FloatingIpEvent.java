package org.portolan.api.floatingip;

import com.google.auto.service.AutoService;
import inet.ipaddr.IPAddress;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Ending;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.PortId;
import org.portolan.api.portforwarding.Forwarding;
import org.portolan.api.portforwarding.PortForwardingId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.router.RouterId;

/** What happens to a floating IP. */
public sealed interface FloatingIpEvent extends Event {

    /** The events of floating IPs. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("floatingip", FloatingIpEvent.class);
        }
    }

    /** A floating IP exists: this address of the external network, held by a port that was made for it. */
    @Revision(1)
    record FloatingIpCreated(
            FloatingIpId id,
            ProjectId projectId,
            NetworkId floatingNetworkId,
            IPAddress floatingIpAddress,
            PortId floatingPortId,
            Attributes attributes)
            implements FloatingIpEvent {}

    /** These attributes of the floating IP have these values from now on. */
    @Revision(1)
    record FloatingIpUpdated(FloatingIpId id, Attributes changes) implements FloatingIpEvent {}

    /** The floating IP leads to that address of that port from now on, by that router. */
    @Revision(1)
    record FloatingIpAssociated(FloatingIpId id, PortId portId, IPAddress fixedIpAddress, RouterId routerId)
            implements FloatingIpEvent {}

    /** The floating IP leads nowhere any more. */
    @Revision(1)
    record FloatingIpDisassociated(FloatingIpId id) implements FloatingIpEvent {}

    /** Ports of the floating IP lead inside from now on, by that router; or lead elsewhere than before. */
    @Revision(1)
    record ForwardingAdded(FloatingIpId id, Forwarding forwarding, RouterId routerId) implements FloatingIpEvent {}

    /** Ports of the floating IP lead inside no more. */
    @Revision(1)
    record ForwardingRemoved(FloatingIpId id, PortForwardingId forwardingId) implements FloatingIpEvent {}

    /** The node of the router says whether frames to the floating IP pass. */
    @Revision(1)
    record FloatingIpStatusChanged(FloatingIpId id, String status) implements FloatingIpEvent {}

    /** The floating IP is gone. */
    @Revision(1)
    record FloatingIpDeleted(FloatingIpId id) implements FloatingIpEvent, Ending {}
}
