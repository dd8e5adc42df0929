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

    static List<ObjectNode> filtered(List<ObjectNode> entries, QueryString query) {
        return entries.stream()
                .filter(entry -> query.parameters().stream()
                        .map(QueryString.Parameter::name)
                        .filter(name -> !NO_FILTERS.contains(name) && entry.has(name))
                        .allMatch(name -> query.values(name).stream()
                                .anyMatch(value -> value.equalsIgnoreCase(textOf(entry.path(name))))))
                .map(entry -> withFields(entry, query))
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
