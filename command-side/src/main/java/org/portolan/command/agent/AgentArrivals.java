package org.portolan.command.agent;

import java.util.List;
import java.util.UUID;
import org.portolan.api.agent.Agent;
import org.portolan.api.agent.SchedulingCommand.ScheduleNetwork;
import org.portolan.api.agent.SchedulingCommand.ScheduleRouter;
import org.portolan.api.caller.Caller;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.PortCommand.BindAgain;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Command;
import org.portolan.api.router.RouterId;
import org.portolan.command.Commands;
import org.portolan.rest.Unhosted;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** When an agent comes, or is heard again, what waited for one is given to it. */
public final class AgentArrivals {

    private static final Logger LOGGER = LoggerFactory.getLogger(AgentArrivals.class);

    private final Commands commands;
    private final Unhosted unhosted;

    /** Arrivals at a controller that carries out these commands. */
    public AgentArrivals(Commands commands, Unhosted unhosted) {
        this.commands = commands;
        this.unhosted = unhosted;
    }

    /** The agent is there; what waits is looked for beside, and the agent is not kept waiting. */
    public void arrived(Agent agent, Caller caller) {
        Thread unused = Thread.ofVirtual().name("arrival").start(() -> schedule(agent, caller));
    }

    private void schedule(Agent agent, Caller caller) {
        try {
            if (agent.agentType().equals(Agent.DHCP)) {
                List<UUID> networks = unhosted.networks();
                networks.forEach(id -> attempt(new ScheduleNetwork(new NetworkId(id), caller)));
            } else if (agent.agentType().equals(Agent.OPEN_VSWITCH)) {
                List<UUID> ports = unhosted.ports(agent.host());
                ports.forEach(id -> attempt(new BindAgain(new PortId(id), caller)));
            } else if (agent.agentType().equals(Agent.L3)) {
                List<UUID> routers = unhosted.routers();
                routers.forEach(id -> attempt(new ScheduleRouter(new RouterId(id), caller)));
            }
        } catch (RuntimeException failure) {
            LOGGER.warn(
                    "{} {} on {} has come, but what waits for it was not looked through: {}",
                    caller.requestId(),
                    agent.agentType(),
                    agent.host(),
                    failure.getMessage());
        }
    }

    /** What is refused keeps nothing else from being done. */
    private void attempt(Command command) {
        try {
            commands.execute(command);
        } catch (RuntimeException failure) {
            LOGGER.warn("{} waits on: {}", command, failure.getMessage());
        }
    }
}
