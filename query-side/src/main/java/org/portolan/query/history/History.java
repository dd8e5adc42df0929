package org.portolan.query.history;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.json.Json;
import org.portolan.query.readmodel.ReadModel;
import org.portolan.query.readmodel.ResourceTable;
import org.portolan.query.resource.Members;
import org.portolan.query.resource.ReadRule;
import org.portolan.query.resource.Resources;
import org.portolan.query.resource.Sights;
import org.portolan.query.resource.Sql;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** Every change of one resource, in order: when, what, by whom and on which request. */
public final class History {

    private final DataSource dataSource;
    private final ReadModel model;
    private final Sights sights;
    private final Resources resources;

    /** The histories in that read model. */
    public History(DataSource dataSource, ReadModel model) {
        this.dataSource = dataSource;
        this.model = model;
        this.sights = new Sights(model.schema());
        this.resources = new Resources(dataSource, model);
    }

    /**
     * One change.
     *
     * @param position the position of the event
     * @param time when it was decided
     * @param event its name
     * @param command the command that decided it
     * @param user who asked for it; empty for those who do not own the resource, as the next two
     * @param project the project that the user acted for
     * @param roles the roles that the user held; none for those who do not own the resource
     * @param requestId the request
     * @param changes what became different, by member
     */
    public record Change(
            long position,
            Instant time,
            String event,
            String command,
            String user,
            String project,
            List<String> roles,
            String requestId,
            Map<String, FromTo> changes) {}

    /**
     * How one member changed.
     *
     * @param from its value before; null when there was none
     * @param to its value after; null when there is none any more
     */
    public record FromTo(@Nullable JsonNode from, @Nullable JsonNode to) {}

    DataSource dataSource() {
        return dataSource;
    }

    ReadModel model() {
        return model;
    }

    Sights sights() {
        return sights;
    }

    /** The table of that resource or collection, or null when there is none. */
    public @Nullable ResourceTable table(String type) {
        for (ResourceTable table : model.schema().tables()) {
            if (table.description().name().equals(type)
                    || table.description().collection().equals(type)) {
                return table;
            }
        }
        return null;
    }

    /**
     * The changes of a resource, oldest first; empty when there is none that the caller may see today, or owned last. Who
     * does not own it sees what it was while he might see it, and not who changed it.
     *
     * @param after the position after which changes are told
     * @param limit how many are told at most
     */
    public List<Change> of(ResourceTable table, String id, Caller caller, long after, int limit) throws SQLException {
        model.requireCaughtUp();
        Members members = Members.of(table.description(), caller, List.of());
        Sql sql = new Sql("select r.valid_from, r.valid_from_time, r.event, r.command, r.user_id, r.for_project_id,"
                + " r.request_id, r.body, lag(r.body) over (order by r.valid_from), r.project_id, r.roles, ");
        Sights.selectWhetherGranted(sql, table, caller);
        sql.add(", lag(");
        Sights.selectWhetherGranted(sql, table, caller);
        sql.add(") over (order by r.valid_from) from ")
                .add(table.name())
                .add(" r where r.id = ?", id.toLowerCase(Locale.ROOT));
        sights.restrict(sql, table, caller, Long.MAX_VALUE);
        sights.restrictEach(sql, table, caller);
        Sql some = sql.within(
                "select * from (", ") c where c.valid_from > ? order by c.valid_from limit ?", after, (long) limit);
        ReadRule rule = ReadRule.of(resources, table.description(), caller, null);
        Map<String, JsonNode> forGrantee = Sights.granted(table);
        List<Change> changes = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = some.prepare(connection);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                String told = rows.getString(8) == null ? rows.getString(9) : rows.getString(8);
                if (told != null && !rule.allows(told.getBytes(StandardCharsets.UTF_8))) {
                    continue;
                }
                boolean tellsWho = caller.isAdmin() || caller.owns(new ProjectId(rows.getString(10)));
                changes.add(new Change(
                        rows.getLong(1),
                        rows.getTimestamp(2).toInstant(),
                        rows.getString(3),
                        rows.getString(4),
                        tellsWho ? rows.getString(5) : "",
                        tellsWho ? rows.getString(6) : "",
                        tellsWho ? List.of((String[]) rows.getArray(11).getArray()) : List.of(),
                        tellsWho ? rows.getString(7) : "",
                        difference(
                                members,
                                body(rows.getString(9), rows.getBoolean(13), forGrantee),
                                body(rows.getString(8), rows.getBoolean(12), forGrantee))));
            }
        }
        return changes;
    }

    private static ObjectNode body(@Nullable String text, boolean granted, Map<String, JsonNode> forGrantee) {
        if (text == null) {
            return Json.object();
        }
        ObjectNode body = (ObjectNode) Json.mapper().readTree(text);
        return granted ? body.setAll(forGrantee) : body;
    }

    private static Map<String, FromTo> difference(Members members, ObjectNode before, ObjectNode after) {
        Map<String, FromTo> difference = new LinkedHashMap<>();
        if (after.isEmpty()) {
            return difference;
        }
        Predicate<String> included = members.in(after);
        ObjectNode all = before.deepCopy();
        all.setAll(after);
        for (String member : all.propertyNames()) {
            JsonNode from = before.path(member);
            JsonNode to = after.path(member);
            if (included.test(member) && !from.equals(to)) {
                difference.put(member, new FromTo(orNothing(from), orNothing(to)));
            }
        }
        return difference;
    }

    private static @Nullable JsonNode orNothing(JsonNode node) {
        return node instanceof MissingNode ? null : node;
    }
}
