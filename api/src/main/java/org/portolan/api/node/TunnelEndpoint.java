package org.portolan.api.node;

import inet.ipaddr.IPAddress;
import java.util.List;
import org.portolan.api.segment.NetworkType;

/**
 * Where a host's tunnels end.
 *
 * @param tunnelTypes the tunnels that it can end there
 * @param cause the position of the event that made it so
 */
public record TunnelEndpoint(String host, IPAddress ipAddress, List<NetworkType> tunnelTypes, long cause)
        implements NodeFact {}
