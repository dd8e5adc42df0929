package org.portolan.command.agent;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.portolan.api.agent.AgentCommand.MarkAgentAlive;
import org.portolan.api.agent.AgentCommand.MarkAgentDown;
import org.portolan.api.agent.AgentId;
import org.portolan.api.agent.SchedulingCommand.EvacuateAgent;
import org.portolan.api.agent.SchedulingCommand.MoveNetwork;
import org.portolan.api.agent.SchedulingCommand.MoveRouter;
import org.portolan.api.caller.Caller;
import org.portolan.api.error.NeutronError;
import org.portolan.api.resource.Command;
import org.portolan.command.Commands;
import org.portolan.command.agent.AgentDecisions.Revival;
import org.portolan.eventstore.HeartbeatTable;
import org.portolan.eventstore.LogUnavailableException;
import org.portolan.rest.Heartbeats;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that agents fall silent and are heard again. Only the change is an event.
 *
 * <p>An agent that was not heard since this process started is given the whole time from then on: a controller's restart
 * must not look like the death of every host. What another controller on the same database hears counts as heard. What the log
 * holds is asked at each word of an agent: another controller may
 * have missed it and told the log of its silence.
 */
public final class AgentLiveness {

    private static final int NOT_FOUND = 404;
    private static final Logger LOGGER = LoggerFactory.getLogger(AgentLiveness.class);

    private final Commands commands;
    private final Heartbeats heartbeats;
    private final @Nullable HeartbeatTable shared;
    private final Clock clock;
    private final Duration downTime;
    private final Set<AgentId> silent = ConcurrentHashMap.newKeySet();
    private final Map<AgentId, Instant> expected = new ConcurrentHashMap<>();

    /**
     * @param shared where all controllers keep what they hear, or null when there is no such place
     * @param downTime how long an agent may be silent, Neutron's {@code agent_down_time}
     */
    public AgentLiveness(
            Commands commands, Heartbeats heartbeats, @Nullable HeartbeatTable shared, Clock clock, Duration downTime) {
        this.commands = commands;
        this.heartbeats = heartbeats;
        this.shared = shared;
        this.clock = clock;
        this.downTime = downTime;
    }

    /** These agents were heard once: they are expected to be heard from now on. */
    public void expect(List<AgentId> agents) {
        agents.forEach(agent -> expected.putIfAbsent(agent, clock.instant()));
    }

    /**
     * The agent was heard. Returns whether it was thought to be down.
     *
     * @throws NeutronError 404 when there is no such agent, or not any more
     */
    public Revival heard(AgentId agent, long appliedPosition, Caller caller) {
        Revival revival;
        try {
            revival = commands.execute(new MarkAgentAlive(agent, caller), Revival.class);
        } catch (NeutronError refused) {
            if (refused.status() == NOT_FOUND) {
                forget(agent);
            }
            throw refused;
        }
        heartbeats.heard(agent, clock.instant(), appliedPosition);
        share(table -> table.keep(agent.value(), clock.instant(), appliedPosition));
        expected.put(agent, clock.instant());
        silent.remove(agent);
        return revival;
    }

    /** Heartbeats may be lost: an agent's word is worth no error because it could not be passed on. */
    private void share(Consumer<HeartbeatTable> what) {
        if (shared != null) {
            try {
                what.accept(shared);
            } catch (LogUnavailableException unavailable) {
                LOGGER.warn("Other controllers do not hear of agents: {}", unavailable.getMessage());
            }
        }
    }

    private void forget(AgentId agent) {
        heartbeats.forget(agent);
        share(table -> table.forget(agent.value()));
        expected.remove(agent);
        silent.remove(agent);
    }

    /** Looks who fell silent; to be called every few seconds. */
    public void check() {
        share(table -> table.all()
                .forEach((agent, kept) -> heartbeats.heard(new AgentId(agent), kept.at(), kept.appliedPosition())));
        Instant limit = clock.instant().minus(downTime);
        heartbeats
                .all()
                .forEach((agent, heartbeat) ->
                        expected.merge(agent, heartbeat.at(), (before, now) -> before.isAfter(now) ? before : now));
        expected.forEach((agent, last) -> {
            if (!last.isBefore(limit)) {
                silent.remove(agent);
            } else if (silent.add(agent)) {
                LOGGER.warn("Agent {} was not heard for {} s: it is down", agent, downTime.toSeconds());
                if (!attempt(new MarkAgentDown(agent, controller()))) {
                    silent.remove(agent);
                }
            }
        });
        Instant dead = limit.minus(downTime);
        expected.forEach((agent, last) -> {
            if (last.isBefore(dead)) {
                evacuate(agent);
            }
        });
    }

    /** Who is silent for twice the time is given up: what it had is moved, piece by piece, as long as any is left. */
    private void evacuate(AgentId agent) {
        AgentLoad load;
        try {
            load = commands.execute(new EvacuateAgent(agent, controller()), AgentLoad.class);
        } catch (RuntimeException failure) {
            LOGGER.warn("What agent {} had is not known now: {}", agent, failure.getMessage());
            return;
        }
        load.networks().forEach(network -> attempt(new MoveNetwork(network, agent, controller())));
        load.routers().forEach(router -> attempt(new MoveRouter(router, agent, controller())));
    }

    /** Whether there is nothing left to do. What fails is tried again at the next look, and keeps nothing else from being done. */
    private boolean attempt(Command command) {
        try {
            commands.execute(command);
            return true;
        } catch (NeutronError refused) {
            LOGGER.warn("{} is refused: {}", command, refused.getMessage());
            return refused.status() == NOT_FOUND;
        } catch (RuntimeException failure) {
            LOGGER.warn("{} is tried again: {}", command, failure.getMessage());
            return false;
        }
    }

    private static Caller controller() {
        return Caller.ofServer("req-" + UUID.randomUUID());
    }
}
