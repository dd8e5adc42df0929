package org.portolan.api.node;

import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.portolan.api.event.Event;
import org.portolan.api.event.Recorded;
import org.portolan.api.floatingip.FloatingIpEvent;
import org.portolan.api.floatingip.FloatingIpEvent.FloatingIpCreated;
import org.portolan.api.floatingip.FloatingIpEvent.FloatingIpDeleted;
import org.portolan.api.floatingip.FloatingIpEvent.FloatingIpUpdated;
import org.portolan.api.floatingip.FloatingIpId;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkEvent.NetworkCreated;
import org.portolan.api.network.NetworkEvent.NetworkDeleted;
import org.portolan.api.network.NetworkEvent.NetworkScheduled;
import org.portolan.api.network.NetworkEvent.NetworkUnscheduled;
import org.portolan.api.network.NetworkEvent.NetworkUpdated;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.PortEvent.PortAddressesChanged;
import org.portolan.api.port.PortEvent.PortCreated;
import org.portolan.api.port.PortEvent.PortDeleted;
import org.portolan.api.port.PortEvent.PortMacChanged;
import org.portolan.api.port.PortEvent.PortUpdated;
import org.portolan.api.port.PortId;
import org.portolan.api.router.RouterEvent;
import org.portolan.api.router.RouterEvent.RouterCreated;
import org.portolan.api.router.RouterEvent.RouterDeleted;
import org.portolan.api.router.RouterId;
import org.portolan.api.subnet.SubnetEvent.SubnetCreated;
import org.portolan.api.subnet.SubnetEvent.SubnetDeleted;
import org.portolan.api.subnet.SubnetEvent.SubnetUpdated;
import org.portolan.api.subnet.SubnetId;
import org.portolan.api.trunk.TrunkEvent;
import org.portolan.api.trunk.TrunkEvent.TrunkCreated;
import org.portolan.api.trunk.TrunkEvent.TrunkDeleted;

/**
 * What nodes must know to serve networks with routers and DHCP, and guests with trunks. A pure fold, a part of {@link Topology}.
 *
 * @param portsByNetwork the ports of each network
 */
