package org.portolan.command.network;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiPredicate;
import org.axonframework.commandhandling.CommandHandler;
import org.portolan.api.agent.Agent;
import org.portolan.api.agent.AgentDescription;
import org.portolan.api.agent.AgentId;
import org.portolan.api.agent.AgentLoadEvent.NetworkHosted;
import org.portolan.api.agent.AgentLoadEvent.NetworkReleased;
import org.portolan.api.agent.SchedulingCommand.AddNetworkToAgent;
import org.portolan.api.agent.SchedulingCommand.MoveNetwork;
import org.portolan.api.agent.SchedulingCommand.RemoveNetworkFromAgent;
import org.portolan.api.agent.SchedulingCommand.ScheduleNetwork;
import org.portolan.api.error.NeutronError;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkEvent.NetworkScheduled;
import org.portolan.api.network.NetworkEvent.NetworkUnscheduled;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortEvent.PortUpdated;
import org.portolan.api.resource.Attributes;
import org.portolan.api.subnet.SubnetDescription;
import org.portolan.command.Scheduling;
import org.portolan.command.Streams;
import org.portolan.command.agent.AgentDirectory;
import org.portolan.command.agent.AgentLoad;
import org.portolan.command.agent.AgentState;
import org.portolan.command.port.PortState;
import org.portolan.command.subnet.SubnetState;
import tools.jackson.databind.node.NullNode;

/**
 * Gives networks to the agents that serve DHCP.
 *
 * <ol>
 *   <li>A network gets its agents with its first subnet or port: of those that are alive, switched on, in a zone that the network
 *       hints at and on a host that its segments reach, the ones that have least.
 *   <li>Operators give and take as they like, beyond the configured number too.
 *   <li>What a dead agent had is given to others where there are any.
 * </ol>
 */
public final class NetworkScheduling {

    /** The device of a DHCP port that waits for the next agent. */
    private static final String RESERVED = "reserved_dhcp_port";

    private static final String DHCP_PORT = "network:dhcp";

    private final Streams streams;
    private final BiPredicate<String, Network> reach;
    private final Scheduling options;

    /**
     * Scheduling on these streams.
     *
     * @param reach whether a host can have one of a network's segments
     */
    public NetworkScheduling(Streams streams, BiPredicate<String, Network> reach, Scheduling options) {
        this.streams = streams;
        this.reach = reach;
        this.options = options;
    }

    /** Gives the network to as many agents as it should have, if there are that many. */
    public void schedule(NetworkId id) {
        if (options.networkAutoSchedule()) {
            fill(NetworkState.get(streams, id).network());
        }
    }

    private void fill(Network network) {
        int missing = options.dhcpAgentsPerNetwork() - network.dhcpAgents().size();
        if (missing > 0) {
            List<Agent> chosen = new ArrayList<>();
            List<Agent> candidates = new ArrayList<>(candidates(network));
            while (chosen.size() < missing && !candidates.isEmpty()) {
                Agent next = candidates.stream()
                        .min(Comparator.<Agent>comparingLong(agent -> inZoneOf(agent, chosen))
                                .thenComparingInt(this::load))
                        .orElseThrow();
                candidates.remove(next);
                chosen.add(next);
            }
            chosen.forEach(agent -> give(network.id(), agent));
        }
    }

    private static long inZoneOf(Agent agent, List<Agent> chosen) {
        return chosen.stream()
                .filter(other -> other.availabilityZone().equals(agent.availabilityZone()))
                .count();
    }

    private int load(Agent agent) {
        return AgentLoad.of(streams, agent.id()).networks().size();
    }

    private List<Agent> candidates(Network network) {
        List<String> hints = network.attributes()
                .find(NetworkDescription.AVAILABILITY_ZONE_HINTS)
                .orElse(List.of());
        return AgentDirectory.candidates(streams, Agent.DHCP, hints).stream()
                .filter(agent -> !network.dhcpAgents().contains(agent.id()))
                .filter(agent -> reach.test(agent.host(), network))
                .toList();
    }

