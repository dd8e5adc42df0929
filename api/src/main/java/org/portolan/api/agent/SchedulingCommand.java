package org.portolan.api.agent;

import org.portolan.api.caller.Caller;
import org.portolan.api.network.NetworkId;
import org.portolan.api.resource.Command;
import org.portolan.api.router.RouterId;

/** What is wished of agents and of what they have. */
public sealed interface SchedulingCommand extends Command {

    /** Let the agent serve DHCP on the network. */
    record AddNetworkToAgent(AgentId agentId, NetworkId networkId, Caller caller) implements SchedulingCommand {}

    /** Let the agent serve DHCP on the network no more. */
    record RemoveNetworkFromAgent(AgentId agentId, NetworkId networkId, Caller caller) implements SchedulingCommand {}

    /** Let the agent have the router. */
    record AddRouterToAgent(AgentId agentId, RouterId routerId, Caller caller) implements SchedulingCommand {}

    /** Let the agent have the router no more. */
    record RemoveRouterFromAgent(AgentId agentId, RouterId routerId, Caller caller) implements SchedulingCommand {}

    /** Look for agents for a network that has too few. */
    record ScheduleNetwork(NetworkId networkId, Caller caller) implements SchedulingCommand {}

    /** Look for agents for a router that has too few. */
    record ScheduleRouter(RouterId routerId, Caller caller) implements SchedulingCommand {}

    /** An agent is dead: let others have what it had, where they can. */
    record EvacuateAgent(AgentId agentId, Caller caller) implements SchedulingCommand {}

    /** That agent is dead: let another one serve the network, if one can. */
    record MoveNetwork(NetworkId networkId, AgentId from, Caller caller) implements SchedulingCommand {}

    /** That agent is dead: let another one have the router, if one can. */
    record MoveRouter(RouterId routerId, AgentId from, Caller caller) implements SchedulingCommand {}
}
