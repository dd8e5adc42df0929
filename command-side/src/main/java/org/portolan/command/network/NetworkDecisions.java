package org.portolan.command.network;

import static org.portolan.api.network.NetworkDescription.AVAILABILITY_ZONE_HINTS;
import static org.portolan.api.network.NetworkDescription.MTU;
import static org.portolan.api.network.NetworkDescription.NETWORK_TYPE;
import static org.portolan.api.network.NetworkDescription.PHYSICAL_NETWORK;
import static org.portolan.api.network.NetworkDescription.QOS_POLICY_ID;
import static org.portolan.api.network.NetworkDescription.SEGMENTATION_ID;
import static org.portolan.api.network.NetworkDescription.SEGMENTS;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.portolan.api.agent.Agent;
import org.portolan.api.error.NeutronError;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkEvent.NetworkCreated;
import org.portolan.api.network.NetworkEvent.NetworkDeleted;
import org.portolan.api.network.NetworkEvent.NetworkSegmentsChanged;
import org.portolan.api.network.NetworkEvent.NetworkUpdated;
import org.portolan.api.network.NetworkEvent.SubnetRemoved;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortEvent.PortUpdated;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.ResourceCommand.Create;
import org.portolan.api.resource.ResourceCommand.Delete;
import org.portolan.api.resource.ResourceCommand.Update;
import org.portolan.api.segment.NetworkType;
import org.portolan.api.segment.Segment;
import org.portolan.api.subnet.SubnetEvent.SubnetDeleted;
import org.portolan.api.subnet.SubnetId;
import org.portolan.command.Guards;
import org.portolan.command.ResourceDecisions;
import org.portolan.command.Streams;
import org.portolan.command.agent.AgentDirectory;
import org.portolan.command.bgpvpn.BgpvpnMembership;
import org.portolan.command.floatingip.FloatingIps;
import org.portolan.command.port.PortRemoval;
import org.portolan.command.port.PortState;
import org.portolan.command.qos.QosPolicyUse;
import org.portolan.command.rbac.Shareable;
import org.portolan.command.segment.SegmentRows;
import org.portolan.command.segment.SegmentWish;
import org.portolan.command.segment.Segments;
import org.portolan.command.subnet.SubnetState;
import org.portolan.command.subnetpool.SubnetPools;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Decides about networks. */
public final class NetworkDecisions implements ResourceDecisions<Network> {

    private final Streams streams;
    private final Segments segments;
    private final DefaultNetwork byDefault;
    private final NetworkSharing sharing;

    /** Decisions on these streams, with segments from there. */
    public NetworkDecisions(Streams streams, Segments segments) {
        this.streams = streams;
        this.segments = segments;
        this.byDefault = new DefaultNetwork(streams);
        this.sharing = new NetworkSharing(streams);
    }

    @Override
    public NetworkDescription description() {
        return new NetworkDescription();
    }

    @Override
    public Optional<Shareable<?>> shareable() {
        return Optional.of(sharing);
    }

    /** Makes a network, carried by the segments that are asked for or else by one that is free. */
    @Override
    public Network create(Create command) {
        NetworkId id = NetworkId.of(command.id());
        Attributes asked = QosPolicyUse.orDefault(streams, command.attributes(), QOS_POLICY_ID, command.project());
        QosPolicyUse.require(streams, command.attributes().find(QOS_POLICY_ID), command.caller());
        AgentDirectory.requireZones(streams, Agent.DHCP, asked.get(AVAILABILITY_ZONE_HINTS));
        if (DefaultNetwork.is(asked)) {
            byDefault.choose(id);
        } else if (asked.get(NetworkDescription.IS_DEFAULT)) {
            byDefault.requireNoOther(id);
        }
        List<SegmentWish> wishes = wishes(asked);
        List<Segment> carriers = wishes.isEmpty()
                ? segments.allocate(asked.get(NetworkDescription.EXTERNAL), id, command.project())
                : segments.reserve(wishes, id, command.project());
        int mtu = mtu(asked, carriers);
        Attributes attributes = sharing.ofNew(asked.without(NETWORK_TYPE, PHYSICAL_NETWORK, SEGMENTATION_ID, SEGMENTS)
                .with(MTU, mtu));
        streams.begin(NetworkState.TYPE, id, new NetworkCreated(id, command.project(), attributes, carriers));
        sharing.follow(id.value(), command.project(), Attributes.none(), attributes);
        Network made = NetworkState.get(streams, id).network();
        SegmentRows.begin(streams, made);
        QosPolicyUse.requireSupported(streams, attributes.find(QOS_POLICY_ID), made, "network", id);
        QosPolicyUse.begin(streams, attributes.find(QOS_POLICY_ID), "network", id);
        return made;
    }

