package org.portolan.api.agent;

import inet.ipaddr.IPAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.Caller;
import org.portolan.api.resource.Command;
import org.portolan.api.segment.NetworkType;
import tools.jackson.databind.JsonNode;

/** What agents report of themselves, and what is noticed of them. */
public sealed interface AgentCommand extends Command {

    /**
     * An agent reports that it runs; said again at each start, and when what it says changes.
     *
     * @param endpoint where the host's tunnels end, or null when it has none
     */
    record RegisterAgent(
            String agentType,
            String host,
            String binary,
            String topic,
            String availabilityZone,
            JsonNode configurations,
            @Nullable IPAddress endpoint,
            List<NetworkType> tunnelTypes,
            Caller caller)
            implements AgentCommand {}

    /** Nothing was heard of the agent for too long. */
    record MarkAgentDown(AgentId id, Caller caller) implements AgentCommand {}

    /** The agent is heard again. */
    record MarkAgentAlive(AgentId id, Caller caller) implements AgentCommand {}
}
