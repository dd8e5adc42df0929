package org.portolan.rest;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.portolan.api.agent.AgentId;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** When an agent was last heard is no event: it is laid over the agent's body. */
@Component
public final class HeartbeatOverlay implements Overlay {

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
    public Map<String, JsonNode> of(JsonNode body) {
        return heartbeats
                .of(AgentId.of(body.path("id").stringValue()))
                .<Map<String, JsonNode>>map(
                        heartbeat -> Map.of("heartbeat_timestamp", StringNode.valueOf(NEUTRONS.format(heartbeat.at()))))
                .orElse(Map.of());
    }
}
