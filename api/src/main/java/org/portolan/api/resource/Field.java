package org.portolan.api.resource;

import org.jspecify.annotations.Nullable;

/** One member of a resource's body: set by clients ({@link Attribute}) or computed ({@link Derived}). */
public sealed interface Field permits Attribute, Derived {

    /** The member's name in Neutron's API, such as {@code provider:network_type}. */
    String name();

    /** The member's values. */
    Type<?> type();

    /** How the member is read. */
    Reading reading();

    /** The attribute by which clients set the member, or null when they may not. */
    default @Nullable Attribute<?> settable() {
        return switch (this) {
            case Attribute<?> attribute -> attribute;
            case Derived<?> derived -> derived.asked();
        };
    }

    /** What a list does when it is asked to be filtered by a member. */
    enum Filtering {
        /** It shows what has one of the values. */
        BY_VALUE,
        /** It takes no notice. */
        IGNORED,
        /** It wants {@code <key>=<value>}, and takes no notice of that. */
        IGNORED_PAIRS,
        /** It does not know the member: see {@link ResourceDescription#refusesUnknownFilters}. */
        UNKNOWN
    }

    /**
     * How a member is read.
     *
     * @param shown whether answers contain it
     * @param filtering what lists do that are asked to be filtered by it
     * @param sorts whether lists can be sorted by it
     * @param indexed whether filtering by it must stay fast when there are very many
     * @param orIn the member whose list entries have the value when the body itself has none, or null
     * @param toGrantees whether it is also true for those with whom the resource is shared, see {@link Resource#sharedWith}
     */
    record Reading(
            boolean shown,
            Filtering filtering,
            boolean sorts,
            boolean indexed,
            @Nullable String orIn,
            boolean toGrantees) {

        private static final Reading PLAIN = new Reading(true, Filtering.BY_VALUE, true, false, null, false);

        /** Shown, filters, sorts unless it is a list or an object, without an index. */
        static Reading of(Type<?> type) {
            boolean isOneValue = type.kind() != Type.Kind.LIST && type.kind() != Type.Kind.OBJECT;
            return isOneValue ? PLAIN : PLAIN.sorting(false);
        }

        Reading indexedToo() {
            return new Reading(shown, filtering, sorts, true, orIn, toGrantees);
        }

        Reading neverShown() {
            return new Reading(false, Filtering.UNKNOWN, false, false, orIn, toGrantees);
        }

        Reading notShown() {
            return new Reading(false, filtering, sorts, indexed, orIn, toGrantees);
        }

        Reading filtering(Filtering otherwise) {
            return new Reading(shown, otherwise, sorts, indexed, orIn, toGrantees);
        }

        Reading sorting(boolean whether) {
            return new Reading(shown, filtering, whether, indexed, orIn, toGrantees);
        }

        Reading alsoIn(String listMember) {
            return new Reading(shown, filtering, sorts, indexed, listMember, toGrantees);
        }

        Reading trueToGrantees() {
            return new Reading(shown, filtering, sorts, indexed, orIn, true);
        }
    }
}
