package org.portolan.api.port;

import java.util.UUID;

/**
 * Another resource that makes use of a port, without being its device.
 *
 * @param kind the resource's name, such as {@code ndp_proxy}
 */
public record PortUser(String kind, UUID id) {}
