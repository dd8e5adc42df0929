package org.portolan.rest;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.portolan.api.agent.AgentId;
import org.springframework.stereotype.Component;

/**
 * When each agent was last heard. Heartbeats are no events: they are kept in memory only, and after a restart the agents
 * tell them again within one report interval. May be used by any thread.
 */
@Component
public final class Heartbeats {

    /**
     * What an agent last told.
     *
     * @param at when it was heard
     * @param appliedPosition the position of the log that its host conforms to
     */
    public record Heartbeat(Instant at, long appliedPosition) {}

    private final Map<AgentId, Heartbeat> last = new ConcurrentHashMap<>();

    /** The agent was heard; a heartbeat that is older than the last one changes nothing. */
    public void heard(AgentId agent, Instant at, long appliedPosition) {
        last.merge(
                agent,
                new Heartbeat(at, appliedPosition),
                (before, now) -> now.at().isBefore(before.at()) ? before : now);
    }

    /** What the agent last told, or empty when it was not heard since the start. */
    public Optional<Heartbeat> of(AgentId agent) {
        return Optional.ofNullable(last.get(agent));
    }

    /** What each agent last told that was heard since the start. */
    public Map<AgentId, Heartbeat> all() {
        return Map.copyOf(last);
    }

    /** The agent is struck off. */
    public void forget(AgentId agent) {
        last.remove(agent);
    }
}
