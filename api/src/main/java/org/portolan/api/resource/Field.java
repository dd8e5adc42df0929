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

    /**
     * How a member is read.
     *
     * @param shown whether answers contain it
     * @param filters whether lists can be filtered and sorted by it
     * @param indexed whether filtering by it must stay fast when there are very many
     * @param orIn the member whose list entries have the value when the body itself has none, or null
     * @param toGrantees whether it is also true for those with whom the resource is shared, see {@link Resource#sharedWith}
     */
    record Reading(
            boolean shown,
            boolean filters,
            boolean indexed,
            @Nullable String orIn,
            boolean toGrantees) {

        /** Shown, filters, without an index. */
        static final Reading PLAIN = new Reading(true, true, false, null, false);

        Reading indexedToo() {
            return new Reading(shown, filters, true, orIn, toGrantees);
        }

        Reading neverShown() {
            return new Reading(false, false, false, orIn, toGrantees);
        }

        Reading notShown() {
            return new Reading(false, filters, indexed, orIn, toGrantees);
        }

        Reading notFiltering() {
            return new Reading(shown, false, false, orIn, toGrantees);
        }

        Reading alsoIn(String listMember) {
            return new Reading(shown, filters, indexed, listMember, toGrantees);
        }

        Reading trueToGrantees() {
            return new Reading(shown, filters, indexed, orIn, true);
        }
    }
}
