package org.portolan.rest;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Values that are no part of the log, laid over bodies of the present: in answers to reads, and in those to writes. */
public interface Overlay {

    /** Whether bodies of that resource may have any. */
    boolean concerns(String resource);

    /** The values for the resource with that body, by member. */
    Map<String, JsonNode> of(JsonNode body);
}
