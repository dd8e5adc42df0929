package org.portolan.command.agent;

import org.portolan.api.agent.Agent;
import org.portolan.api.agent.AgentDescription;
import org.portolan.api.agent.AgentId;
import org.portolan.command.StreamType;
import org.portolan.command.Streams;

/** An agent as decisions see it: what all see. */
public final class AgentState {

    /** The streams of agents. */
    public static final StreamType<Agent> TYPE = StreamType.of(new AgentDescription());

    private AgentState() {}

    /**
     * The agent, locked for this unit of work.
     *
     * @throws org.portolan.api.error.NeutronError 404 when there is none
     */
    public static Agent get(Streams streams, AgentId id) {
        return streams.get(TYPE, id, () -> new AgentDescription().notFound(id));
    }
}
