package org.portolan.agent.desired;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.portolan.agent.desired.Attachment.Dead;
import org.portolan.agent.desired.Attachment.Failed;
import org.portolan.agent.desired.Attachment.Wired;
import org.portolan.agent.desired.DesiredSwitch.Access;
import org.portolan.agent.desired.DesiredSwitch.Tunnel;
import org.portolan.agent.desired.FlowGroup.Source;
import org.portolan.agent.node.LocalHost;
import org.portolan.agent.node.Network;
import org.portolan.agent.node.NetworkType;
import org.portolan.agent.node.NodeView;
import org.portolan.agent.node.Port;
import org.portolan.agent.node.TunnelEndpoint;
import org.portolan.agent.ovsdb.SwitchView;
import org.portolan.agent.ovsdb.SwitchView.PortRow;
import org.portolan.agent.pipeline.Action;
import org.portolan.agent.pipeline.Bridge;
import org.portolan.agent.pipeline.Cookie;
import org.portolan.agent.pipeline.Cookie.Feature;
import org.portolan.agent.pipeline.Flow;
import org.portolan.agent.pipeline.Ipv4;
import org.portolan.agent.pipeline.Match;
import org.portolan.agent.pipeline.Table;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what the log says, and what is plugged in, into what Open vSwitch should be.
 *
 * <ol>
 *   <li>The result is a function of the arguments: no history, no order of events.
 *   <li>A port is wired when the log binds it here <em>and</em> its tap is on the integration bridge, in whichever order.
 *   <li>Whatever is plugged in without a right to be is cut off in both directions.
 *   <li>What has not changed since the last call is not rendered again: a new port among 10,000 costs its own flows.
 * </ol>
 *
 * <p>Remembers the last result to that end, and is used by one thread.
 */
public final class Renderer {
    private static final Logger log = LoggerFactory.getLogger(Renderer.class);
    private static final int LEARNED_FOR_SECONDS = 300;

    private final LocalHost host;
    private final String datapathType;
    private Map<NetworkType, Map<String, Way>> ways = Map.of();
    private Map<UUID, NetworkFlows> networks = Map.of();

    /**
     * @param datapathType of the bridges: {@code system}, {@code netdev}, or empty to leave it to Open vSwitch
     */
    public Renderer(LocalHost host, String datapathType) {
        this.host = host;
        this.datapathType = datapathType;
    }

    /** A tunnel that exists: its OpenFlow port number, and the event that announced its other end. */
    private record Way(int port, long cause) {}

    /** A tap on the integration bridge that carries a port id. */
    private record Tap(PortRow row, Optional<Port> port, Optional<UUID> id) {}

    /** What was rendered for a port on another host, and from what. */
    private record Entry(Port port, Way way, List<Flow> flows) {
        @SuppressWarnings("ReferenceEquality") // spares ten thousand comparisons that would say the same
        private boolean isFor(Port other, Way by) {
            return (port == other || port.equals(other)) && (way == by || way.equals(by));
        }
    }

    /** What was rendered for a network, and from what. */
    private record NetworkFlows(
            Network network,
            int vlan,
            long presence,
            Map<UUID, Port> ports,
            Map<String, Way> ways,
            Map<UUID, Entry> entries,
            FlowGroup group) {}

