package org.portolan.command.network;

import org.portolan.api.error.NeutronError;
import org.portolan.api.network.NetworkId;

/** The smallest MTU that an IP version bears: 68 bytes for IPv4 (RFC 791), 1280 for IPv6 (RFC 8200). */
public final class NetworkMtu {

    private static final int IPV4_MIN = 68;
    private static final int IPV6_MIN = 1280;

    private NetworkMtu() {}

    /**
     * Refuses an MTU under which a subnet of that IP version cannot work.
     *
     * @throws NeutronError 409
     */
    public static void require(NetworkId network, int mtu, int ipVersion) {
        int least = ipVersion == 4 ? IPV4_MIN : IPV6_MIN;
        if (mtu < least) {
            throw NeutronError.conflict(
                    "NetworkMTUSubnetConflict",
                    "MTU of " + network + " is not valid, subnet requires a minimum of " + least);
        }
    }
}
