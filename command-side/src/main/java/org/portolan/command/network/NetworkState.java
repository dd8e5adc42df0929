package org.portolan.command.network;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;
import org.pcollections.PSet;
import org.portolan.api.address.Mac;
import org.portolan.api.event.Recorded;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkEvent;
import org.portolan.api.network.NetworkEvent.GatewayAttached;
import org.portolan.api.network.NetworkEvent.GatewayDetached;
import org.portolan.api.network.NetworkEvent.PortAttached;
import org.portolan.api.network.NetworkEvent.PortDetached;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.PortId;
import org.portolan.api.router.RouterId;
import org.portolan.command.StreamType;
import org.portolan.command.StreamType.Snapshots;
import org.portolan.command.Streams;

/**
 * A network as decisions see it: what all see, and who is on it.
 *
 * @param macs the MAC of each port on the network
 * @param owners the port that has each MAC
 * @param gateways the routers whose gateways are on the network
 */
public record NetworkState(Network network, PMap<PortId, Mac> macs, PMap<Mac, PortId> owners, PSet<RouterId> gateways) {

    /** The streams of networks. */
    public static final StreamType<NetworkState> TYPE = new StreamType<>(
            new NetworkEvent.Family(),
            NetworkState.class,
            NetworkState::evolve,
            new Snapshots<>(Snapshot.class, Snapshot::of, Snapshot::state));

    private record Snapshot(
            Network network,
            Map<PortId, Mac> macs,
            @Nullable List<RouterId> gateways) {

        static Snapshot of(NetworkState state) {
            return new Snapshot(state.network, state.macs, List.copyOf(state.gateways));
        }

        NetworkState state() {
            PMap<Mac, PortId> owners = HashTreePMap.empty();
            for (Map.Entry<PortId, Mac> entry : macs.entrySet()) {
                owners = owners.plus(entry.getValue(), entry.getKey());
            }
            return new NetworkState(
                    network,
                    HashTreePMap.from(macs),
                    owners,
                    HashTreePSet.from(gateways == null ? List.of() : gateways));
        }
    }

    @SuppressWarnings("unchecked") // a network's stream holds network events only
    private static @Nullable NetworkState evolve(@Nullable NetworkState state, Recorded<?> recorded) {
        Network network =
                Network.evolve(state == null ? null : state.network, (Recorded<? extends NetworkEvent>) recorded);
        if (network == null) {
            return null;
        }
        PMap<PortId, Mac> macs = state == null ? HashTreePMap.empty() : state.macs;
        PMap<Mac, PortId> owners = state == null ? HashTreePMap.empty() : state.owners;
        PSet<RouterId> gateways = state == null ? HashTreePSet.empty() : state.gateways;
        return switch ((NetworkEvent) recorded.event()) {
            case PortAttached e -> {
                Mac before = macs.get(e.portId());
                PMap<Mac, PortId> others = before == null ? owners : owners.minus(before);
                yield new NetworkState(
                        network,
                        macs.plus(e.portId(), e.macAddress()),
                        others.plus(e.macAddress(), e.portId()),
                        gateways);
            }
            case PortDetached e -> {
                Mac gone = Objects.requireNonNull(macs.get(e.portId()));
                yield new NetworkState(network, macs.minus(e.portId()), owners.minus(gone), gateways);
            }
            case GatewayAttached e -> new NetworkState(network, macs, owners, gateways.plus(e.routerId()));
            case GatewayDetached e -> new NetworkState(network, macs, owners, gateways.minus(e.routerId()));
            default -> new NetworkState(network, macs, owners, gateways);
        };
    }

    /**
     * The network, locked for this unit of work.
     *
     * @throws org.portolan.api.error.NeutronError 404 when there is none
     */
    public static NetworkState get(Streams streams, NetworkId id) {
        return streams.get(TYPE, id, () -> new NetworkDescription().notFound(id));
    }

    /** Whether a port on the network has the MAC. */
    public boolean isTaken(Mac mac) {
        return owners.containsKey(mac);
    }

    /** The port on the network that has the MAC, if one does. */
    public Optional<PortId> ownerOf(Mac mac) {
        return Optional.ofNullable(owners.get(mac));
    }
}
