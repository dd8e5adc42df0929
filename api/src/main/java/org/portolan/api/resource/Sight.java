package org.portolan.api.resource;

/** Who, besides administrators, may see the resources of a description, as Neutron's default policy has it. */
public enum Sight {
    /** Their owners, and those to whom {@link Resource#isVisibleTo} shows them. */
    OWNERS,
    /** Also the owner of the network that {@code network_id} names: {@code ADMIN_OR_NET_OWNER} in Neutron's policy. */
    NETWORK_OWNERS,
    /** Also everybody who may see the network that {@code network_id} names. */
    NETWORK_VIEWERS,
    /** Also everybody who may see the resource that they lie below. */
    PARENT_VIEWERS,
    /** Nobody, not even their owners. */
    ADMINS
}
