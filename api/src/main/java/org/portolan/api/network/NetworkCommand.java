package org.portolan.api.network;

import org.portolan.api.caller.Caller;
import org.portolan.api.resource.Command;

/** What nodes ask of networks. */
public sealed interface NetworkCommand extends Command {

    /** The host is to tell addresses on the network by DHCP: its server there needs a port with an address of each such subnet. */
    record ServeDhcp(NetworkId id, String host, Caller caller) implements NetworkCommand {}
}
