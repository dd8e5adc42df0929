package org.portolan.api.segment;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One layer-2 broadcast domain that carries a network.
 *
 * @param id its own id
 * @param networkType how frames travel between hosts
 * @param physicalNetwork the physical network, for flat and VLAN segments only
 * @param segmentationId the VLAN id, VNI or GRE key; null for local and flat segments
 */
public record Segment(
        UUID id,
        NetworkType networkType,
        @Nullable String physicalNetwork,
        @Nullable Long segmentationId) {}
