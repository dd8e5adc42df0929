package org.portolan.api.resource;

/** What the API describes: the service by which descriptions are found, since a service has no type arguments. */
public sealed interface Described permits ResourceDescription {}
