package org.portolan.agent.desired;

import inet.ipaddr.IPAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.portolan.agent.pipeline.Action;
import org.portolan.agent.pipeline.Cookie.Feature;
import org.portolan.agent.pipeline.Flow;
import org.portolan.agent.pipeline.Match;
import org.portolan.agent.pipeline.Prefix;
import org.portolan.agent.pipeline.Table;
import org.portolan.api.node.NodeAddressGroup;
import org.portolan.api.node.NodePort;
import org.portolan.api.node.Topology;
import org.portolan.api.port.AddressPair;
import org.portolan.api.port.PortId;

/**
 * The flows that know the addresses of remote groups: one for each address, whatever the number of groups and rules.
 *
 * <p>Remembers the last result, so that a new member among thousands costs its own flow; used by one thread.
 */
final class RemoteAddresses {
    private Map<Remote, Integer> numbers = Map.of();
    private Map<Remote, Members> members = Map.of();
    private final Map<Spot, Known> spots = new HashMap<>();
    private FlowGroup group = FlowGroup.of(List.of());

    /**
     * Where packets are looked at for an address.
     *
     * @param mac of the only member that may have every address, empty else
     */
    private record Spot(boolean ingress, Prefix prefix, String mac) {}

    /** That somebody has an address: a port, or the address group itself. */
    private record Holder(int conjunction, UUID who, long cause) {}

    /**
     * @param flow the one that the switch was given, null for none yet
     */
    private record Known(List<Holder> holders, @Nullable Flow flow) {}

    /** Who is in a group, as it was when its flows were made. */
    private record Members(
            PMap<PortId, NodePort> ports, @Nullable NodeAddressGroup prefixes) {
        private static final Members NONE = new Members(HashTreePMap.empty(), null);

        static Members of(Topology view, UUID id) {
            return new Members(view.membersOf(id), view.addressGroups().get(id));
        }

        @SuppressWarnings("ReferenceEquality") // the same object means that nothing has changed
        boolean isSame(Members other) {
            return ports == other.ports && prefixes == other.prefixes;
        }
    }

    /**
     * The flows of all addresses of the groups that are wanted.
     *
     * @param wanted with the conjunction's number
     * @param changedPorts those that may have changed since the last call, null if that is not known
     */
    FlowGroup render(Topology view, Map<Remote, Integer> wanted, @Nullable Set<PortId> changedPorts) {
        Map<Remote, Members> before = members;
        members = Map.of();
        if (wanted.entrySet().stream()
                .anyMatch(
                        it -> numbers.containsKey(it.getKey()) && !it.getValue().equals(numbers.get(it.getKey())))) {
            before = Map.of();
            spots.clear();
            group = FlowGroup.of(List.of());
        }
        Map<Remote, Members> now = HashMap.newHashMap(wanted.size());
        Set<Spot> touched = new HashSet<>();
        for (Map.Entry<Remote, Integer> entry : wanted.entrySet()) {
            Remote remote = entry.getKey();
            Members here = Members.of(view, remote.id());
            now.put(remote, here);
            Members known = before.get(remote);
            if (known == null || !known.isSame(here)) {
                change(
                        remote,
                        entry.getValue(),
                        known == null ? Members.NONE : known,
                        here,
                        known == null ? null : changedPorts,
                        touched);
            }
        }
        Map<Remote, Integer> numbersBefore = numbers;
        before.forEach((remote, known) -> {
            Integer number = numbersBefore.get(remote);
            if (!wanted.containsKey(remote) && number != null) {
                change(remote, number, known, Members.NONE, null, touched);
            }
        });
        numbers = Map.copyOf(wanted);
        members = now;
        if (!touched.isEmpty()) {
            group = renewed(touched);
        }
        return group;
    }

    private void change(
            Remote remote,
            int number,
            Members before,
            Members after,
            @Nullable Set<PortId> changedPorts,
            Set<Spot> touched) {
        Set<PortId> candidates = changedPorts;
        if (candidates == null) {
            candidates = new HashSet<>(before.ports.keySet());
            candidates.addAll(after.ports.keySet());
        }
        for (PortId id : candidates) {
            NodePort was = before.ports.get(id);
            NodePort is = after.ports.get(id);
            if (was == null ? is != null : !was.equals(is)) {
                if (was != null) {
                    spots(remote, was).forEach(spot -> leave(spot, number, id.value(), touched));
                }
                if (is != null) {
                    Holder holder = new Holder(number, id.value(), is.cause());
                    spots(remote, is).forEach(spot -> join(spot, holder, touched));
                }
            }
        }
        if (before.prefixes != null) {
            spots(remote, before.prefixes).forEach(spot -> leave(spot, number, remote.id(), touched));
        }
        if (after.prefixes != null) {
            Holder holder = new Holder(number, remote.id(), after.prefixes.cause());
            spots(remote, after.prefixes).forEach(spot -> join(spot, holder, touched));
        }
    }

