package org.portolan.command.segment;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.network.NetworkId;
import org.portolan.api.segment.NetworkType;
import org.portolan.api.segment.Segment;

/** Untagged segments: one for each physical network, for administrators only. */
record FlatType(NetworkTypesProperties properties, PooledIds ids) implements TypeDriver {

    /** A physical network has one untagged segment; the pool's one id stands for it. */
    private static final long UNTAGGED = 0;

    @Override
    public NetworkType type() {
        return NetworkType.FLAT;
    }

    @Override
    public Set<@Nullable String> pools() {
        return Set.of();
    }

    @Override
    public Optional<Segment> allocate(NetworkId network, ProjectId project) {
        return Optional.empty();
    }

    @Override
    public Segment reserve(SegmentWish wish, NetworkId network, ProjectId project) {
        String physicalNetwork = wish.physicalNetwork();
        if (physicalNetwork == null) {
            throw NeutronError.invalidInput("physical_network required for flat provider network");
        }
        if (!properties.flatNetworks().contains("*")
                && !properties.flatNetworks().contains(physicalNetwork)) {
            throw NeutronError.invalidInput(
                    "physical_network '" + physicalNetwork + "' unknown for flat provider network");
        }
        if (wish.segmentationId() != null) {
            throw NeutronError.invalidInput("segmentation_id prohibited for flat provider network");
        }
        return ids.certain(NetworkType.FLAT, physicalNetwork, UNTAGGED, network)
                .orElseThrow(() -> NeutronError.conflict(
                        "FlatNetworkInUse",
                        "Unable to create the flat network. Physical network " + physicalNetwork + " is in use."));
    }

    @Override
    public void release(Segment segment, NetworkId network) {
        ids.release(NetworkType.FLAT, segment.physicalNetwork(), UNTAGGED, network);
    }

    @Override
    public int mtu(Segment segment) {
        return properties.physnetMtu();
    }
}
