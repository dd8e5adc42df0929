package org.portolan.agent.pipeline;

import java.util.ArrayList;
import java.util.List;

/**
 * Some TCP, UDP or SCTP ports, such as one match takes them: those that have the same bits under a mask.
 *
 * @param mask 0xffff for a single port
 */
public record PortMask(int value, int mask) {
    private static final int ALL_BITS = 0xffff;

    /** The fewest masks whose ports are exactly those of a range, in ascending order. */
    public static List<PortMask> range(int first, int last) {
        List<PortMask> masks = new ArrayList<>();
        int port = first;
        while (port <= last) {
            int size = port == 0 ? ALL_BITS + 1 : Integer.lowestOneBit(port);
            while (port + size - 1 > last) {
                size /= 2;
            }
            masks.add(new PortMask(port, ALL_BITS & -size));
            port += size;
        }
        return masks;
    }

    @Override
    public String toString() {
        return mask == ALL_BITS
                ? Integer.toString(value)
                : "0x" + Integer.toHexString(value) + "/0x" + Integer.toHexString(mask);
    }
}