    /** The default external network, if there is one. */
    public Optional<NetworkId> defaultExternal() {
        return byDefault.peek();
    }

    /** Changes what may be changed of a network. */
    @Override
    public Network update(Update command) {
        NetworkId id = NetworkId.of(command.id());
        NetworkState state = NetworkState.get(streams, id);
        Network network = state.network();
        Guards.requireMay(command, description(), network, notFound(id));
        Guards.requireRevision(network, command.revision());
        requireProviderStays(network, command.changes());
        requireNoGatewaysWhenInternal(id, command.changes());
        Attributes wanted =
                sharing.ofChanged(state, command.changes()).without(NETWORK_TYPE, PHYSICAL_NETWORK, SEGMENTATION_ID);
        if (wanted.has(MTU)) {
            int mtu = mtu(wanted, network.segments());
            network.subnets().forEach(subnet -> NetworkMtu.require(network.id(), mtu, ipVersion(subnet)));
            wanted = wanted.with(MTU, mtu);
        }
        moveToSegment(network, command.changes());
        Attributes changes = wanted.changedFrom(network.attributes());
        moveDefault(network, network.attributes().with(changes));
        QosPolicyUse.change(streams, network.attributes(), changes, QOS_POLICY_ID, "network", id, command.caller());
        QosPolicyUse.requireSupported(streams, changes.find(QOS_POLICY_ID), network, "network", id);
        if (!changes.isEmpty()) {
            streams.append(NetworkState.TYPE, id, new NetworkUpdated(id, changes));
            sharing.follow(
                    id.value(),
                    network.project(),
                    network.attributes(),
                    network.attributes().with(changes));
        }
        if (changes.has(QOS_POLICY_ID)) {
            showPolicy(id, changes.find(QOS_POLICY_ID));
        }
        return NetworkState.get(streams, id).network();
    }

    private void showPolicy(NetworkId id, Optional<UUID> policy) {
        Attributes none = Attributes.none();
        Attributes shown = policy.map(known -> none.with(PortDescription.QOS_NETWORK_POLICY_ID, known))
                .orElseGet(() -> none.withNull(PortDescription.QOS_NETWORK_POLICY_ID));
        for (Port port : ports(NetworkState.get(streams, id))) {
            streams.append(PortState.TYPE, port.id(), new PortUpdated(port.id(), shown));
        }
    }

    private void moveDefault(Network network, Attributes after) {
        boolean was = DefaultNetwork.is(network.attributes());
        boolean is = DefaultNetwork.is(after);
        if (is && !was) {
            byDefault.choose(network.id());
        }
        if (was && !is) {
            byDefault.drop(network.id());
        }
    }

    private int ipVersion(SubnetId subnet) {
        return SubnetState.get(streams, subnet).subnet().ipVersion();
    }

    /** Removes a network with its subnets and the ports that the network itself made; refuses while others are on it. */
    @Override
    public void delete(Delete command) {
        NetworkId id = NetworkId.of(command.id());
        SubnetPools.lockPoolsOf(streams, id);
        NetworkState state = NetworkState.get(streams, id);
        Network network = state.network();
        Guards.requireMay("delete_network", network, command.caller(), notFound(id));
        Guards.requireRevision(network, command.revision());
        ports(state).forEach(port -> FloatingIps.removeIfIdle(streams, port));
        List<Port> ports = ports(NetworkState.get(streams, id));
        requireUnused(id, ports);
        BgpvpnMembership.end(streams, network.attributes());
        ports.forEach(port -> PortRemoval.remove(streams, port));
        for (SubnetId subnet : network.subnets()) {
            SubnetPools.release(streams, SubnetState.get(streams, subnet).subnet());
            streams.append(SubnetState.TYPE, subnet, new SubnetDeleted(subnet));
            streams.append(NetworkState.TYPE, id, new SubnetRemoved(id, subnet));
        }
        if (DefaultNetwork.is(network.attributes())) {
            byDefault.drop(id);
        }
        SegmentRows.end(streams, network);
        NetworkScheduling.end(streams, network);
        streams.append(NetworkState.TYPE, id, new NetworkDeleted(id));
        sharing.follow(id.value(), network.project(), network.attributes(), Attributes.none());
        QosPolicyUse.end(streams, network.attributes().find(QOS_POLICY_ID), "network", id);
        segments.release(network.segments(), id);
    }

