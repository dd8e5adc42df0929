package org.portolan.api.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A text in which {@code %(name)s} stands for a member of the target. */
record Template(List<Part> parts) {

    /** A text as it stands, or the name of a member. */
    record Part(boolean isMember, String text) {}

    /**
     * What it says of that target.
     *
     * @param isKnown whether all of its members are known; if not, the text is of no meaning
     * @param text null when the target lacks a member
     */
    record Filled(boolean isKnown, @Nullable String text) {}

    Filled of(Target target) {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            if (!part.isMember()) {
                text.append(part.text());
                continue;
            }
            JsonNode value = target.value(part.text());
            if (value == null) {
                return new Filled(false, null);
            }
            if (value.isMissingNode()) {
                return new Filled(true, null);
            }
            text.append(said(value));
        }
        return new Filled(true, text.toString());
    }

    /** As Python writes it. */
    static String said(JsonNode value) {
        if (value.isNull()) {
            return "None";
        }
        if (value.isBoolean()) {
            return value.booleanValue() ? "True" : "False";
        }
        return value.isString() ? value.stringValue() : value.toString();
    }
}
