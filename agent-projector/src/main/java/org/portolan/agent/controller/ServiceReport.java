package org.portolan.agent.controller;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.portolan.api.floatingip.FloatingIpId;
import org.portolan.api.network.NetworkId;
import org.portolan.api.router.RouterId;

/**
 * What a host takes up, and what became of what it has.
 *
 * @param routers that it has, and whose ports are to be bound to it
 * @param haStates of routers that other hosts have, too: whether this host is the active one
 * @param dhcpNetworks that it is to tell addresses on, and needs a port with an address of each such subnet for
 * @param floatingIps the status of each
 * @param trunks whose parent port it has, and whose sub-ports are to be bound to it
 * @param trunkStatuses the status of each
 */
public record ServiceReport(
        List<RouterId> routers,
        Map<RouterId, String> haStates,
        List<NetworkId> dhcpNetworks,
        Map<FloatingIpId, String> floatingIps,
        List<UUID> trunks,
        Map<UUID, String> trunkStatuses) {

    public ServiceReport {
        routers = List.copyOf(routers);
        haStates = Map.copyOf(haStates);
        dhcpNetworks = List.copyOf(dhcpNetworks);
        floatingIps = Map.copyOf(floatingIps);
        trunks = List.copyOf(trunks);
        trunkStatuses = Map.copyOf(trunkStatuses);
    }

    /** Whether there is nothing to tell. */
    public boolean isEmpty() {
        return items().isEmpty();
    }

    /** All that is told, each equal to the same told again. */
    public List<Object> items() {
        return Stream.of(
                        routers.stream(),
                        haStates.entrySet().stream(),
                        dhcpNetworks.stream(),
                        floatingIps.entrySet().stream(),
                        trunks.stream(),
                        trunkStatuses.entrySet().stream())
                .<Object>flatMap(items -> items)
                .toList();
    }

    /** The same in parts of at most so many items. */
    public List<ServiceReport> parts(int most) {
        List<Object> items = items();
        return IntStream.iterate(0, from -> from < items.size(), from -> from + most)
                .mapToObj(from -> Set.copyOf(items.subList(from, Math.min(items.size(), from + most))))
                .map(some -> only(some::contains))
                .toList();
    }

    /** The part of it that is wanted. */
    public ServiceReport only(Predicate<Object> wanted) {
        return new ServiceReport(
                routers.stream().filter(wanted).toList(),
                only(haStates, wanted),
                dhcpNetworks.stream().filter(wanted).toList(),
                only(floatingIps, wanted),
                trunks.stream().filter(wanted).toList(),
                only(trunkStatuses, wanted));
    }

    private static <K> Map<K, String> only(Map<K, String> all, Predicate<Object> wanted) {
        Map<K, String> some = new HashMap<>(all);
        some.entrySet().removeIf(entry -> !wanted.test(Map.entry(entry.getKey(), entry.getValue())));
        return some;
    }
}
