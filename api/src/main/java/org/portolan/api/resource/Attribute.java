package org.portolan.api.resource;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/**
 * A member of a resource's body that clients may set, and the handle by which its value is read.
 *
 * @param writing who may set it, and when
 */
public record Attribute<T>(String name, Type<T> type, Reading reading, Writing writing) implements Field {

    /**
     * Who may set an attribute, and when.
     *
     * @param onPost whether a create may set it
     * @param onPut whether an update may set it
     * @param required whether a create must set it
     * @param byAdminOnly whether only administrators may set it to anything but its default
     * @param byDefault what it is when a create does not say, or null when that is left to the decision
     */
    public record Writing(
            boolean onPost,
            boolean onPut,
            boolean required,
            boolean byAdminOnly,
            @Nullable JsonNode byDefault) {}

    /** An attribute that both a create and an update may set, without a default. */
    public static <T> Attribute<T> of(String name, Type<T> type) {
        return new Attribute<>(name, type, Reading.PLAIN, new Writing(true, true, false, false, null));
    }

    /** The same, with that default. */
    public Attribute<T> defaultsTo(T value) {
        return writing(new Writing(
                writing.onPost,
                writing.onPut,
                false,
                writing.byAdminOnly,
                type.writer().apply(value)));
    }

    /** The same, null by default and by wish. */
    public Attribute<T> nullable() {
        return new Attribute<>(
                name,
                type.orNull(),
                reading,
                new Writing(writing.onPost, writing.onPut, false, writing.byAdminOnly, NullNode.getInstance()));
    }

    /** The same, null by wish; without a default. */
    public Attribute<T> nullAllowed() {
        return new Attribute<>(name, type.orNull(), reading, writing);
    }

    /** The same, but a create must set it. */
    public Attribute<T> required() {
        return writing(new Writing(true, writing.onPut, true, writing.byAdminOnly, null));
    }

    /** The same, but only a create may set it. */
    public Attribute<T> onPostOnly() {
        return writing(new Writing(true, false, writing.required, writing.byAdminOnly, writing.byDefault));
    }

    /** The same, but only an update may set it. */
    public Attribute<T> onPutOnly() {
        return writing(new Writing(false, true, false, writing.byAdminOnly, writing.byDefault));
    }

    /** The same, but clients may never set it: its value is the server's decision. */
    public Attribute<T> decided() {
        return writing(new Writing(false, false, false, false, null));
    }

    /** The same, but only administrators may set it to anything but its default. */
    public Attribute<T> setByAdmin() {
        return writing(new Writing(writing.onPost, writing.onPut, writing.required, true, writing.byDefault));
    }

    /** The same, but only administrators see it. */
    public Attribute<T> seenByAdmin() {
        return new Attribute<>(name, type, reading.toAdminOnly(), writing);
    }

    /** The same, and lists filtered by it stay fast. */
    public Attribute<T> indexed() {
        return new Attribute<>(name, type, reading.indexedToo(), writing);
    }

    /** The same, but answers never contain it. */
    public Attribute<T> hidden() {
        return new Attribute<>(name, type, reading.neverShown(), writing);
    }

    /** The same, but only the path says it: answers never contain it, and lists are fast to tell by it. */
    public Attribute<T> ofPath() {
        return new Attribute<>(name, type, reading.indexedToo().notShown(), decided().writing);
    }

    /** The same, but lists can neither be filtered nor sorted by it. */
    public Attribute<T> unfiltered() {
        return new Attribute<>(name, type, reading.notFiltering(), writing);
    }

    /** The same, but where the body lacks it, the entries of that list have it, and lists are filtered by those. */
    public Attribute<T> orIn(String listMember) {
        return new Attribute<>(name, type, reading.alsoIn(listMember), writing);
    }

    private Attribute<T> writing(Writing changed) {
        return new Attribute<>(name, type, reading, changed);
    }
}
