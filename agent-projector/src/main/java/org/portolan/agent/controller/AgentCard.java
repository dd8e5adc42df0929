package org.portolan.agent.controller;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.portolan.api.json.Json;
import org.portolan.api.segment.NetworkType;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the agent tells of itself when it registers; the names are those of Neutron's Open vSwitch agent, so mechanisms and operators find
 * what they look for.
 *
 * @param localIp where the host's tunnels end; null if it takes part in none
 * @param bridgeMappings bridges by the physical network that they lead to
 */
public record AgentCard(
        String host,
        @Nullable String localIp,
        List<NetworkType> tunnelTypes,
        Map<String, String> bridgeMappings,
        String integrationBridge,
        String tunnelBridge,
        String datapathType)
        implements Card {

    /** Neutron's name for what this agent is. */
    public static final String AGENT_TYPE = "Open vSwitch agent";

    @Override
    public ObjectNode json() {
        List<NetworkType> types = localIp == null ? List.of() : tunnelTypes;
        ObjectNode configurations = Json.object();
        configurations.set("bridge_mappings", Json.tree(bridgeMappings));
        configurations.set("tunnel_types", Json.tree(types));
        configurations.put("tunneling_ip", localIp == null ? "" : localIp);
        configurations.put("integration_bridge", integrationBridge);
        configurations.put("tunnel_bridge", tunnelBridge);
        configurations.put("datapath_type", datapathType);
        configurations.put("arp_responder_enabled", true);
        configurations.put("l2_population", true);
        configurations.put("enable_distributed_routing", false);
        ObjectNode card = Json.object()
                .put("agent_type", AGENT_TYPE)
                .put("host", host)
                .put("binary", "portolan-agent")
                .put("topic", "N/A")
                .put("availability_zone", "nova");
        card.set("configurations", configurations);
        card.put("tunnel_ip", localIp);
        card.set("tunnel_types", Json.tree(types));
        return card;
    }
}
