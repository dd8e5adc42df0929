package org.portolan.agent.pipeline;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;

/**
 * Addresses that begin alike.
 *
 * @param text as Open vSwitch prints it: without a length if it is one address, empty if it is all of them
 */
public record Prefix(Family family, String text) {

    /** Of an address, with its prefix length if it has one; bits beyond that do not count. */
    public static Prefix of(IPAddress address) {
        Family family = address.isIPv4() ? Family.IPV4 : Family.IPV6;
        Integer length = address.getNetworkPrefixLength();
        if (length == null || length == address.getBitCount()) {
            return new Prefix(family, address.withoutPrefixLength().toCanonicalString());
        }
        return new Prefix(family, length == 0 ? "" : address.toZeroHost().toCanonicalString());
    }

    /**
     * Of a text such as {@code 10.0.0.0/8} or {@code 2001:db8::1}.
     *
     * @throws IllegalArgumentException if it is neither address nor prefix
     */
    public static Prefix parse(String text) {
        IPAddress address = new IPAddressString(text).getAddress();
        if (address == null) {
            throw new IllegalArgumentException("Not a prefix: " + text);
        }
        return of(address);
    }

    /** Whether every address begins so. */
    public boolean isEverything() {
        return text.isEmpty();
    }

    @Override
    public String toString() {
        return isEverything() ? "any" : text;
    }
}
