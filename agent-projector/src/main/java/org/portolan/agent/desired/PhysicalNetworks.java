package org.portolan.agent.desired;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.portolan.agent.desired.FlowGroup.Source;
import org.portolan.agent.node.LocalHost;
import org.portolan.agent.ovsdb.SwitchView;
import org.portolan.agent.ovsdb.SwitchView.BridgeRow;
import org.portolan.agent.pipeline.Action;
import org.portolan.agent.pipeline.Bridge;
import org.portolan.agent.pipeline.Cookie.Feature;
import org.portolan.agent.pipeline.Flow;
import org.portolan.agent.pipeline.Match;
import org.portolan.agent.pipeline.Patch;
import org.portolan.agent.pipeline.Table;
import org.portolan.api.segment.NetworkType;
import org.portolan.api.segment.Segment;

/**
 * How flat and VLAN networks leave the host and enter it.
 *
 * <ol>
 *   <li>Local VLAN ids stay inside: what crosses is translated on the bridge that it enters, both ways.
 *   <li>What belongs to no network that has a port here does not cross.
 *   <li>What has not changed since the last call is not rendered again.
 * </ol>
 *
 * <p>Remembers the last result to that end, and is used by one thread.
 */
final class PhysicalNetworks {
    private static final Comparator<Presence> LATER =
            Comparator.comparingLong(Presence::cause).thenComparing(Presence::network);

    private final LocalHost host;
    private Map<UUID, Crossing> crossings = Map.of();

    PhysicalNetworks(LocalHost host) {
        this.host = host;
    }

    /**
     * A network that has a port here.
     *
     * @param vlan its local VLAN id
     * @param cause position of the event that brought it here
     */
    record Presence(UUID network, Segment segment, int vlan, long cause) {}

    /** What was rendered for a network, and from what. */
    private record Crossing(Presence presence, Patch patch, int inner, int outer, FlowGroup in, FlowGroup out) {}

    /** The bridges that lead to physical networks and exist, by the networks' names. */
    SortedMap<String, Bridge> bridges(SwitchView ovs) {
        SortedMap<String, Bridge> bridges = new TreeMap<>();
        host.physicalNetworks().forEach((network, bridge) -> {
            if (ovs.bridge(bridge).isPresent()) {
                bridges.put(network, Bridge.physical(bridge));
            }
        });
        return bridges;
    }

    /**
     * The flows by bridge and by what they are for; of the integration bridge, those that are due to physical networks.
     *
     * @param bridges as {@link #bridges} has them
     */
    SortedMap<Bridge, Map<Source, FlowGroup>> render(
            SwitchView ovs, SortedMap<String, Bridge> bridges, List<Presence> present) {
        SortedMap<Bridge, Map<Source, FlowGroup>> flows = new TreeMap<>();
        Map<Source, FlowGroup> integration = new HashMap<>();
        flows.put(Bridge.BR_INT, integration);
        List<Flow> closed = new ArrayList<>();
        for (Bridge bridge : bridges.values()) {
            Patch patch = Patch.to(bridge);
            Map<Source, FlowGroup> groups = new HashMap<>();
            groups.put(new Source.Pipeline(), bare());
            ovs.portNumber(Bridge.BR_INT.ovsName(), patch.inner())
                    .ifPresent(number -> closed.add(closed(Table.LOCAL_SWITCHING, number)));
            ovs.portNumber(bridge.ovsName(), patch.outer())
                    .ifPresent(number -> groups.put(
                            new Source.PhysicalNetworks(), FlowGroup.of(List.of(closed(Table.TRANSLATION, number)))));
            flows.put(bridge, groups);
        }
        integration.put(new Source.PhysicalNetworks(), FlowGroup.of(closed));
        for (Bridge bridge : abandoned(ovs, bridges)) {
            flows.put(bridge, new HashMap<>(Map.of(new Source.Pipeline(), bare())));
        }
        Map<UUID, Crossing> rendered = new HashMap<>();
        for (Presence presence : latestOfEach(present)) {
            String network = presence.segment.physicalNetwork();
            Bridge bridge = network == null ? null : bridges.get(network);
            Map<Source, FlowGroup> groups = bridge == null ? null : flows.get(bridge);
            if (bridge == null || groups == null) {
                continue;
            }
            crossing(ovs, Patch.to(bridge), presence).ifPresent(crossing -> {
                rendered.put(presence.network, crossing);
                integration.put(new Source.OfNetwork(presence.network), crossing.in);
                groups.put(new Source.OfNetwork(presence.network), crossing.out);
            });
        }
        crossings = rendered;
        return flows;
    }

