package org.portolan.command.segment;

import org.jspecify.annotations.Nullable;

/**
 * A segment as an administrator asks for it.
 *
 * @param networkType the type's name, or null when it is not said
 * @param physicalNetwork the physical network, or null when it is not said
 * @param segmentationId the id, or null when any will do
 */
public record SegmentWish(
        @Nullable String networkType,
        @Nullable String physicalNetwork,
        @Nullable Long segmentationId) {}
