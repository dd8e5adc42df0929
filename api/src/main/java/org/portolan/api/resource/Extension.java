package org.portolan.api.resource;

/**
 * An extension of Neutron's API that Portolan really serves, as {@code GET /v2.0/extensions} tells it.
 *
 * @param alias the name that clients look for, such as {@code net-mtu}
 * @param name its title
 * @param description what it adds
 * @param updated when Neutron last changed it, ISO 8601
 */
public record Extension(String alias, String name, String description, String updated) {}