    private static List<SegmentWish> wishes(Attributes asked) {
        List<SegmentWish> listed = new ArrayList<>();
        for (ObjectNode segment : asked.find(SEGMENTS).orElse(List.of())) {
            listed.add(wish(Attributes.of(segment)));
        }
        SegmentWish single = wish(asked);
        boolean providerGiven = !single.equals(new SegmentWish(null, null, null));
        if (providerGiven && !listed.isEmpty()) {
            throw new NeutronError(
                    400, "SegmentsSetInConjunctionWithProviders", "Segments and provider values cannot both be set.");
        }
        if (new HashSet<>(listed).size() < listed.size()) {
            throw new NeutronError(400, "SegmentsContainDuplicateEntry", "Duplicate segment entry in request.");
        }
        return providerGiven ? List.of(single) : listed;
    }

    private static SegmentWish wish(Attributes asked) {
        return new SegmentWish(
                asked.find(NETWORK_TYPE).orElse(null),
                asked.find(PHYSICAL_NETWORK).orElse(null),
                asked.find(SEGMENTATION_ID).orElse(null));
    }

    private int mtu(Attributes asked, List<Segment> carriers) {
        int largest = segments.mtu(carriers);
        int mtu = asked.find(MTU).filter(wanted -> wanted > 0).orElse(largest);
        if (mtu > largest) {
            throw NeutronError.invalidInput("Requested MTU is too big, maximum is " + largest);
        }
        return mtu;
    }

    private static void requireProviderStays(Network network, Attributes changes) {
        JsonNode now = new NetworkDescription().render(network);
        boolean changed = Stream.<Attribute<?>>of(NETWORK_TYPE, PHYSICAL_NETWORK)
                .anyMatch(attribute -> changes.has(attribute)
                        && !changes.json(attribute.name()).equals(now.path(attribute.name())));
        if (changed || (changes.has(SEGMENTATION_ID) && onlySegmentType(network) != NetworkType.VLAN)) {
            throw NeutronError.invalidInput("Plugin does not support updating the following provider network "
                    + "attributes: provider:network_type, provider:physical_network");
        }
    }

    private static NetworkType onlySegmentType(Network network) {
        return network.segments().size() == 1 ? network.segments().getFirst().networkType() : NetworkType.LOCAL;
    }

    private void moveToSegment(Network network, Attributes changes) {
        if (network.segments().isEmpty()) {
            return;
        }
        Segment segment = network.segments().getFirst();
        changes.find(SEGMENTATION_ID)
                .filter(wanted -> !wanted.equals(segment.segmentationId()))
                .ifPresent(wanted -> {
                    SegmentWish wish =
                            new SegmentWish(segment.networkType().toString(), segment.physicalNetwork(), wanted);
                    segments.reserve(List.of(wish), network.id(), network.project());
                    segments.release(network.segments(), network.id());
                    // It stays the same segment, to which ports are bound.
                    Segment moved = new Segment(segment.id(), segment.networkType(), segment.physicalNetwork(), wanted);
                    streams.append(
                            NetworkState.TYPE, network.id(), new NetworkSegmentsChanged(network.id(), List.of(moved)));
                    SegmentRows.renumber(streams, moved.id(), wanted);
                });
    }

    private void requireNoGatewaysWhenInternal(NetworkId id, Attributes changes) {
        boolean internal = !changes.find(NetworkDescription.EXTERNAL).orElse(true);
        if (internal && !NetworkState.get(streams, id).gateways().isEmpty()) {
            throw NeutronError.conflict(
                    "ExternalNetworkInUse",
                    "External network " + id
                            + " cannot be updated to be made non-external, since it has existing gateway ports.");
        }
    }

    private List<Port> ports(NetworkState state) {
        return state.macs().keySet().stream()
                .flatMap(id -> streams.find(PortState.TYPE, id).stream())
                .toList();
    }

    private static void requireUnused(NetworkId id, List<Port> ports) {
        String users = ports.stream()
                .filter(port -> !PortRemoval.goesWithItsNetwork(port))
                .map(Port::id)
                .map(PortId::toString)
                .sorted()
                .collect(Collectors.joining(","));
        if (!users.isEmpty()) {
            throw NeutronError.conflict(
                    "NetworkInUse",
                    "Unable to complete operation on network " + id
                            + ". There are one or more ports still in use on the network, id for these ports is: "
                            + users + ".");
        }
    }

    private static NeutronError notFound(NetworkId id) {
        return new NetworkDescription().notFound(id);
    }
}
