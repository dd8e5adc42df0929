package org.portolan.agent;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.portolan.agent.controller.AgentCard;
import org.portolan.agent.controller.Card;
import org.portolan.agent.controller.Header;
import org.portolan.agent.controller.ServiceCard;
import org.portolan.agent.node.LocalHost;
import org.portolan.agent.ovsdb.BridgeNames;
import org.portolan.agent.service.Roles;
import org.portolan.api.json.Json;
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
 * @param serving what it does beside switching
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
        Duration reportInterval,
        Serving serving) {

    public Settings {
        headers = List.copyOf(headers);
        tunnelTypes = List.copyOf(tunnelTypes);
        bridgeMappings = Map.copyOf(bridgeMappings);
    }

    /**
     * What the node serves.
     *
     * @param l3 whether it has routers
     * @param dhcp whether it tells addresses by DHCP
     * @param dnsDomain of names on networks
     * @param dnsServers where its DNS servers ask what they do not know
     * @param lease for which an address is told; zero for ever
     * @param vrrpInterval between two words of the host that is a router which others have, too
     * @param metadata where guests' questions for metadata go; null when nobody answers them
     */
    public record Serving(
            boolean l3,
            boolean dhcp,
            String dnsDomain,
            List<String> dnsServers,
            Duration lease,
            Duration vrrpInterval,
            @Nullable URI metadata) {
        public Serving {
            dnsServers = List.copyOf(dnsServers);
        }

        /** Switching is all. */
        public static Serving nothing() {
            return new Serving(
                    false, false, "openstacklocal", List.of(), Duration.ofDays(1), Duration.ofSeconds(1), null);
        }
    }

    /**
     * What the node serves.
     *
     * @param directory for its files
     */
    public Roles roles(Path directory) {
        return new Roles(
                host,
                serving.l3,
                serving.dhcp,
                serving.dnsDomain,
                serving.dnsServers,
                (int) serving.lease.toSeconds(),
                serving.vrrpInterval,
                serving.metadata,
                directory,
                !datapathType.equals("netdev"));
    }

    /** All that it registers as, the switch first. */
    List<Card> cards() {
        List<Card> cards = new ArrayList<>(List.of(card()));
        if (serving.l3) {
            cards.add(new ServiceCard(
                    Roles.L3_AGENT,
                    host,
                    Json.object()
                            .put("agent_mode", "legacy")
                            .put("handle_internal_only_routers", true)
                            .put("interface_driver", "openvswitch")));
        }
        if (serving.dhcp) {
            cards.add(new ServiceCard(
                    Roles.DHCP_AGENT,
                    host,
                    Json.object().put("dhcp_driver", "dnsmasq").put("dhcp_lease_duration", serving.lease.toSeconds())));
        }
        return cards;
    }

    /** This host, as its flows depend on it. */
    public LocalHost localHost() {
        return new LocalHost(host, localIp, Set.copyOf(tunnelTypes), bridgeMappings);
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

    /** Where the database of Open vSwitch answers. */
    public Path databaseSocket() {
        return ovsRunDirectory.resolve("db.sock");
    }
}
