package org.portolan.api.trunk;

import org.portolan.api.port.PortId;

/**
 * A port that the device of a trunk's parent port reaches by a tag.
 *
 * @param segmentationType how frames are tagged: {@code vlan}
 * @param segmentationId the tag as the device sees it, 1 to 4094
 */
public record SubPort(PortId portId, String segmentationType, int segmentationId) {

    /** Whether the device could not tell the two apart. */
    public boolean isTaggedAs(SubPort other) {
        return segmentationType.equals(other.segmentationType) && segmentationId == other.segmentationId;
    }
}
