package org.portolan.api.node;

import inet.ipaddr.IPAddress;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.portolan.api.address.Mac;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.PortId;

/**
 * A port, as far as nodes must know it.
 *
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
}
