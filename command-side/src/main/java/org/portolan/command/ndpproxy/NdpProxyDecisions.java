package org.portolan.command.ndpproxy;

import static org.portolan.api.ndpproxy.NdpProxyDescription.IP_ADDRESS;
import static org.portolan.api.ndpproxy.NdpProxyDescription.PORT_ID;
import static org.portolan.api.ndpproxy.NdpProxyDescription.ROUTER_ID;

import inet.ipaddr.IPAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.Caller;
import org.portolan.api.error.NeutronError;
import org.portolan.api.ndpproxy.NdpProxyDescription;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.FixedIp;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.ResourceCommand.Create;
import org.portolan.api.router.Router;
import org.portolan.api.router.RouterDescription;
import org.portolan.api.router.RouterEvent.NdpProxyRouted;
import org.portolan.api.router.RouterEvent.NdpProxyUnrouted;
import org.portolan.api.router.RouterGateway;
import org.portolan.api.router.RouterId;
import org.portolan.api.subnet.SubnetId;
import org.portolan.command.PlainDecisions;
import org.portolan.command.StreamType;
import org.portolan.command.Streams;
import org.portolan.command.network.NetworkState;
import org.portolan.command.port.PortState;
import org.portolan.command.port.PortUsers;
import org.portolan.command.router.RouterState;

/**
 * Decides about NDP proxies: the router does such a thing at all, it reaches the port's address, and both sides are in one
 * address scope. A proxy stands in the way of what its router would lose, and ends with its port.
 */
public final class NdpProxyDecisions extends PlainDecisions {

    private static final NdpProxyDescription DESCRIPTION = new NdpProxyDescription();
    private static final StreamType<PlainResource> PROXIES = StreamType.of(DESCRIPTION);

    /** Decisions on these streams. */
    public NdpProxyDecisions(Streams streams) {
        super(streams, DESCRIPTION);
    }

    /** Locks the routers that answer for the port, before the port itself is locked. */
    public static void lockRoutersOf(Streams streams, Port port) {
        for (UUID proxy : PortUsers.of(port, DESCRIPTION.name())) {
            streams.peek(PROXIES, proxy)
                    .ifPresent(known ->
                            streams.find(RouterState.TYPE, known.attributes().get(ROUTER_ID)));
        }
    }

    /** Ends the proxies of a port that is about to end. */
    public static void endAllOf(Streams streams, Port port) {
        for (UUID proxy : PortUsers.of(port, DESCRIPTION.name())) {
            streams.find(PROXIES, proxy).ifPresent(known -> {
                unroute(streams, known);
                end(streams, DESCRIPTION, proxy);
            });
        }
    }

    private static void unroute(Streams streams, PlainResource proxy) {
        RouterId router = proxy.attributes().get(ROUTER_ID);
        streams.append(RouterState.TYPE, router, new NdpProxyUnrouted(router, proxy.id()));
    }

    @Override
    protected Attributes ofNew(Create wish) {
        Attributes asked = wish.attributes();
        Caller caller = wish.caller();
        PortId portId = asked.get(PORT_ID);
        Port seen = streams.peek(PortState.TYPE, portId).orElseThrow(() -> new PortDescription().notFound(portId));
        RouterId routerId = asked.get(ROUTER_ID);
        Optional<RouterState> state = streams.find(RouterState.TYPE, routerId);
        Network network = NetworkState.get(streams, seen.networkId()).network();
        boolean isNetworks = caller.owns(network.project());
        if (!seen.isVisibleTo(caller) && !isNetworks) {
            throw new PortDescription().notFound(portId);
        }
        Port port = PortState.get(streams, portId);
        List<FixedIp> legs = state.map(RouterState::router)
                .filter(router -> router.isVisibleTo(caller) || isNetworks)
                .map(router -> addressesOn(router, network.id(), caller))
                .orElse(List.of());
        if (state.isEmpty() || legs.isEmpty()) {
            throw unreachable(portId, routerId);
        }
        Router router = state.get().router();
        if (!router.isVisibleTo(caller)) {
            throw new RouterDescription().notFound(routerId);
        }
        RouterGateway gateway = router.gateway();
        if (gateway == null || !router.answersForOthers()) {
            throw NeutronError.conflict(
                    "RouterNDPProxyNotEnable",
                    "The enable_ndp_proxy parameter of router " + routerId
                            + " must be set as True while create ndp proxy entry on it.");
        }
        IPAddress address = address(port, legs, asked.find(IP_ADDRESS).orElse(null), routerId);
        requireOneScope(gateway.networkId(), network);
        if (state.get().ndpProxies().containsValue(address)) {
            throw NeutronError.conflict(
                    "NeutronDbObjectDuplicateEntry",
                    "Failed to create a duplicate NDPProxy: for attribute(s) ['router_id', 'ip_address'] with value(s)"
                            + " None");
        }
        return asked.with(IP_ADDRESS, address);
    }

