package org.portolan.command.router;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.portolan.api.agent.Agent;
import org.portolan.api.agent.AgentId;
import org.portolan.api.event.Recorded;
import org.portolan.api.router.Router;
import org.portolan.api.router.RouterDescription;
import org.portolan.api.router.RouterEvent.RouterScheduled;
import org.portolan.api.router.RouterHostEvent;
import org.portolan.api.router.RouterHostEvent.RouterHostJoined;
import org.portolan.api.router.RouterHostEvent.RouterHostLeft;
import org.portolan.command.StreamType;
import org.portolan.command.Streams;
import org.portolan.command.agent.AgentState;

/**
 * The agents that can have routers.
 *
 * @param zones the availability zone of each
 */
public record RouterHosts(PMap<AgentId, String> zones) {

    private static final StreamType<RouterHosts> TYPE =
            new StreamType<>(new RouterHostEvent.Family(), RouterHosts.class, RouterHosts::evolve);

    private static final String ALL = "all";

    private static RouterHosts evolve(@Nullable RouterHosts hosts, Recorded<?> recorded) {
        PMap<AgentId, String> zones = hosts == null ? HashTreePMap.empty() : hosts.zones;
        return switch ((RouterHostEvent) recorded.event()) {
            case RouterHostJoined e -> new RouterHosts(zones.plus(e.agentId(), e.availabilityZone()));
            case RouterHostLeft e -> new RouterHosts(zones.minus(e.agentId()));
        };
    }

    /** An agent has registered. */
    public static void joined(Streams streams, Agent agent) {
        if (agent.agentType().equals(Agent.L3)) {
            streams.append(TYPE, ALL, new RouterHostJoined(agent.id(), agent.host(), agent.availabilityZone()));
        }
    }

    /** An agent is struck off. */
    public static void left(Streams streams, Agent agent) {
        if (agent.agentType().equals(Agent.L3)) {
            streams.append(TYPE, ALL, new RouterHostLeft(agent.id()));
        }
    }

    /** Gives a router that no agent has to one that is alive, in a zone that is hinted at; to none if there is none. */
    static void schedule(Streams streams, Router router) {
        if (!router.availabilityZones().isEmpty()) {
            return;
        }
        PMap<AgentId, String> zones =
                streams.peek(TYPE, ALL).map(RouterHosts::zones).orElse(HashTreePMap.empty());
        List<String> hints = router.attributes().get(RouterDescription.AVAILABILITY_ZONE_HINTS);
        List<AgentId> candidates = zones.keySet().stream()
                .filter(id -> hints.isEmpty() || hints.contains(zones.get(id)))
                .filter(id -> streams.peek(AgentState.TYPE, id)
                        .filter(agent -> agent.alive() && agent.isAdminStateUp())
                        .isPresent())
                .toList();
        if (!candidates.isEmpty()) {
            AgentId chosen = candidates.get(ThreadLocalRandom.current().nextInt(candidates.size()));
            streams.append(
                    RouterState.TYPE,
                    router.id(),
                    new RouterScheduled(router.id(), chosen, String.valueOf(zones.get(chosen))));
        }
    }
}
