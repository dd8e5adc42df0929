package org.portolan.command.agent;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePSet;
import org.pcollections.PSet;
import org.portolan.api.agent.AgentId;
import org.portolan.api.agent.AgentLoadEvent;
import org.portolan.api.agent.AgentLoadEvent.NetworkHosted;
import org.portolan.api.agent.AgentLoadEvent.NetworkReleased;
import org.portolan.api.agent.AgentLoadEvent.RouterHosted;
import org.portolan.api.agent.AgentLoadEvent.RouterReleased;
import org.portolan.api.event.Recorded;
import org.portolan.api.network.NetworkId;
import org.portolan.api.router.RouterId;
import org.portolan.command.StreamType;
import org.portolan.command.StreamType.Snapshots;
import org.portolan.command.Streams;

/** What an agent has: it tells who is busy, and what others must have when it dies. */
public record AgentLoad(PSet<NetworkId> networks, PSet<RouterId> routers) {

    /** Nothing. */
    static final AgentLoad NONE = new AgentLoad(HashTreePSet.empty(), HashTreePSet.empty());

    private static final StreamType<AgentLoad> TYPE = new StreamType<>(
            new AgentLoadEvent.Family(),
            AgentLoad.class,
            AgentLoad::evolve,
            new Snapshots<>(Kept.class, Kept::of, Kept::load));

    private record Kept(List<NetworkId> networks, List<RouterId> routers) {

        static Kept of(AgentLoad load) {
            return new Kept(List.copyOf(load.networks), List.copyOf(load.routers));
        }

        AgentLoad load() {
            return new AgentLoad(HashTreePSet.from(networks), HashTreePSet.from(routers));
        }
    }

    private static AgentLoad evolve(@Nullable AgentLoad before, Recorded<?> recorded) {
        AgentLoad load = before == null ? NONE : before;
        return switch ((AgentLoadEvent) recorded.event()) {
            case NetworkHosted e -> new AgentLoad(load.networks.plus(e.networkId()), load.routers);
            case NetworkReleased e -> new AgentLoad(load.networks.minus(e.networkId()), load.routers);
            case RouterHosted e -> new AgentLoad(load.networks, load.routers.plus(e.routerId()));
            case RouterReleased e -> new AgentLoad(load.networks, load.routers.minus(e.routerId()));
        };
    }

    /** What the agent had a moment ago. */
    public static AgentLoad of(Streams streams, AgentId agent) {
        return streams.peek(TYPE, agent).orElse(NONE);
    }

    /** Notes what an agent has, or has no more. */
    public static void note(Streams streams, AgentId agent, AgentLoadEvent event) {
        streams.append(TYPE, agent, event);
    }
}
