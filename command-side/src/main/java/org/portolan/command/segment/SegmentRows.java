package org.portolan.command.segment;

import java.util.UUID;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.segment.Segment;
import org.portolan.api.segment.SegmentDescription;
import org.portolan.api.segment.SegmentEvent.SegmentCreated;
import org.portolan.api.segment.SegmentEvent.SegmentDeleted;
import org.portolan.api.segment.SegmentEvent.SegmentUpdated;
import org.portolan.command.StreamType;
import org.portolan.command.Streams;

/** The segments of networks as resources of their own, which come, change and go with what carries their networks. */
public final class SegmentRows {

    /** The streams of segments. */
    static final StreamType<PlainResource> TYPE = StreamType.of(new SegmentDescription());

    private SegmentRows() {}

    /** The network has these segments from its beginning. */
    public static void begin(Streams streams, Network network) {
        for (Segment segment : network.segments()) {
            streams.begin(
                    TYPE,
                    segment.id(),
                    new SegmentCreated(segment.id(), network.project(), attributes(segment, network.id())));
        }
    }

    /** What a segment's body says of that carrier. */
    static Attributes attributes(Segment segment, NetworkId network) {
        Attributes attributes = Attributes.none()
                .with(SegmentDescription.NETWORK_ID, network)
                .with(SegmentDescription.NETWORK_TYPE, segment.networkType().toString());
        String physicalNetwork = segment.physicalNetwork();
        Long id = segment.segmentationId();
        attributes = physicalNetwork == null
                ? attributes
                : attributes.with(SegmentDescription.PHYSICAL_NETWORK, physicalNetwork);
        return id == null ? attributes : attributes.with(SegmentDescription.SEGMENTATION_ID, id);
    }

    /** The segment has another id on its network type. */
    public static void renumber(Streams streams, UUID segment, long id) {
        if (streams.find(TYPE, segment).isPresent()) {
            streams.append(
                    TYPE,
                    segment,
                    new SegmentUpdated(segment, Attributes.none().with(SegmentDescription.SEGMENTATION_ID, id)));
        }
    }

    /** The network with all its segments is gone. */
    public static void end(Streams streams, Network network) {
        for (Segment segment : network.segments()) {
            if (streams.find(TYPE, segment.id()).isPresent()) {
                streams.append(TYPE, segment.id(), new SegmentDeleted(segment.id()));
            }
        }
    }
}
