package org.portolan.command.subnet;

import inet.ipaddr.IPAddress;
import org.portolan.api.address.Mac;
import org.portolan.api.json.Json;

/** The address that a host makes itself of its subnet's prefix and its MAC (RFC 4291 appendix A, modified EUI-64). */
public final class AutomaticAddress {

    private AutomaticAddress() {}

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
