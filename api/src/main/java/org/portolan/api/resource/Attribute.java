package org.portolan.api.resource;

import java.util.function.Predicate;
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
     * @param setter who may set it to what is reserved
     * @param reserved which values are; the default is not
     * @param byDefault what it is when a create does not say, or null when that is left to the decision
     */
    public record Writing(
            boolean onPost,
            boolean onPut,
            boolean required,
            Setter setter,
            Predicate<JsonNode> reserved,
            @Nullable JsonNode byDefault) {

        /** Whether only those may set it to that value. */
        public boolean isReservedFor(Setter those, JsonNode value) {
            return setter == those && !value.equals(byDefault) && reserved.test(value);
        }

        private Writing by(Setter those, Predicate<JsonNode> values) {
            return new Writing(onPost, onPut, required, those, values, byDefault);
        }

        private Writing when(boolean post, boolean put, boolean must) {
            return new Writing(post, put, must, setter, reserved, must ? null : byDefault);
        }

        private Writing otherwise(JsonNode value) {
            return new Writing(onPost, onPut, false, setter, reserved, value);
        }
    }

    /** Who may set an attribute, as Neutron's default policy has it. */
    public enum Setter {
        /** Whoever may set anything of the resource. */
        OWNER,
        /** The owner of the network that the resource is on. */
        NETWORK_OWNER,
        /** Administrators. */
        ADMIN
    }

    /** An attribute that both a create and an update may set, without a default. */
    public static <T> Attribute<T> of(String name, Type<T> type) {
        return new Attribute<>(
                name, type, Reading.PLAIN, new Writing(true, true, false, Setter.OWNER, value -> true, null));
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
        return writing(new Writing(false, false, false, Setter.OWNER, value -> true, null));
    }

    /** The same, but only administrators may set it to anything but its default. */
    public Attribute<T> setByAdmin() {
        return writing(writing.by(Setter.ADMIN, value -> true));
    }

    /** The same, but only administrators may set it to one of these values. */
    public Attribute<T> setByAdmin(Predicate<JsonNode> values) {
        return writing(writing.by(Setter.ADMIN, values));
    }

    /** The same, but only the owner of the resource's network, or an administrator, may set it to anything but its default. */
    public Attribute<T> setByNetworkOwner() {
        return setByNetworkOwner(value -> true);
    }

    /** The same, but only the owner of the resource's network, or an administrator, may set it to one of these values. */
    public Attribute<T> setByNetworkOwner(Predicate<JsonNode> values) {
        return writing(writing.by(Setter.NETWORK_OWNER, values));
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

    /** The same, but those with whom the resource is shared read that it is true, whatever it is for others. */
    public Attribute<T> trueToGrantees() {
        return new Attribute<>(name, type, reading.trueToGrantees(), writing);
    }

    private Attribute<T> writing(Writing changed) {
        return new Attribute<>(name, type, reading, changed);
    }
}
