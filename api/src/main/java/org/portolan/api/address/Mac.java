package org.portolan.api.address;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import inet.ipaddr.MACAddressString;
import inet.ipaddr.mac.MACAddress;
import org.jspecify.annotations.Nullable;

/** A 48-bit MAC address, written in lower case with colons whatever form it was read from. */
public record Mac(String value) {

    /**
     * The address that the text denotes, with colons, dashes or dots.
     *
     * @throws IllegalArgumentException when it denotes none
     */
    @JsonCreator
    public Mac {
        value = canonical(value);
    }

    private static String canonical(String text) {
        if (isCanonical(text)) {
            return text;
        }
        MACAddress address = new MACAddressString(text).getAddress();
        if (address == null || address.isMultiple() || address.getSegmentCount() != 6) {
            throw new IllegalArgumentException("'" + text + "' is not a valid MAC address");
        }
        return address.toColonDelimitedString();
    }

    /** Whether it is written as it is stored, which is how it nearly always comes: logs hold millions of them. */
    private static boolean isCanonical(String text) {
        if (text.length() != 17) {
            return false;
        }
        for (int i = 0; i < 17; i++) {
            char c = text.charAt(i);
            boolean digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
            if (i % 3 == 2 ? c != ':' : !digit) {
                return false;
            }
        }
        return true;
    }

    /** The address that the text denotes, or null when it denotes none that a port could have. */
    public static @Nullable Mac parse(String text) {
        try {
            Mac mac = new Mac(text);
            return mac.value.equals("00:00:00:00:00:00") ? null : mac;
        } catch (IllegalArgumentException notAMac) {
            return null;
        }
    }

    /** The 48 bits as a number. */
    public long bits() {
        return Long.parseLong(value.replace(":", ""), 16);
    }

    /** The address with these 48 bits. */
    public static Mac ofBits(long bits) {
        String hex = "%012x".formatted(bits & 0xffff_ffff_ffffL);
        return new Mac(String.join(":", hex.split("(?<=\\G..)")));
    }

    @JsonValue
    @Override
    public String toString() {
        return value;
    }
}
