package org.portolan.api.agent;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** The id of an agent. It follows from what the agent is and where it runs, so no two agents claim to be the same. */
public record AgentId(UUID value) {

    /** The id with that text. */
    @JsonCreator
    public static AgentId of(String uuid) {
        return new AgentId(UUID.fromString(uuid));
    }

    /** The id of the agent of that type on that host. */
    public static AgentId of(String agentType, String host) {
        return new AgentId(UUID.nameUUIDFromBytes((agentType + "\n" + host).getBytes(StandardCharsets.UTF_8)));
    }

    @JsonValue
    @Override
    public String toString() {
        return value.toString();
    }
}
