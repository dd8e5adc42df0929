package org.portolan.api.portforwarding;

import inet.ipaddr.IPAddress;
import org.portolan.api.port.PortId;

/**
 * Where ports of a floating IP lead.
 *
 * @param protocol the transport protocol, such as {@code tcp}
 * @param internalPorts as many ports as the external ones, or one for all of them
 */
public record Forwarding(
        PortForwardingId id,
        String protocol,
        PortRange externalPorts,
        PortId internalPortId,
        IPAddress internalIpAddress,
        PortRange internalPorts) {

    /** Whether something that arrives outside would be forwarded by both. */
    public boolean collidesOutside(Forwarding other) {
        return protocol.equals(other.protocol) && externalPorts.overlaps(other.externalPorts);
    }

    /** Whether both lead to the same port inside. */
    public boolean collidesInside(Forwarding other) {
        return protocol.equals(other.protocol)
                && internalPortId.equals(other.internalPortId)
                && internalIpAddress.equals(other.internalIpAddress)
                && internalPorts.overlaps(other.internalPorts);
    }
}