public record NodeServices(
        PMap<SubnetId, NodeSubnet> subnets,
        PMap<NetworkId, ServedNetwork> networks,
        PMap<NetworkId, PMap<PortId, ServedPort>> portsByNetwork,
        PMap<RouterId, NodeRouter> routers,
        PMap<FloatingIpId, NodeFloatingIp> floatingIps,
        PMap<UUID, NodeTrunk> trunks) {

    /** Nothing, before the first event. */
    public static NodeServices none() {
        return new NodeServices(
                HashTreePMap.empty(),
                HashTreePMap.empty(),
                HashTreePMap.empty(),
                HashTreePMap.empty(),
                HashTreePMap.empty(),
                HashTreePMap.empty());
    }

    /** Whether events of that kind can change this. */
    static boolean concerns(Event event) {
        return switch (event) {
            case NetworkCreated e -> true;
            case NetworkUpdated e -> e.changes().has(NetworkDescription.MTU);
            case NetworkDeleted e -> true;
            case NetworkScheduled e -> true;
            case NetworkUnscheduled e -> true;
            case SubnetCreated e -> true;
            case SubnetUpdated e -> NodeSubnet.concerns(e.changes());
            case SubnetDeleted e -> true;
            case PortCreated e -> true;
            case PortUpdated e -> ServedPort.concerns(e.changes());
            case PortAddressesChanged e -> true;
            case PortMacChanged e -> true;
            case PortDeleted e -> true;
            case RouterEvent e -> NodeRouter.concerns(e);
            case FloatingIpUpdated e -> false;
            case FloatingIpEvent e -> true;
            case TrunkEvent e -> NodeTrunk.concerns(e);
            default -> false;
        };
    }

    /** This after an event that concerns it. */
    NodeServices evolve(Recorded<?> recorded) {
        long at = recorded.position();
        return switch (recorded.event()) {
            case NetworkCreated e -> with(new ServedNetwork(e.id(), mtu(e), List.of(), at));
            case NetworkScheduled e ->
                with(known(networks.get(e.id()), "network", e.id()).with(e.agentId(), at));
            case NetworkUnscheduled e ->
                with(known(networks.get(e.id()), "network", e.id()).without(e.agentId(), at));
            case NetworkUpdated e -> {
                ServedNetwork before = known(networks.get(e.id()), "network", e.id());
                yield with(before.with(e.changes().find(NetworkDescription.MTU).orElse(before.mtu()), at));
            }
            case NetworkDeleted e ->
                new NodeServices(
                        subnets, networks.minus(e.id()), portsByNetwork.minus(e.id()), routers, floatingIps, trunks);
            case SubnetCreated e -> with(NodeSubnet.of(e.id(), e.networkId(), e.attributes(), at));
            case SubnetUpdated e ->
                with(known(subnets.get(e.id()), "subnet", e.id()).with(e.changes(), at));
            case SubnetDeleted e ->
                new NodeServices(subnets.minus(e.id()), networks, portsByNetwork, routers, floatingIps, trunks);
            case PortCreated e -> with(ServedPort.of(e, at));
            case PortDeleted e -> without(e.networkId(), e.id());
            case RouterEvent e -> routers(e, recorded.stream().key(), at);
            case FloatingIpEvent e -> floatingIps(e, recorded.stream().key(), at);
            case TrunkEvent e -> trunks(e, UUID.fromString(recorded.stream().key()), at);
            default -> this;
        };
    }

    /**
     * This after an event of a port that is there.
     *
     * @param network of the port
     */
    NodeServices changed(NetworkId network, PortId port, UnaryOperator<ServedPort> change) {
        return with(change.apply(known(portsOf(network).get(port), "port", port)));
    }

    private static int mtu(NetworkCreated created) {
        return created.attributes().find(NetworkDescription.MTU).orElse(0);
    }

    private NodeServices routers(RouterEvent event, String key, long at) {
        RouterId id = RouterId.of(key);
        return switch (event) {
            case RouterCreated created -> with(NodeRouter.of(created, at));
            case RouterDeleted deleted ->
                new NodeServices(subnets, networks, portsByNetwork, routers.minus(id), floatingIps, trunks);
            default -> with(known(routers.get(id), "router", id).evolve(event, at));
        };
    }

    private NodeServices floatingIps(FloatingIpEvent event, String key, long at) {
        FloatingIpId id = FloatingIpId.of(key);
        return switch (event) {
            case FloatingIpCreated created -> with(NodeFloatingIp.of(created, at));
            case FloatingIpDeleted deleted ->
                new NodeServices(subnets, networks, portsByNetwork, routers, floatingIps.minus(id), trunks);
            default -> with(known(floatingIps.get(id), "floating IP", id).evolve(event, at));
        };
    }

    private NodeServices trunks(TrunkEvent event, UUID id, long at) {
        return switch (event) {
            case TrunkCreated created -> with(NodeTrunk.of(created, at));
            case TrunkDeleted deleted ->
                new NodeServices(subnets, networks, portsByNetwork, routers, floatingIps, trunks.minus(id));
            default -> with(known(trunks.get(id), "trunk", id).evolve(event, at));
        };
    }

    private static <T> T known(@Nullable T thing, String what, Object id) {
        return Objects.requireNonNull(thing, () -> "the log tells of " + what + " " + id + " before its creation");
    }

    /** The ports of a network, by id. */
    public PMap<PortId, ServedPort> portsOf(NetworkId network) {
        return portsByNetwork.getOrDefault(network, HashTreePMap.empty());
    }

    NodeServices with(NodeSubnet subnet) {
        return new NodeServices(
                subnets.plus(subnet.id(), subnet), networks, portsByNetwork, routers, floatingIps, trunks);
    }

    NodeServices with(ServedNetwork network) {
        return new NodeServices(
                subnets, networks.plus(network.id(), network), portsByNetwork, routers, floatingIps, trunks);
    }

    NodeServices with(ServedPort port) {
        return new NodeServices(
                subnets,
                networks,
                portsByNetwork.plus(port.networkId(), portsOf(port.networkId()).plus(port.id(), port)),
                routers,
                floatingIps,
                trunks);
    }

    private NodeServices without(NetworkId network, PortId port) {
        PMap<PortId, ServedPort> left = portsOf(network).minus(port);
        return new NodeServices(
                subnets,
                networks,
                left.isEmpty() ? portsByNetwork.minus(network) : portsByNetwork.plus(network, left),
                routers,
                floatingIps,
                trunks);
    }

    NodeServices with(NodeRouter router) {
        return new NodeServices(
                subnets, networks, portsByNetwork, routers.plus(router.id(), router), floatingIps, trunks);
    }

    NodeServices with(NodeFloatingIp floatingIp) {
        return new NodeServices(
                subnets, networks, portsByNetwork, routers, floatingIps.plus(floatingIp.id(), floatingIp), trunks);
    }

    NodeServices with(NodeTrunk trunk) {
        return new NodeServices(
                subnets, networks, portsByNetwork, routers, floatingIps, trunks.plus(trunk.id(), trunk));
    }

    Stream<NodeFact> facts() {
        return Stream.of(
                        subnets.values().stream(),
                        networks.values().stream(),
                        portsByNetwork.values().stream().flatMap(ports -> ports.values().stream()),
                        routers.values().stream(),
                        floatingIps.values().stream(),
                        trunks.values().stream())
                .flatMap(facts -> facts);
    }
}
