package org.portolan.command.localip;

import java.util.List;
import java.util.UUID;
import org.portolan.api.error.NeutronError;
import org.portolan.api.localip.LocalIpDescription;
import org.portolan.api.localip.LocalIpEvent.LocalIpDissociated;
import org.portolan.api.port.Port;
import org.portolan.api.resource.PlainResource;
import org.portolan.command.StreamType;
import org.portolan.command.Streams;
import org.portolan.command.port.PortUsers;

/** What local IPs mean for the ports that hold their addresses, and for those that they lead to. */
public final class LocalIps {

    /** The streams of local IPs. */
    static final StreamType<PlainResource> TYPE = StreamType.of(new LocalIpDescription());

    /** How a port calls the local IPs whose addresses it holds. */
    static final String HELD = "local_ip";

    /** How a port calls the local IPs that lead to it. */
    static final String LEADING = "local_ip_port_association";

    private LocalIps() {}

    /**
     * Refuses to remove a port that holds the address of a local IP.
     *
     * @throws NeutronError 409
     */
    public static void requireHoldsNone(Port port) {
        List<UUID> held = PortUsers.of(port, HELD);
        if (!held.isEmpty()) {
            throw NeutronError.conflict(
                    "ServicePortInUse",
                    "Port " + port.id()
                            + " cannot be deleted directly via the port API: still referenced by Local IPs.");
        }
    }

    /** The port is about to end: local IPs lead to it no more. */
    public static void leave(Streams streams, Port port) {
        for (UUID localIp : PortUsers.of(port, LEADING)) {
            streams.append(TYPE, localIp, new LocalIpDissociated(localIp, port.id()));
        }
    }
}
