package org.portolan.api.port;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** The id of a port. */
public record PortId(UUID value) {

    /** The id with that text. */
    @JsonCreator
    public static PortId of(String uuid) {
        return new PortId(UUID.fromString(uuid));
    }

    @JsonValue
    @Override
    public String toString() {
        return value.toString();
    }
}
