package org.portolan.command.segment;

import static org.portolan.api.subnet.SubnetDescription.SEGMENT_ID;
import static org.portolan.api.subnet.SubnetDescription.SERVICE_TYPES;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.portolan.api.error.NeutronError;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkEvent.NetworkAdjacencyChanged;
import org.portolan.api.network.NetworkId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.segment.SegmentDescription;
import org.portolan.api.subnet.Subnet;
import org.portolan.api.subnet.SubnetId;
import org.portolan.command.Streams;
import org.portolan.command.network.NetworkState;
import org.portolan.command.subnet.SubnetState;

/** Which subnets are on which segments: on a routed network each is on one, on any other network none is. */
public final class SubnetSegments {

    private static final String ROUTED = "network:routed";

    private SubnetSegments() {}

    /**
     * Refuses a new subnet that does not go with the network's others.
     *
     * @throws NeutronError 400 or 404
     */
    public static void requireNew(Streams streams, Network network, Attributes subnet) {
        Optional<UUID> wanted = subnet.find(SEGMENT_ID);
        wanted.ifPresent(id -> networkOf(streams, id));
        Set<Optional<UUID>> all = new HashSet<>(segments(streams, network));
        if (!subnet.get(SERVICE_TYPES).contains(ROUTED)) {
            all.add(wanted);
        }
        requireAllOrNone(network, all);
        wanted.ifPresent(id -> requireOf(streams, network, id));
    }

    /**
     * Refuses to move a subnet to a segment, or from one, unless the network becomes routed by it.
     *
     * @throws NeutronError 400 or 404
     */
    public static void requireChanged(Streams streams, Subnet subnet, Attributes changes) {
        if (!changes.has(SEGMENT_ID)) {
            return;
        }
        Optional<UUID> wanted = changes.find(SEGMENT_ID);
        Network network = NetworkState.get(streams, subnet.networkId()).network();
        List<Optional<UUID>> present = segments(streams, network);
        requireAllOrNone(network, new HashSet<>(present));
        if (!wanted.equals(subnet.attributes().find(SEGMENT_ID))) {
            if (present.size() > 1) {
                throw notAll(network.id());
            }
            if (!present.contains(Optional.<UUID>empty()) && !present.contains(wanted)) {
                throw new NeutronError(
                        400,
                        "SubnetSegmentAssociationChangeNotAllowed",
                        "A subnet that is already associated with a segment cannot have its segment association"
                                + " changed.");
            }
            if (network.segments().size() > 1) {
                throw new NeutronError(
                        400,
                        "NoUpdateSubnetWhenMultipleSegmentsOnNetwork",
                        "The network '" + network.id() + "' has multiple segments, it is only possible to associate an"
                                + " existing subnet with a segment on networks with a single segment.");
            }
        }
        wanted.ifPresent(id -> requireOf(streams, network, id));
    }

    private static List<Optional<UUID>> segments(Streams streams, Network network) {
        return network.subnets().stream()
                .map(id -> SubnetState.get(streams, id).subnet().attributes())
                .filter(subnet -> !subnet.get(SERVICE_TYPES).contains(ROUTED))
                .map(subnet -> subnet.find(SEGMENT_ID))
                .toList();
    }

    private static void requireAllOrNone(Network network, Set<Optional<UUID>> all) {
        if (all.size() > 1 && all.contains(Optional.<UUID>empty())) {
            throw notAll(network.id());
        }
    }

    private static NeutronError notAll(NetworkId network) {
        return new NeutronError(
                400,
                "SubnetsNotAllAssociatedWithSegments",
                "All of the subnets on network '" + network + "' must either all be associated with segments or all"
                        + " not associated with any segment.");
    }

    private static void requireOf(Streams streams, Network network, UUID segment) {
        if (!networkOf(streams, segment).equals(network.id())) {
            throw new NeutronError(
                    400,
                    "NetworkIdsDontMatch",
                    "The subnet's network id, '" + network.id() + "', doesn't match the network_id of segment '"
                            + segment + "'");
        }
    }

    private static NetworkId networkOf(Streams streams, UUID segment) {
        return streams.peek(SegmentRows.TYPE, segment)
                .orElseThrow(() -> new SegmentDescription().notFound(segment))
                .attributes()
                .get(SegmentDescription.NETWORK_ID);
    }

    /** Tells the network whether all its hosts are on one layer-2 domain now: its oldest subnet decides. */
    public static void refreshAdjacency(Streams streams, NetworkId id) {
        Network network = NetworkState.get(streams, id).network();
        List<SubnetId> subnets = network.subnets();
        boolean adjacent = subnets.isEmpty()
                || SubnetState.get(streams, subnets.getFirst())
                        .subnet()
                        .attributes()
                        .find(SEGMENT_ID)
                        .isEmpty();
        boolean told =
                network.attributes().find(NetworkDescription.L2_ADJACENCY).orElse(true);
        if (adjacent != told) {
            streams.append(NetworkState.TYPE, id, new NetworkAdjacencyChanged(id, adjacent));
        }
    }
}
