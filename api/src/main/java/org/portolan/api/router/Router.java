package org.portolan.api.router;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.pcollections.PVector;
import org.pcollections.TreePVector;
import org.portolan.api.address.HostRoute;
import org.portolan.api.agent.AgentId;
import org.portolan.api.bgpvpn.BgpvpnMemberships;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Recorded;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Lifecycle;
import org.portolan.api.resource.Resource;
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

/**
 * A router: it joins subnets by its legs on them, and leads out of them by its gateway.
 *
 * @param gateway its leg on an external network, or null
 * @param interfaces its legs on internal networks, oldest first
 * @param availabilityZones the zones of the agents that have it
 */
public record Router(
        RouterId id,
        ProjectId project,
        Attributes attributes,
        @Nullable RouterGateway gateway,
        List<RouterInterface> interfaces,
        List<String> availabilityZones,
        Lifecycle lifecycle)
        implements Resource {

    /** The router after an event, or null when it is gone. */
    public static @Nullable Router evolve(@Nullable Router router, Recorded<? extends RouterEvent> recorded) {
        if (recorded.event() instanceof RouterCreated created) {
            return new Router(
                    created.id(),
                    created.projectId(),
                    created.attributes(),
                    null,
                    List.of(),
                    List.of(),
                    Lifecycle.startedAt(recorded.at(), 1));
        }
        Router before = Objects.requireNonNull(router, "a router's first event is its creation");
        Lifecycle later = before.lifecycle.changedAt(recorded.at());
        return switch (recorded.event()) {
            case RouterCreated created -> throw new IllegalStateException("created twice: " + created.id());
            case RouterUpdated updated ->
                new Router(
                        before.id,
                        before.project,
                        before.attributes.with(updated.changes()),
                        before.gateway,
                        before.interfaces,
                        before.availabilityZones,
                        later);
            case RouterGatewaySet set -> before.with(set.gateway(), before.interfaces, later);
            case RouterGatewayCleared cleared -> before.with(null, before.interfaces, later);
            case RouterInterfaceAttached attached ->
                before.with(before.gateway, before.legsWith(attached.leg()), later);
            case RouterInterfaceDetached detached ->
                before.with(before.gateway, before.legsWithout(detached.portId()), later);
            case RouterScheduled scheduled ->
                before.scheduled(RouterDescription.L3.with(
                        before.attributes, scheduled.agentId(), scheduled.availabilityZone()));
            case RouterUnscheduled unscheduled ->
                before.scheduled(RouterDescription.L3.without(before.attributes, unscheduled.agentId()));
            case RouterJoinedBgpvpn joined ->
                before.with(BgpvpnMemberships.with(before.attributes, joined.associationId()));
            case RouterLeftBgpvpn left ->
                before.with(BgpvpnMemberships.without(before.attributes, left.associationId()));
            case VirtualRouterNumbered e -> before.elected(e);
            case HaPortAttached e -> before.elected(e);
            case HaPortDetached e -> before.elected(e);
            case HaStateChanged e -> before.elected(e);
            case VirtualRouterEnded e -> before.elected(e);
            case FloatingIpRouted routed -> before;
            case FloatingIpUnrouted unrouted -> before;
            case NdpProxyRouted routed -> before;
            case NdpProxyUnrouted unrouted -> before;
            case RouterDeleted deleted -> null;
        };
    }

    private Router with(
            @Nullable RouterGateway newGateway, List<RouterInterface> newInterfaces, Lifecycle newLifecycle) {
        return new Router(id, project, attributes, newGateway, newInterfaces, availabilityZones, newLifecycle);
    }

    private Router with(Attributes newAttributes) {
        return new Router(id, project, newAttributes, gateway, interfaces, availabilityZones, lifecycle);
    }

    private Router scheduled(Attributes withAgents) {
        return new Router(
                id, project, withAgents, gateway, interfaces, RouterDescription.L3.zonesOf(withAgents), lifecycle);
    }

    private Router elected(RouterEvent event) {
        VirtualRouter after = VirtualRouter.after(virtualRouter().orElse(null), event);
        return with(
                after == null
                        ? attributes.without(RouterDescription.VIRTUAL_ROUTER)
                        : attributes.with(RouterDescription.VIRTUAL_ROUTER, after));
    }

    /** What makes several agents have the router; empty for a router that one agent has. */
    public Optional<VirtualRouter> virtualRouter() {
        return attributes.find(RouterDescription.VIRTUAL_ROUTER);
    }

    /** Its ports on the networks that it joins, that of the gateway first. */
    public List<PortId> ports() {
        Stream<PortId> outside = Stream.ofNullable(gateway).map(RouterGateway::portId);
        return Stream.concat(outside, interfaces.stream().map(RouterInterface::portId))
                .toList();
    }

    /** The agents that have the router. */
    public List<AgentId> agents() {
        return RouterDescription.L3.of(attributes);
    }

    private List<RouterInterface> legsWith(RouterInterface leg) {
        PVector<RouterInterface> legs = TreePVector.from(interfaces);
        for (int i = 0; i < legs.size(); i++) {
            if (legs.get(i).portId().equals(leg.portId())) {
                return legs.with(i, leg);
            }
        }
        return legs.plus(leg);
    }

    private List<RouterInterface> legsWithout(PortId port) {
        return interfaces.stream().filter(leg -> !leg.portId().equals(port)).toList();
    }

    /** The leg that the port makes, if it makes one on an internal network. */
    public Optional<RouterInterface> leg(PortId port) {
        return interfaces.stream().filter(leg -> leg.portId().equals(port)).findFirst();
    }

    /** The routes beside those that follow from legs and gateway. */
    public List<HostRoute> routes() {
        return attributes.get(RouterDescription.ROUTES);
    }

    /** Whether the router is meant to lead anything anywhere. */
    public boolean isAdminStateUp() {
        return attributes.get(RouterDescription.ADMIN_STATE_UP);
    }

    /** Whether it answers for addresses inside on its external network (RFC 4389). */
    public boolean answersForOthers() {
        return gateway != null
                && attributes.find(RouterDescription.ENABLE_NDP_PROXY).orElse(false);
    }

    /** The {@code device_owner} of the ports that are the router's legs on internal networks. */
    public String interfaceOwner() {
        if (attributes.get(RouterDescription.DISTRIBUTED)) {
            return "network:router_interface_distributed";
        }
        return attributes.get(RouterDescription.HA)
                ? "network:ha_router_replicated_interface"
                : "network:router_interface";
    }
}
