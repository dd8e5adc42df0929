package org.portolan.api.resource;

import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** How Neutron's messages quote what a client sent: as Python would print it. */
final class PythonText {

    private PythonText() {}

    /** The value as Python's {@code str()} writes it. */
    static String str(JsonNode value) {
        return value.isString() ? value.stringValue() : repr(value);
    }

    private static String repr(JsonNode value) {
        return switch (value.getNodeType()) {
            case NULL, MISSING -> "None";
            case BOOLEAN -> value.booleanValue() ? "True" : "False";
            case STRING -> "'" + value.stringValue() + "'";
            case ARRAY -> value.valueStream().map(PythonText::repr).collect(Collectors.joining(", ", "[", "]"));
            case OBJECT ->
                value.propertyStream()
                        .map(entry -> "'" + entry.getKey() + "': " + repr(entry.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
            default -> value.toString();
        };
    }
}
