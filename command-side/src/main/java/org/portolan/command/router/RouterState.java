package org.portolan.command.router;

import inet.ipaddr.IPAddress;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.portolan.api.event.Recorded;
import org.portolan.api.floatingip.FloatingIpId;
import org.portolan.api.router.Router;
import org.portolan.api.router.RouterDescription;
import org.portolan.api.router.RouterEvent;
import org.portolan.api.router.RouterEvent.FloatingIpRouted;
import org.portolan.api.router.RouterEvent.FloatingIpUnrouted;
import org.portolan.api.router.RouterEvent.NdpProxyRouted;
import org.portolan.api.router.RouterEvent.NdpProxyUnrouted;
import org.portolan.api.router.RouterId;
import org.portolan.command.StreamType;
import org.portolan.command.Streams;

/**
 * A router as decisions see it: what all see, and which floating IPs and NDP proxies need it.
 *
 * @param floatingIps the addresses inside that the router leads each floating IP to
 * @param ndpProxies the address inside that the router answers for, by NDP proxy
 */
public record RouterState(
        Router router, PMap<FloatingIpId, List<IPAddress>> floatingIps, PMap<UUID, IPAddress> ndpProxies) {

    /** The streams of routers. */
    public static final StreamType<RouterState> TYPE =
            new StreamType<>(new RouterEvent.Family(), RouterState.class, RouterState::evolve);

    @SuppressWarnings("unchecked") // a router's stream holds router events only
    private static @Nullable RouterState evolve(@Nullable RouterState state, Recorded<?> recorded) {
        Router router = Router.evolve(state == null ? null : state.router, (Recorded<? extends RouterEvent>) recorded);
        if (router == null) {
            return null;
        }
        PMap<FloatingIpId, List<IPAddress>> known = state == null ? HashTreePMap.empty() : state.floatingIps;
        PMap<UUID, IPAddress> proxies = state == null ? HashTreePMap.empty() : state.ndpProxies;
        return new RouterState(
                router,
                switch ((RouterEvent) recorded.event()) {
                    case FloatingIpRouted e -> known.plus(e.floatingIpId(), e.insideAddresses());
                    case FloatingIpUnrouted e -> known.minus(e.floatingIpId());
                    default -> known;
                },
                switch ((RouterEvent) recorded.event()) {
                    case NdpProxyRouted e -> proxies.plus(e.ndpProxyId(), e.ipAddress());
                    case NdpProxyUnrouted e -> proxies.minus(e.ndpProxyId());
                    default -> proxies;
                });
    }

    /**
     * The router, locked for this unit of work.
     *
     * @throws org.portolan.api.error.NeutronError 404 when there is none
     */
    public static RouterState get(Streams streams, RouterId id) {
        return streams.get(TYPE, id, () -> new RouterDescription().notFound(id));
    }
}
