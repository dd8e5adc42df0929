package org.portolan.api.portforwarding;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** The id of a port forwarding. */
public record PortForwardingId(UUID value) {

    /** The id with that text. */
    @JsonCreator
    public static PortForwardingId of(String uuid) {
        return new PortForwardingId(UUID.fromString(uuid));
    }

    @JsonValue
    @Override
    public String toString() {
        return value.toString();
    }
}
