package org.portolan.agent.node;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.portolan.api.segment.NetworkType;

/**
 * This node, as it was started.
 *
 * @param name by which ports are bound to it
 * @param tunnelAddress IPv4 source of its tunnels; none if it takes part in no tunnelled network
 * @param tunnelTypes that it offers
 * @param physicalNetworks the bridges that lead to them, by their names
 */
public record LocalHost(
        String name,
        @Nullable String tunnelAddress,
        Set<NetworkType> tunnelTypes,
        Map<String, String> physicalNetworks) {
    public LocalHost {
        tunnelTypes = Set.copyOf(tunnelTypes);
        physicalNetworks = Map.copyOf(physicalNetworks);
    }

    public boolean isTunnelling() {
        return tunnelAddress != null && !tunnelTypes.isEmpty();
    }
}
