package org.portolan.api.router;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** The id of a router. */
public record RouterId(UUID value) {

    /** The id with that text. */
    @JsonCreator
    public static RouterId of(String uuid) {
        return new RouterId(UUID.fromString(uuid));
    }

    @JsonValue
    @Override
    public String toString() {
        return value.toString();
    }
}
