package org.portolan.api.floatingip;

import com.google.auto.service.AutoService;
import inet.ipaddr.IPAddress;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.PortId;
import org.portolan.api.portforwarding.Forwarding;
import org.portolan.api.portforwarding.PortForwardingId;

/** Which floating IPs lead to a port: told per port, so that two never lead to one address from one network. */
public sealed interface TranslationEvent extends Event {

    /** The events of translations. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("translation", TranslationEvent.class);
        }
    }

    /** The floating IP, of that external network, leads to that address of the port from now on. */
    @Revision(1)
    record PortTranslated(PortId id, FloatingIpId floatingIpId, NetworkId floatingNetworkId, IPAddress fixedIpAddress)
            implements TranslationEvent {}

    /** The floating IP leads to the port no more. */
    @Revision(1)
    record PortUntranslated(PortId id, FloatingIpId floatingIpId) implements TranslationEvent {}

    /** Ports of the floating IP lead to the port from now on. */
    @Revision(1)
    record PortForwarded(PortId id, FloatingIpId floatingIpId, Forwarding forwarding) implements TranslationEvent {}

    /** Ports of a floating IP lead to the port no more. */
    @Revision(1)
    record PortUnforwarded(PortId id, PortForwardingId forwardingId) implements TranslationEvent {}
}
