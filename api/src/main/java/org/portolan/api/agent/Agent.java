package org.portolan.api.agent;

import inet.ipaddr.IPAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.portolan.api.agent.AgentEvent.AgentConfigurationChanged;
import org.portolan.api.agent.AgentEvent.AgentDeleted;
import org.portolan.api.agent.AgentEvent.AgentMoved;
import org.portolan.api.agent.AgentEvent.AgentRegistered;
import org.portolan.api.agent.AgentEvent.AgentRevived;
import org.portolan.api.agent.AgentEvent.AgentUpdated;
import org.portolan.api.agent.AgentEvent.AgentWentDown;
import org.portolan.api.agent.AgentEvent.TunnelEndpointRegistered;
import org.portolan.api.agent.AgentEvent.TunnelEndpointWithdrawn;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Recorded;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Lifecycle;
import org.portolan.api.resource.Resource;
import org.portolan.api.segment.NetworkType;
import tools.jackson.databind.JsonNode;

/**
 * An agent: the process that makes a host do what the log says.
 *
 * @param agentType what it does, such as {@code Open vSwitch agent}
 * @param configurations what it says of itself: bridge mappings, tunnel types and the like
 * @param tunnelIp where the host's tunnels end, or null when it has none
 * @param tunnelTypes the tunnels that it can end there
 * @param alive whether it was heard of lately
 */
public record Agent(
        AgentId id,
        String agentType,
        String host,
        String binary,
        String topic,
        String availabilityZone,
        JsonNode configurations,
        @Nullable IPAddress tunnelIp,
        List<NetworkType> tunnelTypes,
        boolean alive,
        Attributes attributes,
        Lifecycle lifecycle)
        implements Resource {

    /** The type of the agent that drives Open vSwitch. */
    public static final String OPEN_VSWITCH = "Open vSwitch agent";

    /** The type of the agent that serves DHCP on networks. */
    public static final String DHCP = "DHCP agent";

    /** The type of the agent that has routers. */
    public static final String L3 = "L3 agent";

    private static final String NO_TOPIC = "N/A";

    /** Where Neutron's agents of that type would listen for messages: nobody does here, but clients know them by it. */
    public static String topicOf(String agentType) {
        return switch (agentType) {
            case L3 -> "l3_agent";
            case DHCP -> "dhcp_agent";
            default -> NO_TOPIC;
        };
    }

    /** The agent after an event, or null when it is struck off. */
    public static @Nullable Agent evolve(@Nullable Agent agent, Recorded<? extends AgentEvent> recorded) {
        if (recorded.event() instanceof AgentRegistered registered) {
            return new Agent(
                    registered.id(),
                    registered.agentType(),
                    registered.host(),
                    registered.binary(),
                    registered.topic(),
                    registered.availabilityZone(),
                    registered.configurations(),
                    null,
                    List.of(),
                    true,
                    registered.attributes(),
                    Lifecycle.startedAt(recorded.at(), 0));
        }
        Agent before = Objects.requireNonNull(agent, "an agent's first event is its registration");
        return switch (recorded.event()) {
            case AgentRegistered registered -> throw new IllegalStateException("registered twice: " + registered.id());
            case AgentConfigurationChanged changed ->
                before.with(changed.configurations(), before.tunnelIp, before.tunnelTypes, before.alive, recorded);
            case TunnelEndpointRegistered endpoint ->
                before.with(
                        before.configurations, endpoint.ipAddress(), endpoint.tunnelTypes(), before.alive, recorded);
            case TunnelEndpointWithdrawn withdrawn ->
                before.with(before.configurations, null, List.of(), before.alive, recorded);
            case AgentWentDown down ->
                before.with(before.configurations, before.tunnelIp, before.tunnelTypes, false, recorded);
            case AgentRevived revived ->
                before.with(before.configurations, before.tunnelIp, before.tunnelTypes, true, recorded);
            case AgentUpdated updated ->
                before.with(before.configurations, before.tunnelIp, before.tunnelTypes, before.alive, recorded)
                        .with(before.attributes.with(updated.changes()));
            case AgentMoved moved ->
                new Agent(
                        before.id,
                        before.agentType,
                        before.host,
                        before.binary,
                        before.topic,
                        moved.availabilityZone(),
                        before.configurations,
                        before.tunnelIp,
                        before.tunnelTypes,
                        before.alive,
                        before.attributes,
                        before.lifecycle.changedAt(recorded.at()));
            case AgentDeleted deleted -> null;
        };
    }

    private Agent with(
            JsonNode newConfigurations,
            @Nullable IPAddress newTunnelIp,
            List<NetworkType> newTunnelTypes,
            boolean nowAlive,
            Recorded<?> recorded) {
        return new Agent(
                id,
                agentType,
                host,
                binary,
                topic,
                availabilityZone,
                newConfigurations,
                newTunnelIp,
                newTunnelTypes,
                nowAlive,
                attributes,
                lifecycle.changedAt(recorded.at()));
    }

    private Agent with(Attributes newAttributes) {
        return new Agent(
                id,
                agentType,
                host,
                binary,
                topic,
                availabilityZone,
                configurations,
                tunnelIp,
                tunnelTypes,
                alive,
                newAttributes,
                lifecycle);
    }

    @Override
    public ProjectId project() {
        return new ProjectId("");
    }

    /** Whether networks or routers are given to the agent. */
    public boolean isHost() {
        return agentType.equals(DHCP) || agentType.equals(L3);
    }

    /** Whether ports may be bound to the agent's host. */
    public boolean isAdminStateUp() {
        return attributes.get(AgentDescription.ADMIN_STATE_UP);
    }

    /** Whether the host is wired to that physical network. */
    public boolean maps(String physicalNetwork) {
        return configurations.path("bridge_mappings").has(physicalNetwork);
    }
}
