package org.portolan.api.qos;

/**
 * What a QoS policy holds for.
 *
 * @param kind as Neutron calls it: {@code network}, {@code port}, {@code fip} or {@code router}
 * @param id its id
 */
public record QosUser(String kind, String id) {}
