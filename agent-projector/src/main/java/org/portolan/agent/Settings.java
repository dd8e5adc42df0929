package org.portolan.agent;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.portolan.agent.controller.AgentCard;
import org.portolan.agent.controller.Header;
import org.portolan.agent.node.LocalHost;
import org.portolan.agent.ovsdb.BridgeNames;
import org.portolan.api.segment.NetworkType;

/**
 * How an agent was told to run.
 *
 * @param headers sent with every request to the controller
 * @param host the name by which ports are bound to this host
 * @param localIp IPv4 address where its tunnels end; null if it takes part in none
 * @param bridgeMappings bridges by the physical network that they lead to
 * @param ovsRunDirectory where Open vSwitch has its sockets
 * @param datapathType {@code system}, {@code netdev}, or empty to leave it to Open vSwitch
 * @param reportInterval time between two heartbeats
 */
public record Settings(
        URI controller,
        List<Header> headers,
        String host,
        @Nullable String localIp,
        List<NetworkType> tunnelTypes,
        Map<String, String> bridgeMappings,
        Path ovsRunDirectory,
        String datapathType,
        BridgeNames bridges,
        Duration reportInterval) {

    public Settings {
        headers = List.copyOf(headers);
        tunnelTypes = List.copyOf(tunnelTypes);
        bridgeMappings = Map.copyOf(bridgeMappings);
    }

    LocalHost localHost() {
        return new LocalHost(host, localIp, Set.copyOf(tunnelTypes));
    }

    AgentCard card() {
        return new AgentCard(
                host,
                localIp,
                tunnelTypes,
                new TreeMap<>(bridgeMappings),
                bridges.integration(),
                bridges.tunnel(),
                datapathType.isEmpty() ? "system" : datapathType);
    }

    Path databaseSocket() {
        return ovsRunDirectory.resolve("db.sock");
    }
}
