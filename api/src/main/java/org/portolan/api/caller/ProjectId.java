package org.portolan.api.caller;

import com.fasterxml.jackson.annotation.JsonValue;

/** The id of a project (a tenant); any string, empty for what belongs to no project. */
public record ProjectId(@JsonValue String value) {

    /** What stands for every project where one could be named. */
    public static final ProjectId ALL = new ProjectId("*");

    @Override
    public String toString() {
        return value;
    }
}
