package org.portolan.api.resource;

/** What becomes of a body that tells several resources under the name of their collection. */
public enum Bulk {
    /** One POST makes them all, or none. */
    TAKEN,
    /** It is refused in so many words. */
    REFUSED,
    /** The collection's name means nothing in a body: Neutron expects an "s" at the end of the resource's name. */
    UNKNOWN
}
