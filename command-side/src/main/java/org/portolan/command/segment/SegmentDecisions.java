package org.portolan.command.segment;

import static org.portolan.api.segment.SegmentDescription.NETWORK_ID;
import static org.portolan.api.segment.SegmentDescription.NETWORK_TYPE;
import static org.portolan.api.segment.SegmentDescription.PHYSICAL_NETWORK;
import static org.portolan.api.segment.SegmentDescription.SEGMENTATION_ID;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.portolan.api.error.NeutronError;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkEvent.NetworkSegmentsChanged;
import org.portolan.api.network.NetworkId;
import org.portolan.api.policy.Demand;
import org.portolan.api.port.Binding.BindingLevel;
import org.portolan.api.port.Port;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.ResourceCommand.Create;
import org.portolan.api.resource.ResourceCommand.Delete;
import org.portolan.api.resource.ResourceCommand.Update;
import org.portolan.api.segment.Segment;
import org.portolan.api.segment.SegmentDescription;
import org.portolan.api.segment.SegmentEvent.SegmentCreated;
import org.portolan.api.segment.SegmentEvent.SegmentDeleted;
import org.portolan.api.segment.SegmentEvent.SegmentUpdated;
import org.portolan.api.subnet.SubnetDescription;
import org.portolan.command.Guards;
import org.portolan.command.ResourceDecisions;
import org.portolan.command.Streams;
import org.portolan.command.network.NetworkState;
import org.portolan.command.port.PortState;
import org.portolan.command.subnet.SubnetState;

/** Decides about segments: administrators give a network more of them, and take those that nobody uses. */
public final class SegmentDecisions implements ResourceDecisions<PlainResource> {

    private final Streams streams;
    private final Segments segments;

    /** Decisions on these streams, with ids from there. */
    public SegmentDecisions(Streams streams, Segments segments) {
        this.streams = streams;
        this.segments = segments;
    }

    @Override
    public SegmentDescription description() {
        return new SegmentDescription();
    }

    /** Adds a segment to a network, below whose MTU it must not be. */
    @Override
    public PlainResource create(Create wish) {
        Attributes asked = wish.attributes();
        NetworkId networkId = asked.get(NETWORK_ID);
        Network network = NetworkState.get(streams, networkId).network();
        requireFirst(network, asked);
        Segment drawn = segments.reserve(
                        List.of(new SegmentWish(
                                asked.get(NETWORK_TYPE),
                                asked.find(PHYSICAL_NETWORK).orElse(null),
                                asked.find(SEGMENTATION_ID).orElse(null))),
                        networkId,
                        Segments.NOBODY)
                .getFirst();
        UUID id = UUID.fromString(wish.id());
        Segment segment = new Segment(id, drawn.networkType(), drawn.physicalNetwork(), drawn.segmentationId());
        int largest = segments.mtu(List.of(segment));
        if (network.attributes().get(NetworkDescription.MTU) > largest) {
            throw NeutronError.invalidInput("Requested MTU is too big, maximum is " + largest);
        }
        carry(
                network,
                Stream.concat(network.segments().stream(), Stream.of(segment)).toList());
        Attributes attributes = asked.with(SegmentRows.attributes(segment, networkId));
        streams.begin(SegmentRows.TYPE, id, new SegmentCreated(id, network.project(), attributes));
        return get(id);
    }

    /** A network has one segment of a type on a physical network. */
    private static void requireFirst(Network network, Attributes asked) {
        String type = asked.get(NETWORK_TYPE);
        Optional<String> physical = asked.find(PHYSICAL_NETWORK);
        boolean known = physical.isPresent()
                && network.segments().stream()
                        .anyMatch(segment -> segment.networkType().toString().equals(type)
                                && physical.get().equals(segment.physicalNetwork()));
        if (known) {
            throw NeutronError.conflict(
                    "NeutronDbObjectDuplicateEntry",
                    "Failed to create a duplicate NetworkSegment: for attribute(s) ['network_id', 'network_type',"
                            + " 'physical_network'] with value(s) " + network.id() + "-" + type + "-" + physical.get());
        }
    }

    private void carry(Network network, List<Segment> carriers) {
        streams.append(
                NetworkState.TYPE, network.id(), new NetworkSegmentsChanged(network.id(), List.copyOf(carriers)));
    }

    private PlainResource get(UUID id) {
        return streams.get(SegmentRows.TYPE, id, () -> description().notFound(id));
    }

    @Override
    public PlainResource update(Update wish) {
        UUID id = UUID.fromString(wish.id());
        PlainResource segment = get(id);
        Guards.requireMay(wish, description(), segment.target());
        Guards.requireRevision(segment, wish.revision());
        Attributes changes = wish.changes().changedFrom(segment.attributes());
        if (!changes.isEmpty()) {
            streams.append(SegmentRows.TYPE, id, new SegmentUpdated(id, changes));
        }
        return get(id);
    }

    @Override
    public void delete(Delete wish) {
        UUID id = UUID.fromString(wish.id());
        PlainResource seen = streams.peek(SegmentRows.TYPE, id)
                .orElseThrow(() -> description().notFound(id));
        Guards.requireMay(Demand.of("delete_segment"), seen.target(), wish.caller());
        NetworkId networkId = seen.attributes().get(NETWORK_ID);
        NetworkState state = NetworkState.get(streams, networkId);
        PlainResource row = get(id);
        Guards.requireRevision(row, wish.revision());
        requireUnused(id, state);
        Network network = state.network();
        List<Segment> gone = network.segments().stream()
                .filter(segment -> segment.id().equals(id))
                .toList();
        carry(
                network,
                network.segments().stream()
                        .filter(segment -> !segment.id().equals(id))
                        .toList());
        segments.release(gone, networkId);
        streams.append(SegmentRows.TYPE, id, new SegmentDeleted(id));
    }

    private void requireUnused(UUID id, NetworkState state) {
        String subnets = state.network().subnets().stream()
                .filter(subnet -> SubnetState.get(streams, subnet)
                        .subnet()
                        .attributes()
                        .find(SubnetDescription.SEGMENT_ID)
                        .filter(id::equals)
                        .isPresent())
                .map(Object::toString)
                .collect(Collectors.joining(", "));
        if (!subnets.isEmpty()) {
            throw inUse(id, "The segment is still associated with subnet(s) " + subnets);
        }
        long ports = state.macs().keySet().stream()
                .flatMap(port -> streams.find(PortState.TYPE, port).stream())
                .filter(port -> isBoundOn(id, port))
                .count();
        if (ports > 0) {
            throw inUse(id, "The segment is still bound with " + ports + " port(s)");
        }
    }

    private static boolean isBoundOn(UUID segment, Port port) {
        return port.binding().levels().stream().map(BindingLevel::segmentId).anyMatch(segment::equals);
    }

    private static NeutronError inUse(UUID segment, String reason) {
        return NeutronError.conflict("SegmentInUse", "Segment '" + segment + "' cannot be deleted: " + reason + ".");
    }
}
