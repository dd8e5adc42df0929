package org.portolan.api.segment;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;
import org.portolan.api.event.StreamId;
import org.portolan.api.network.NetworkId;

/** What happens to a pool of segmentation ids: one per network type, for VLAN and flat one per physical network. */
public sealed interface SegmentPoolEvent extends Event {

    /** The events of segment pools. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("segment-pool", SegmentPoolEvent.class);
        }
    }

    /** The stream of a pool. */
    static StreamId stream(NetworkType type, @Nullable String physicalNetwork) {
        return new StreamId("segment-pool", physicalNetwork == null ? type.toString() : type + "/" + physicalNetwork);
    }

    /** The operator's configuration says which ids tenants' networks may get. */
    @Revision(1)
    record SegmentRangesConfigured(
            NetworkType networkType, @Nullable String physicalNetwork, List<SegmentRange> ranges)
            implements SegmentPoolEvent {}

    /**
     * Ids of the pool are a range from now on, or that range has these ids. The pool of all VLANs, which has no physical network
     * and no ids of its own, hears of each physical network's ranges.
     *
     * @param projectId whose networks get them before all others; null for everybody's
     */
    @Revision(1)
    record SegmentRangeOffered(
            NetworkType networkType,
            @Nullable String physicalNetwork,
            UUID rangeId,
            SegmentRange range,
            @Nullable ProjectId projectId)
            implements SegmentPoolEvent {}

    /** The range is none of the pool's any more; ids in use stay with their holders. */
    @Revision(1)
    record SegmentRangeWithdrawn(
            NetworkType networkType, @Nullable String physicalNetwork, UUID rangeId) implements SegmentPoolEvent {}

    /** A network holds the id from now on. */
    @Revision(1)
    record SegmentAllocated(
            NetworkType networkType, @Nullable String physicalNetwork, long segmentationId, NetworkId networkId)
            implements SegmentPoolEvent {}

    /** The network that held the id holds it no more. */
    @Revision(1)
    record SegmentReleased(
            NetworkType networkType, @Nullable String physicalNetwork, long segmentationId, NetworkId networkId)
            implements SegmentPoolEvent {}
}
