package org.portolan.query.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.Caller;
import org.portolan.api.error.NeutronError;
import org.portolan.api.json.Json;
import org.portolan.query.readmodel.ResourceTable;
import org.portolan.query.resource.AsOf;
import org.portolan.query.resource.Sql;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * What is different between two positions of the log.
 *
 * <ol>
 *   <li>It costs as much as has changed between them, not as much as there is.
 *   <li>A caller is told what the histories of the resources tell him.
 * </ol>
 */
public final class Differences {

    private static final int MOST = 10_000;
    private static final int MOST_CHANGES = 10_000;
    /** They change with anything else. */
    private static final List<String> TELLS_NOTHING = List.of("updated_at", "revision_number");

    private final History history;

    Differences(History history) {
        this.history = history;
    }

    /**
     * Of what; what is null is not asked.
     *
     * @param project the id of the project that owns it
     * @param network the id of a network, of which it is or which it is
     * @param host the name of a host that it is on
     */
    public record Scope(
            @Nullable String project,
            @Nullable String network,
            @Nullable String host) {
        private boolean includes(JsonNode body, String type) {
            boolean isOfNetwork = network == null
                    || body.path("network_id").asString("").equals(network)
                    || (type.equals("network") && body.path("id").asString("").equals(network));
            boolean isOnHost = host == null
                    || body.path("binding:host_id").asString("").equals(host)
                    || body.path("host").asString("").equals(host);
            return isOfNetwork && isOnHost;
        }
    }

    /**
     * All that differs.
     *
     * @param from the earlier position
     * @param to the later position
     */
    public record Between(long from, long to, List<Difference> differences) {}

    /**
     * One resource that is not what it was.
     *
     * @param kind {@code created}, {@code updated} or {@code deleted}
     * @param changes by member; none of what was deleted
     */
    public record Difference(
            String resource, String id, String name, String kind, Map<String, History.FromTo> changes) {}

    /**
     * All that is different at a later time or position, which is the present if it is not told.
     *
     * @throws NeutronError 400 when these are none, are not in that order, or too much differs
     */
    public Between between(@Nullable String from, @Nullable String to, Scope scope, Caller caller) throws SQLException {
        history.model().requireCaughtUp();
        Long first = AsOf.position(from, history.model());
        if (first == null) {
            throw NeutronError.badRequest("Invalid input for from. Reason: a time or a position is needed.");
        }
        Long named = AsOf.position(to, history.model());
        long last = named == null ? history.model().position() : named;
        if (first > last) {
            throw NeutronError.badRequest("Invalid input for from. Reason: it is later than to.");
        }
        List<Difference> differences = new ArrayList<>();
        for (ResourceTable table : history.model().schema().tables()) {
            compare(table, first, last, scope, caller, differences);
        }
        return new Between(first, last, differences);
    }

    private void compare(
            ResourceTable table, long from, long to, Scope scope, Caller caller, List<Difference> differences)
            throws SQLException {
        List<String> ids = changed(table, from, to, scope, caller);
        if (ids.isEmpty()) {
            return;
        }
        if (ids.size() + differences.size() > MOST) {
            throw NeutronError.badRequest("More than " + MOST
                    + " resources have changed. Ask about a shorter time, or about one project, network or host.");
        }
        Map<String, JsonNode> before = bodies(table, ids, from);
        Map<String, JsonNode> after = bodies(table, ids, to);
        for (String id : ids) {
            JsonNode was = before.getOrDefault(id, MissingNode.getInstance());
            JsonNode is = after.getOrDefault(id, MissingNode.getInstance());
            String type = table.description().name();
            if ((was.isMissingNode() && is.isMissingNode())
                    || !(scope.includes(was, type) || scope.includes(is, type))) {
                continue;
            }
            List<History.Change> changes = history.of(table, id, caller, from, MOST_CHANGES).stream()
                    .filter(change -> change.position() <= to)
                    .toList();
            Map<String, History.FromTo> net = net(changes);
            String kind = was.isMissingNode() ? "created" : is.isMissingNode() ? "deleted" : "updated";
            if (!changes.isEmpty() && !(kind.equals("updated") && net.isEmpty())) {
                JsonNode known = is.isMissingNode() ? was : is;
                differences.add(new Difference(
                        type, id, known.path("name").asString(""), kind, kind.equals("deleted") ? Map.of() : net));
            }
        }
    }

    private static Map<String, History.FromTo> net(List<History.Change> changes) {
        Map<String, History.FromTo> net = new LinkedHashMap<>();
        for (History.Change change : changes) {
            change.changes()
                    .forEach((member, step) ->
                            net.merge(member, step, (first, last) -> new History.FromTo(first.from(), last.to())));
        }
        net.values().removeIf(step -> Objects.equals(step.from(), step.to()));
        TELLS_NOTHING.forEach(net::remove);
        return net;
    }

    private List<String> changed(ResourceTable table, long from, long to, Scope scope, Caller caller)
            throws SQLException {
        Sql sql = new Sql("select distinct r.id from ").add(table.name());
        sql.add(" r where r.valid_from > ? and r.valid_from <= ?", from, to);
        if (scope.project() != null) {
            sql.add(" and r.project_id = ?", scope.project());
        }
        history.sights().restrict(sql, table, caller, Long.MAX_VALUE);
        sql.add(" order by r.id limit ?", MOST + 1L);
        List<String> ids = new ArrayList<>();
        try (Connection connection = history.dataSource().getConnection();
                PreparedStatement statement = sql.prepare(connection);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
        }
        return ids;
    }

    private Map<String, JsonNode> bodies(ResourceTable table, List<String> ids, long position) throws SQLException {
        Sql sql = new Sql("select r.id, r.body from ").add(table.name());
        sql.add(" r where r.id = any(?) and r.body is not null", (Object) ids.toArray(String[]::new));
        sql.add(" and r.valid_from <= ? and (r.valid_to is null or r.valid_to > ?)", position, position);
        Map<String, JsonNode> bodies = new HashMap<>();
        try (Connection connection = history.dataSource().getConnection();
                PreparedStatement statement = sql.prepare(connection);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                bodies.put(rows.getString(1), Json.mapper().readTree(rows.getString(2)));
            }
        }
        return bodies;
    }
}
