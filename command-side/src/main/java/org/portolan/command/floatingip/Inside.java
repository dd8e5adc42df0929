package org.portolan.command.floatingip;

import inet.ipaddr.IPAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.portolan.api.caller.Caller;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.FixedIp;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortId;
import org.portolan.api.router.Router;
import org.portolan.api.router.RouterGateway;
import org.portolan.api.router.RouterId;
import org.portolan.api.subnet.SubnetId;
import org.portolan.command.Streams;
import org.portolan.command.network.NetworkState;
import org.portolan.command.port.PortState;
import org.portolan.command.router.RouterState;
import org.portolan.command.subnet.SubnetState;

/** Ports inside, and the routers that lead to them from outside. */
public final class Inside {

    private Inside() {}

    /**
     * The port as it was a moment ago, if the caller may know of it. Routers are locked before ports.
     *
     * @throws org.portolan.api.error.NeutronError 404 when not
     */
    public static Port port(Streams streams, PortId id, Caller caller) {
        return find(streams, id, caller).orElseThrow(() -> new PortDescription().notFound(id));
    }

    /** The port as it was a moment ago; empty when the caller may know of none. */
    public static Optional<Port> find(Streams streams, PortId id, Caller caller) {
        return streams.peek(PortState.TYPE, id)
                .filter(port -> port.isFoundBy(caller)
                        || streams.peek(NetworkState.TYPE, port.networkId())
                                .filter(state -> caller.owns(state.network().project()))
                                .isPresent());
    }

    /** The IPv4 addresses of a port. */
    public static List<FixedIp> ipv4(Port port) {
        return port.fixedIps().stream()
                .filter(fixedIp -> fixedIp.ipAddress().isIPv4())
                .toList();
    }

    /**
     * The router that leads from the external network to the subnet, locked for this unit of work: that with the subnet's
     * gateway address, or else the one that came first; empty when none does.
     */
    public static Optional<RouterId> routerBetween(Streams streams, SubnetId subnet, NetworkId external) {
        Optional<SubnetState> state = streams.peek(SubnetState.TYPE, subnet);
        if (state.isEmpty()) {
            return Optional.empty();
        }
        List<SubnetState.Leg> legs = new ArrayList<>(state.get().legs());
        Optional<IPAddress> gateway = state.get().subnet().gatewayIp();
        legs.sort((one, other) -> Boolean.compare(isAt(gateway, other), isAt(gateway, one)));
        return legs.stream()
                .filter(leg -> leads(streams.peek(RouterState.TYPE, leg.router()), leg, external)
                        && leads(streams.find(RouterState.TYPE, leg.router()), leg, external))
                .map(SubnetState.Leg::router)
                .findFirst();
    }

    private static boolean isAt(Optional<IPAddress> gateway, SubnetState.Leg leg) {
        return gateway.filter(leg.address()::equals).isPresent();
    }

    private static boolean leads(Optional<RouterState> state, SubnetState.Leg leg, NetworkId external) {
        if (state.isEmpty()) {
            return false;
        }
        Router router = state.get().router();
        RouterGateway gateway = router.gateway();
        return gateway != null
                && gateway.networkId().equals(external)
                && router.leg(leg.port()).isPresent();
    }

    /**
     * The port, locked for this unit of work, where it still is what was looked at.
     *
     * @throws org.axonframework.modelling.command.ConcurrencyException when it is not: what rests on it is to be decided anew
     */
    public static void lock(Streams streams, Port seen) {
        boolean unchanged = streams.find(PortState.TYPE, seen.id())
                .filter(now -> now.fixedIps().equals(seen.fixedIps()))
                .isPresent();
        if (!unchanged) {
            throw new org.axonframework.modelling.command.ConcurrencyException(
                    "Port " + seen.id() + " was changed meanwhile");
        }
    }
}
