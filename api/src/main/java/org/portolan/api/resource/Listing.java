package org.portolan.api.resource;

/**
 * How lists of a resource come: whether clients' wishes about their order and length are met.
 *
 * @param sorting what becomes of {@code sort_key}
 * @param pages what becomes of {@code limit} and {@code marker}
 */
public record Listing(Sorting sorting, Pages pages) {

    /** What becomes of {@code sort_key} and {@code sort_dir}. */
    public enum Sorting {
        /** Lists are sorted by the members that say so. */
        BY_MEMBERS,
        /** There is no key by which they are. */
        REFUSED,
        /** Nobody looks at them. */
        IGNORED
    }

    /** What becomes of {@code limit}, and of a {@code marker} that names nothing. */
    public enum Pages {
        /** A page after what is not there is the first one. */
        AFTER_ANYTHING,
        /** A page after what is not there is refused. */
        AFTER_WHAT_IS_THERE,
        /** A page after what is not there is empty. */
        EMPTY_AFTER_NOTHING,
        /** There are none: lists are whole. */
        NONE
    }

    /** Sorted by members, in pages. */
    public static final Listing IN_PAGES = new Listing(Sorting.BY_MEMBERS, Pages.AFTER_ANYTHING);

    /** The same, but with that to do about the pages. */
    public Listing with(Pages otherwise) {
        return new Listing(sorting, otherwise);
    }

    /** The same, but with that to do about the order. */
    public Listing with(Sorting otherwise) {
        return new Listing(otherwise, pages);
    }

    /** Whether lists come in pages. */
    public boolean isPaged() {
        return pages != Pages.NONE;
    }
}
