package org.portolan.agent.node;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A network, as far as a host needs to know it.
 *
 * @param physicalNetwork only for {@link NetworkType#isPhysical() physical} types
 * @param segmentationId VLAN id, GRE key or network identifier; none for flat and local networks
 * @param cause position of the event that gave the network its segment
 */
public record Network(
        UUID id,
        NetworkType type,
        @Nullable String physicalNetwork,
        @Nullable Long segmentationId,
        long cause) {}
