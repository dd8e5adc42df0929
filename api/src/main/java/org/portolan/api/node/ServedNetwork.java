package org.portolan.api.node;

import java.util.List;
import java.util.stream.Stream;
import org.portolan.api.agent.AgentId;
import org.portolan.api.network.NetworkId;

/**
 * What services on a network must know of it.
 *
 * @param mtu the longest packet that it carries, in bytes; 0 when that is not known
 * @param dhcpAgents the agents that tell its addresses
 * @param cause the position of the event that made it so
 */
public record ServedNetwork(NetworkId id, int mtu, List<AgentId> dhcpAgents, long cause) implements NodeFact {

    ServedNetwork with(int newMtu, long at) {
        return new ServedNetwork(id, newMtu, dhcpAgents, at);
    }

    ServedNetwork with(AgentId agent, long at) {
        return new ServedNetwork(
                id,
                mtu,
                Stream.concat(without(agent).stream(), Stream.of(agent)).toList(),
                at);
    }

    ServedNetwork without(AgentId agent, long at) {
        return new ServedNetwork(id, mtu, without(agent), at);
    }

    private List<AgentId> without(AgentId agent) {
        return dhcpAgents.stream().filter(other -> !other.equals(agent)).toList();
    }
}
