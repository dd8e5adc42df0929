package org.portolan.agent.pipeline;

import java.util.Optional;

/**
 * The 64 bits that Open vSwitch keeps beside a flow: 16 bits that mark it as Portolan's, 8 bits for the feature it serves,
 * 40 bits for the position in the log of the event that made it exist. It is a function of the log alone, so a restarted agent
 * computes the same cookie and rewrites nothing.
 *
 * @param bits as Open vSwitch prints them
 */
public record Cookie(long bits) {
    /** Highest position that fits, about 10^12. */
    public static final long MAX_POSITION = (1L << 40) - 1;

    private static final long OWNER = 0x504fL << 48;
    private static final long OWNER_MASK = 0xffffL << 48;

    /** What a flow is there for. Codes are on the wire: never renumber. */
    public enum Feature {
        PIPELINE(1),
        TUNNEL(2),
        NETWORK(3),
        UNICAST(4),
        ARP(5),
        DEAD_PORT(6),
        /** Made by the switch itself from a learn action. */
        LEARNED(7),
        /** What a port may send, and how it is reached. */
        PORT_SECURITY(8),
        /** Rules of security groups. */
        SECURITY_GROUP(9),
        /** Addresses that rules of security groups name together. */
        REMOTE_GROUP(10),
        /** Physical networks. */
        PHYSICAL(11),
        /** Marks and limits of QoS policies. */
        QOS(12);

        private final int code;

        Feature(int code) {
            this.code = code;
        }

        private static Optional<Feature> of(int code) {
            for (Feature feature : values()) {
                if (feature.code == code) {
                    return Optional.of(feature);
                }
            }
            return Optional.empty();
        }
    }

    /**
     * Cookie of a flow of ours.
     *
     * @param position of the event that caused the flow, 0 if it is part of the bare pipeline
     * @throws IllegalArgumentException if the position is negative or needs more than 40 bits
     */
    public static Cookie of(Feature feature, long position) {
        if (position < 0 || position > MAX_POSITION) {
            throw new IllegalArgumentException("Position " + position + " does not fit into 40 bits");
        }
        return new Cookie(OWNER | ((long) feature.code << 40) | position);
    }

    /** Matches every cookie of ours and no other, in the form {@code value/mask}. */
    public static String ours() {
        return "0x" + Long.toHexString(OWNER) + "/0x" + Long.toHexString(OWNER_MASK);
    }

    public boolean isOurs() {
        return (bits & OWNER_MASK) == OWNER;
    }

    /** Empty if the flow is not ours, or is of a feature that this version does not know. */
    public Optional<Feature> feature() {
        return isOurs() ? Feature.of((int) (bits >> 40) & 0xff) : Optional.empty();
    }

    /** Position of the causing event, meaningful if {@link #isOurs()}. */
    public long position() {
        return bits & MAX_POSITION;
    }

    @Override
    public String toString() {
        return "0x" + Long.toHexString(bits);
    }
}
