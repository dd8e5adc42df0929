package org.portolan.command.subnet;

import inet.ipaddr.IPAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PSortedSet;
import org.pcollections.TreePSet;
import org.portolan.api.address.AddressPool;
import org.portolan.api.port.PortId;

/**
 * Whose a subnet's addresses are, and which comes next.
 *
 * <ol>
 *   <li>An address has one holder at most.
 *   <li>The lowest free address of the first pool that has one is next, found without a search: each pool knows how far it
 *       has been handed out ({@code frontier}), and which addresses behind that came back ({@code returned}).
 *   <li>Immutable; taking or returning an address costs O(log n) and shares the rest.
 * </ol>
 */
final class AddressBook {

    /** How far a pool has been handed out: the lowest address that never was, or null when all have been. */
    private record Frontier(AddressPool pool, @Nullable IPAddress next) {

        Frontier past(PMap<IPAddress, PortId> holders) {
            IPAddress candidate = next;
            while (candidate != null && holders.containsKey(candidate)) {
                candidate = candidate.equals(pool.end()) ? null : candidate.increment(1);
            }
            return new Frontier(pool, candidate);
        }

        boolean isBehind(IPAddress address) {
            return pool.contains(address) && (next == null || address.compareTo(next) < 0);
        }
    }

    private final PMap<IPAddress, PortId> holders;
    private final PSortedSet<IPAddress> returned;
    private final List<Frontier> frontiers;

    private AddressBook(PMap<IPAddress, PortId> holders, PSortedSet<IPAddress> returned, List<Frontier> frontiers) {
        this.holders = holders;
        this.returned = returned;
        this.frontiers = frontiers;
    }

    /** Nobody has an address of these pools. */
    static AddressBook of(List<AddressPool> pools) {
        return new AddressBook(HashTreePMap.empty(), TreePSet.empty(), fresh(pools));
    }

    /** Those have these addresses of these pools. */
    static AddressBook of(Map<IPAddress, PortId> holders, List<AddressPool> pools) {
        return new AddressBook(HashTreePMap.from(holders), TreePSet.empty(), List.of()).withPools(pools);
    }

    private static List<Frontier> fresh(List<AddressPool> pools) {
        return pools.stream().map(pool -> new Frontier(pool, pool.start())).toList();
    }

    /** The same holders with other pools. */
    AddressBook withPools(List<AddressPool> pools) {
        List<Frontier> frontiers = new ArrayList<>();
        fresh(pools).forEach(frontier -> frontiers.add(frontier.past(holders)));
        return new AddressBook(holders, TreePSet.empty(), frontiers);
    }

    AddressBook plus(IPAddress address, PortId holder) {
        PMap<IPAddress, PortId> more = holders.plus(address, holder);
        List<Frontier> moved = frontiers;
        for (int i = 0; i < frontiers.size(); i++) {
            Frontier frontier = frontiers.get(i);
            if (address.equals(frontier.next())) {
                moved = new ArrayList<>(frontiers);
                moved.set(i, frontier.past(more));
                break;
            }
        }
        return new AddressBook(more, returned.minus(address), moved);
    }

    AddressBook minus(IPAddress address) {
        boolean comesBack = frontiers.stream().anyMatch(frontier -> frontier.isBehind(address));
        return new AddressBook(holders.minus(address), comesBack ? returned.plus(address) : returned, frontiers);
    }

    /** The address that somebody who does not care gets, but none of those; empty when no other of the pools is free. */
    Optional<IPAddress> next(Set<IPAddress> spoken) {
        for (Frontier frontier : frontiers) {
            Optional<IPAddress> back = nextReturned(frontier.pool(), spoken);
            if (back.isPresent()) {
                return back;
            }
            IPAddress candidate = frontier.next();
            while (candidate != null && (spoken.contains(candidate) || isHeld(candidate))) {
                candidate = candidate.equals(frontier.pool().end()) ? null : candidate.increment(1);
            }
            if (candidate != null) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    private Optional<IPAddress> nextReturned(AddressPool pool, Set<IPAddress> spoken) {
        if (returned.isEmpty()) {
            return Optional.empty();
        }
        IPAddress candidate = returned.ceiling(pool.start());
        while (candidate != null && spoken.contains(candidate)) {
            candidate = returned.higher(candidate);
        }
        return candidate != null && pool.contains(candidate) ? Optional.of(candidate) : Optional.empty();
    }

    boolean isHeld(IPAddress address) {
        return holders.containsKey(address);
    }

    PMap<IPAddress, PortId> holders() {
        return holders;
    }
}
