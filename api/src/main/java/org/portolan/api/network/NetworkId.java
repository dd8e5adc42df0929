package org.portolan.api.network;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** The id of a network. */
public record NetworkId(UUID value) {

    /** The id with that text. */
    @JsonCreator
    public static NetworkId of(String uuid) {
        return new NetworkId(UUID.fromString(uuid));
    }

    @JsonValue
    @Override
    public String toString() {
        return value.toString();
    }
}
