package org.portolan.command.port;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.portolan.api.network.DynamicSegment;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkEvent;
import org.portolan.api.network.NetworkEvent.DynamicSegmentJoined;
import org.portolan.api.network.NetworkEvent.DynamicSegmentLeft;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortId;
import org.portolan.api.segment.Segment;
import org.portolan.command.Streams;
import org.portolan.command.network.NetworkState;
import org.portolan.command.segment.Segments;

/** Segments that a network has for some of its ports only: had with the first port, given back with the last. */
final class DynamicSegments {

    private DynamicSegments() {}

    /** The port is bound by way of these segments: those that have no segmentation id yet get one. */
    static void join(Streams streams, Segments segments, NetworkId networkId, PortId port, List<Segment> joined) {
        for (Segment segment : joined) {
            List<DynamicSegment> known = network(streams, networkId).dynamicSegments().stream()
                    .filter(dynamic -> dynamic.segment().id().equals(segment.id()))
                    .toList();
            if (known.isEmpty()) {
                append(
                        streams,
                        networkId,
                        new DynamicSegmentJoined(networkId, segments.have(segment, networkId), port));
            } else if (!known.getFirst().ports().contains(port)) {
                append(streams, networkId, new DynamicSegmentJoined(networkId, segment, port));
            }
        }
    }

    /** The port uses just these segments any more. */
    static void leave(Streams streams, Port port, Set<UUID> stillInUse) {
        NetworkId networkId = port.networkId();
        for (DynamicSegment dynamic : network(streams, networkId).dynamicSegments()) {
            Segment segment = dynamic.segment();
            if (dynamic.ports().contains(port.id()) && !stillInUse.contains(segment.id())) {
                boolean ended = dynamic.ports().size() == 1;
                append(streams, networkId, new DynamicSegmentLeft(networkId, segment.id(), port.id(), ended));
                if (ended) {
                    Segments.release(streams, segment, networkId);
                }
            }
        }
    }

    private static Network network(Streams streams, NetworkId id) {
        return NetworkState.get(streams, id).network();
    }

    private static void append(Streams streams, NetworkId id, NetworkEvent event) {
        streams.append(NetworkState.TYPE, id, event);
    }
}