    /** Of two networks that claim the same frames, the one that came later. */
    private static Collection<Presence> latestOfEach(List<Presence> present) {
        Map<Object, Presence> latest = new HashMap<>();
        for (Presence presence : present) {
            Segment segment = presence.segment;
            latest.merge(
                    Arrays.asList(segment.physicalNetwork(), vlan(segment)),
                    presence,
                    (one, other) -> LATER.compare(one, other) >= 0 ? one : other);
        }
        return latest.values();
    }

    /** Bridges that were joined to the integration bridge, and are to be let go: they switch on, by themselves. */
    private static SortedSet<Bridge> abandoned(SwitchView ovs, SortedMap<String, Bridge> bridges) {
        SortedSet<Bridge> abandoned = new TreeSet<>();
        for (BridgeRow row : ovs.bridges().values()) {
            boolean isOurs = Bridge.ofEveryNode().stream()
                    .anyMatch(bridge -> bridge.ovsName().equals(row.name()));
            Bridge bridge = Bridge.physical(row.name());
            if (!isOurs
                    && !bridges.containsValue(bridge)
                    && row.ports().values().stream().anyMatch(port -> SwitchView.isHalfOfPatch(row, port))) {
                abandoned.add(bridge);
            }
        }
        return abandoned;
    }

    private static FlowGroup bare() {
        List<Flow> flows = new ArrayList<>();
        Table.of(Bridge.Role.PHYSICAL).forEach(table -> table.missFlow().ifPresent(flows::add));
        return FlowGroup.of(flows);
    }

    private static Flow closed(Table table, int port) {
        return Flow.in(table)
                .priority(2)
                .match(Match.from(port))
                .because(Feature.PHYSICAL, 0)
                .then(Action.drop());
    }

    private Optional<Crossing> crossing(SwitchView ovs, Patch patch, Presence presence) {
        Optional<Integer> inner = ovs.portNumber(Bridge.BR_INT.ovsName(), patch.inner());
        Optional<Integer> outer = ovs.portNumber(patch.bridge().ovsName(), patch.outer());
        if (inner.isEmpty() || outer.isEmpty()) {
            return Optional.empty();
        }
        Crossing before = crossings.get(presence.network);
        if (before != null
                && before.presence.equals(presence)
                && before.patch.equals(patch)
                && before.inner == inner.get()
                && before.outer == outer.get()) {
            return Optional.of(before);
        }
        Long id = vlan(presence.segment);
        Flow in = Flow.in(Table.LOCAL_SWITCHING)
                .priority(3)
                .match(
                        id == null
                                ? Match.from(inner.get()).andUntagged()
                                : Match.from(inner.get()).andVlan(id.intValue()))
                .because(Feature.PHYSICAL, presence.cause)
                .then(
                        id == null ? Action.pushVlan(presence.vlan) : Action.changeVlan(presence.vlan),
                        Action.goOn(Table.TRANSIENT));
        Flow out = Flow.in(Table.TRANSLATION)
                .priority(4)
                .match(Match.from(outer.get()).andVlan(presence.vlan))
                .because(Feature.PHYSICAL, presence.cause)
                .then(id == null ? Action.popVlan() : Action.changeVlan(id.intValue()), Action.normal());
        return Optional.of(new Crossing(
                presence, patch, inner.get(), outer.get(), FlowGroup.of(List.of(in)), FlowGroup.of(List.of(out))));
    }

    /** The tag on the wire; null where frames have none. */
    private static @Nullable Long vlan(Segment segment) {
        return segment.networkType() == NetworkType.VLAN ? segment.segmentationId() : null;
    }

    /** Bridges that should be joined to the integration bridge. */
    static SortedSet<Bridge> all(SortedMap<String, Bridge> bridges) {
        return new TreeSet<>(Set.copyOf(bridges.values()));
    }
}
