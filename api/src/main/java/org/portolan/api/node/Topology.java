package org.portolan.api.node;

import inet.ipaddr.IPAddress;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.portolan.api.address.Mac;
import org.portolan.api.agent.AgentEvent.AgentDeleted;
import org.portolan.api.agent.AgentEvent.TunnelEndpointRegistered;
import org.portolan.api.agent.AgentEvent.TunnelEndpointWithdrawn;
import org.portolan.api.event.Event;
import org.portolan.api.event.Recorded;
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

/**
 * What every node must know of the whole network: who is where, behind which segment, and where tunnels end.
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
 * @param services what nodes with routers and DHCP servers must know
 */
public record Topology(
        long position,
        PMap<NetworkId, NodeNetwork> networks,
        PMap<PortId, NodePort> ports,
        PMap<NetworkId, PMap<PortId, NodePort>> portsByNetwork,
        PMap<String, TunnelEndpoint> endpoints,
        NodeServices services) {

    /**
     * Tells what a topology is made of: it changes when nodes must know more than before, so that none goes on from a topology that lacks
     * what earlier events have told.
     */
    public static final int FORM = 2;

    /** Nothing, before the first event. */
    public static Topology empty() {
        return new Topology(
                0,
                HashTreePMap.empty(),
                HashTreePMap.empty(),
                HashTreePMap.empty(),
                HashTreePMap.empty(),
                NodeServices.none());
    }

    /** Whether events of that kind can change the topology; others need not be sent to nodes. */
    public static boolean concerns(Event event) {
        return concernsWiring(event) || NodeServices.concerns(event);
    }

    private static boolean concernsWiring(Event event) {
        return switch (event) {
            case NetworkCreated e -> true;
            case NetworkSegmentsChanged e -> true;
            case NetworkDeleted e -> true;
            case PortCreated e -> true;
            case PortUpdated e -> e.changes().has(PortDescription.ADMIN_STATE_UP);
            case PortAddressesChanged e -> true;
            case PortMacChanged e -> true;
            case PortBound e -> true;
            case PortBindingFailed e -> true;
            case PortUnbound e -> true;
            case PortDeleted e -> true;
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
            case NetworkSegmentsChanged e -> with(new NodeNetwork(e.id(), e.segments(), at));
            case NetworkDeleted e -> without(e.id());
            case PortCreated e ->
                with(new NodePort(
                        e.id(),
                        e.networkId(),
                        e.macAddress(),
                        addresses(e.fixedIps()),
                        "",
                        0,
                        null,
                        e.attributes().get(PortDescription.ADMIN_STATE_UP),
                        at));
            case PortUpdated e -> {
                NodePort port = port(e.id());
                yield with(new NodePort(
                        port.id(),
                        port.networkId(),
                        port.macAddress(),
                        port.addresses(),
                        port.host(),
                        port.generation(),
                        port.segmentId(),
                        e.changes().find(PortDescription.ADMIN_STATE_UP).orElse(port.adminStateUp()),
                        at));
            }
            case PortAddressesChanged e ->
                readdressed(port(e.id()), port(e.id()).macAddress(), addresses(e.fixedIps()), at);
            case PortMacChanged e ->
                readdressed(port(e.id()), e.macAddress(), port(e.id()).addresses(), at);
            case PortBound e -> placed(port(e.id()), e.binding(), at);
            case PortBindingFailed e -> placed(port(e.id()), e.binding(), at);
            case PortUnbound e -> placed(port(e.id()), "", e.generation(), null, at);
            case PortDeleted e -> without(e.id());
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
                : new Topology(newPosition, networks, ports, portsByNetwork, endpoints, services);
    }

    /** All that is known, one by one. */
    public Stream<NodeFact> facts() {
        return Stream.of(
                        networks.values().stream(),
                        ports.values().stream(),
                        endpoints.values().stream(),
                        services.facts())
                .flatMap(facts -> facts);
    }

    /** The topology with that in place of what was known of the same thing. */
    public Topology with(NodeFact fact) {
        return switch (fact) {
            case NodeNetwork network -> with(network);
            case NodePort port -> with(port);
            case TunnelEndpoint endpoint -> with(endpoint);
            case NodeSubnet subnet -> with(services.with(subnet));
            case ServedNetwork network -> with(services.with(network));
            case ServedPort port -> with(services.with(port));
            case NodeRouter router -> with(services.with(router));
            case NodeFloatingIp floatingIp -> with(services.with(floatingIp));
        };
    }

    private Topology with(NodeServices newServices) {
        return new Topology(position, networks, ports, portsByNetwork, endpoints, newServices);
    }

    /** The ports of a network, by id. */
    public PMap<PortId, NodePort> portsOf(NetworkId network) {
        return portsByNetwork.getOrDefault(network, HashTreePMap.empty());
    }

    /** The topology with that network in place of what was known of it. */
    public Topology with(NodeNetwork network) {
        return new Topology(position, networks.plus(network.id(), network), ports, portsByNetwork, endpoints, services);
    }

    /** The topology with that port in place of what was known of it. */
    public Topology with(NodePort port) {
        return new Topology(
                position,
                networks,
                ports.plus(port.id(), port),
                portsByNetwork.plus(port.networkId(), portsOf(port.networkId()).plus(port.id(), port)),
                endpoints,
                services);
    }

    /** The topology with that endpoint in place of what was known of its host. */
    public Topology with(TunnelEndpoint endpoint) {
        return new Topology(
                position, networks, ports, portsByNetwork, endpoints.plus(endpoint.host(), endpoint), services);
    }

    /** The topology without that network. */
    public Topology without(NetworkId network) {
        return new Topology(position, networks.minus(network), ports, portsByNetwork, endpoints, services);
    }

    /** The topology without that port, which must be known. */
    public Topology without(PortId id) {
        NodePort port = port(id);
        PMap<PortId, NodePort> left = portsOf(port.networkId()).minus(id);
        return new Topology(
                position,
                networks,
                ports.minus(id),
                left.isEmpty() ? portsByNetwork.minus(port.networkId()) : portsByNetwork.plus(port.networkId(), left),
                endpoints,
                services);
    }

    /** The topology without the endpoint of that host. */
    public Topology withoutEndpoint(String host) {
        return new Topology(position, networks, ports, portsByNetwork, endpoints.minus(host), services);
    }

    private Topology readdressed(NodePort port, Mac mac, List<IPAddress> addresses, long at) {
        return with(new NodePort(
                port.id(),
                port.networkId(),
                mac,
                addresses,
                port.host(),
                port.generation(),
                port.segmentId(),
                port.adminStateUp(),
                at));
    }

    private Topology placed(NodePort port, Binding binding, long at) {
        return placed(port, binding.isBound() ? binding.host() : "", binding.generation(), binding.bottomSegment(), at);
    }

    private Topology placed(NodePort port, String host, long generation, @Nullable UUID segmentId, long at) {
        return with(new NodePort(
                port.id(),
                port.networkId(),
                port.macAddress(),
                port.addresses(),
                host,
                generation,
                segmentId,
                port.adminStateUp(),
                at));
    }

    private NodePort port(PortId id) {
        return Objects.requireNonNull(ports.get(id), () -> "the log tells of port " + id + " before its creation");
    }

    private static List<IPAddress> addresses(List<FixedIp> fixedIps) {
        return fixedIps.stream().map(FixedIp::ipAddress).toList();
    }
}
