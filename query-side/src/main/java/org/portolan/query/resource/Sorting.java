package org.portolan.query.resource;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.Caller;
import org.portolan.api.error.NeutronError;
import org.portolan.api.resource.Listing;
import org.portolan.query.readmodel.Column;
import org.portolan.query.readmodel.ResourceTable;

/**
 * The order of a list: by the members that the client names, then by id. Nulls come first when ascending, as in Neutron's
 * databases.
 */
record Sorting(List<Key> keys) {

    private static final String KEY = "sort_key";
    private static final Sorting BY_ID = new Sorting(List.of(new Key("id", true)));

    /** One member, by its name in SQL. */
    record Key(String column, boolean ascending) {
        Key reversed() {
            return new Key(column, !ascending);
        }
    }

    /**
     * The order that the parameters tell.
     *
     * @throws NeutronError 400 when a key is no member, or keys and directions do not go together
     */
    static Sorting of(ResourceTable table, Caller caller, QueryString query) {
        if (table.description().listing().sorting() == Listing.Sorting.IGNORED) {
            return BY_ID;
        }
        List<Boolean> ascending = directions(query, member -> Filters.isSortKey(table, caller, member));
        List<Key> keys = new ArrayList<>();
        for (int i = 0; i < ascending.size(); i++) {
            String member = query.values(KEY).get(i);
            Column column = Objects.requireNonNull(table.column(member));
            if (!column.sorts()) {
                throw new NeutronError(
                        400,
                        "BadRequest",
                        "Bad " + table.description().collection() + " request: '" + member
                                + "' is an invalid attribute for sort key.");
            }
            keys.add(new Key(column.name(), ascending.get(i)));
        }
        if (keys.stream().noneMatch(key -> key.column().equals("id"))) {
            keys.addAll(BY_ID.keys());
        }
        return new Sorting(keys);
    }

    /**
     * Whether each of the sort keys that the parameters tell is ascending.
     *
     * @param sorts whether that is a key
     * @throws NeutronError 400 when one is none, or keys and directions do not go together
     */
    static List<Boolean> directions(QueryString query, Predicate<String> sorts) {
        List<String> members = query.values(KEY);
        List<String> directions = query.values("sort_dir");
        if (members.size() != directions.size()) {
            throw NeutronError.badRequest("The number of sort_keys and sort_dirs must be same");
        }
        List<String> unknown =
                members.stream().filter(member -> !sorts.test(member)).toList();
        if (!unknown.isEmpty()) {
            throw NeutronError.badRequest(quoted(unknown) + " is invalid attribute for sort_keys");
        }
        List<String> wrong = directions.stream()
                .filter(direction -> !direction.equals("asc") && !direction.equals("desc"))
                .toList();
        if (!wrong.isEmpty()) {
            throw NeutronError.badRequest(
                    quoted(wrong) + " is invalid value for sort_dirs, valid value is 'asc' and 'desc'");
        }
        return directions.stream().map("asc"::equals).toList();
    }

    private static String quoted(List<String> words) {
        return words.stream().map(word -> "'" + word + "'").collect(Collectors.joining(", ", "[", "]"));
    }

    Sorting reversed() {
        return new Sorting(keys.stream().map(Key::reversed).toList());
    }

    /** The order of rows {@code r} in SQL. */
    String orderBy() {
        return " order by "
                + keys.stream()
                        .map(key -> key.column().equals("id")
                                ? "r.id" + (key.ascending() ? "" : " desc")
                                : "r." + key.column() + (key.ascending() ? " nulls first" : " desc nulls last"))
                        .collect(Collectors.joining(", "));
    }

    /** The columns whose values place a row in the order. */
    String columns() {
        return keys.stream().map(key -> "r." + key.column()).collect(Collectors.joining(", "));
    }

    /** Adds the condition that row {@code r} comes after the one with these values, with "and" in front. */
    void restrictToAfter(Sql sql, List<@Nullable Object> marker) {
        sql.add(" and (");
        for (int last = 0; last < keys.size(); last++) {
            sql.add(last == 0 ? "(" : " or (");
            for (int i = 0; i < last; i++) {
                same(sql, keys.get(i), marker.get(i));
                sql.add(" and ");
            }
            beyond(sql, keys.get(last), marker.get(last));
            sql.add(")");
        }
        sql.add(")");
    }

    private static void same(Sql sql, Key key, @Nullable Object value) {
        if (value == null) {
            sql.add("r." + key.column() + " is null");
        } else {
            sql.add("r." + key.column() + " = ?", value);
        }
    }

    private static void beyond(Sql sql, Key key, @Nullable Object value) {
        String column = "r." + key.column();
        if (value == null) {
            sql.add(key.ascending() ? column + " is not null" : "false");
        } else if (key.ascending()) {
            sql.add(column + " > ?", value);
        } else {
            sql.add("(" + column + " < ? or " + column + " is null)", value);
        }
    }
}
