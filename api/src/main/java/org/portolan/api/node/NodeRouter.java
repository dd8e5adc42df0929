package org.portolan.api.node;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.portolan.api.address.HostRoute;
import org.portolan.api.agent.AgentId;
import org.portolan.api.floatingip.FloatingIpId;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.router.RouterDescription;
import org.portolan.api.router.RouterEvent;
import org.portolan.api.router.RouterEvent.FloatingIpRouted;
import org.portolan.api.router.RouterEvent.FloatingIpUnrouted;
import org.portolan.api.router.RouterEvent.HaPortAttached;
import org.portolan.api.router.RouterEvent.HaPortDetached;
import org.portolan.api.router.RouterEvent.HaStateChanged;
import org.portolan.api.router.RouterEvent.NdpProxyRouted;
import org.portolan.api.router.RouterEvent.NdpProxyUnrouted;
import org.portolan.api.router.RouterEvent.RouterCreated;
import org.portolan.api.router.RouterEvent.RouterDeleted;
import org.portolan.api.router.RouterEvent.RouterGatewayCleared;
import org.portolan.api.router.RouterEvent.RouterGatewaySet;
import org.portolan.api.router.RouterEvent.RouterInterfaceAttached;
import org.portolan.api.router.RouterEvent.RouterInterfaceDetached;
import org.portolan.api.router.RouterEvent.RouterJoinedBgpvpn;
import org.portolan.api.router.RouterEvent.RouterLeftBgpvpn;
import org.portolan.api.router.RouterEvent.RouterScheduled;
import org.portolan.api.router.RouterEvent.RouterUnscheduled;
import org.portolan.api.router.RouterEvent.RouterUpdated;
import org.portolan.api.router.RouterEvent.VirtualRouterEnded;
import org.portolan.api.router.RouterEvent.VirtualRouterNumbered;
import org.portolan.api.router.RouterGateway;
import org.portolan.api.router.RouterId;
import org.portolan.api.router.RouterInterface;
import org.portolan.api.router.VirtualRouter;

/**
 * A router, as far as nodes must know it.
 *
 * @param gateway its leg on an external network, or null
 * @param interfaces its legs on internal networks
 * @param routes the routes beside those that follow from its legs
 * @param agents the agents that have it
 * @param floatingIps those that it leads inside
 * @param virtualRouter what makes several agents have it; null for a router that one agent has
 * @param cause the position of the event that made it so
 */
public record NodeRouter(
        RouterId id,
        boolean adminStateUp,
        boolean ha,
        boolean distributed,
        @Nullable RouterGateway gateway,
        List<RouterInterface> interfaces,
        List<HostRoute> routes,
        List<AgentId> agents,
        List<FloatingIpId> floatingIps,
        @Nullable VirtualRouter virtualRouter,
        long cause)
        implements NodeFact {

    static boolean concerns(RouterEvent event) {
        return switch (event) {
            case RouterUpdated updated -> concerns(updated.changes());
            case RouterJoinedBgpvpn joined -> false;
            case RouterLeftBgpvpn left -> false;
            case NdpProxyRouted routed -> false;
            case NdpProxyUnrouted unrouted -> false;
            default -> true;
        };
    }

    private static boolean concerns(Attributes changes) {
        return changes.has(RouterDescription.ADMIN_STATE_UP)
                || changes.has(RouterDescription.HA)
                || changes.has(RouterDescription.DISTRIBUTED)
                || changes.has(RouterDescription.ROUTES);
    }

    static NodeRouter of(RouterCreated created, long at) {
        return new NodeRouter(
                        created.id(), true, false, false, null, List.of(), List.of(), List.of(), List.of(), null, at)
                .with(created.attributes(), at);
    }

    /** The router after an event that is neither its creation nor its end. */
    NodeRouter evolve(RouterEvent event, long at) {
        return switch (event) {
            case RouterUpdated updated -> with(updated.changes(), at);
            case RouterGatewaySet set -> with(set.gateway(), interfaces, agents, floatingIps, at);
            case RouterGatewayCleared cleared -> with(null, interfaces, agents, floatingIps, at);
            case RouterInterfaceAttached attached ->
                with(gateway, more(without(attached.leg().portId()), attached.leg()), agents, floatingIps, at);
            case RouterInterfaceDetached detached -> with(gateway, without(detached.portId()), agents, floatingIps, at);
            case RouterJoinedBgpvpn joined -> this;
            case RouterLeftBgpvpn left -> this;
            case NdpProxyRouted routed -> this;
            case NdpProxyUnrouted unrouted -> this;
            case RouterUnscheduled unscheduled ->
                with(gateway, interfaces, less(agents, unscheduled.agentId()), floatingIps, at);
            case RouterScheduled scheduled ->
                with(
                        gateway,
                        interfaces,
                        more(less(agents, scheduled.agentId()), scheduled.agentId()),
                        floatingIps,
                        at);
            case FloatingIpRouted routed ->
                with(
                        gateway,
                        interfaces,
                        agents,
                        more(less(floatingIps, routed.floatingIpId()), routed.floatingIpId()),
                        at);
            case FloatingIpUnrouted unrouted ->
                with(gateway, interfaces, agents, less(floatingIps, unrouted.floatingIpId()), at);
            case VirtualRouterNumbered numbered -> elected(numbered, at);
            case HaPortAttached attached -> elected(attached, at);
            case HaPortDetached detached -> elected(detached, at);
            case HaStateChanged changed -> elected(changed, at);
            case VirtualRouterEnded ended -> elected(ended, at);
            case RouterCreated created -> throw new IllegalStateException("created twice: " + created.id());
            case RouterDeleted deleted -> throw new IllegalStateException("gone: " + deleted.id());
        };
    }

    private NodeRouter with(Attributes changes, long at) {
        return new NodeRouter(
                id,
                changes.find(RouterDescription.ADMIN_STATE_UP).orElse(adminStateUp),
                changes.find(RouterDescription.HA).orElse(ha),
                changes.find(RouterDescription.DISTRIBUTED).orElse(distributed),
                gateway,
                interfaces,
                changes.find(RouterDescription.ROUTES).orElse(routes),
                agents,
                floatingIps,
                virtualRouter,
                at);
    }

    private NodeRouter with(
            @Nullable RouterGateway newGateway,
            List<RouterInterface> newInterfaces,
            List<AgentId> newAgents,
            List<FloatingIpId> newFloatingIps,
            long at) {
        return new NodeRouter(
                id,
                adminStateUp,
                ha,
                distributed,
                newGateway,
                newInterfaces,
                routes,
                newAgents,
                newFloatingIps,
                virtualRouter,
                at);
    }

    private NodeRouter elected(RouterEvent event, long at) {
        return new NodeRouter(
                id,
                adminStateUp,
                ha,
                distributed,
                gateway,
                interfaces,
                routes,
                agents,
                floatingIps,
                VirtualRouter.after(virtualRouter, event),
                at);
    }

    private List<RouterInterface> without(PortId port) {
        return interfaces.stream().filter(leg -> !leg.portId().equals(port)).toList();
    }

    private static <T> List<T> more(List<T> some, T one) {
        return Stream.concat(some.stream(), Stream.of(one)).toList();
    }

    private static <T> List<T> less(List<T> some, T one) {
        return some.stream().filter(each -> !each.equals(one)).toList();
    }

    /** Its ports, that of the gateway first. */
    public List<PortId> ports() {
        Stream<PortId> outside = gateway == null ? Stream.empty() : Stream.of(gateway.portId());
        return Stream.concat(outside, interfaces.stream().map(RouterInterface::portId))
                .toList();
    }
}
