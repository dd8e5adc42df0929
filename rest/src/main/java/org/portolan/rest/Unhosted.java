package org.portolan.rest;

import java.util.List;
import java.util.UUID;

/** What waits for an agent, as reads know it. */
public interface Unhosted {

    /** The networks on which nobody serves DHCP. */
    List<UUID> networks();

    /** The routers that nobody has, and those that several may have. */
    List<UUID> routers();

    /** The ports that are meant for that host and could not be bound to it. */
    List<UUID> ports(String host);
}
