package org.portolan.command.segment;

import static org.portolan.api.subnet.SubnetDescription.CIDR;
import static org.portolan.api.subnet.SubnetDescription.GATEWAY_IP;
import static org.portolan.api.subnet.SubnetDescription.HOST_ROUTES;
import static org.portolan.api.subnet.SubnetDescription.SEGMENT_ID;

import inet.ipaddr.IPAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.portolan.api.address.HostRoute;
import org.portolan.api.network.NetworkId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.subnet.Subnet;
import org.portolan.api.subnet.SubnetEvent.SubnetUpdated;
import org.portolan.api.subnet.SubnetId;
import org.portolan.command.Streams;
import org.portolan.command.network.NetworkState;
import org.portolan.command.subnet.SubnetState;

/**
 * Routes between the segments of a routed network: the hosts of each subnet reach the subnets of the other segments over
 * their own gateway, unless a route that a client gave leads there.
 */
public final class PeerRoutes {

    private PeerRoutes() {}

    /** A new subnet of the network, with routes to those that are there. */
    public static Attributes ofNew(Streams streams, NetworkId network, Attributes subnet) {
        if (subnet.find(SEGMENT_ID).isEmpty()) {
            return subnet;
        }
        return subnet.with(HOST_ROUTES, routes(streams, network, null, subnet, Optional.empty()));
    }

    /** The subnet as it is to be after a change of its gateway or its routes. */
    public static Attributes ofChanged(Streams streams, Subnet before, Attributes after) {
        boolean isConcerned = after.find(SEGMENT_ID).isPresent()
                && (after.changedFrom(before.attributes()).has(HOST_ROUTES)
                        || after.changedFrom(before.attributes()).has(GATEWAY_IP));
        if (!isConcerned) {
            return after;
        }
        Optional<IPAddress> left =
                before.gatewayIp().filter(gateway -> !after.find(GATEWAY_IP).equals(Optional.of(gateway)));
        return after.with(HOST_ROUTES, routes(streams, before.networkId(), before.id(), after, left));
    }

    /** Tells the other subnets of the network, which is locked, of one that has come or gone. */
    public static void tell(Streams streams, NetworkId network, Subnet news, boolean isGone) {
        if (news.attributes().find(SEGMENT_ID).isEmpty()) {
            return;
        }
        for (SubnetId id : NetworkState.get(streams, network).network().subnets()) {
            Attributes peer = SubnetState.get(streams, id).subnet().attributes();
            List<HostRoute> before = peer.get(HOST_ROUTES);
            List<HostRoute> kept = before.stream()
                    .filter(route -> !isGone || !isOver(route, news.cidr(), peer.find(GATEWAY_IP)))
                    .toList();
            List<HostRoute> after = routes(streams, network, id, peer.with(HOST_ROUTES, kept), Optional.empty());
            if (!id.equals(news.id()) && !new HashSet<>(before).equals(new HashSet<>(after))) {
                streams.append(
                        SubnetState.TYPE,
                        id,
                        new SubnetUpdated(id, Attributes.none().with(HOST_ROUTES, after)));
            }
        }
    }

    private static boolean isOver(HostRoute route, IPAddress destination, Optional<IPAddress> gateway) {
        return route.destination().equals(destination)
                && gateway.filter(route.nexthop()::equals).isPresent();
    }

    private static List<HostRoute> routes(
            Streams streams, NetworkId network, @Nullable SubnetId self, Attributes subnet, Optional<IPAddress> left) {
        List<HostRoute> routes = new ArrayList<>(subnet.get(HOST_ROUTES));
        for (Subnet peer : peers(streams, network, self, subnet)) {
            routes.removeIf(route -> isOver(route, peer.cidr(), left));
            boolean isKnown =
                    routes.stream().anyMatch(route -> route.destination().contains(peer.cidr()));
            if (!isKnown) {
                subnet.find(GATEWAY_IP).ifPresent(gateway -> routes.add(new HostRoute(peer.cidr(), gateway)));
            }
        }
        return List.copyOf(routes);
    }

    private static List<Subnet> peers(Streams streams, NetworkId network, @Nullable SubnetId self, Attributes subnet) {
        List<SubnetId> all = streams.peek(NetworkState.TYPE, network)
                .map(state -> state.network().subnets())
                .orElse(List.of());
        return all.stream()
                .filter(id -> !id.equals(self))
                .flatMap(id -> streams.peek(SubnetState.TYPE, id).stream())
                .map(SubnetState::subnet)
                .filter(peer -> peer.cidr().getIPVersion() == subnet.get(CIDR).getIPVersion()
                        && !peer.attributes().find(SEGMENT_ID).equals(subnet.find(SEGMENT_ID)))
                .toList();
    }
}
