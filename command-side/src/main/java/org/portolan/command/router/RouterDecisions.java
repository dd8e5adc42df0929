package org.portolan.command.router;

import static org.portolan.api.router.RouterDescription.ADMIN_STATE_UP;
import static org.portolan.api.router.RouterDescription.AVAILABILITY_ZONE_HINTS;
import static org.portolan.api.router.RouterDescription.DISTRIBUTED;
import static org.portolan.api.router.RouterDescription.ENABLE_NDP_PROXY;
import static org.portolan.api.router.RouterDescription.EXTERNAL_GATEWAY_INFO;
import static org.portolan.api.router.RouterDescription.FLAVOR_ID;
import static org.portolan.api.router.RouterDescription.GATEWAY_QOS;
import static org.portolan.api.router.RouterDescription.HA;
import static org.portolan.api.router.RouterDescription.ROUTES;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.axonframework.commandhandling.CommandHandler;
import org.portolan.api.address.HostRoute;
import org.portolan.api.agent.Agent;
import org.portolan.api.agent.AgentId;
import org.portolan.api.caller.Caller;
import org.portolan.api.error.NeutronError;
import org.portolan.api.json.Json;
import org.portolan.api.port.Port;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.ResourceCommand.Create;
import org.portolan.api.resource.ResourceCommand.Delete;
import org.portolan.api.resource.ResourceCommand.Update;
import org.portolan.api.router.GatewayWish;
import org.portolan.api.router.Router;
import org.portolan.api.router.RouterCommand.AddExtraRoutes;
import org.portolan.api.router.RouterCommand.AddRouterInterface;
import org.portolan.api.router.RouterCommand.RemoveExtraRoutes;
import org.portolan.api.router.RouterCommand.RemoveRouterInterface;
import org.portolan.api.router.RouterCommand.TakeUpRouter;
import org.portolan.api.router.RouterDescription;
import org.portolan.api.router.RouterEvent.RouterCreated;
import org.portolan.api.router.RouterEvent.RouterDeleted;
import org.portolan.api.router.RouterEvent.RouterUpdated;
import org.portolan.api.router.RouterGateway;
import org.portolan.api.router.RouterId;
import org.portolan.api.subnet.SubnetId;
import org.portolan.command.Guards;
import org.portolan.command.ResourceDecisions;
import org.portolan.command.Streams;
import org.portolan.command.agent.AgentDirectory;
import org.portolan.command.bgpvpn.BgpvpnMembership;
import org.portolan.command.conntrack.ConntrackHelperDecisions;
import org.portolan.command.network.NetworkState;
import org.portolan.command.port.ServicePorts;
import org.portolan.command.qos.QosPolicyUse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Decides about routers. */
public final class RouterDecisions implements ResourceDecisions<Router> {

    private final Streams streams;
    private final RouterGateways gateways;
    private final RouterInterfaces interfaces;
    private final RouterScheduling scheduling;
    private final ServicePorts ports;
    private final NdpProxySupport proxies;

    /** Decisions on these streams. */
    public RouterDecisions(
            Streams streams,
            RouterGateways gateways,
            RouterInterfaces interfaces,
            RouterScheduling scheduling,
            ServicePorts ports) {
        this.streams = streams;
        this.gateways = gateways;
        this.interfaces = interfaces;
        this.scheduling = scheduling;
        this.ports = ports;
        this.proxies = new NdpProxySupport(streams);
    }

    @Override
    public RouterDescription description() {
        return new RouterDescription();
    }

    /** Makes a router, and the port of its gateway where one is wished for. */
    @Override
    public Router create(Create command) {
        RouterId id = RouterId.of(command.id());
        Attributes asked = command.attributes();
        AgentDirectory.requireZones(streams, Agent.L3, asked.get(AVAILABILITY_ZONE_HINTS));
        asked.find(FLAVOR_ID).ifPresent(flavor -> RouterFlavors.require(streams, flavor, asked));
        Optional<GatewayWish> gateway = asked.find(EXTERNAL_GATEWAY_INFO);
        Attributes attributes = asked.without(EXTERNAL_GATEWAY_INFO, ENABLE_NDP_PROXY)
                .with(ROUTES, List.of())
                .with(ENABLE_NDP_PROXY, asked.find(ENABLE_NDP_PROXY).orElse(false));
        streams.begin(RouterState.TYPE, id, new RouterCreated(id, command.project(), attributes));
        gateway.ifPresent(wish -> gateways.set(router(id), wish, command.caller()));
        proxies.requireOfNew(router(id), asked);
        changeGatewayPolicy(id, asked, command.caller());
        return beforeItIsScheduled(id);
    }