    /**
     * The desired state.
     *
     * @param vlans as the last rendering left them
     */
    public DesiredState render(NodeView view, SwitchView ovs, LocalVlans vlans) {
        List<Tap> taps = taps(view, ovs);
        Map<String, Attachment> verdicts = new HashMap<>();
        Map<UUID, Long> presence = new HashMap<>();
        for (Tap tap : taps) {
            Attachment verdict = judge(view, tap);
            verdicts.put(tap.row.name(), verdict);
            if (verdict instanceof Wired) {
                tap.port.ifPresent(port -> presence.merge(port.network(), port.cause(), Math::min));
            }
        }
        LocalVlans settled = vlans.settle(presence.keySet(), tagsIn(ovs));

        SortedMap<String, Access> access = new TreeMap<>();
        SortedMap<UUID, Attachment> attachments = new TreeMap<>();
        List<Flow> deadPorts = new ArrayList<>();
        for (Tap tap : taps) {
            Attachment verdict = verdicts.getOrDefault(tap.row.name(), new Dead(Dead.Reason.UNKNOWN));
            Optional<Integer> vlan = tap.port.map(Port::network).flatMap(settled::of);
            if (verdict instanceof Wired wired && vlan.isEmpty()) {
                verdict = new Failed(wired.generation(), Failed.Cause.NO_LOCAL_VLAN);
            }
            if (verdict instanceof Wired && vlan.isPresent()) {
                int tag = vlan.get();
                tap.port
                        .flatMap(port -> view.network(port.network()))
                        .ifPresent(network -> access.put(tap.row.name(), Access.in(network, tag)));
            } else {
                access.put(tap.row.name(), Access.dead());
                if (tap.row.number() != null) {
                    deadPorts.add(Flow.in(Table.LOCAL_SWITCHING)
                            .priority(2)
                            .match(Match.from(tap.row.number()))
                            .because(
                                    Feature.DEAD_PORT, tap.port.map(Port::cause).orElse(0L))
                            .then(Action.drop()));
                }
            }
            if (verdict instanceof Wired wired && tap.row.error() != null) {
                verdict = new Failed(wired.generation(), Failed.Cause.INTERFACE_ERROR);
            }
            boolean beingOpened = tap.row.number() == null && tap.row.error() == null;
            if (tap.id.isPresent() && !beingOpened) {
                attachments.put(tap.id.get(), verdict);
            }
        }

        SortedMap<String, Tunnel> tunnels = tunnels(view);
        Map<NetworkType, Map<String, Way>> waysNow = ways(tunnels, ovs);
        if (!waysNow.equals(ways)) {
            ways = waysNow;
        }

        Map<Bridge, BridgeFlows> flows = new EnumMap<>(Bridge.class);
        flows.put(
                Bridge.BR_INT,
                new BridgeFlows(
                        Map.of(
                                new Source.Pipeline(), pipeline(Bridge.BR_INT, ovs),
                                new Source.DeadPorts(), FlowGroup.of(deadPorts)),
                        Map.of(),
                        Set.of()));
        if (host.isTunnelling()) {
            flows.put(Bridge.BR_TUN, tunnelBridge(view, ovs, tunnels, settled, presence));
        }
        return new DesiredState(
                view.position(),
                settled,
                new DesiredSwitch(datapathType, host.isTunnelling(), tunnels, access),
                flows,
                attachments);
    }

    private static List<Tap> taps(NodeView view, SwitchView ovs) {
        List<Tap> taps = new ArrayList<>();
        ovs.bridge(Bridge.BR_INT.ovsName()).ifPresent(bridge -> bridge.ports().values().stream()
                .filter(row -> row.ifaceId().isPresent())
                .sorted(Comparator.comparing(PortRow::name))
                .forEach(row -> {
                    Optional<UUID> id = row.ifaceId().flatMap(Ids::parse);
                    taps.add(new Tap(row, id.flatMap(view::port), id));
                }));
        return taps;
    }

    private Attachment judge(NodeView view, Tap tap) {
        Port port = tap.port.orElse(null);
        if (port == null) {
            return new Dead(Dead.Reason.UNKNOWN);
        }
        if (!port.isBoundTo(host.name())) {
            return new Dead(Dead.Reason.BOUND_ELSEWHERE);
        }
        if (!port.adminUp()) {
            return new Dead(Dead.Reason.DISABLED);
        }
        Network network = view.network(port.network()).orElse(null);
        if (network == null) {
            return new Failed(port.generation(), Failed.Cause.NO_SUCH_NETWORK);
        }
        if (network.type().isPhysical()) {
            return new Failed(port.generation(), Failed.Cause.NO_PHYSICAL_NETWORK);
        }
        if (network.type().isTunnelled()
                && !(host.isTunnelling() && host.tunnelTypes().contains(network.type()))) {
            return new Failed(port.generation(), Failed.Cause.TUNNEL_TYPE_NOT_OFFERED);
        }
        return new Wired(port.generation());
    }

    /** The lowest tag that ports carry for each network. */
    private static Map<UUID, Integer> tagsIn(SwitchView ovs) {
        Map<UUID, Integer> tags = new HashMap<>();
        ovs.bridge(Bridge.BR_INT.ovsName())
                .ifPresent(bridge -> bridge.ports().values().forEach(row -> {
                    Integer tag = row.tag();
                    if (tag != null && tag != LocalVlans.DEAD) {
                        DesiredSwitch.networkOf(row.otherConfig())
                                .ifPresent(network -> tags.merge(network, tag, Math::min));
                    }
                }));
        return tags;
    }

