package org.portolan.api.address;

import inet.ipaddr.IPAddress;

/**
 * A range of addresses that a subnet hands out.
 *
 * @param start its first address
 * @param end its last address, of the same IP version and not below the first
 */
public record AddressPool(IPAddress start, IPAddress end) {

    /** Whether the address lies in the range. */
    public boolean contains(IPAddress address) {
        return address.getIPVersion() == start.getIPVersion()
                && address.compareTo(start) >= 0
                && address.compareTo(end) <= 0;
    }

    /** Whether some address lies in both ranges. */
    public boolean overlaps(AddressPool other) {
        return contains(other.start) || other.contains(start);
    }

    @Override
    public String toString() {
        return start + "-" + end;
    }
}
