package org.portolan.api.trunk;

import java.util.List;
import java.util.UUID;
import org.portolan.api.address.Mac;
import org.portolan.api.port.PortId;

/**
 * What a trunk's parent port shows of the trunk, for those who plug its device.
 *
 * @param subPorts the sub-ports, in the order in which they joined
 */
public record TrunkDetails(UUID trunkId, List<TaggedPort> subPorts) {

    /** A sub-port with its MAC. */
    public record TaggedPort(int segmentationId, String segmentationType, PortId portId, Mac macAddress) {}
}
