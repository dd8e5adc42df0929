package org.portolan.agent.node;

import java.util.Optional;
import java.util.UUID;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * The fold of the log, as far as it concerns a node: immutable, and cheap to change one thing of.
 *
 * @param position of the last event folded in
 */
public record NodeView(
        long position,
        PMap<UUID, Network> networks,
        PMap<UUID, Port> ports,
        PMap<UUID, PMap<UUID, Port>> portsByNetwork,
        PMap<String, TunnelEndpoint> endpoints) {

    /** Before the first event. */
    public static NodeView empty() {
        return new NodeView(0, HashTreePMap.empty(), HashTreePMap.empty(), HashTreePMap.empty(), HashTreePMap.empty());
    }

    public NodeView at(long newPosition) {
        return new NodeView(newPosition, networks, ports, portsByNetwork, endpoints);
    }

    /** Adds the network or replaces what was known of it. */
    public NodeView with(Network network) {
        return new NodeView(position, networks.plus(network.id(), network), ports, portsByNetwork, endpoints);
    }

    public NodeView withoutNetwork(UUID id) {
        return new NodeView(position, networks.minus(id), ports, portsByNetwork, endpoints);
    }

    /** Adds the port or replaces what was known of it. */
    public NodeView with(Port port) {
        NodeView before = ports.containsKey(port.id()) ? withoutPort(port.id()) : this;
        PMap<UUID, Port> siblings = before.portsOf(port.network()).plus(port.id(), port);
        return new NodeView(
                position,
                networks,
                before.ports.plus(port.id(), port),
                before.portsByNetwork.plus(port.network(), siblings),
                endpoints);
    }

    public NodeView withoutPort(UUID id) {
        Port port = ports.get(id);
        if (port == null) {
            return this;
        }
        PMap<UUID, Port> siblings = portsOf(port.network()).minus(id);
        return new NodeView(
                position,
                networks,
                ports.minus(id),
                siblings.isEmpty()
                        ? portsByNetwork.minus(port.network())
                        : portsByNetwork.plus(port.network(), siblings),
                endpoints);
    }

    /** Adds the endpoint or replaces that of the same host. */
    public NodeView with(TunnelEndpoint endpoint) {
        return new NodeView(position, networks, ports, portsByNetwork, endpoints.plus(endpoint.host(), endpoint));
    }

    public NodeView withoutEndpoint(String host) {
        return new NodeView(position, networks, ports, portsByNetwork, endpoints.minus(host));
    }

    public Optional<Network> network(UUID id) {
        return Optional.ofNullable(networks.get(id));
    }

    public Optional<Port> port(UUID id) {
        return Optional.ofNullable(ports.get(id));
    }

    /** All ports of a network, bound anywhere or nowhere. */
    public PMap<UUID, Port> portsOf(UUID network) {
        PMap<UUID, Port> found = portsByNetwork.get(network);
        return found == null ? HashTreePMap.empty() : found;
    }
}
