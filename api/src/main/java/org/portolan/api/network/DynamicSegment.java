package org.portolan.api.network;

import java.util.List;
import org.portolan.api.port.PortId;
import org.portolan.api.segment.Segment;

/**
 * A segment that a network has for some of its ports only: between the edge of a fabric and the hosts behind it.
 *
 * @param ports those on whose way it lies; without any, it ends
 */
public record DynamicSegment(Segment segment, List<PortId> ports) {}
