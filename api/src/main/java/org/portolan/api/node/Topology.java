package org.portolan.api.node;

import inet.ipaddr.IPAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.portolan.api.addressgroup.AddressGroupDescription;
import org.portolan.api.addressgroup.AddressGroupEvent.AddressGroupCreated;
import org.portolan.api.addressgroup.AddressGroupEvent.AddressGroupDeleted;
import org.portolan.api.addressgroup.AddressGroupEvent.AddressGroupUpdated;
import org.portolan.api.agent.AgentEvent.AgentDeleted;
import org.portolan.api.agent.AgentEvent.TunnelEndpointRegistered;
import org.portolan.api.agent.AgentEvent.TunnelEndpointWithdrawn;
import org.portolan.api.event.Event;
import org.portolan.api.event.Recorded;
import org.portolan.api.network.NetworkEvent.DynamicSegmentJoined;
import org.portolan.api.network.NetworkEvent.DynamicSegmentLeft;
import org.portolan.api.network.NetworkEvent.NetworkCreated;
import org.portolan.api.network.NetworkEvent.NetworkDeleted;
import org.portolan.api.network.NetworkEvent.NetworkSegmentsChanged;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.Binding;
import org.portolan.api.port.FixedIp;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortEvent.PortAddressesChanged;
import org.portolan.api.port.PortEvent.PortBindingFailed;
import org.portolan.api.port.PortEvent.PortBound;
import org.portolan.api.port.PortEvent.PortCreated;
import org.portolan.api.port.PortEvent.PortDeleted;
import org.portolan.api.port.PortEvent.PortMacChanged;
import org.portolan.api.port.PortEvent.PortUnbound;
import org.portolan.api.port.PortEvent.PortUpdated;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.securitygroup.SecurityGroupDescription;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupCreated;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupDeleted;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupRuleAdded;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupRuleRemoved;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupUpdated;
import org.portolan.api.segment.Segment;

/**
 * What every node must know of the whole network: who is where, behind which segment, what may pass
 * there, and where tunnels end.
 *
 * <ol>
 *   <li>It is a pure fold of the log: the same events give the same topology, whatever the batches, the restarts and the
 *       snapshots on the way. An event at or below {@link #position} changes nothing, so duplicates do no harm.
 *   <li>Controller and nodes run the same fold: a snapshot is the controller's topology, and continues with the next event.
 *   <li>It is immutable and shares structure between versions, so the difference of two versions is cheap to find.
 *   <li>It is small: some hundred bytes a port.
 * </ol>
 *
 * @param position the position of the last event that was folded in, 0 for none
 * @param members the ports that are in each security group
 * @param services what nodes with routers, DHCP servers and trunks must know
 * @param qos what nodes must know to mark and limit
 */
