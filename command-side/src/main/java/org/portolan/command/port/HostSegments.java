package org.portolan.command.port;

import java.util.List;
import java.util.UUID;
import org.portolan.api.agent.AgentId;
import org.portolan.api.network.Network;
import org.portolan.api.segment.Segment;
import org.portolan.command.Streams;
import org.portolan.command.agent.AgentState;

/** Which segments hosts can have, by what their agents say of themselves. */
public final class HostSegments {

    private final Streams streams;
    private final List<Mechanism> mechanisms;

    /** What the agents in these streams can do by these mechanisms. */
    public HostSegments(Streams streams, List<Mechanism> mechanisms) {
        this.streams = streams;
        this.mechanisms = List.copyOf(mechanisms);
    }

    /** Whether the host can have the network, by whichever of its segments. */
    public boolean reaches(String host, Network network) {
        return network.segments().stream().anyMatch(segment -> reaches(host, segment));
    }

    private boolean reaches(String host, Segment segment) {
        return mechanisms.stream()
                .anyMatch(mechanism ->
                        mechanism.reaches(type -> streams.peek(AgentState.TYPE, AgentId.of(type, host)), segment));
    }

    /** Whether the host is wired to that segment of the network; nobody is wired to one that is not physical. */
    public boolean connects(String host, Network network, UUID segment) {
        return network.segments().stream()
                .anyMatch(one -> one.id().equals(segment) && one.physicalNetwork() != null && reaches(host, one));
    }
}
