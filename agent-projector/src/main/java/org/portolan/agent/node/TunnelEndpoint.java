package org.portolan.agent.node;

import java.util.Set;

/**
 * Where a host takes tunnels.
 *
 * @param address IPv4, in dotted form
 * @param types only {@link NetworkType#isTunnelled() tunnelled} ones
 * @param cause position of the event that registered it
 */
public record TunnelEndpoint(String host, String address, Set<NetworkType> types, long cause) {
    public TunnelEndpoint {
        types = Set.copyOf(types);
    }
}
