package org.portolan.api.floatingip;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** The id of a floating IP. */
public record FloatingIpId(UUID value) {

    /** The id with that text. */
    @JsonCreator
    public static FloatingIpId of(String uuid) {
        return new FloatingIpId(UUID.fromString(uuid));
    }

    @JsonValue
    @Override
    public String toString() {
        return value.toString();
    }
}
