package org.portolan.command.agent;

import inet.ipaddr.IPAddress;
import java.util.Optional;
import org.axonframework.commandhandling.CommandHandler;
import org.portolan.api.agent.Agent;
import org.portolan.api.agent.AgentCommand.MarkAgentAlive;
import org.portolan.api.agent.AgentCommand.MarkAgentDown;
import org.portolan.api.agent.AgentCommand.RegisterAgent;
import org.portolan.api.agent.AgentDescription;
import org.portolan.api.agent.AgentEvent;
import org.portolan.api.agent.AgentEvent.AgentConfigurationChanged;
import org.portolan.api.agent.AgentEvent.AgentDeleted;
import org.portolan.api.agent.AgentEvent.AgentMoved;
import org.portolan.api.agent.AgentEvent.AgentRegistered;
import org.portolan.api.agent.AgentEvent.AgentRevived;
import org.portolan.api.agent.AgentEvent.AgentUpdated;
import org.portolan.api.agent.AgentEvent.AgentWentDown;
import org.portolan.api.agent.AgentEvent.TunnelEndpointRegistered;
import org.portolan.api.agent.AgentEvent.TunnelEndpointWithdrawn;
import org.portolan.api.agent.AgentId;
import org.portolan.api.agent.SchedulingCommand.EvacuateAgent;
import org.portolan.api.policy.Demand;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.ResourceCommand.Delete;
import org.portolan.api.resource.ResourceCommand.Update;
import org.portolan.command.Guards;
import org.portolan.command.ResourceDecisions;
import org.portolan.command.Scheduling;
import org.portolan.command.Streams;
import org.portolan.command.network.NetworkScheduling;
import org.portolan.command.router.RouterScheduling;

/** Decides what of an agent's reports is news. */
public final class AgentDecisions implements ResourceDecisions<Agent> {

    private final Streams streams;
    private final Scheduling scheduling;

    /** Decisions on these streams. */
    public AgentDecisions(Streams streams, Scheduling scheduling) {
        this.streams = streams;
        this.scheduling = scheduling;
    }

    /** Records what the report says that was not known; a report of what is known records nothing. */
    @CommandHandler
    Agent handle(RegisterAgent report) {
        AgentId id = AgentId.of(report.agentType(), report.host());
        Optional<Agent> known = streams.find(AgentState.TYPE, id);
        if (known.isEmpty()) {
            append(
                    id,
                    new AgentRegistered(
                            id,
                            report.agentType(),
                            report.host(),
                            report.binary(),
                            report.topic(),
                            report.availabilityZone(),
                            report.configurations(),
                            Attributes.none().with(AgentDescription.ADMIN_STATE_UP, true)));
        }
        Agent agent = AgentState.get(streams, id);
        if (!agent.configurations().equals(report.configurations())) {
            append(id, new AgentConfigurationChanged(id, report.configurations()));
        }
        if (!agent.availabilityZone().equals(report.availabilityZone())) {
            append(id, new AgentMoved(id, report.availabilityZone()));
        }
        AgentDirectory.note(streams, AgentState.get(streams, id));
        IPAddress endpoint = report.endpoint();
        if (endpoint == null && agent.tunnelIp() != null) {
            append(id, new TunnelEndpointWithdrawn(id, report.host()));
        }
        if (endpoint != null
                && !(endpoint.equals(agent.tunnelIp()) && report.tunnelTypes().equals(agent.tunnelTypes()))) {
            append(id, new TunnelEndpointRegistered(id, report.host(), endpoint, report.tunnelTypes()));
        }
        if (!agent.alive()) {
            append(id, new AgentRevived(id, report.host()));
        }
        return AgentState.get(streams, id);
    }

    /** Records that an agent is silent, unless that is known. */
    @CommandHandler
    void handle(MarkAgentDown command) {
        streams.find(AgentState.TYPE, command.id())
                .filter(Agent::alive)
                .ifPresent(agent -> append(command.id(), new AgentWentDown(command.id(), agent.host())));
    }

    /** Records that an agent is heard again, unless that is known; one that was struck off is to register anew. */
    @CommandHandler
    Revival handle(MarkAgentAlive command) {
        Agent agent = AgentState.get(streams, command.id());
        if (!agent.alive()) {
            append(command.id(), new AgentRevived(command.id(), agent.host()));
        }
        return new Revival(agent, !agent.alive());
    }

    /**
     * What became of an agent that was heard.
     *
     * @param isNews whether it was thought to be down
     */
    public record Revival(Agent agent, boolean isNews) {}

    /** What of a dead agent's load others should have, if they can. */
    @CommandHandler
    AgentLoad handle(EvacuateAgent command) {
        AgentLoad load = streams.peek(AgentState.TYPE, command.agentId())
                .filter(agent -> !agent.alive())
                .map(agent -> AgentLoad.of(streams, agent.id()))
                .orElse(AgentLoad.NONE);
        return new AgentLoad(
                scheduling.allowAutomaticDhcpFailover() ? load.networks() : AgentLoad.NONE.networks(),
                scheduling.allowAutomaticL3agentFailover() ? load.routers() : AgentLoad.NONE.routers());
    }

    @Override
    public AgentDescription description() {
        return new AgentDescription();
    }

    /** Changes what operators may change of an agent. */
    @Override
    public Agent update(Update command) {
        AgentId id = AgentId.of(command.id());
        Agent agent = AgentState.get(streams, id);
        Guards.requireMay(command, description(), agent.target());
        Attributes changes = command.changes().changedFrom(agent.attributes());
        if (!changes.isEmpty()) {
            append(id, new AgentUpdated(id, changes));
        }
        return AgentState.get(streams, id);
    }

    /** Strikes an agent off; should it still run, it registers anew. */
    @Override
    public void delete(Delete command) {
        AgentId id = AgentId.of(command.id());
        Agent known = streams.peek(AgentState.TYPE, id).orElseThrow(() -> new AgentDescription().notFound(id));
        Guards.requireMay(Demand.of("delete_agent"), known.target(), command.caller());
        // Routers before networks before agents: the order in which everybody takes locks.
        AgentLoad load = AgentLoad.of(streams, id);
        load.routers().forEach(router -> RouterScheduling.take(streams, router, id));
        load.networks().forEach(network -> NetworkScheduling.take(streams, network, known));
        Agent agent = AgentState.get(streams, id);
        append(id, new AgentDeleted(id, agent.host()));
        AgentDirectory.strike(streams, agent);
    }

    private void append(AgentId id, AgentEvent event) {
        streams.append(AgentState.TYPE, id, event);
    }
}
