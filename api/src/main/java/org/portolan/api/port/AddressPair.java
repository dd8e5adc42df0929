package org.portolan.api.port;

import inet.ipaddr.IPAddress;
import org.jspecify.annotations.Nullable;
import org.portolan.api.address.Mac;

/**
 * A further source that a port may send from.
 *
 * @param ipAddress the address or prefix
 * @param macAddress the MAC, or null for the port's own
 */
public record AddressPair(@Nullable Mac macAddress, IPAddress ipAddress) {}