    private void give(NetworkId id, Agent agent) {
        streams.append(
                NetworkState.TYPE, id, new NetworkScheduled(id, agent.id(), agent.host(), agent.availabilityZone()));
        AgentLoad.note(streams, agent.id(), new NetworkHosted(agent.id(), id));
    }

    /** Takes a network from an agent; the address that it had there waits for the next one. */
    public static void take(Streams streams, NetworkId id, Agent agent) {
        streams.append(NetworkState.TYPE, id, new NetworkUnscheduled(id, agent.id()));
        AgentLoad.note(streams, agent.id(), new NetworkReleased(agent.id(), id));
        NetworkState.get(streams, id).macs().keySet().stream()
                .flatMap(port -> streams.peek(PortState.TYPE, port).stream())
                .filter(port -> port.deviceOwner().equals(DHCP_PORT)
                        && port.binding().host().equals(agent.host()))
                .forEach(port -> streams.append(
                        PortState.TYPE,
                        port.id(),
                        new PortUpdated(port.id(), Attributes.none().with(PortDescription.DEVICE_ID, RESERVED))));
    }

    /** The network ends: its agents have it no more. */
    static void end(Streams streams, Network network) {
        network.dhcpAgents().forEach(agent -> AgentLoad.note(streams, agent, new NetworkReleased(agent, network.id())));
    }

    /** Gives a network to the agent that an operator names. */
    @CommandHandler
    NullNode handle(AddNetworkToAgent command) {
        Network network = NetworkState.get(streams, command.networkId()).network();
        Agent agent = agent(command.agentId());
        if (!agent.agentType().equals(Agent.DHCP) || !agent.isAdminStateUp()) {
            throw new NeutronError(
                    404,
                    "InvalidDHCPAgent",
                    "Agent " + agent.id() + " is not a valid DHCP Agent or has been disabled.");
        }
        if (network.dhcpAgents().contains(agent.id())) {
            throw NeutronError.conflict(
                    "NetworkHostedByDHCPAgent",
                    "The network " + network.id() + " has been already hosted by the DHCP Agent " + agent.id() + ".");
        }
        give(network.id(), agent);
        return NullNode.getInstance();
    }

    /** Takes a network from the agent that an operator names. */
    @CommandHandler
    void handle(RemoveNetworkFromAgent command) {
        Agent agent = agent(command.agentId());
        boolean has = streams.find(NetworkState.TYPE, command.networkId())
                .filter(state -> state.network().dhcpAgents().contains(agent.id()))
                .isPresent();
        if (!has) {
            throw AgentDescription.notHosted(command.networkId(), agent.id());
        }
        take(streams, command.networkId(), agent);
    }

    /** Gives a network with DHCP that no agent has to those that came. */
    @CommandHandler
    void handle(ScheduleNetwork command) {
        streams.find(NetworkState.TYPE, command.networkId())
                .map(NetworkState::network)
                .filter(network -> options.networkAutoSchedule() && hasDhcp(network))
                .ifPresent(this::fill);
    }

    private boolean hasDhcp(Network network) {
        return network.subnets().stream()
                .flatMap(subnet -> streams.find(SubnetState.TYPE, subnet).stream())
                .anyMatch(state -> state.subnet().attributes().get(SubnetDescription.ENABLE_DHCP));
    }

    /** Gives the network of a dead agent to others. */
    @CommandHandler
    void handle(MoveNetwork command) {
        streams.find(NetworkState.TYPE, command.networkId())
                .map(NetworkState::network)
                .filter(network -> network.dhcpAgents().contains(command.from()))
                .ifPresent(network -> streams.peek(AgentState.TYPE, command.from())
                        .filter(agent -> !agent.alive() && !candidates(network).isEmpty())
                        .ifPresent(dead -> {
                            take(streams, network.id(), dead);
                            schedule(network.id());
                        }));
    }

    private Agent agent(AgentId id) {
        return streams.peek(AgentState.TYPE, id).orElseThrow(() -> new AgentDescription().notFound(id));
    }
}
