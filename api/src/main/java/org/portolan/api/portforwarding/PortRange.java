package org.portolan.api.portforwarding;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Ports of a transport protocol, both ends included; written {@code 80:90}.
 *
 * @param first 1 to 65535
 * @param last 1 to 65535, not below the first
 */
public record PortRange(int first, int last) {

    /** The range with that text. */
    @JsonCreator
    public static PortRange of(String text) {
        int colon = text.indexOf(':');
        int first = Integer.parseInt(colon < 0 ? text : text.substring(0, colon));
        return new PortRange(first, colon < 0 ? first : Integer.parseInt(text.substring(colon + 1)));
    }

    /** The range of one port. */
    public static PortRange of(int port) {
        return new PortRange(port, port);
    }

    /** Whether it is one port only. */
    public boolean isSingle() {
        return first == last;
    }

    /** How many ports it has. */
    public int size() {
        return last - first + 1;
    }

    /** Whether some port is in both. */
    public boolean overlaps(PortRange other) {
        return first <= other.last && other.first <= last;
    }

    @JsonValue
    @Override
    public String toString() {
        return first + ":" + last;
    }
}
