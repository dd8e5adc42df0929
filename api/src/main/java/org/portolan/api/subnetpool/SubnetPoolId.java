package org.portolan.api.subnetpool;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** The id of a subnet pool. */
public record SubnetPoolId(UUID value) {

    /** The id with that text. */
    @JsonCreator
    public static SubnetPoolId of(String uuid) {
        return new SubnetPoolId(UUID.fromString(uuid));
    }

    @JsonValue
    @Override
    public String toString() {
        return value.toString();
    }
}
