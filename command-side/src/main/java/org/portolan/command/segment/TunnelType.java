package org.portolan.command.segment;

import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.network.NetworkId;
import org.portolan.api.segment.NetworkType;
import org.portolan.api.segment.Segment;

/** Segments in tunnels between hosts: VXLAN, GRE, Geneve. */
record TunnelType(NetworkType type, NetworkTypesProperties properties, PooledIds ids) implements TypeDriver {

    private static final int OUTER_IPV4_HEADER = 20;
    private static final int VXLAN_HEADERS = 30;
    private static final int GRE_HEADERS = 22;

    @Override
    public Set<@Nullable String> pools() {
        return Collections.singleton(null);
    }

    @Override
    public Optional<Segment> allocate(NetworkId network, ProjectId project) {
        return ids.any(type, null, network, project);
    }

    @Override
    public Segment reserve(SegmentWish wish, NetworkId network, ProjectId project) {
        if (wish.physicalNetwork() != null) {
            throw NeutronError.invalidInput("provider:physical_network specified for " + type + " network");
        }
        Long id = wish.segmentationId();
        if (id == null) {
            return allocate(network, project).orElseThrow(Segments::noneLeft);
        }
        if (id < type.lowestId() || id > type.highestId()) {
            throw NeutronError.invalidInput(
                    "segmentation_id out of range (" + type.lowestId() + " through " + type.highestId() + ")");
        }
        return ids.certain(type, null, id, network)
                .orElseThrow(() -> NeutronError.conflict(
                        "TunnelIdInUse", "Unable to create the network. The tunnel ID " + id + " is in use."));
    }

    @Override
    public void release(Segment segment, NetworkId network) {
        ids.release(type, null, Objects.requireNonNull(segment.segmentationId()), network);
    }

    @Override
    public int mtu(Segment segment) {
        int path = properties.pathMtu() == 0
                ? properties.physnetMtu()
                : Math.min(properties.pathMtu(), properties.physnetMtu());
        int headers =
                switch (type) {
                    case GRE -> GRE_HEADERS;
                    case GENEVE -> properties.geneveHeaderSize();
                    default -> VXLAN_HEADERS;
                };
        return path - OUTER_IPV4_HEADER - headers;
    }
}
