package org.portolan.api.segment;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a segment carries frames between hosts. */
public enum NetworkType {
    /** Not at all: one host only. */
    LOCAL(0, 0),
    /** Untagged on a physical network. */
    FLAT(0, 0),
    /** Tagged on a physical network (IEEE 802.1Q). */
    VLAN(1, 4094),
    /** In UDP (RFC 7348). */
    VXLAN(1, (1L << 24) - 1),
    /** In IP with a key (RFC 2890). */
    GRE(1, (1L << 32) - 1),
    /** In UDP with options (RFC 8926). */
    GENEVE(1, (1L << 24) - 1);

    private final long lowestId;
    private final long highestId;

    NetworkType(long lowestId, long highestId) {
        this.lowestId = lowestId;
        this.highestId = highestId;
    }

    /** The type of that name, if there is one. */
    public static Optional<NetworkType> named(String name) {
        return Arrays.stream(values())
                .filter(type -> type.toString().equals(name))
                .findAny();
    }

    /** The type of that name in an event. */
    @JsonCreator
    public static NetworkType of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** Whether frames travel in tunnels between hosts. */
    public boolean isTunnel() {
        return this == VXLAN || this == GRE || this == GENEVE;
    }

    /** Whether frames travel on a physical network that the operator names. */
    public boolean isPhysical() {
        return this == FLAT || this == VLAN;
    }

    /** Whether segments of this type are told apart by an id. */
    public boolean hasIds() {
        return highestId > 0;
    }

    /** The lowest id that the encapsulation can carry. */
    public long lowestId() {
        return lowestId;
    }

    /** The highest id that the encapsulation can carry. */
    public long highestId() {
        return highestId;
    }

    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
