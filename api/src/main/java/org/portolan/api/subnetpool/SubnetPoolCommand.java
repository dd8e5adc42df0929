package org.portolan.api.subnetpool;

import inet.ipaddr.IPAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.Caller;
import org.portolan.api.resource.Command;

/** What can be wished of a subnet pool beside POST, PUT and DELETE. */
public sealed interface SubnetPoolCommand extends Command {

    /** The pool. */
    SubnetPoolId id();

    /** Add these prefixes to those that the pool has. */
    record AddPrefixes(SubnetPoolId id, List<IPAddress> prefixes, Caller caller) implements SubnetPoolCommand {}

    /** Take these prefixes from the pool. */
    record RemovePrefixes(SubnetPoolId id, List<IPAddress> prefixes, Caller caller) implements SubnetPoolCommand {}

    /**
     * Take the subnets of a network, with their prefixes, into the pool.
     *
     * @param networkId the network's id as the client wrote it, or null when it was not said
     */
    record OnboardNetworkSubnets(SubnetPoolId id, @Nullable String networkId, Caller caller)
            implements SubnetPoolCommand {}
}
