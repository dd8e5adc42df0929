package org.portolan.command.agent;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.portolan.api.agent.Agent;
import org.portolan.api.agent.AgentId;
import org.portolan.api.agent.DhcpHostEvent;
import org.portolan.api.agent.DhcpHostEvent.DhcpHostJoined;
import org.portolan.api.agent.DhcpHostEvent.DhcpHostLeft;
import org.portolan.api.error.NeutronError;
import org.portolan.api.event.Event;
import org.portolan.api.event.Recorded;
import org.portolan.api.router.RouterHostEvent;
import org.portolan.api.router.RouterHostEvent.RouterHostJoined;
import org.portolan.api.router.RouterHostEvent.RouterHostLeft;
import org.portolan.command.StreamType;
import org.portolan.command.Streams;

/**
 * The agents that networks, or those that routers, can be given to.
 *
 * @param zones the availability zone of each
 */
public record AgentDirectory(PMap<AgentId, String> zones) {

    private static final StreamType<AgentDirectory> L3 =
            new StreamType<>(new RouterHostEvent.Family(), AgentDirectory.class, AgentDirectory::evolve);
    private static final StreamType<AgentDirectory> DHCP =
            new StreamType<>(new DhcpHostEvent.Family(), AgentDirectory.class, AgentDirectory::evolve);

    private static final String ALL = "all";

    private static AgentDirectory evolve(@Nullable AgentDirectory directory, Recorded<?> recorded) {
        PMap<AgentId, String> zones = directory == null ? HashTreePMap.empty() : directory.zones;
        return new AgentDirectory(
                switch (recorded.event()) {
                    case RouterHostJoined e -> zones.plus(e.agentId(), e.availabilityZone());
                    case RouterHostLeft e -> zones.minus(e.agentId());
                    case DhcpHostJoined e -> zones.plus(e.agentId(), e.availabilityZone());
                    case DhcpHostLeft e -> zones.minus(e.agentId());
                    default -> zones;
                });
    }

    private static StreamType<AgentDirectory> of(String agentType) {
        return agentType.equals(Agent.L3) ? L3 : DHCP;
    }

    /** Notes an agent that has registered, unless it is noted as it is. */
    static void note(Streams streams, Agent agent) {
        if (!agent.isHost()) {
            return;
        }
        StreamType<AgentDirectory> type = of(agent.agentType());
        String zone = agent.availabilityZone();
        boolean known = streams.find(type, ALL)
                .filter(directory -> zone.equals(directory.zones.get(agent.id())))
                .isPresent();
        if (!known) {
            Event joined = type.equals(L3)
                    ? new RouterHostJoined(agent.id(), agent.host(), zone)
                    : new DhcpHostJoined(agent.id(), agent.host(), zone);
            streams.append(type, ALL, joined);
        }
    }

    /** Strikes an agent off. */
    static void strike(Streams streams, Agent agent) {
        if (agent.isHost()) {
            StreamType<AgentDirectory> type = of(agent.agentType());
            streams.append(type, ALL, type.equals(L3) ? new RouterHostLeft(agent.id()) : new DhcpHostLeft(agent.id()));
        }
    }

    /** The agents of that type that may be given something: alive, switched on, in a zone that is hinted at; by host. */
    public static List<Agent> candidates(Streams streams, String agentType, List<String> hints) {
        PMap<AgentId, String> zones =
                streams.peek(of(agentType), ALL).map(AgentDirectory::zones).orElse(HashTreePMap.empty());
        return zones.keySet().stream()
                .filter(id -> hints.isEmpty() || hints.contains(zones.get(id)))
                .flatMap(id -> streams.peek(AgentState.TYPE, id).stream())
                .filter(agent -> agent.alive() && agent.isAdminStateUp())
                .sorted(Comparator.comparing(Agent::host))
                .toList();
    }

    /**
     * Refuses hints at zones in which no agent of that type is.
     *
     * @throws NeutronError 404
     */
    public static void requireZones(Streams streams, String agentType, List<String> hints) {
        if (hints.isEmpty()) {
            return;
        }
        PMap<AgentId, String> zones =
                streams.peek(of(agentType), ALL).map(AgentDirectory::zones).orElse(HashTreePMap.empty());
        for (String zone : hints) {
            if (!zones.containsValue(zone)) {
                throw new NeutronError(
                        404, "AvailabilityZoneNotFound", "AvailabilityZone " + zone + " could not be found.");
            }
        }
    }
}
