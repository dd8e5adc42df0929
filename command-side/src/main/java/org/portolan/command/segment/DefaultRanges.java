package org.portolan.command.segment;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.portolan.api.resource.Attributes;
import org.portolan.api.segment.NetworkType;
import org.portolan.api.segment.SegmentPoolEvent;
import org.portolan.api.segment.SegmentPoolEvent.SegmentRangeOffered;
import org.portolan.api.segment.SegmentPoolEvent.SegmentRangeWithdrawn;
import org.portolan.api.segment.SegmentRange;
import org.portolan.api.segmentrange.NetworkSegmentRangeDescription;
import org.portolan.api.segmentrange.NetworkSegmentRangeEvent.NetworkSegmentRangeCreated;
import org.portolan.api.segmentrange.NetworkSegmentRangeEvent.NetworkSegmentRangeDeleted;
import org.portolan.command.Streams;

/** The configured ranges as resources that can be read. Their ids follow from what they are, and outlive restarts. */
record DefaultRanges(Streams streams, PooledIds ids) {

    /** Takes away what was configured for physical networks of which nothing is said any more. */
    void hideUnconfigured(Predicate<String> isConfigured) {
        Map<UUID, SegmentPool.Offer> all =
                new HashMap<>(ids.pool(NetworkType.VLAN, null).offers());
        all.forEach((id, offer) -> {
            String physicalNetwork = offer.physicalNetwork();
            boolean isDefault = id.equals(id(NetworkType.VLAN, physicalNetwork, offer.range()));
            if (isDefault && physicalNetwork != null && !isConfigured.test(physicalNetwork)) {
                hide(NetworkType.VLAN, physicalNetwork, offer.range());
            }
        });
    }

    /**
     * Shows the ranges that are wanted, and no others of those that were there before. A physical network without ranges is shown
     * with all ids, which administrators may choose from.
     */
    void change(
            NetworkType type, @Nullable String physicalNetwork, List<SegmentRange> before, List<SegmentRange> wanted) {
        List<SegmentRange> after = orAll(type, wanted);
        for (SegmentRange range : orAll(type, before)) {
            if (!after.contains(range)) {
                hide(type, physicalNetwork, range);
            }
        }
        for (SegmentRange range : after) {
            show(type, physicalNetwork, range);
        }
    }

    private static List<SegmentRange> orAll(NetworkType type, List<SegmentRange> ranges) {
        return type == NetworkType.VLAN && ranges.isEmpty() ? VlanType.ALL : ranges;
    }

    private void show(NetworkType type, @Nullable String physicalNetwork, SegmentRange range) {
        UUID id = id(type, physicalNetwork, range);
        if (streams.find(NetworkSegmentRangeDecisions.TYPE, id).isPresent()) {
            return;
        }
        Attributes attributes = Attributes.none()
                .with(NetworkSegmentRangeDescription.NAME, "")
                .with(NetworkSegmentRangeDescription.DESCRIPTION, "")
                .with(NetworkSegmentRangeDescription.DEFAULT, true)
                .with(NetworkSegmentRangeDescription.SHARED, true)
                .with(NetworkSegmentRangeDescription.NETWORK_TYPE, type.toString())
                .with(NetworkSegmentRangeDescription.MINIMUM, range.lowest())
                .with(NetworkSegmentRangeDescription.MAXIMUM, range.highest());
        if (physicalNetwork != null) {
            attributes = attributes.with(NetworkSegmentRangeDescription.PHYSICAL_NETWORK, physicalNetwork);
            tellAllVlans(new SegmentRangeOffered(type, physicalNetwork, id, range, null));
        }
        streams.append(
                NetworkSegmentRangeDecisions.TYPE, id, new NetworkSegmentRangeCreated(id, Segments.NOBODY, attributes));
    }

    private void hide(NetworkType type, @Nullable String physicalNetwork, SegmentRange range) {
        UUID id = id(type, physicalNetwork, range);
        if (streams.find(NetworkSegmentRangeDecisions.TYPE, id).isPresent()) {
            streams.append(NetworkSegmentRangeDecisions.TYPE, id, new NetworkSegmentRangeDeleted(id));
            if (physicalNetwork != null) {
                tellAllVlans(new SegmentRangeWithdrawn(type, physicalNetwork, id));
            }
        }
    }

    private void tellAllVlans(SegmentPoolEvent event) {
        streams.append(SegmentPool.TYPE, PooledIds.key(NetworkType.VLAN, null), event);
    }

    private static UUID id(NetworkType type, @Nullable String physicalNetwork, SegmentRange range) {
        return UUID.nameUUIDFromBytes((type + "/" + physicalNetwork + "/" + range).getBytes(StandardCharsets.UTF_8));
    }
}
