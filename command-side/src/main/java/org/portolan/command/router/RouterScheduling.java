package org.portolan.command.router;

import java.util.Comparator;
import java.util.List;
import org.axonframework.commandhandling.CommandHandler;
import org.portolan.api.agent.Agent;
import org.portolan.api.agent.AgentDescription;
import org.portolan.api.agent.AgentId;
import org.portolan.api.agent.AgentLoadEvent.RouterHosted;
import org.portolan.api.agent.AgentLoadEvent.RouterReleased;
import org.portolan.api.agent.SchedulingCommand.AddRouterToAgent;
import org.portolan.api.agent.SchedulingCommand.MoveRouter;
import org.portolan.api.agent.SchedulingCommand.RemoveRouterFromAgent;
import org.portolan.api.agent.SchedulingCommand.ScheduleRouter;
import org.portolan.api.error.NeutronError;
import org.portolan.api.router.Router;
import org.portolan.api.router.RouterDescription;
import org.portolan.api.router.RouterEvent.RouterScheduled;
import org.portolan.api.router.RouterEvent.RouterUnscheduled;
import org.portolan.api.router.RouterId;
import org.portolan.command.Scheduling;
import org.portolan.command.Streams;
import org.portolan.command.agent.AgentDirectory;
import org.portolan.command.agent.AgentLoad;
import org.portolan.command.agent.AgentState;
import tools.jackson.databind.node.NullNode;

/**
 * Gives routers to the agents that have them.
 *
 * <ol>
 *   <li>Of the agents that are alive, switched on, in a zone that the router hints at and of a mode that can have it, the one
 *       that has fewest routers gets it; a highly available one is given to several.
 *   <li>Operators give and take as they like, but no router without high availability is with two agents.
 *   <li>What a dead agent had is given to others where that is configured and there are any.
 * </ol>
 */
public final class RouterScheduling {

    private final Streams streams;
    private final Scheduling options;
    private final HaRouters highlyAvailable;

    /** Scheduling on these streams. */
    public RouterScheduling(Streams streams, Scheduling options, HaRouters highlyAvailable) {
        this.streams = streams;
        this.options = options;
        this.highlyAvailable = highlyAvailable;
    }

    /** Gives a router to as many agents as it should have; to fewer or none if there are not that many. */
    void schedule(Router router) {
        boolean ha = isHighlyAvailable(router);
        if (!ha && !router.agents().isEmpty()) {
            return;
        }
        if (ha) {
            highlyAvailable.complete(router.id());
        }
        List<Agent> candidates = candidates(router);
        int wanted = !ha ? 1 : options.maxL3AgentsPerRouter() == 0 ? candidates.size() : options.maxL3AgentsPerRouter();
        candidates.stream()
                .sorted(Comparator.comparingInt(this::load))
                .limit(Math.max(0, wanted - router.agents().size()))
                .forEach(agent -> give(router, agent));
    }

    private static boolean isHighlyAvailable(Router router) {
        return router.attributes().get(RouterDescription.HA);
    }

    private int load(Agent agent) {
        return AgentLoad.of(streams, agent.id()).routers().size();
    }

    private List<Agent> candidates(Router router) {
        List<String> hints = router.attributes().get(RouterDescription.AVAILABILITY_ZONE_HINTS);
        return AgentDirectory.candidates(streams, Agent.L3, hints).stream()
                .filter(agent -> !router.agents().contains(agent.id()))
                .filter(agent -> canHave(agent, router))
                .toList();
    }

    private static String mode(Agent agent) {
        return agent.configurations().path("agent_mode").asString("legacy");
    }

    private static boolean isOnComputeHosts(Agent agent) {
        return mode(agent).equals("dvr") || mode(agent).equals("dvr_no_external");
    }

    private static boolean isTooOldFor(Router router, Agent agent) {
        return router.attributes().get(RouterDescription.DISTRIBUTED)
                && mode(agent).equals("legacy");
    }

    private static boolean canHave(Agent agent, Router router) {
        String only = agent.configurations().path("router_id").asString("");
        boolean internalToo =
                agent.configurations().path("handle_internal_only_routers").asBoolean(true);
        return !isOnComputeHosts(agent)
                && !isTooOldFor(router, agent)
                && (only.isEmpty() || only.equals(router.id().toString()))
                && (internalToo || router.gateway() != null);
    }

