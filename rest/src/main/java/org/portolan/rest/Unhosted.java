package org.portolan.rest;

import java.util.List;
import java.util.UUID;

/** What no agent has yet, as reads know it. */
public interface Unhosted {

    /** The networks on which nobody serves DHCP. */
    List<UUID> networks();

    /** The routers that nobody has. */
    List<UUID> routers();
}
