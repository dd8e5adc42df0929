package org.portolan.query.readmodel;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.ResourceDescription;

/**
 * The table of one resource: each row is what a body was, from one position of the log up to another.
 *
 * <ol>
 *   <li>{@code valid_from <= p and valid_to > p} are the rows that hold after the event at position p; {@code valid_to is
 *       null} are those that hold now. All indexes for lists cover the present only.
 *   <li>A resource's end is a row of its own without a body and without any position: no read as of any position finds it, and
 *       history does.
 *   <li>{@code audience} are the projects that may see it besides its owner, {@code *} for all.
 *   <li>{@code body} is JSON as administrators get it, {@code state} (on present rows) is what the next event is folded into.
 *   <li>Names come from resource descriptions only, never from requests.
 * </ol>
 */
public final class ResourceTable {

    private static final List<String> FIXED = List.of(
            "id",
            "valid_from",
            "valid_to",
            "valid_from_time",
            "valid_to_time",
            "project_id",
            "audience",
            "body",
            "state",
            "event",
            "command",
            "request_id",
            "user_id",
            "for_project_id",
            "roles");

    private final ResourceDescription<?> description;
    private final String schema;
    private final List<Column> columns = new ArrayList<>();
    private final Map<String, Column> byMember = new HashMap<>();

    ResourceTable(String schema, ResourceDescription<?> description) {
        this.schema = schema;
        this.description = description;
        for (Field field : description.fields()) {
            Column column = Column.of(field);
            if (column == null) {
                continue;
            }
            byMember.put(field.name(), column);
            if (!column.isFixed()) {
                columns.add(column);
            }
        }
    }

    /** The resource. */
    public ResourceDescription<?> description() {
        return description;
    }

    /** The table's name in SQL, quoted, with its schema. */
    public String name() {
        return nameIn(schema);
    }

    private String nameIn(String anySchema) {
        return anySchema + ".\"" + description.family().streamType() + "\"";
    }

    /** The column of a member of the body, or null when lists are neither filtered nor sorted by it. */
    public @Nullable Column column(String member) {
        return byMember.get(member);
    }

    /** The statements that make the table and its indexes. */
    List<String> definition() {
        return definitionIn(schema);
    }

    /** What the definition looks like whatever the schema is called. */
    String layout() {
        return String.join(";\n", definitionIn("read"));
    }

    private List<String> definitionIn(String anySchema) {
        String table = nameIn(anySchema);
        List<String> statements = new ArrayList<>();
        statements.add("create table " + table + """
                 (
                    id              text collate "C" not null,
                    valid_from      bigint           not null,
                    valid_to        bigint,
                    valid_from_time timestamptz      not null,
                    valid_to_time   timestamptz,
                    project_id      text collate "C" not null,
                    audience        text[]           not null,
                    body            text,
                    state           text,
                    event           text             not null,
                    command         text             not null,
                    request_id      text             not null,
                    user_id         text             not null,
                    for_project_id  text             not null,
                    roles           text[]           not null,
                """
                + columns.stream()
                        .map(column ->
                                "    " + column.name() + " " + column.form().sql() + ",\n")
                        .collect(Collectors.joining())
                + "    primary key (id, valid_from)\n)");
        statements.add(present("create unique index on " + table + " (id)"));
        statements.add(present("create index on " + table + " (project_id)"));
        statements.add(unlessEmpty(table, "audience"));
        for (Column column : columns) {
            if (column.form() == Column.Form.GRANTEES) {
                statements.add(unlessEmpty(table, column.name()));
            } else if (column.field().reading().indexed()) {
                boolean many = column.form() == Column.Form.MEMBERS;
                statements.add(
                        present("create index on " + table + (many ? " using gin" : "") + " (" + column.name() + ")"));
            }
        }
        return statements;
    }

    /** Most resources are shown to nobody, so the index is small, and a list that nobody else's is on pays nothing for it. */
    private static String unlessEmpty(String table, String projects) {
        return present("create index on " + table + " using gin (" + projects + ")") + " and " + projects + " <> '{}'";
    }

    /** The column with those with whom the resource is shared, or null when it never is. */
    public @Nullable Column grantees() {
        return columns.stream()
                .filter(column -> column.form() == Column.Form.GRANTEES)
                .findFirst()
                .orElse(null);
    }

    private static String present(String index) {
        return index + " where valid_to is null";
    }

    /** The rows that hold now of the resources with these ids, as id, state and body. */
    String selectPresent() {
        return "select id, state, body from " + name() + " where id = any(?) and valid_to is null";
    }

    /** Ends present rows: valid_to, valid_to_time, id. */
    String endPresent() {
        return "update " + name()
                + " set valid_to = ?, valid_to_time = ?, state = null where id = ? and valid_to is null";
    }

    /** Keeps the state of present rows whose body did not change: state, id. */
    String updateState() {
        return "update " + name() + " set state = ? where id = ? and valid_to is null";
    }

    /** Adds rows, written as {@link #append} does. */
    String copy() {
        return "copy " + name() + " ("
                + Stream.concat(FIXED.stream(), columns.stream().map(Column::name))
                        .collect(Collectors.joining(", "))
                + ") from stdin";
    }

    /** Appends a row for {@link #copy}. */
    void append(CopyText text, Version version) {
        text.add(version.id())
                .add(version.from())
                .add(version.to())
                .add(version.fromTime())
                .add(version.toTime())
                .add(version.project())
                .add(version.audience().toArray(String[]::new))
                .add(version.body())
                .add(version.state())
                .add(version.event())
                .add(version.cause().command())
                .add(version.cause().requestId())
                .add(version.cause().userId())
                .add(version.cause().projectId())
                .add(version.cause().roles().toArray(String[]::new));
        version.values().forEach(value -> text.add(value.orElse(null)));
        text.endRow();
    }

    List<Column> columns() {
        return columns;
    }

    static java.sql.Array texts(Connection connection, Collection<String> texts) throws SQLException {
        return connection.createArrayOf("text", texts.toArray());
    }

    static OffsetDateTime time(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
