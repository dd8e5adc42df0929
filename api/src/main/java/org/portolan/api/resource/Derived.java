package org.portolan.api.resource;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A member of a resource's body that follows from the resource's state.
 *
 * @param value the member's value for a state; a missing node leaves the member out of the body
 * @param asked the attribute by which clients may wish for a value all the same, or null when they may not
 */
public record Derived<S>(
        String name,
        Type<?> type,
        Reading reading,
        Function<S, JsonNode> value,
        @Nullable Attribute<?> asked) implements Field {

    /** A member that none may set. */
    public static <S, T> Derived<S> of(String name, Type<T> type, Function<S, JsonNode> value) {
        return new Derived<>(name, type, Reading.of(type), value, null);
    }

    /** A member that clients wish for by an attribute, while its value is the server's decision. */
    public static <S> Derived<S> asked(Attribute<?> attribute, Function<S, JsonNode> value) {
        return new Derived<>(attribute.name(), attribute.type(), attribute.reading(), value, attribute);
    }

    /** The same, and lists filtered by it stay fast. */
    public Derived<S> indexed() {
        return new Derived<>(name, type, reading.indexedToo(), value, asked);
    }

    /** The same, but answers never contain it: lists can be filtered by it. */
    public Derived<S> onlyFiltering() {
        return new Derived<>(name, type, reading.notShown().sorting(false), value, asked);
    }

    /** The same, but lists can neither be filtered nor sorted by it. */
    public Derived<S> unfiltered() {
        return new Derived<>(name, type, reading.filtering(Filtering.UNKNOWN).sorting(false), value, asked);
    }

    /** The same, but lists cannot be sorted by it. */
    public Derived<S> unsorted() {
        return new Derived<>(name, type, reading.sorting(false), value, asked);
    }

    /** The same, but those with whom the resource is shared read that it is true, whatever it is for others. */
    public Derived<S> trueToGrantees() {
        return new Derived<>(name, type, reading.trueToGrantees(), value, asked);
    }
}
