package org.portolan.api.resource;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/**
 * A member of a resource's body that clients may set, and the handle by which its value is read.
 *
 * @param writing when it may be set
 */
public record Attribute<T>(String name, Type<T> type, Reading reading, Writing writing) implements Field {

    /**
     * When an attribute may be set; by whom, the policy tells.
     *
     * @param onPost whether a create may set it
     * @param onPut whether an update may set it
     * @param required whether a create must set it
     * @param byDefault what it is when a create does not say, or null when that is left to the decision
     */
    public record Writing(
            boolean onPost,
            boolean onPut,
            boolean required,
            @Nullable JsonNode byDefault) {

        private Writing when(boolean post, boolean put, boolean must) {
            return new Writing(post, put, must, must ? null : byDefault);
        }

        private Writing otherwise(JsonNode value) {
            return new Writing(onPost, onPut, false, value);
        }
    }

    /** An attribute that both a create and an update may set, without a default. */
    public static <T> Attribute<T> of(String name, Type<T> type) {
        return new Attribute<>(name, type, Reading.of(type), new Writing(true, true, false, null));
    }

    /** The same, with that default. */
    public Attribute<T> defaultsTo(T value) {
        return writing(writing.otherwise(type.writer().apply(value)));
    }

    /** The same, null by default and by wish. */
    public Attribute<T> nullable() {
        return new Attribute<>(name, type.orNull(), reading, writing.otherwise(NullNode.getInstance()));
    }

    /** The same, null by wish; without a default. */
    public Attribute<T> nullAllowed() {
        return new Attribute<>(name, type.orNull(), reading, writing);
    }

    /** The same, but a create must set it. */
    public Attribute<T> required() {
        return writing(writing.when(true, writing.onPut, true));
    }

    /** The same, but only a create may set it. */
    public Attribute<T> onPostOnly() {
        return writing(writing.when(true, false, writing.required));
    }

    /** The same, but only an update may set it. */
    public Attribute<T> onPutOnly() {
        return writing(writing.when(false, true, false));
    }

    /** The same, but clients may never set it: its value is the server's decision. */
    public Attribute<T> decided() {
        return writing(new Writing(false, false, false, null));
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
        Reading ofPath =
                reading.indexedToo().notShown().filtering(Filtering.IGNORED).sorting(false);
        return new Attribute<>(name, type, ofPath, decided().writing);
    }

    /** The same, but lists can neither be filtered nor sorted by it. */
    public Attribute<T> unfiltered() {
        return new Attribute<>(name, type, reading.filtering(Filtering.UNKNOWN).sorting(false), writing);
    }

    /** The same, but lists take no notice when they are asked to be filtered by it, and cannot be sorted by it. */
    public Attribute<T> ignoredByFilters() {
        return new Attribute<>(name, type, reading.filtering(Filtering.IGNORED).sorting(false), writing);
    }

    /** The same, but lists that are asked to be filtered by it want {@code <key>=<value>}, of which they take no notice. */
    public Attribute<T> takesPairs() {
        return new Attribute<>(name, type, reading.filtering(Filtering.IGNORED_PAIRS), writing);
    }

    /** The same, but lists cannot be sorted by it. */
    public Attribute<T> unsorted() {
        return new Attribute<>(name, type, reading.sorting(false), writing);
    }

    /** The same, and lists can be sorted by it, though it is a list itself. */
    public Attribute<T> sorted() {
        return new Attribute<>(name, type, reading.sorting(true), writing);
    }

    /** The same, but where the body lacks it, the entries of that list have it, and lists are filtered by those. */
    public Attribute<T> orIn(String listMember) {
        return new Attribute<>(name, type, reading.alsoIn(listMember), writing);
    }

    /** The same, but those with whom the resource is shared read that it is true, whatever it is for others. */
    public Attribute<T> trueToGrantees() {
        return new Attribute<>(name, type, reading.trueToGrantees(), writing);
    }

    private Attribute<T> writing(Writing changed) {
        return new Attribute<>(name, type, reading, changed);
    }
}
