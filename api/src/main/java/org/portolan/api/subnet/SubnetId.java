package org.portolan.api.subnet;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** The id of a subnet. */
public record SubnetId(UUID value) {

    /** The id with that text. */
    @JsonCreator
    public static SubnetId of(String uuid) {
        return new SubnetId(UUID.fromString(uuid));
    }

    @JsonValue
    @Override
    public String toString() {
        return value.toString();
    }
}
