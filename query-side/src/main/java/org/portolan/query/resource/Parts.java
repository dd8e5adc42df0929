package org.portolan.query.resource;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Comparator;
import java.util.List;
import org.portolan.api.error.NeutronError;
import org.portolan.api.resource.Part;
import org.portolan.api.resource.Resource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Short lists that follow from one resource's state: filtered and cut as others are, but in memory. */
final class Parts {

    private Parts() {}

    @SuppressWarnings("unchecked") // the part was declared for the resource's own state
    static <S extends Resource> List<ObjectNode> of(Part<S> part, Resource state) {
        return part.entries().apply((S) state);
    }

    /**
     * A page of the list.
     *
     * @param keys what tells its entries apart, as markers are
     * @param limit how long it could have been, 0 for endless
     * @param isReverse whether it ends where the client's marker is
     */
    record Page(List<ObjectNode> entries, List<String> keys, int limit, boolean isReverse) {
        /** The links to its neighbours. */
        ArrayNode links(HttpServletRequest request, QueryString query) {
            return ResourceReads.links(keys, limit, isReverse, request, query);
        }
    }

    /** The entries that have what the parameters want. */
    static List<ObjectNode> filtered(List<ObjectNode> entries, QueryString query) {
        return entries.stream()
                .filter(entry -> query.filters().stream()
                        .filter(entry::has)
                        .allMatch(name -> query.values(name).stream()
                                .anyMatch(value -> value.equalsIgnoreCase(textOf(entry.path(name))))))
                .toList();
    }

    /**
     * The entries in the order that the parameters wish.
     *
     * @param key the only member that sorts them
     * @throws NeutronError 400 when they name another, or no directions
     */
    static List<ObjectNode> sorted(List<ObjectNode> entries, String key, QueryString query) {
        List<Boolean> ascending = Sorting.directions(query, key::equals);
        if (ascending.isEmpty()) {
            return entries;
        }
        Comparator<ObjectNode> order = Comparator.comparing(entry -> textOf(entry.path(key)));
        return entries.stream()
                .sorted(ascending.getFirst() ? order : order.reversed())
                .toList();
    }

    /** The page of the list that the parameters tell; it begins at the list's beginning when the marker is unknown. */
    static Page page(List<ObjectNode> all, String key, QueryString query) {
        int limit = Resources.limit(query.last("limit"));
        if (limit == 0) {
            return new Page(all, List.of(), limit, false);
        }
        List<String> keys = all.stream().map(entry -> textOf(entry.path(key))).toList();
        boolean isReverse = Resources.isTrue(query.last("page_reverse"));
        String marker = query.last("marker");
        int place = marker == null ? -1 : keys.indexOf(marker);
        int from;
        int to;
        if (isReverse) {
            to = place < 0 ? all.size() : place;
            from = Math.max(0, to - limit);
        } else {
            from = place + 1;
            to = Math.min(all.size(), from + limit);
        }
        return new Page(all.subList(from, to), keys.subList(from, to), limit, isReverse);
    }

    private static String textOf(JsonNode value) {
        return value.isString() ? value.stringValue() : value.toString();
    }
}
