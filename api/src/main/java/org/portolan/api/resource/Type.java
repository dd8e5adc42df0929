package org.portolan.api.resource;

import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/**
 * What values an attribute may have: how a client's JSON becomes the canonical form that is kept, and how that is read.
 *
 * @param kind how the values compare in filters and sorting
 * @param parser from what a client sent to the canonical form
 * @param reader from the canonical form to the value
 * @param writer from the value to the canonical form
 */
public record Type<T>(Kind kind, Parser parser, Function<JsonNode, T> reader, Function<T, JsonNode> writer) {

    /** How values compare in filters and sorting. */
    public enum Kind {
        /** As text, regardless of case, as Neutron's databases do. */
        TEXT,
        /** As numbers. */
        INTEGER,
        /** As truth values, in any spelling that a request body may use. */
        BOOLEAN,
        /** As timestamps of ISO 8601. */
        TIME,
        /** As lists: a filter matches when it equals a member. */
        LIST,
        /** Not at all. */
        OBJECT
    }

    /** From what a client sent to the canonical form. */
    @FunctionalInterface
    public interface Parser {
        /**
         * The canonical form of the input.
         *
         * @param attribute the attribute's name, for the message
         * @throws org.portolan.api.error.NeutronError 400 when the input is no such value
         */
        JsonNode parse(String attribute, JsonNode input);
    }

    /** The same values; null stands for that one. */
    public Type<T> nullMeans(T value) {
        return new Type<>(
                kind,
                (attribute, input) -> input.isNull() ? writer.apply(value) : parser.parse(attribute, input),
                reader,
                writer);
    }

    /** The same values, or null. */
    public Type<T> orNull() {
        return new Type<>(
                kind,
                (attribute, input) -> input.isNull() ? NullNode.getInstance() : parser.parse(attribute, input),
                reader,
                writer);
    }
}
