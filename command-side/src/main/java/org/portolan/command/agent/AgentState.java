package org.portolan.command.agent;

import org.jspecify.annotations.Nullable;
import org.portolan.api.agent.Agent;
import org.portolan.api.agent.AgentDescription;
import org.portolan.api.agent.AgentEvent;
import org.portolan.api.agent.AgentId;
import org.portolan.api.event.Recorded;
import org.portolan.command.StreamType;
import org.portolan.command.Streams;

/** An agent as decisions see it: what all see. */
public final class AgentState {

    /** The streams of agents. */
    public static final StreamType<Agent> TYPE =
            new StreamType<>(new AgentEvent.Family(), Agent.class, AgentState::evolve);

    private AgentState() {}

    @SuppressWarnings("unchecked") // an agent's stream holds agent events only
    private static @Nullable Agent evolve(@Nullable Agent agent, Recorded<?> recorded) {
        return Agent.evolve(agent, (Recorded<? extends AgentEvent>) recorded);
    }

    /**
     * The agent, locked for this unit of work.
     *
     * @throws org.portolan.api.error.NeutronError 404 when there is none
     */
    public static Agent get(Streams streams, AgentId id) {
        return streams.get(TYPE, id, () -> new AgentDescription().notFound(id));
    }
}