    /** The router as the answer shows it; an agent gets it afterwards, as clients of Neutron know it. */
    private Router beforeItIsScheduled(RouterId id) {
        Router router = router(id);
        if (router.gateway() != null || router.attributes().get(HA)) {
            scheduling.schedule(router);
        }
        return router;
    }

    /** Changes what may be changed of a router. */
    @Override
    public Router update(Update command) {
        RouterId id = RouterId.of(command.id());
        Router router = router(id);
        Guards.requireMay(command, description(), router, description().notFound(id));
        Guards.requireRevision(router, command.revision());
        Attributes asked = command.changes();
        requireModeMayChange(router, asked);
        proxies.requireNotBoth(router, asked);
        if (asked.has(EXTERNAL_GATEWAY_INFO)) {
            changeGateway(router, asked.find(EXTERNAL_GATEWAY_INFO), command.caller());
            changeGatewayPolicy(id, asked, command.caller());
        }
        if (asked.has(ROUTES)) {
            ExtraRoutes.require(streams, router(id), asked.get(ROUTES));
        }
        change(router, withProxies(router(id), asked).without(EXTERNAL_GATEWAY_INFO));
        if (asked.has(DISTRIBUTED) || asked.has(HA)) {
            interfaces.relabel(router(id));
            if (changes(router, asked, DISTRIBUTED) || changes(router, asked, HA)) {
                scheduling.takeFromAll(router(id));
            }
        }
        Router changed = router(id);
        // Each change is a chance for a router that no agent has; as with a new one, the answer does not show it yet.
        scheduling.schedule(changed);
        return changed;
    }

    private Attributes withProxies(Router router, Attributes asked) {
        if (asked.isEmpty()) {
            return asked;
        }
        boolean answers = proxies.afterChange(router, asked);
        boolean did = router.attributes().find(ENABLE_NDP_PROXY).orElse(false);
        Attributes others = asked.without(ENABLE_NDP_PROXY);
        return answers == did ? others : others.with(ENABLE_NDP_PROXY, answers);
    }

    private void changeGateway(Router router, Optional<GatewayWish> wish, Caller caller) {
        wish.ifPresentOrElse(wanted -> gateways.set(router, wanted, caller), () -> gateways.clear(router));
    }

    /** The policy of the gateway's address changes when that is said, and ends with the gateway. */
    private void changeGatewayPolicy(RouterId id, Attributes asked, Caller caller) {
        Router router = router(id);
        JsonNode info = asked.json(EXTERNAL_GATEWAY_INFO.name());
        Attributes changes = Attributes.none();
        if (router.gateway() == null || info.path("qos_policy_id").isNull()) {
            changes = changes.withNull(GATEWAY_QOS);
        } else if (info.has("qos_policy_id")) {
            changes = changes.with(
                    GATEWAY_QOS, UUID.fromString(info.path("qos_policy_id").stringValue()));
        }
        if (!changes.find(GATEWAY_QOS).equals(router.attributes().find(GATEWAY_QOS)) && changes.has(GATEWAY_QOS)) {
            QosPolicyUse.change(streams, router.attributes(), changes, GATEWAY_QOS, "router", id, caller);
            streams.append(RouterState.TYPE, id, new RouterUpdated(id, changes));
        }
    }

    private void change(Router router, Attributes wanted) {
        Attributes changes = wanted.changedFrom(router.attributes());
        if (!changes.isEmpty()) {
            streams.append(RouterState.TYPE, router.id(), new RouterUpdated(router.id(), changes));
        }
    }

    private static void requireModeMayChange(Router router, Attributes asked) {
        boolean upAfter = asked.find(ADMIN_STATE_UP).orElse(router.isAdminStateUp());
        if (changes(router, asked, DISTRIBUTED) && router.isAdminStateUp()) {
            throw activeRouter("the 'distributed' attribute");
        }
        if (changes(router, asked, HA) && upAfter) {
            throw activeRouter("HA attribute");
        }
    }

    private static boolean changes(Router router, Attributes asked, Attribute<Boolean> mode) {
        return asked.find(mode)
                .filter(wanted -> !wanted.equals(router.attributes().get(mode)))
                .isPresent();
    }

