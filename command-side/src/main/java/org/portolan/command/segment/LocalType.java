package org.portolan.command.segment;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.network.NetworkId;
import org.portolan.api.segment.NetworkType;
import org.portolan.api.segment.Segment;

/** Segments that never leave a host. */
record LocalType(NetworkTypesProperties properties) implements TypeDriver {

    @Override
    public NetworkType type() {
        return NetworkType.LOCAL;
    }

    @Override
    public Set<@Nullable String> pools() {
        return Set.of();
    }

    @Override
    public Optional<Segment> allocate(NetworkId network, ProjectId project) {
        return Optional.of(new Segment(UUID.randomUUID(), NetworkType.LOCAL, null, null));
    }

    @Override
    public Segment reserve(SegmentWish wish, NetworkId network, ProjectId project) {
        if (wish.physicalNetwork() != null) {
            throw NeutronError.invalidInput("physical_network prohibited for local provider network");
        }
        if (wish.segmentationId() != null) {
            throw NeutronError.invalidInput("segmentation_id prohibited for local provider network");
        }
        return new Segment(UUID.randomUUID(), NetworkType.LOCAL, null, null);
    }

    @Override
    public void release(Segment segment, NetworkId network) {
        // nothing was held
    }

    @Override
    public int mtu(Segment segment) {
        return properties.physnetMtu();
    }
}