    /** What the router has on that network. Only administrators know of its gateway's port. */
    private static List<FixedIp> addressesOn(Router router, NetworkId network, Caller caller) {
        RouterGateway gateway = router.gateway();
        Stream<FixedIp> outside = gateway != null && gateway.networkId().equals(network) && caller.isAdmin()
                ? gateway.externalFixedIps().stream()
                : Stream.of();
        return Stream.concat(
                        router.interfaces().stream()
                                .filter(leg -> leg.networkId().equals(network))
                                .flatMap(leg -> leg.fixedIps().stream()),
                        outside)
                .toList();
    }

    private static NeutronError unreachable(PortId port, RouterId router) {
        return NeutronError.conflict(
                "PortUnreachableRouter",
                "The port " + port + " cannot reach the router " + router + " by IPv6 subnet.");
    }

    private static IPAddress address(Port port, List<FixedIp> legs, @Nullable IPAddress asked, RouterId router) {
        List<FixedIp> known = ipv6(port.fixedIps());
        if (known.isEmpty()) {
            throw new NeutronError(
                    400,
                    "BadRequest",
                    "Bad ndp_proxy request: Requested port " + port.id() + " must allocate one IPv6 address at least.");
        }
        Set<SubnetId> reached = ipv6(legs).stream().map(FixedIp::subnetId).collect(Collectors.toSet());
        if (asked == null) {
            return known.stream()
                    .filter(fixedIp -> reached.contains(fixedIp.subnetId()))
                    .findFirst()
                    .map(FixedIp::ipAddress)
                    .orElseThrow(() -> unreachable(port.id(), router));
        }
        FixedIp meant = known.stream()
                .filter(fixedIp -> fixedIp.ipAddress().equals(asked))
                .findFirst()
                .orElseThrow(() -> invalid(asked, "This address not belong to the port " + port.id()));
        if (!reached.contains(meant.subnetId())) {
            throw invalid(asked, "This address cannot reach the router " + router);
        }
        return asked;
    }

    private static List<FixedIp> ipv6(List<FixedIp> fixedIps) {
        return fixedIps.stream().filter(fixedIp -> fixedIp.ipAddress().isIPv6()).toList();
    }

    private static NeutronError invalid(IPAddress address, String reason) {
        return new NeutronError(
                400,
                "InvalidAddress",
                "The address " + address.toCanonicalString() + " is invalid, reason: " + reason + ".");
    }

    private void requireOneScope(NetworkId outside, Network inside) {
        Network external = NetworkState.get(streams, outside).network();
        String there = scope(external);
        String here = scope(inside);
        if (!there.equals(here)) {
            throw NeutronError.conflict(
                    "AddressScopeConflict",
                    "The IPv6 address scope " + there + " of external network conflict with internal network's IPv6"
                            + " address scope " + here + ".");
        }
    }

    private static String scope(Network network) {
        return network.attributes()
                .find(NetworkDescription.addressScope(6))
                .map(UUID::toString)
                .orElse("None");
    }

    @Override
    protected void follow(@Nullable PlainResource before, @Nullable PlainResource after) {
        if (before == null && after != null) {
            RouterId router = after.attributes().get(ROUTER_ID);
            streams.append(
                    RouterState.TYPE,
                    router,
                    new NdpProxyRouted(router, after.id(), after.attributes().get(IP_ADDRESS)));
            PortUsers.add(streams, after.attributes().get(PORT_ID), DESCRIPTION.name(), after.id());
        }
        if (before != null && after == null) {
            unroute(streams, before);
            PortUsers.remove(streams, before.attributes().get(PORT_ID), DESCRIPTION.name(), before.id());
        }
    }
}
