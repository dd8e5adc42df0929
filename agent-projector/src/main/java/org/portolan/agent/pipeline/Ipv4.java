package org.portolan.agent.pipeline;

/** Dotted IPv4 addresses. */
public final class Ipv4 {
    private Ipv4() {}

    /** Whether the text has the form of an IPv4 address. */
    public static boolean isAddress(String text) {
        return parse(text) >= 0;
    }

    /**
     * The 32 bits of the address.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static int bits(String text) {
        long bits = parse(text);
        if (bits < 0) {
            throw new IllegalArgumentException("Not an IPv4 address: " + text);
        }
        return (int) bits;
    }

    /** The address of those 32 bits. */
    public static String text(int bits) {
        return (bits >>> 24) + "." + (bits >>> 16 & 0xff) + "." + (bits >>> 8 & 0xff) + "." + (bits & 0xff);
    }

    private static long parse(String text) {
        long bits = 0;
        int part = 0;
        int digits = 0;
        int dots = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.') {
                if (digits == 0) {
                    return -1;
                }
                bits = bits << 8 | part;
                part = 0;
                digits = 0;
                dots++;
            } else if (c >= '0' && c <= '9' && digits < 3) {
                part = part * 10 + (c - '0');
                digits++;
            } else {
                return -1;
            }
            if (part > 255) {
                return -1;
            }
        }
        return dots == 3 && digits > 0 ? bits << 8 | part : -1;
    }
}
