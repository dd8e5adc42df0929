package org.portolan.api.router;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.portolan.api.agent.AgentId;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.PortId;
import org.portolan.api.router.RouterEvent.HaPortAttached;
import org.portolan.api.router.RouterEvent.HaPortDetached;
import org.portolan.api.router.RouterEvent.HaStateChanged;
import org.portolan.api.router.RouterEvent.VirtualRouterEnded;
import org.portolan.api.router.RouterEvent.VirtualRouterNumbered;

/**
 * What makes several agents have one router: they elect who is it (VRRP, RFC 5798).
 *
 * @param networkId the network on which they do
 * @param number the virtual router's, 1 to 254, unique on that network
 * @param instances one for each agent, in the order in which they got it
 * @param primary the agent that was the last to become active; null before the first
 */
public record VirtualRouter(
        NetworkId networkId,
        int number,
        List<Instance> instances,
        @Nullable AgentId primary) {

    /** Of an agent that is the router. */
    public static final String ACTIVE = "active";

    /** Of an agent that would be the router if the active one were not there. */
    public static final String STANDBY = "standby";

    /** Of an agent that was the router when it was heard last. */
    public static final String UNKNOWN = "unknown";

    public VirtualRouter {
        instances = List.copyOf(instances);
    }

    /**
     * The router with one agent.
     *
     * @param portId the port by which it elects
     * @param state {@value #ACTIVE} or {@value #STANDBY}, as it was told last
     */
    public record Instance(AgentId agentId, PortId portId, String state) {
        private Instance in(String newState) {
            return new Instance(agentId, portId, newState);
        }

        /** Whether it was told to be the router. */
        public boolean isActive() {
            return state.equals(ACTIVE);
        }
    }

    /** What a router's virtual router is after an event; null for a router without one. */
    public static @Nullable VirtualRouter after(@Nullable VirtualRouter before, RouterEvent event) {
        return switch (event) {
            case VirtualRouterNumbered e -> new VirtualRouter(e.networkId(), e.number(), List.of(), null);
            case VirtualRouterEnded e -> null;
            case HaPortAttached e ->
                known(before).changed(all -> {
                    all.removeIf(one -> one.agentId.equals(e.agentId()));
                    all.add(new Instance(e.agentId(), e.portId(), STANDBY));
                    return all;
                });
            case HaPortDetached e -> known(before).without(e.agentId());
            case HaStateChanged e -> known(before).told(e.agentId(), e.state());
            default -> before;
        };
    }

    private static VirtualRouter known(@Nullable VirtualRouter before) {
        return Objects.requireNonNull(before, "a virtual router has its number before its ports");
    }

    private VirtualRouter changed(UnaryOperator<List<Instance>> change) {
        return new VirtualRouter(networkId, number, change.apply(new ArrayList<>(instances)), primary);
    }

    private VirtualRouter without(AgentId agent) {
        VirtualRouter left = changed(all -> {
            all.removeIf(one -> one.agentId.equals(agent));
            return all;
        });
        return agent.equals(primary) ? new VirtualRouter(networkId, number, left.instances, null) : left;
    }

    private VirtualRouter told(AgentId agent, String state) {
        VirtualRouter told = changed(all -> {
            all.replaceAll(one -> one.agentId.equals(agent) ? one.in(state) : one);
            return all;
        });
        return state.equals(ACTIVE) ? new VirtualRouter(networkId, number, told.instances, agent) : told;
    }

    /** The router with that agent, if it has it. */
    public Optional<Instance> of(AgentId agent) {
        return instances.stream().filter(one -> one.agentId.equals(agent)).findFirst();
    }

    /** Whether that agent was the last to become active. */
    public boolean isPrimary(AgentId agent) {
        return agent.equals(primary);
    }

    /** Whether the agent that was the last to become active still is. */
    public boolean hasActivePrimary() {
        AgentId last = primary;
        return last != null && of(last).filter(Instance::isActive).isPresent();
    }
}
