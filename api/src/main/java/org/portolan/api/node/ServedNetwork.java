package org.portolan.api.node;

import org.portolan.api.network.NetworkId;

/**
 * What services on a network must know of it.
 *
 * @param mtu the longest packet that it carries, in bytes; 0 when that is not known
 * @param cause the position of the event that made it so
 */
public record ServedNetwork(NetworkId id, int mtu, long cause) implements NodeFact {}
