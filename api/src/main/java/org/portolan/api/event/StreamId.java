package org.portolan.api.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The name of one stream of events: what it is about, and which one.
 *
 * @param type the stream's type, such as {@code port}; no slash
 * @param key which of that type, such as a port's UUID
 */
public record StreamId(String type, String key) {

    /** The stream with that name, as {@link #toString} writes it. */
    @JsonCreator
    public static StreamId parse(String name) {
        int slash = name.indexOf('/');
        if (slash < 1) {
            throw new IllegalArgumentException("A stream is named <type>/<key>, but this is '" + name + "'");
        }
        return new StreamId(name.substring(0, slash), name.substring(slash + 1));
    }

    @JsonValue
    @Override
    public String toString() {
        return type + "/" + key;
    }
}
