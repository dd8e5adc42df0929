package org.portolan.api.node;

import java.util.List;
import org.portolan.api.network.NetworkId;
import org.portolan.api.segment.Segment;

/**
 * A network, as far as nodes must know it.
 *
 * @param segments what carries it
 * @param cause the position of the event that made it so
 */
public record NodeNetwork(NetworkId id, List<Segment> segments, long cause) implements NodeFact {}
