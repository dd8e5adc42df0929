package org.portolan.api.segment;

/**
 * Segmentation ids that may be handed out.
 *
 * @param lowest the first of them
 * @param highest the last of them
 */
public record SegmentRange(long lowest, long highest) {

    /** Whether the id is one of them. */
    public boolean contains(long id) {
        return lowest <= id && id <= highest;
    }

    @Override
    public String toString() {
        return lowest + ":" + highest;
    }
}
