package org.portolan.api.resource;

/** Which part of Neutron serves a resource: its core reads requests otherwise than its extensions do. */
public enum Origin {
    /** The core: networks, subnets and ports. */
    CORE,
    /** An extension, in the place of the core, which knows nothing of the actions that it has: subnet pools. */
    EXTENDED_CORE,
    /** An extension. */
    EXTENSION
}