    private SortedMap<String, Tunnel> tunnels(NodeView view) {
        SortedMap<String, Tunnel> tunnels = new TreeMap<>();
        String localAddress = host.tunnelAddress();
        if (localAddress == null) {
            return tunnels;
        }
        for (TunnelEndpoint endpoint : view.endpoints().values()) {
            if (endpoint.host().equals(host.name()) || endpoint.address().equals(localAddress)) {
                continue;
            }
            if (!Ipv4.isAddress(endpoint.address())) {
                log.warn("No tunnel to {}: {} is not an IPv4 address", endpoint.host(), endpoint.address());
                continue;
            }
            for (NetworkType type : endpoint.types()) {
                if (host.tunnelTypes().contains(type)) {
                    Tunnel tunnel =
                            new Tunnel(type, localAddress, endpoint.address(), endpoint.host(), endpoint.cause());
                    tunnels.merge(
                            tunnel.portName(), tunnel, (one, other) -> one.cause() >= other.cause() ? one : other);
                }
            }
        }
        return tunnels;
    }

    private static Map<NetworkType, Map<String, Way>> ways(Map<String, Tunnel> tunnels, SwitchView ovs) {
        Map<NetworkType, Map<String, Way>> ways = new EnumMap<>(NetworkType.class);
        tunnels.forEach((name, tunnel) -> ovs.portNumber(Bridge.BR_TUN.ovsName(), name)
                .ifPresent(number -> ways.computeIfAbsent(tunnel.type(), type -> new HashMap<>())
                        .put(tunnel.host(), new Way(number, tunnel.cause()))));
        return ways;
    }

    private static FlowGroup pipeline(Bridge bridge, SwitchView ovs) {
        List<Flow> flows = new ArrayList<>();
        Table.of(bridge).forEach(table -> table.missFlow().ifPresent(flows::add));
        if (bridge == Bridge.BR_TUN) {
            flows.add(Flow.in(Table.FROM_HOST)
                    .priority(1)
                    .match(Match.arp().andBroadcast())
                    .then(Action.goOn(Table.ARP_RESPONDER)));
            flows.add(Flow.in(Table.FROM_HOST)
                    .priority(0)
                    .match(Match.any().andUnicast())
                    .then(Action.goOn(Table.UNICAST)));
            flows.add(Flow.in(Table.FROM_HOST)
                    .priority(0)
                    .match(Match.any().andMulticast())
                    .then(Action.goOn(Table.FLOOD)));
            ovs.portNumber(bridge.ovsName(), bridge.patchPort()).ifPresent(patch -> {
                flows.add(Flow.in(Table.BY_INPUT).match(Match.from(patch)).then(Action.goOn(Table.FROM_HOST)));
                flows.add(Flow.in(Table.LEARN)
                        .then(
                                Action.learnSender(Table.UNICAST, Cookie.of(Feature.LEARNED, 0), LEARNED_FOR_SECONDS),
                                Action.output(patch)));
            });
        }
        return FlowGroup.of(flows);
    }

    private BridgeFlows tunnelBridge(
            NodeView view,
            SwitchView ovs,
            SortedMap<String, Tunnel> tunnels,
            LocalVlans vlans,
            Map<UUID, Long> presence) {
        Map<Source, FlowGroup> groups = new HashMap<>();
        groups.put(new Source.Pipeline(), pipeline(Bridge.BR_TUN, ovs));

        List<Flow> arrivals = new ArrayList<>();
        Set<Integer> numbers = new HashSet<>();
        tunnels.forEach(
                (name, tunnel) -> ovs.portNumber(Bridge.BR_TUN.ovsName(), name).ifPresent(number -> {
                    numbers.add(number);
                    tunnel.type()
                            .arrival()
                            .ifPresent(arrival -> arrivals.add(Flow.in(Table.BY_INPUT)
                                    .match(Match.from(number))
                                    .because(Feature.TUNNEL, tunnel.cause())
                                    .then(Action.goOn(arrival))));
                }));
        groups.put(new Source.Tunnels(), FlowGroup.of(arrivals));

        Map<Integer, BridgeFlows.Lane> lanes = new HashMap<>();
        Map<UUID, NetworkFlows> rendered = new HashMap<>();
        presence.forEach((id, since) -> {
            Network network = view.networks().get(id);
            Integer vlan = vlans.ids().get(id);
            if (network == null || vlan == null) {
                return;
            }
            Table arrival = network.type().arrival().orElse(null);
            Long segment = network.segmentationId();
            if (arrival == null || segment == null) {
                return;
            }
            NetworkFlows flows = network(
                    network,
                    arrival,
                    segment,
                    vlan,
                    Math.max(since, network.cause()),
                    view.portsOf(id),
                    ways.getOrDefault(network.type(), Map.of()),
                    networks.get(id));
            rendered.put(id, flows);
            groups.put(new Source.OfNetwork(id), flows.group);
            lanes.put(vlan, new BridgeFlows.Lane(id, segment));
        });
        networks = rendered;
        return new BridgeFlows(groups, lanes, numbers);
    }