    private void give(Router router, Agent agent) {
        RouterId id = router.id();
        streams.append(RouterState.TYPE, id, new RouterScheduled(id, agent.id(), agent.availabilityZone()));
        if (isHighlyAvailable(router)) {
            highlyAvailable.join(id, agent);
        }
        AgentLoad.note(streams, agent.id(), new RouterHosted(agent.id(), id));
    }

    /** Takes a router from an agent. */
    public static void take(Streams streams, RouterId id, AgentId agent) {
        HaRouters.leave(streams, id, agent);
        streams.append(RouterState.TYPE, id, new RouterUnscheduled(id, agent));
        AgentLoad.note(streams, agent, new RouterReleased(agent, id));
    }

    /** Takes a router from all agents that have it: it is of another kind from now on, and others may be right for it. */
    void takeFromAll(Router router) {
        router.agents().forEach(agent -> take(streams, router.id(), agent));
        highlyAvailable.end(router.id());
    }

    /** The router ends: its agents have it no more. */
    void end(Router router) {
        highlyAvailable.end(router.id());
        router.agents().forEach(agent -> AgentLoad.note(streams, agent, new RouterReleased(agent, router.id())));
    }

    /** Gives a router to the agent that an operator names. */
    @CommandHandler
    NullNode handle(AddRouterToAgent command) {
        Router router = RouterState.get(streams, command.routerId()).router();
        Agent agent = agent(command.agentId());
        requireFits(agent, router);
        if (!router.agents().contains(agent.id())) {
            if (!router.agents().isEmpty() && !isHighlyAvailable(router)) {
                throw NeutronError.conflict(
                        "RouterHostedByL3Agent",
                        "The router " + router.id() + " has been already hosted by the L3 Agent "
                                + router.agents().getFirst() + ".");
            }
            if (isHighlyAvailable(router)) {
                highlyAvailable.complete(router.id());
            }
            give(router, agent);
        }
        return NullNode.getInstance();
    }

    private static void requireFits(Agent agent, Router router) {
        NeutronError invalid = new NeutronError(
                404, "InvalidL3Agent", "Agent " + agent.id() + " is not a L3 Agent or has been disabled");
        if (!agent.agentType().equals(Agent.L3)) {
            throw invalid;
        }
        if (isOnComputeHosts(agent)) {
            throw NeutronError.conflict(
                    "DVRL3CannotAssignToDvrAgent",
                    "Not allowed to manually assign a router to an agent in 'dvr' mode.");
        }
        if (isTooOldFor(router, agent)) {
            throw NeutronError.conflict(
                    "RouterL3AgentMismatch",
                    "Cannot host distributed router " + router.id() + " on legacy L3 agent " + agent.id() + ".");
        }
        if (!agent.isAdminStateUp() || !canHave(agent, router)) {
            throw invalid;
        }
    }

    /** Takes a router from the agent that an operator names. */
    @CommandHandler
    void handle(RemoveRouterFromAgent command) {
        Agent agent = agent(command.agentId());
        if (isOnComputeHosts(agent)) {
            throw NeutronError.conflict(
                    "DVRL3CannotRemoveFromDvrAgent",
                    "Not allowed to manually remove a router from an agent in 'dvr' mode.");
        }
        Router router = RouterState.get(streams, command.routerId()).router();
        if (router.agents().contains(agent.id())) {
            take(streams, router.id(), agent.id());
        }
    }

    /** Gives a router that no agent has to one that came, or one that too few have. */
    @CommandHandler
    void handle(ScheduleRouter command) {
        streams.find(RouterState.TYPE, command.routerId())
                .filter(state -> options.routerAutoSchedule())
                .ifPresent(state -> schedule(state.router()));
    }

    /** Gives the router of a dead agent to another one; others that have it, too, need no help. */
    @CommandHandler
    void handle(MoveRouter command) {
        streams.find(RouterState.TYPE, command.routerId())
                .map(RouterState::router)
                .filter(router -> !isHighlyAvailable(router))
                .filter(router -> router.agents().contains(command.from()))
                .filter(router -> streams.peek(AgentState.TYPE, command.from())
                        .filter(agent -> !agent.alive())
                        .isPresent())
                .filter(router -> !candidates(router).isEmpty())
                .ifPresent(router -> {
                    take(streams, router.id(), command.from());
                    schedule(RouterState.get(streams, router.id()).router());
                });
    }

    private Agent agent(AgentId id) {
        return streams.peek(AgentState.TYPE, id).orElseThrow(() -> new AgentDescription().notFound(id));
    }
}
