package org.portolan.agent.desired;

import inet.ipaddr.IPAddress;
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
import org.portolan.agent.ovsdb.SwitchView;
import org.portolan.agent.ovsdb.SwitchView.PortRow;
import org.portolan.agent.pipeline.Action;
import org.portolan.agent.pipeline.Bridge;
import org.portolan.agent.pipeline.Cookie;
import org.portolan.agent.pipeline.Cookie.Feature;
import org.portolan.agent.pipeline.Flow;
import org.portolan.agent.pipeline.Ipv4;
import org.portolan.agent.pipeline.Match;
import org.portolan.agent.pipeline.Patch;
import org.portolan.agent.pipeline.Table;
import org.portolan.api.network.NetworkId;
import org.portolan.api.node.NodeNetwork;
import org.portolan.api.node.NodePort;
import org.portolan.api.node.Topology;
import org.portolan.api.node.TunnelEndpoint;
import org.portolan.api.port.PortId;
import org.portolan.api.segment.NetworkType;
import org.portolan.api.segment.Segment;
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
    private final PortSecurityFlows portSecurity = new PortSecurityFlows();
    private final PhysicalNetworks physicalNetworks;
    private final QosFlows qos = new QosFlows();
    private Map<NetworkType, Map<String, Way>> ways = Map.of();
    private Map<NetworkId, NetworkFlows> networks = Map.of();
    private @Nullable TopologyView last;

    /**
     * @param datapathType of the bridges: {@code system}, {@code netdev}, or empty to leave it to Open vSwitch
     */
    public Renderer(LocalHost host, String datapathType) {
        this.host = host;
        this.datapathType = datapathType;
        this.physicalNetworks = new PhysicalNetworks(host);
    }

    /** A tunnel that exists: its OpenFlow port number, and the event that announced its other end. */
    private record Way(int port, long cause) {}

    /** A tap on the integration bridge that carries a port id. */
    private record Tap(PortRow row, Optional<NodePort> port, Optional<UUID> id) {}

    /** A network that a guest of this host is in: the segment that carries it here, and the event that began it. */
    private record Presence(Segment segment, long since) {}

    /** What was rendered for a port on another host, and from what. */
    private record Entry(NodePort port, Way way, List<Flow> flows) {
        private String host() {
            return port.host();
        }

        private boolean isFor(NodePort other, Way by) {
            return port.equals(other) && way.equals(by);
        }
    }

    /**
     * That a network has ports on another host.
     *
     * @param since the event that made the first of them what it is
     */
    private record Reach(int ports, long since) {}

    /** The ports of a network on other hosts; handed on from one rendering to the next, and changed by it. */
    private static final class Remotes {
        private final Map<PortId, Entry> entries = new HashMap<>();
        private final Map<String, Reach> hosts = new HashMap<>();

        private void put(Entry entry) {
            entries.put(entry.port.id(), entry);
            hosts.merge(
                    entry.host(),
                    new Reach(1, entry.port.cause()),
                    (reach, one) -> new Reach(reach.ports + 1, Math.min(reach.since, one.since)));
        }

        private void remove(Entry entry) {
            entries.remove(entry.port.id());
            hosts.computeIfPresent(entry.host(), (host, reach) -> {
                if (reach.ports == 1) {
                    return null;
                }
                return new Reach(reach.ports - 1, reach.since < entry.port.cause() ? reach.since : earliest(host));
            });
        }

        private long earliest(String host) {
            return entries.values().stream()
                    .filter(entry -> entry.host().equals(host))
                    .mapToLong(entry -> entry.port.cause())
                    .min()
                    .orElseThrow();
        }
    }

    /**
     * What was rendered for a network, and from what.
     *
     * @param ends flows by which the network enters and floods
     */
    private record NetworkFlows(
            Segment segment,
            int vlan,
            long presence,
            Map<PortId, NodePort> ports,
            Map<String, Way> ways,
            Remotes remotes,
            List<Flow> ends,
            FlowGroup group) {}

    /**
     * The desired state.
     *
     * @param vlans as the last rendering left them
     */
    public DesiredState render(TopologyView latest, SwitchView ovs, LocalVlans vlans) {
        Topology view = latest.topology();
        List<Tap> taps = taps(view, ovs);
        SortedMap<String, Bridge> physical = physicalNetworks.bridges(ovs);
        Map<String, Attachment> verdicts = new HashMap<>();
        Map<NetworkId, Presence> presence = new HashMap<>();
        for (Tap tap : taps) {
            Attachment verdict = judge(view, tap, physical.keySet());
            verdicts.put(tap.row.name(), verdict);
            if (verdict instanceof Wired) {
                tap.port.ifPresent(port -> segment(view, port)
                        .ifPresent(segment -> presence.merge(
                                port.networkId(), new Presence(segment, port.cause()), Renderer::earlier)));
            }
        }
        Set<UUID> served = new HashSet<>();
        presence.keySet().forEach(network -> served.add(network.value()));
        Map<UUID, Integer> tags = tagsIn(ovs);
        LocalVlans settled = vlans.settle(served, tags);

        SortedMap<String, Access> access = new TreeMap<>();
        SortedMap<UUID, Attachment> attachments = new TreeMap<>();
        List<Flow> deadPorts = new ArrayList<>();
        List<LocalPort> local = new ArrayList<>();
        for (Tap tap : taps) {
            Attachment verdict = verdicts.getOrDefault(tap.row.name(), new Dead(Dead.Reason.UNKNOWN));
            Optional<Integer> vlan =
                    tap.port.map(port -> port.networkId().value()).flatMap(settled::of);
            if (verdict instanceof Wired wired && vlan.isEmpty()) {
                verdict = new Failed(wired.generation(), Failed.Cause.NO_LOCAL_VLAN);
            }
            if (verdict instanceof Wired && vlan.isPresent()) {
                int tag = vlan.get();
                Integer number = tap.row.number();
                tap.port.ifPresent(port -> {
                    segment(view, port)
                            .ifPresent(segment -> access.put(
                                    tap.row.name(),
                                    Access.in(port.networkId().value(), segment, tag, QosFlows.received(view, port))));
                    if (number != null) {
                        local.add(new LocalPort(port, number, tag));
                    }
                });
            } else {
                access.put(tap.row.name(), Access.dead());
                if (tap.row.number() != null) {
                    deadPorts.add(Flow.in(Table.LOCAL_SWITCHING)
                            .priority(2)
                            .match(Match.from(tap.row.number()))
                            .because(
                                    Feature.DEAD_PORT,
                                    tap.port.map(NodePort::cause).orElse(0L))
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

        SortedMap<Bridge, BridgeFlows> flows = new TreeMap<>();
        Map<Source, FlowGroup> integration = new HashMap<>(portSecurity.render(latest, local));
        integration.put(new Source.Pipeline(), pipeline(Bridge.BR_INT, ovs));
        integration.put(new Source.DeadPorts(), FlowGroup.of(deadPorts));
        physicalNetworks
                .render(ovs, physical, crossing(view, presence, settled))
                .forEach((bridge, groups) -> {
                    if (bridge.equals(Bridge.BR_INT)) {
                        integration.putAll(groups);
                    } else {
                        flows.put(bridge, new BridgeFlows(groups, Map.of(), Set.of()));
                    }
                });
        qos.render(view, local);
        integration.put(new Source.Qos(), qos.flows());
        flows.put(Bridge.BR_INT, new BridgeFlows(integration, Map.of(), Set.of(), qos.meters()));
        if (host.isTunnelling()) {
            flows.put(Bridge.BR_TUN, tunnelBridge(latest, ovs, tunnels, settled, presence));
        }
        return new DesiredState(
                view.position(),
                settled,
                settled.given(vlans, tags),
                new DesiredSwitch(
                        datapathType,
                        host.isTunnelling(),
                        PhysicalNetworks.all(physical),
                        TrunkBridges.patches(host, view, ovs),
                        tunnels,
                        access),
                flows,
                attachments);
    }

    private static List<PhysicalNetworks.Presence> crossing(
            Topology view, Map<NetworkId, Presence> presence, LocalVlans vlans) {
        List<PhysicalNetworks.Presence> crossing = new ArrayList<>();
        presence.forEach((id, here) -> {
            NodeNetwork network = view.networks().get(id);
            Integer vlan = vlans.ids().get(id.value());
            if (network != null && vlan != null && here.segment.networkType().isPhysical()) {
                crossing.add(new PhysicalNetworks.Presence(
                        id.value(), here.segment, vlan, Math.max(here.since, network.cause())));
            }
        });
        return crossing;
    }

    private static List<Tap> taps(Topology view, SwitchView ovs) {
        List<Tap> taps = new ArrayList<>();
        ovs.bridge(Bridge.BR_INT.ovsName()).ifPresent(bridge -> bridge.ports().values().stream()
                .filter(row -> row.ifaceId().isPresent())
                .sorted(Comparator.comparing(PortRow::name))
                .forEach(row -> {
                    Optional<UUID> id = row.ifaceId().flatMap(Ids::parse);
                    taps.add(new Tap(
                            row,
                            id.flatMap(it -> Optional.ofNullable(view.ports().get(new PortId(it)))),
                            id));
                }));
        return taps;
    }

    private Attachment judge(Topology view, Tap tap, Set<String> physical) {
        NodePort port = tap.port.orElse(null);
        if (port == null) {
            return new Dead(Dead.Reason.UNKNOWN);
        }
        if (!port.isBound() || !port.host().equals(host.name())) {
            return new Dead(Dead.Reason.BOUND_ELSEWHERE);
        }
        if (!port.adminStateUp()) {
            return new Dead(Dead.Reason.DISABLED);
        }
        Segment segment = segment(view, port).orElse(null);
        if (segment == null) {
            return new Failed(port.generation(), Failed.Cause.NO_SUCH_NETWORK);
        }
        if (segment.networkType().isPhysical()
                && (segment.physicalNetwork() == null || !physical.contains(segment.physicalNetwork()))) {
            return new Failed(port.generation(), Failed.Cause.PHYSICAL_NETWORK);
        }
        if (segment.networkType().isTunnel()
                && !(host.isTunnelling() && host.tunnelTypes().contains(segment.networkType()))) {
            return new Failed(port.generation(), Failed.Cause.TUNNEL_TYPE_NOT_OFFERED);
        }
        return new Wired(port.generation());
    }

    /** The segment that carries a port's frames on the host that it is bound to. */
    private static Optional<Segment> segment(Topology view, NodePort port) {
        NodeNetwork network = view.networks().get(port.networkId());
        return network == null
                ? Optional.empty()
                : network.segments().stream()
                        .filter(segment -> segment.id().equals(port.segmentId()))
                        .findFirst();
    }

    private static Presence earlier(Presence one, Presence other) {
        int order = Long.compare(one.since, other.since);
        if (order == 0) {
            order = one.segment.id().compareTo(other.segment.id());
        }
        return order <= 0 ? one : other;
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

    private SortedMap<String, Tunnel> tunnels(Topology view) {
        SortedMap<String, Tunnel> tunnels = new TreeMap<>();
        String localAddress = host.tunnelAddress();
        if (localAddress == null) {
            return tunnels;
        }
        for (TunnelEndpoint endpoint : view.endpoints().values()) {
            String address = endpoint.ipAddress().toCanonicalString();
            if (endpoint.host().equals(host.name()) || address.equals(localAddress)) {
                continue;
            }
            if (!Ipv4.isAddress(address)) {
                log.warn("No tunnel to {}: {} is not an IPv4 address", endpoint.host(), address);
                continue;
            }
            for (NetworkType type : endpoint.tunnelTypes()) {
                if (host.tunnelTypes().contains(type)) {
                    Tunnel tunnel = new Tunnel(type, localAddress, address, endpoint.host(), endpoint.cause());
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
        Table.of(bridge.role()).forEach(table -> table.missFlow().ifPresent(flows::add));
        if (bridge.equals(Bridge.BR_INT)) {
            flows.addAll(PortFlows.pipeline());
        }
        if (bridge.equals(Bridge.BR_TUN)) {
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
            ovs.portNumber(bridge.ovsName(), Patch.to(bridge).outer()).ifPresent(patch -> {
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
            TopologyView latest,
            SwitchView ovs,
            SortedMap<String, Tunnel> tunnels,
            LocalVlans vlans,
            Map<NetworkId, Presence> presence) {
        Topology view = latest.topology();
        Map<Source, FlowGroup> groups = new HashMap<>();
        groups.put(new Source.Pipeline(), pipeline(Bridge.BR_TUN, ovs));

        List<Flow> arrivals = new ArrayList<>();
        Set<Integer> numbers = new HashSet<>();
        tunnels.forEach(
                (name, tunnel) -> ovs.portNumber(Bridge.BR_TUN.ovsName(), name).ifPresent(number -> {
                    numbers.add(number);
                    Table.arrival(tunnel.type())
                            .ifPresent(arrival -> arrivals.add(Flow.in(Table.BY_INPUT)
                                    .match(Match.from(number))
                                    .because(Feature.TUNNEL, tunnel.cause())
                                    .then(Action.goOn(arrival))));
                }));
        groups.put(new Source.Tunnels(), FlowGroup.of(arrivals));

        Map<Integer, BridgeFlows.Lane> lanes = new HashMap<>();
        Map<NetworkId, NetworkFlows> before = networks;
        networks = Map.of();
        Optional<Map<NetworkId, Set<PortId>>> changed = latest.changedSince(last);
        Map<NetworkId, NetworkFlows> rendered = new HashMap<>();
        presence.forEach((id, here) -> {
            NodeNetwork network = view.networks().get(id);
            Integer vlan = vlans.ids().get(id.value());
            if (network == null || vlan == null) {
                return;
            }
            Table arrival = Table.arrival(here.segment.networkType()).orElse(null);
            Long key = here.segment.segmentationId();
            if (arrival == null || key == null) {
                return;
            }
            NetworkFlows flows = network(
                    here.segment,
                    arrival,
                    key,
                    vlan,
                    Math.max(here.since, network.cause()),
                    view.portsOf(id),
                    ways.getOrDefault(here.segment.networkType(), Map.of()),
                    changed.map(ports -> ports.getOrDefault(id, Set.of())),
                    before.get(id));
            rendered.put(id, flows);
            groups.put(new Source.OfNetwork(id.value()), flows.group);
            lanes.put(vlan, new BridgeFlows.Lane(id.value(), key));
        });
        networks = rendered;
        last = latest;
        return new BridgeFlows(groups, lanes, numbers);
    }

    @SuppressWarnings("ReferenceEquality") // the same object means that nothing has changed
    private NetworkFlows network(
            Segment segment,
            Table arrival,
            long key,
            int vlan,
            long presence,
            Map<PortId, NodePort> ports,
            Map<String, Way> waysOfType,
            Optional<Set<PortId>> changedPorts,
            @Nullable NetworkFlows before) {
        boolean sameSegment = before != null && before.vlan == vlan && before.segment.equals(segment);
        if (before != null
                && sameSegment
                && before.presence == presence
                && before.ports == ports
                && before.ways == waysOfType) {
            return before;
        }
        Remotes remotes = before != null && sameSegment ? before.remotes : new Remotes();
        List<Flow> gone = new ArrayList<>();
        List<Flow> come = new ArrayList<>();
        Set<PortId> candidates =
                before != null && sameSegment && before.ways == waysOfType ? changedPorts.orElse(null) : null;
        if (candidates == null) {
            candidates = new HashSet<>(ports.keySet());
            candidates.addAll(remotes.entries.keySet());
        }
        for (PortId id : candidates) {
            NodePort port = ports.get(id);
            Way way = port != null && segment.id().equals(port.segmentId()) && port.adminStateUp()
                    ? waysOfType.get(port.host())
                    : null;
            Entry known = remotes.entries.get(id);
            if (known != null && (port == null || way == null || !known.isFor(port, way))) {
                remotes.remove(known);
                gone.addAll(known.flows);
                known = null;
            }
            if (known == null && port != null && way != null) {
                Entry entry = new Entry(port, way, remotePort(port, vlan, key, way));
                remotes.put(entry);
                come.addAll(entry.flows);
            }
        }
        List<Flow> ends = new ArrayList<>();
        ends.add(Flow.in(arrival)
                .match(Match.tunnelId(key))
                .because(Feature.NETWORK, presence)
                .then(Action.pushVlan(vlan), Action.goOn(Table.LEARN)));
        if (!remotes.hosts.isEmpty()) {
            ends.add(flood(vlan, key, presence, remotes.hosts, waysOfType));
        }
        Optional<FlowGroup> changed = Optional.empty();
        if (before != null && sameSegment) {
            before.ends.stream().filter(flow -> !ends.contains(flow)).forEach(gone::add);
            ends.stream().filter(flow -> !before.ends.contains(flow)).forEach(come::add);
            changed = before.group.changed(gone, come);
        }
        FlowGroup group = changed.orElseGet(() -> {
            List<Flow> all = new ArrayList<>(ends);
            remotes.entries.values().forEach(entry -> all.addAll(entry.flows));
            return FlowGroup.of(all);
        });
        return new NetworkFlows(segment, vlan, presence, ports, waysOfType, remotes, ends, group);
    }

    private static List<Flow> remotePort(NodePort port, int vlan, long key, Way way) {
        List<Flow> flows = new ArrayList<>(1 + port.addresses().size());
        String mac = port.macAddress().value();
        flows.add(Flow.in(Table.UNICAST)
                .priority(2)
                .match(Match.vlan(vlan).andDestination(mac))
                .because(Feature.UNICAST, Math.max(port.cause(), way.cause))
                .then(Action.popVlan(), Action.tunnelId(key), Action.output(way.port)));
        for (IPAddress ip : port.addresses()) {
            if (ip.isIPv4()) {
                String address = Ipv4.text(ip.toIPv4().intValue());
                flows.add(Flow.in(Table.ARP_RESPONDER)
                        .match(Match.arp().andVlan(vlan).andArpTarget(address))
                        .because(Feature.ARP, port.cause())
                        .then(Action.answerArp(mac, address), Action.backToInPort()));
            }
        }
        return List.copyOf(flows);
    }

    private static Flow flood(
            int vlan, long key, long presence, Map<String, Reach> hosts, Map<String, Way> waysOfType) {
        TreeSet<Integer> outputs = new TreeSet<>();
        long cause = presence;
        for (Map.Entry<String, Reach> reached : hosts.entrySet()) {
            Way way = waysOfType.get(reached.getKey());
            if (way != null) {
                outputs.add(way.port);
                cause = Math.max(cause, Math.max(reached.getValue().since, way.cause));
            }
        }
        List<Action> actions = new ArrayList<>(List.of(Action.popVlan(), Action.tunnelId(key)));
        outputs.forEach(number -> actions.add(Action.output(number)));
        return Flow.in(Table.FLOOD)
                .match(Match.vlan(vlan))
                .because(Feature.NETWORK, cause)
                .then(actions.toArray(Action[]::new));
    }
}