    @SuppressWarnings("ReferenceEquality") // the same object means that nothing has changed
    private NetworkFlows network(
            Network network,
            Table arrival,
            long segment,
            int vlan,
            long presence,
            Map<UUID, Port> ports,
            Map<String, Way> waysOfType,
            @Nullable NetworkFlows before) {
        boolean sameNetwork = before != null && before.vlan == vlan && before.network.equals(network);
        if (before != null
                && sameNetwork
                && before.presence == presence
                && before.ports == ports
                && before.ways == waysOfType) {
            return before;
        }
        Map<UUID, Entry> known = before != null && sameNetwork ? before.entries : Map.of();
        Map<UUID, Entry> entries = HashMap.newHashMap(ports.size());
        Map<String, Long> hosts = new HashMap<>();
        List<Flow> flows = new ArrayList<>(2 * ports.size() + 2);
        for (Port port : ports.values()) {
            String boundTo = port.host();
            Way way = boundTo == null || !port.adminUp() ? null : waysOfType.get(boundTo);
            if (boundTo == null || way == null) {
                continue;
            }
            hosts.merge(boundTo, port.cause(), Math::min);
            Entry entry = known.get(port.id());
            if (entry == null || !entry.isFor(port, way)) {
                entry = new Entry(port, way, remotePort(port, vlan, segment, way));
            }
            entries.put(port.id(), entry);
            flows.addAll(entry.flows);
        }
        flows.add(Flow.in(arrival)
                .match(Match.tunnelId(segment))
                .because(Feature.NETWORK, presence)
                .then(Action.pushVlan(vlan), Action.goOn(Table.LEARN)));
        if (!hosts.isEmpty()) {
            flows.add(flood(vlan, segment, presence, hosts, waysOfType));
        }
        return new NetworkFlows(network, vlan, presence, ports, waysOfType, entries, FlowGroup.of(flows));
    }

    private static List<Flow> remotePort(Port port, int vlan, long segment, Way way) {
        List<Flow> flows = new ArrayList<>(1 + port.addresses().size());
        flows.add(Flow.in(Table.UNICAST)
                .priority(2)
                .match(Match.vlan(vlan).andDestination(port.mac()))
                .because(Feature.UNICAST, Math.max(port.cause(), way.cause))
                .then(Action.popVlan(), Action.tunnelId(segment), Action.output(way.port)));
        for (String address : port.addresses()) {
            if (Ipv4.isAddress(address)) {
                flows.add(Flow.in(Table.ARP_RESPONDER)
                        .match(Match.arp().andVlan(vlan).andArpTarget(address))
                        .because(Feature.ARP, port.cause())
                        .then(Action.answerArp(port.mac(), address), Action.backToInPort()));
            }
        }
        return List.copyOf(flows);
    }

    private static Flow flood(
            int vlan, long segment, long presence, Map<String, Long> hosts, Map<String, Way> waysOfType) {
        TreeSet<Integer> outputs = new TreeSet<>();
        long cause = presence;
        for (Map.Entry<String, Long> reached : hosts.entrySet()) {
            Way way = waysOfType.get(reached.getKey());
            if (way != null) {
                outputs.add(way.port);
                cause = Math.max(cause, Math.max(reached.getValue(), way.cause));
            }
        }
        List<Action> actions = new ArrayList<>(List.of(Action.popVlan(), Action.tunnelId(segment)));
        outputs.forEach(number -> actions.add(Action.output(number)));
        return Flow.in(Table.FLOOD)
                .match(Match.vlan(vlan))
                .because(Feature.NETWORK, cause)
                .then(actions.toArray(Action[]::new));
    }
}
