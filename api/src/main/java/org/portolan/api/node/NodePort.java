package org.portolan.api.node;

import inet.ipaddr.IPAddress;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.portolan.api.address.Mac;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attributes;

/**
 * A port, as far as nodes must know it.
 *
 * @param deviceOwner what uses it, such as {@code compute:nova}; empty for nothing
 * @param host the host that it is bound to, empty when it is bound to none
 * @param generation the generation of that binding
 * @param segmentId the segment that its frames travel on there, null when it is bound to none
 * @param adminStateUp whether it is meant to carry frames
 * @param cause the position of the event that made it so
 */
public record NodePort(
        PortId id,
        NetworkId networkId,
        Mac macAddress,
        List<IPAddress> addresses,
        String deviceOwner,
        PortSecurity security,
        String host,
        long generation,
        @Nullable UUID segmentId,
        boolean adminStateUp,
        long cause)
        implements NodeFact {

    /** Whether the port is on a host. */
    public boolean isBound() {
        return segmentId != null;
    }

    /** Whether what it sends and receives is restricted: that of guests is, unless they are exempt; that of the network's own ports is not. */
    public boolean isFiltered() {
        return security.enabled() && !deviceOwner.startsWith("network:");
    }

    /** The same port with another MAC and other addresses. */
    public NodePort addressed(Mac mac, List<IPAddress> newAddresses, long at) {
        return new NodePort(
                id, networkId, mac, newAddresses, deviceOwner, security, host, generation, segmentId, adminStateUp, at);
    }

    /** The same port in another place; without a segment it is in none. */
    public NodePort placed(String newHost, long newGeneration, @Nullable UUID newSegment, long at) {
        return new NodePort(
                id,
                networkId,
                macAddress,
                addresses,
                deviceOwner,
                security,
                newHost,
                newGeneration,
                newSegment,
                adminStateUp,
                at);
    }

    /** The same port with those attributes in place of what it had of them. */
    public NodePort updated(Attributes changes, long at) {
        return new NodePort(
                id,
                networkId,
                macAddress,
                addresses,
                changes.find(PortDescription.DEVICE_OWNER).orElse(deviceOwner),
                security.with(changes),
                host,
                generation,
                segmentId,
                changes.find(PortDescription.ADMIN_STATE_UP).orElse(adminStateUp),
                at);
    }

    /** Whether a change of those attributes can change what nodes must know. */
    static boolean isConcernedBy(Attributes changes) {
        return changes.has(PortDescription.ADMIN_STATE_UP)
                || changes.has(PortDescription.DEVICE_OWNER)
                || PortSecurity.isConcernedBy(changes);
    }
}
