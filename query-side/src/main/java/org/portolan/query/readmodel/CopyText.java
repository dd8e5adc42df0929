package org.portolan.query.readmodel;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Rows in the text form of PostgreSQL's COPY: the cheapest way in, and no SQL is made of the values. */
final class CopyText {

    private final StringBuilder text = new StringBuilder();
    private boolean rowIsEmpty = true;

    /** Adds the row's next value: text, a number, a truth value, a time, a list of texts, or null. */
    CopyText add(@Nullable Object value) {
        if (!rowIsEmpty) {
            text.append('\t');
        }
        rowIsEmpty = false;
        switch (value) {
            case null -> text.append("\\N");
            case String string -> escape(string);
            case Long number -> text.append(number.longValue());
            case Boolean truth -> text.append(truth ? 't' : 'f');
            case Instant at -> text.append(at);
            case String[] members -> escape(arrayOf(members));
            default -> throw new IllegalArgumentException("No column holds a " + value.getClass());
        }
        return this;
    }

    /** Ends the row. */
    void endRow() {
        text.append('\n');
        rowIsEmpty = true;
    }

    boolean isEmpty() {
        return text.isEmpty();
    }

    byte[] bytes() {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void escape(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '\t' -> text.append("\\t");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                default -> text.append(c);
            }
        }
    }

    private static String arrayOf(String[] members) {
        StringBuilder array = new StringBuilder("{");
        for (String member : members) {
            if (array.length() > 1) {
                array.append(',');
            }
            array.append('"')
                    .append(member.replace("\\", "\\\\").replace("\"", "\\\""))
                    .append('"');
        }
        return array.append('}').toString();
    }
}
