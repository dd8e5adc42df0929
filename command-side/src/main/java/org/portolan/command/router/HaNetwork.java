package org.portolan.command.router;

import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.portolan.api.event.Recorded;
import org.portolan.api.network.NetworkId;
import org.portolan.api.router.HaNetworkEvent;
import org.portolan.api.router.HaNetworkEvent.HaNetworkMade;
import org.portolan.api.router.HaNetworkEvent.HaNetworkRemoved;
import org.portolan.api.router.HaNetworkEvent.VirtualRouterNumberReleased;
import org.portolan.api.router.HaNetworkEvent.VirtualRouterNumberTaken;
import org.portolan.api.router.RouterId;
import org.portolan.command.StreamType;

/**
 * The network on which the agents of a project's highly available routers elect.
 *
 * @param numbers the router that has each number there
 */
record HaNetwork(NetworkId networkId, PMap<Integer, RouterId> numbers) {

    /** One for each project. */
    static final StreamType<HaNetwork> TYPE =
            new StreamType<>(new HaNetworkEvent.Family(), HaNetwork.class, HaNetwork::evolve);

    /** The largest number that a virtual router can have, as Neutron gives them; RFC 5798 has one more. */
    private static final int LAST = 254;

    private static @Nullable HaNetwork evolve(@Nullable HaNetwork network, Recorded<?> recorded) {
        return switch ((HaNetworkEvent) recorded.event()) {
            case HaNetworkMade e -> new HaNetwork(e.networkId(), HashTreePMap.empty());
            case VirtualRouterNumberTaken e -> known(network).with(e.number(), e.routerId());
            case VirtualRouterNumberReleased e -> known(network).without(e.number());
            case HaNetworkRemoved e -> null;
        };
    }

    private static HaNetwork known(@Nullable HaNetwork network) {
        return Objects.requireNonNull(network, "a network is made before its numbers are given");
    }

    private HaNetwork with(int number, RouterId router) {
        return new HaNetwork(networkId, numbers.plus(number, router));
    }

    private HaNetwork without(int number) {
        return new HaNetwork(networkId, numbers.minus(number));
    }

    /** The lowest number that no router has; empty when all are given. */
    Optional<Integer> free() {
        return IntStream.rangeClosed(1, LAST)
                .boxed()
                .filter(number -> !numbers.containsKey(number))
                .findFirst();
    }
}