    private static Stream<Spot> spots(Remote remote, NodePort port) {
        Stream<Spot> own = port.addresses().stream().flatMap(address -> spot(remote, address, ""));
        return Stream.concat(
                        own,
                        port.security().addressPairs().stream()
                                .flatMap(pair -> spot(remote, pair.ipAddress(), mac(port, pair))))
                .distinct();
    }

    private static String mac(NodePort port, AddressPair pair) {
        return (pair.macAddress() == null ? port.macAddress() : pair.macAddress()).value();
    }

    private static Stream<Spot> spots(Remote remote, NodeAddressGroup group) {
        return group.prefixes().stream()
                .map(Prefix::parse)
                .filter(prefix -> prefix.family() == remote.family())
                .map(prefix -> new Spot(remote.ingress(), prefix, ""))
                .distinct();
    }

    private static Stream<Spot> spot(Remote remote, IPAddress address, String mac) {
        Prefix prefix = Prefix.of(address);
        return prefix.family() == remote.family()
                ? Stream.of(new Spot(remote.ingress(), prefix, prefix.isEverything() ? mac : ""))
                : Stream.empty();
    }

    private void join(Spot spot, Holder holder, Set<Spot> touched) {
        Known known = spots.get(spot);
        List<Holder> holders = known == null
                ? List.of(holder)
                : Stream.concat(known.holders.stream(), Stream.of(holder)).toList();
        spots.put(spot, new Known(holders, known == null ? null : known.flow));
        touched.add(spot);
    }

    private void leave(Spot spot, int number, UUID who, Set<Spot> touched) {
        spots.computeIfPresent(
                spot,
                (any, known) -> new Known(
                        known.holders.stream()
                                .filter(holder -> holder.conjunction != number || !holder.who.equals(who))
                                .toList(),
                        known.flow));
        touched.add(spot);
    }

    private FlowGroup renewed(Set<Spot> touched) {
        List<Flow> gone = new ArrayList<>();
        List<Flow> come = new ArrayList<>();
        for (Spot spot : touched) {
            Known known = spots.get(spot);
            if (known == null) {
                continue;
            }
            Flow before = known.flow;
            Flow flow = known.holders.isEmpty() ? null : flow(spot, known.holders);
            if (!Objects.equals(flow, before)) {
                if (before != null) {
                    gone.add(before);
                }
                if (flow != null) {
                    come.add(flow);
                }
            }
            if (flow == null) {
                spots.remove(spot);
            } else {
                spots.put(spot, new Known(known.holders, flow));
            }
        }
        return gone.isEmpty() && come.isEmpty()
                ? group
                : group.changed(gone, come)
                        .orElseGet(() -> FlowGroup.of(spots.values().stream()
                                .map(Known::flow)
                                .filter(Objects::nonNull)
                                .toList()));
    }

    private static Flow flow(Spot spot, List<Holder> holders) {
        Match match = Match.ip(spot.prefix.family());
        match = spot.ingress ? match.andSender(spot.prefix) : match.andReceiver(spot.prefix);
        if (!spot.mac.isEmpty()) {
            match = spot.ingress ? match.andSource(spot.mac) : match.andDestination(spot.mac);
        }
        TreeSet<Integer> conjunctions = new TreeSet<>();
        long cause = Long.MAX_VALUE;
        for (Holder holder : holders) {
            conjunctions.add(holder.conjunction);
            cause = Math.min(cause, holder.cause);
        }
        return Flow.in(spot.ingress ? Table.RULES_INGRESS : Table.RULES_EGRESS)
                .priority(PortFlows.CONJUNCTION)
                .match(match)
                .because(Feature.REMOTE_GROUP, cause)
                .then(conjunctions.stream()
                        .map(number -> Action.dimension(number, 1))
                        .toArray(Action[]::new));
    }
}
