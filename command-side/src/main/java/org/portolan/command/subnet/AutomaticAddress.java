package org.portolan.command.subnet;

import inet.ipaddr.IPAddress;
import java.util.Set;
import org.portolan.api.address.Mac;
import org.portolan.api.json.Json;

/** The address that a host makes itself of its subnet's prefix and its MAC (RFC 4291 appendix A, modified EUI-64). */
public final class AutomaticAddress {

    private static final Set<String> ROUTERS = Set.of(
            "network:router_interface",
            "network:router_interface_distributed",
            "network:ha_router_replicated_interface",
            "network:router_centralized_snat");

    private AutomaticAddress() {}

    /** Whether the port is a router's on a subnet: a router announces the prefix, and has the addresses it is given. */
    public static boolean isRouters(String deviceOwner) {
        return ROUTERS.contains(deviceOwner);
    }

    /** The address of the host with that MAC on the subnet with that /64. */
    public static IPAddress of(IPAddress cidr, Mac mac) {
        long bits = mac.bits();
        long high = (bits >>> 24) & 0xff_ffffL;
        long low = bits & 0xff_ffffL;
        long interfaceId = ((high ^ 0x02_0000L) << 40) | (0xff_feL << 24) | low;
        byte[] bytes = cidr.getLower().getBytes();
        for (int i = 0; i < Long.BYTES; i++) {
            bytes[15 - i] = (byte) (interfaceId >>> (8 * i));
        }
        return Json.address(new inet.ipaddr.ipv6.IPv6Address(bytes).toCanonicalString());
    }
}