public record Topology(
        long position,
        PMap<NetworkId, NodeNetwork> networks,
        PMap<PortId, NodePort> ports,
        PMap<NetworkId, PMap<PortId, NodePort>> portsByNetwork,
        PMap<UUID, NodeSecurityGroup> securityGroups,
        PMap<UUID, PMap<PortId, NodePort>> members,
        PMap<UUID, NodeAddressGroup> addressGroups,
        PMap<String, TunnelEndpoint> endpoints,
        NodeServices services,
        NodeQos qos) {

    /**
     * Tells what a topology is made of: it changes when nodes must know more than before, so that none goes on from a topology that lacks
     * what earlier events have told.
     */
    public static final int FORM = 7;

    /** Nothing, before the first event. */
    public static Topology empty() {
        return new Topology(
                0,
                HashTreePMap.empty(),
                HashTreePMap.empty(),
                HashTreePMap.empty(),
                HashTreePMap.empty(),
                HashTreePMap.empty(),
                HashTreePMap.empty(),
                HashTreePMap.empty(),
                NodeServices.none(),
                NodeQos.none());
    }

    /** Whether events of that kind can change the topology; others need not be sent to nodes. */
    public static boolean concerns(Event event) {
        return concernsWiring(event) || NodeServices.concerns(event) || NodeQos.concerns(event);
    }

    private static boolean concernsWiring(Event event) {
        return switch (event) {
            case NetworkCreated e -> true;
            case NetworkSegmentsChanged e -> true;
            case DynamicSegmentJoined e -> true;
            case DynamicSegmentLeft e -> e.ended();
            case NetworkDeleted e -> true;
            case PortCreated e -> true;
            case PortUpdated e -> NodePort.isConcernedBy(e.changes());
            case PortAddressesChanged e -> true;
            case PortMacChanged e -> true;
            case PortBound e -> true;
            case PortBindingFailed e -> true;
            case PortUnbound e -> true;
            case PortDeleted e -> true;
            case SecurityGroupCreated e -> true;
            case SecurityGroupUpdated e -> e.changes().has(SecurityGroupDescription.STATEFUL);
            case SecurityGroupRuleAdded e -> true;
            case SecurityGroupRuleRemoved e -> true;
            case SecurityGroupDeleted e -> true;
            case AddressGroupCreated e -> true;
            case AddressGroupUpdated e -> e.changes().has(AddressGroupDescription.ADDRESSES);
            case AddressGroupDeleted e -> true;
            case TunnelEndpointRegistered e -> true;
            case TunnelEndpointWithdrawn e -> true;
            case AgentDeleted e -> true;
            default -> false;
        };
    }

    /** The topology after an event. */
    public Topology evolve(Recorded<?> recorded) {
        long at = recorded.position();
        if (at <= position) {
            return this;
        }
        // A node that was told of what does not concern it must know no more than one that was not.
        Topology next = concernsWiring(recorded.event()) ? wired(recorded) : this;
        if (NodeServices.concerns(recorded.event())) {
            next = next.with(served(recorded));
        }
        if (NodeQos.concerns(recorded.event())) {
            next = next.with(qos.evolve(recorded));
        }
        return next.at(at);
    }

    private NodeServices served(Recorded<?> recorded) {
        long at = recorded.position();
        return switch (recorded.event()) {
            case PortUpdated e ->
                services.changed(port(e.id()).networkId(), e.id(), port -> port.with(e.changes(), at));
            case PortAddressesChanged e ->
                services.changed(port(e.id()).networkId(), e.id(), port -> port.with(e.fixedIps(), at));
            case PortMacChanged e ->
                services.changed(port(e.id()).networkId(), e.id(), port -> port.with(e.macAddress(), at));
            default -> services.evolve(recorded);
        };
    }

    private Topology wired(Recorded<?> recorded) {
        long at = recorded.position();
        return switch (recorded.event()) {
            case NetworkCreated e -> with(new NodeNetwork(e.id(), e.segments(), at));
            case NetworkSegmentsChanged e -> with(new NodeNetwork(e.id(), withThoseInUse(e), at));
            case DynamicSegmentJoined e -> {
                List<Segment> segments =
                        new ArrayList<>(segmentsBeside(e.id(), e.segment().id()));
                segments.add(e.segment());
                yield with(new NodeNetwork(e.id(), List.copyOf(segments), at));
            }
            case DynamicSegmentLeft e -> with(new NodeNetwork(e.id(), segmentsBeside(e.id(), e.segmentId()), at));
            case NetworkDeleted e -> without(e.id());
            case PortCreated e ->
                with(new NodePort(
                        e.id(),
                        e.networkId(),
                        e.macAddress(),
                        addresses(e.fixedIps()),
                        e.attributes().find(PortDescription.DEVICE_OWNER).orElse(""),
                        PortSecurity.of(e.attributes()),
                        "",
                        0,
                        null,
                        e.attributes().get(PortDescription.ADMIN_STATE_UP),
                        at));
            case PortUpdated e -> with(port(e.id()).updated(e.changes(), at));
            case PortAddressesChanged e -> {
                NodePort port = port(e.id());
                yield with(port.addressed(port.macAddress(), addresses(e.fixedIps()), at));
            }
            case PortMacChanged e -> {
                NodePort port = port(e.id());
                yield with(port.addressed(e.macAddress(), port.addresses(), at));
            }
            case PortBound e -> with(placed(port(e.id()), e.binding(), at));
            case PortBindingFailed e -> with(placed(port(e.id()), e.binding(), at));
            case PortUnbound e -> with(port(e.id()).placed("", e.generation(), null, at));
            case PortDeleted e -> without(e.id());
            case SecurityGroupCreated e ->
                with(new NodeSecurityGroup(
                        e.id(),
                        isStateful(e.attributes()),
                        e.rules().stream()
                                .map(rule -> NodeSecurityGroup.Rule.of(rule, at))
                                .toList(),
                        at));
            case SecurityGroupUpdated e ->
                with(new NodeSecurityGroup(
                        e.id(), isStateful(e.changes()), securityGroup(e.id()).rules(), at));
            case SecurityGroupRuleAdded e -> with(securityGroup(e.id()).with(NodeSecurityGroup.Rule.of(e.rule(), at)));
            case SecurityGroupRuleRemoved e -> with(securityGroup(e.id()).without(e.ruleId()));
            case SecurityGroupDeleted e -> withSecurityGroups(securityGroups.minus(e.id()));
            case AddressGroupCreated e ->
                with(new NodeAddressGroup(e.id(), e.attributes().get(AddressGroupDescription.ADDRESSES), at));
            case AddressGroupUpdated e ->
                with(new NodeAddressGroup(e.id(), e.changes().get(AddressGroupDescription.ADDRESSES), at));
            case AddressGroupDeleted e -> withAddressGroups(addressGroups.minus(e.id()));
            case TunnelEndpointRegistered e -> with(new TunnelEndpoint(e.host(), e.ipAddress(), e.tunnelTypes(), at));
            case TunnelEndpointWithdrawn e -> withoutEndpoint(e.host());
            case AgentDeleted e -> withoutEndpoint(e.host());
            default -> this;
        };
    }

    /** The same topology, told to hold up to that position: events between did not concern it. */
    public Topology at(long newPosition) {
        return newPosition <= position
                ? this
                : new Topology(
                        newPosition,
                        networks,
                        ports,
                        portsByNetwork,
                        securityGroups,
                        members,
                        addressGroups,
                        endpoints,
                        services,
                        qos);
    }

    /** All that is known, one by one. */
    public Stream<NodeFact> facts() {
        return Stream.of(
                        networks.values().stream(),
                        ports.values().stream(),
                        securityGroups.values().stream(),
                        addressGroups.values().stream(),
                        endpoints.values().stream(),
                        services.facts(),
                        qos.facts())
                .flatMap(facts -> facts);
    }

    /** The topology with that in place of what was known of the same thing. */
    public Topology with(NodeFact fact) {
        return switch (fact) {
            case NodeNetwork network -> with(network);
            case NodePort port -> with(port);
            case NodeSecurityGroup group -> with(group);
            case NodeAddressGroup group -> with(group);
            case TunnelEndpoint endpoint -> with(endpoint);
            case NodeSubnet subnet -> with(services.with(subnet));
            case ServedNetwork network -> with(services.with(network));
            case ServedPort port -> with(services.with(port));
            case NodeRouter router -> with(services.with(router));
            case NodeFloatingIp floatingIp -> with(services.with(floatingIp));
            case NodeTrunk trunk -> with(services.with(trunk));
            case NodeQosPolicy policy -> with(qos.with(policy));
            case NodePortQos port -> with(qos.with(port));
        };
    }

    /** The ports of a network, by id. */
    public PMap<PortId, NodePort> portsOf(NetworkId network) {
        return portsByNetwork.getOrDefault(network, HashTreePMap.empty());
    }

    /** The ports in a security group, by id. */
    public PMap<PortId, NodePort> membersOf(UUID securityGroup) {
        return members.getOrDefault(securityGroup, HashTreePMap.empty());
    }

    /** The topology with that network in place of what was known of it. */
    public Topology with(NodeNetwork network) {
        return withNetworks(networks.plus(network.id(), network));
    }

    /** The topology with that port in place of what was known of it. */
    public Topology with(NodePort port) {
        NodePort before = ports.get(port.id());
        PMap<UUID, PMap<PortId, NodePort>> nowMembers = members;
        for (UUID group : port.security().groups()) {
            nowMembers = put(nowMembers, group, port);
        }
        if (before != null) {
            for (UUID left : before.security().groups()) {
                if (!port.security().groups().contains(left)) {
                    nowMembers = remove(nowMembers, left, port.id());
                }
            }
        }
        return withPorts(ports.plus(port.id(), port), put(portsByNetwork, port.networkId(), port), nowMembers);
    }

    /** The topology with that security group in place of what was known of it. */
    public Topology with(NodeSecurityGroup group) {
        return withSecurityGroups(securityGroups.plus(group.id(), group));
    }

    /** The topology with that address group in place of what was known of it. */
    public Topology with(NodeAddressGroup group) {
        return withAddressGroups(addressGroups.plus(group.id(), group));
    }

    /** The topology with that endpoint in place of what was known of its host. */
    public Topology with(TunnelEndpoint endpoint) {
        return withEndpoints(endpoints.plus(endpoint.host(), endpoint));
    }

    /** The topology without that network. */
    public Topology without(NetworkId network) {
        return withNetworks(networks.minus(network));
    }

    /** The topology without that port, which must be known. */
    public Topology without(PortId id) {
        NodePort port = port(id);
        PMap<UUID, PMap<PortId, NodePort>> nowMembers = members;
        for (UUID group : port.security().groups()) {
            nowMembers = remove(nowMembers, group, id);
        }
        return withPorts(ports.minus(id), remove(portsByNetwork, port.networkId(), id), nowMembers);
    }

    /** The topology without the endpoint of that host. */
    public Topology withoutEndpoint(String host) {
        return withEndpoints(endpoints.minus(host));
    }

    private static NodePort placed(NodePort port, Binding binding, long at) {
        return port.placed(binding.isBound() ? binding.host() : "", binding.generation(), binding.bottomSegment(), at);
    }

    private static boolean isStateful(Attributes group) {
        return group.find(SecurityGroupDescription.STATEFUL).orElse(true);
    }

    /** Dynamic segments are there as long as ports are on them, whatever becomes of the others. */
    private List<Segment> withThoseInUse(NetworkSegmentsChanged changed) {
        List<Segment> segments = new ArrayList<>(changed.segments());
        Set<UUID> known = segments.stream().map(Segment::id).collect(Collectors.toSet());
        Set<UUID> used = portsOf(changed.id()).values().stream()
                .flatMap(port -> Stream.ofNullable(port.segmentId()))
                .collect(Collectors.toSet());
        NodeNetwork before = networks.get(changed.id());
        if (before != null) {
            before.segments().stream()
                    .filter(segment -> used.contains(segment.id()) && !known.contains(segment.id()))
                    .forEach(segments::add);
        }
        return List.copyOf(segments);
    }

    private List<Segment> segmentsBeside(NetworkId id, UUID segment) {
        NodeNetwork network = Objects.requireNonNull(
                networks.get(id), () -> "the log tells of network " + id + " before its creation");
        return network.segments().stream()
                .filter(other -> !other.id().equals(segment))
                .toList();
    }

    private NodePort port(PortId id) {
        return Objects.requireNonNull(ports.get(id), () -> "the log tells of port " + id + " before its creation");
    }

    private NodeSecurityGroup securityGroup(UUID id) {
        return Objects.requireNonNull(
                securityGroups.get(id), () -> "the log tells of security group " + id + " before its creation");
    }

    private static List<IPAddress> addresses(List<FixedIp> fixedIps) {
        return fixedIps.stream().map(FixedIp::ipAddress).toList();
    }

    private static <K> PMap<K, PMap<PortId, NodePort>> put(PMap<K, PMap<PortId, NodePort>> all, K key, NodePort port) {
        return all.plus(
                key,
                all.getOrDefault(key, HashTreePMap.<PortId, NodePort>empty()).plus(port.id(), port));
    }

    private static <K> PMap<K, PMap<PortId, NodePort>> remove(PMap<K, PMap<PortId, NodePort>> all, K key, PortId id) {
        PMap<PortId, NodePort> left =
                all.getOrDefault(key, HashTreePMap.<PortId, NodePort>empty()).minus(id);
        return left.isEmpty() ? all.minus(key) : all.plus(key, left);
    }

    private Topology withNetworks(PMap<NetworkId, NodeNetwork> now) {
        return new Topology(
                position, now, ports, portsByNetwork, securityGroups, members, addressGroups, endpoints, services, qos);
    }

    private Topology withPorts(
            PMap<PortId, NodePort> now,
            PMap<NetworkId, PMap<PortId, NodePort>> nowByNetwork,
            PMap<UUID, PMap<PortId, NodePort>> nowMembers) {
        return new Topology(
                position,
                networks,
                now,
                nowByNetwork,
                securityGroups,
                nowMembers,
                addressGroups,
                endpoints,
                services,
                qos);
    }

    private Topology withSecurityGroups(PMap<UUID, NodeSecurityGroup> now) {
        return new Topology(
                position, networks, ports, portsByNetwork, now, members, addressGroups, endpoints, services, qos);
    }

    private Topology withAddressGroups(PMap<UUID, NodeAddressGroup> now) {
        return new Topology(
                position, networks, ports, portsByNetwork, securityGroups, members, now, endpoints, services, qos);
    }

    private Topology withEndpoints(PMap<String, TunnelEndpoint> now) {
        return new Topology(
                position, networks, ports, portsByNetwork, securityGroups, members, addressGroups, now, services, qos);
    }

    private Topology with(NodeServices now) {
        return new Topology(
                position, networks, ports, portsByNetwork, securityGroups, members, addressGroups, endpoints, now, qos);
    }

    private Topology with(NodeQos now) {
        return new Topology(
                position,
                networks,
                ports,
                portsByNetwork,
                securityGroups,
                members,
                addressGroups,
                endpoints,
                services,
                now);
    }
}
