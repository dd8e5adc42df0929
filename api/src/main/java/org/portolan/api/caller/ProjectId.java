package org.portolan.api.caller;

import com.fasterxml.jackson.annotation.JsonValue;

/** The id of a project (a tenant); any string, empty for what belongs to no project. */
public record ProjectId(@JsonValue String value) {

    @Override
    public String toString() {
        return value;
    }
}