    private static NeutronError activeRouter(String what) {
        return RouterSubnets.badRequest("Cannot change " + what
                + " of active routers. Please set router admin_state_up to False prior to upgrade");
    }

    /** Removes a router with its gateway; refuses while it has a leg on an internal network. */
    @Override
    public void delete(Delete command) {
        RouterId id = RouterId.of(command.id());
        Router router = getOwn("delete_router", id, command.caller()).router();
        Guards.requireRevision(router, command.revision());
        String legs = router.interfaces().stream()
                .map(leg -> leg.portId().toString())
                .sorted()
                .collect(Collectors.joining(", "));
        if (!legs.isEmpty()) {
            throw NeutronError.conflict("RouterInUse", "Router " + id + " has ports still attached: " + legs);
        }
        gateways.clear(router);
        ConntrackHelperDecisions.endAllOf(streams, router);
        BgpvpnMembership.end(streams, router.attributes());
        QosPolicyUse.end(streams, router.attributes().find(GATEWAY_QOS), "router", id);
        scheduling.end(router);
        streams.append(RouterState.TYPE, id, new RouterDeleted(id));
    }

    /** Gives a router a leg. */
    @CommandHandler
    public ObjectNode handle(AddRouterInterface command) {
        Router router =
                getOwn("add_router_interface", command.id(), command.caller()).router();
        RouterInterfaces.Done done = interfaces.add(router, command.leg(), command.caller());
        BgpvpnMembership.requireNotBoth(
                streams,
                router,
                NetworkState.get(streams, done.port().networkId()).network());
        scheduling.schedule(router);
        return told(router, done.port(), done.subnets().getLast(), done.subnets());
    }

    /** Takes a leg from a router. */
    @CommandHandler
    public ObjectNode handle(RemoveRouterInterface command) {
        RouterState state = getOwn("remove_router_interface", command.id(), command.caller());
        RouterInterfaces.Done done = interfaces.remove(state, command.leg());
        return told(state.router(), done.port(), done.subnets().getFirst(), done.subnets());
    }

    /** Binds the router's ports to the host that has taken it up, unless another has it by now. */
    @CommandHandler
    void handle(TakeUpRouter command) {
        streams.find(RouterState.TYPE, command.id())
                .filter(state -> state.router().agents().contains(AgentId.of(Agent.L3, command.host())))
                .ifPresent(state -> {
                    RouterGateway gateway = state.router().gateway();
                    if (gateway != null) {
                        ports.place(gateway.portId(), command.host());
                    }
                    state.router().interfaces().forEach(leg -> ports.place(leg.portId(), command.host()));
                });
    }

    private static ObjectNode told(Router router, Port port, SubnetId subnet, List<SubnetId> subnets) {
        ObjectNode told = Json.object();
        told.put("id", router.id().toString());
        told.put("tenant_id", port.project().value());
        told.put("port_id", port.id().toString());
        told.put("network_id", port.networkId().toString());
        told.put("subnet_id", subnet.toString());
        told.set("subnet_ids", Json.tree(subnets));
        return told;
    }

    /** Gives a router more routes. */
    @CommandHandler
    ObjectNode handle(AddExtraRoutes command) {
        Router router =
                getOwn("add_extraroutes", command.id(), command.caller()).router();
        return changeRoutes(router, ExtraRoutes.with(router.routes(), command.routes()));
    }

    /** Takes routes from a router. */
    @CommandHandler
    ObjectNode handle(RemoveExtraRoutes command) {
        Router router =
                getOwn("remove_extraroutes", command.id(), command.caller()).router();
        return changeRoutes(router, ExtraRoutes.without(router.routes(), command.routes()));
    }

    private ObjectNode changeRoutes(Router router, List<HostRoute> routes) {
        ExtraRoutes.require(streams, router, routes);
        change(router, Attributes.none().with(ROUTES, routes));
        Router after = router(router.id());
        ObjectNode body = description().render(after);
        // These two are in Neutron's answers to actions only.
        RouterGateway gateway = after.gateway();
        body.set("gw_port_id", Json.orNull(gateway == null ? null : gateway.portId()));
        body.put("ha_vr_id", 0);
        ObjectNode answer = Json.object();
        answer.set("router", body);
        return answer;
    }

    private RouterState getOwn(String action, RouterId id, Caller caller) {
        RouterState state = RouterState.get(streams, id);
        Guards.requireMay(action, state.router(), caller, description().notFound(id));
        return state;
    }

    private Router router(RouterId id) {
        return RouterState.get(streams, id).router();
    }
}
