package org.portolan.query.resource;

import java.util.List;
import java.util.Set;
import org.portolan.api.resource.Part;
import org.portolan.api.resource.Resource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Short lists that follow from one resource's state: filtered and cut as others are, but in memory. */
final class Parts {

    private static final Set<String> NO_FILTERS =
            Set.of("fields", "sort_key", "sort_dir", "limit", "marker", "page_reverse");

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
    record Page(List<ObjectNode> entries, List<String> keys, int limit, boolean isReverse) {}

    /** The page of the list that the parameters tell; it begins at the list's beginning when the marker is unknown. */
    static Page page(List<ObjectNode> entries, String key, QueryString query) {
        List<ObjectNode> all = filtered(entries, query);
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

    private static List<ObjectNode> filtered(List<ObjectNode> entries, QueryString query) {
        return entries.stream()
                .filter(entry -> query.parameters().stream()
                        .map(QueryString.Parameter::name)
                        .filter(name -> !NO_FILTERS.contains(name) && entry.has(name))
                        .allMatch(name -> query.values(name).stream()
                                .anyMatch(value -> value.equalsIgnoreCase(textOf(entry.path(name))))))
                .toList();
    }

    private static String textOf(JsonNode value) {
        return value.isString() ? value.stringValue() : value.toString();
    }

    static ObjectNode withFields(ObjectNode entry, QueryString query) {
        List<String> wanted = query.values("fields");
        return wanted.isEmpty() ? entry : entry.retain(wanted);
    }
}
