package org.portolan.api.localip;

import inet.ipaddr.IPAddress;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.Caller;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Command;

/** What can be wished of a local IP, besides POST, PUT and DELETE. */
public sealed interface LocalIpCommand extends Command {

    /** The local IP. */
    UUID id();

    /**
     * Let the local IP lead to the port, on the port's host.
     *
     * @param fixedIp which of the port's addresses, or null for the only one
     */
    record AssociateLocalIp(
            UUID id, PortId fixedPortId, @Nullable IPAddress fixedIp, Caller caller) implements LocalIpCommand {}

    /**
     * Let the local IP lead to the port no more.
     *
     * @param fixedPortId the port's id, as the path has it
     */
    record DissociateLocalIp(UUID id, String fixedPortId, Caller caller) implements LocalIpCommand {}
}
