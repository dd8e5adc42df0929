package org.portolan.query.agent;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.portolan.api.agent.AgentId;
import org.portolan.query.resource.ResourceReads;
import org.portolan.query.resource.Resources.Found;
import org.portolan.rest.Heartbeats;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** When an agent was last heard is no event: it is laid over the agent's body. */
public final class HeartbeatOverlay implements ResourceReads.Overlay {

    private static final DateTimeFormatter NEUTRONS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    private final Heartbeats heartbeats;

    /** An overlay of those heartbeats. */
    public HeartbeatOverlay(Heartbeats heartbeats) {
        this.heartbeats = heartbeats;
    }

    @Override
    public boolean concerns(String resource) {
        return resource.equals("agent");
    }

    @Override
    public Map<String, JsonNode> of(String resource, Found found) {
        return heartbeats
                .of(AgentId.of(found.id()))
                .<Map<String, JsonNode>>map(
                        heartbeat -> Map.of("heartbeat_timestamp", StringNode.valueOf(NEUTRONS.format(heartbeat.at()))))
                .orElse(Map.of());
    }
}
