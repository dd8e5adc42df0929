package org.portolan.query.resource;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.json.Json;
import org.portolan.api.resource.Listing;
import org.portolan.api.resource.Resource;
import org.portolan.query.readmodel.Column;
import org.portolan.query.readmodel.ReadModel;
import org.portolan.query.readmodel.ResourceTable;
import tools.jackson.databind.JsonNode;

/** Finds resources in the read model, for a caller, now or as of a position. */
public final class Resources {

    private static final int ROWS_ASKED_AT_ONCE = 500;

    private final DataSource dataSource;
    private final ReadModel model;
    private final Sights sights;

    /** Resources in that read model. */
    public Resources(DataSource dataSource, ReadModel model) {
        this.dataSource = dataSource;
        this.model = model;
        this.sights = new Sights(model.schema());
    }

    /**
     * A resource that was found.
     *
     * @param body its body as administrators get it
     * @param granted whether it is shared with who asks, but not with all
     */
    @SuppressWarnings("ArrayRecordComponent") // it is only passed on
    public record Found(String id, byte[] body, boolean granted) {}

    /**
     * A page of a list.
     *
     * @param limit how long it could have been, 0 for endless
     * @param isReverse whether it ends where the client's marker is
     */
    record Page(List<Found> found, int limit, boolean isReverse) {}

    /** The read model. */
    ReadModel model() {
        return model;
    }

    /**
     * The resource with that id, if the caller may see it.
     *
     * @param asOf the position that is read, or null for the present
     */
    public Optional<Found> find(ResourceTable table, String id, Caller caller, @Nullable Long asOf)
            throws SQLException {
        return find(table, null, id, caller, asOf);
    }

    /** The resource with that id, if the caller may see it and it lies below that parent, where one is given. */
    Optional<Found> find(ResourceTable table, @Nullable String parent, String id, Caller caller, @Nullable Long asOf)
            throws SQLException {
        model.requireCaughtUp();
        Sql sql = select(table, caller);
        sql.add(" r where r.id = ?", id.toLowerCase(Locale.ROOT));
        restrictTo(sql, asOf);
        Sights.restrictToBelow(sql, table, parent);
        sights.restrict(sql, table, caller, asOf);
        List<Found> found = read(sql);
        return found.isEmpty() ? Optional.empty() : Optional.of(found.getFirst());
    }

    /** Whether there is a resource with that id below that parent, where one is given, whoever may see it. */
    boolean isThere(ResourceTable table, @Nullable String parent, String id, @Nullable Long asOf) throws SQLException {
        Sql sql = new Sql("select r.id, r.body, false from ").add(table.name());
        sql.add(" r where r.id = ?", id.toLowerCase(Locale.ROOT));
        restrictTo(sql, asOf);
        Sights.restrictToBelow(sql, table, parent);
        return !read(sql).isEmpty();
    }

    /** The present bodies of all resources of that kind, whoever may see them; for kinds of which there are few. */
    public List<JsonNode> all(String collection) throws SQLException {
        model.requireCaughtUp();
        ResourceTable table = Objects.requireNonNull(model.schema().ofCollection(collection));
        Sql sql = new Sql("select r.id, r.body, false from ")
                .add(table.name())
                .add(" r where r.valid_to is null order by r.id");
        return read(sql).stream()
                .map(found -> Json.mapper().readTree(found.body()))
                .toList();
    }

    /** The present bodies of the resources of that kind whose member is that text. */
    public List<JsonNode> with(String collection, String member, String text) throws SQLException {
        model.requireCaughtUp();
        ResourceTable table = Objects.requireNonNull(model.schema().ofCollection(collection));
        Column column = Objects.requireNonNull(table.column(member));
        Sql sql = new Sql("select r.id, r.body, false from ").add(table.name()).add(" r where r.valid_to is null");
        sql.add(" and r." + column.name() + " = ?", column.kept(text));
        return read(sql).stream()
                .map(found -> Json.mapper().readTree(found.body()))
                .toList();
    }

    /** The present resources of that kind in whose member the id is among others. */
    List<Found> naming(ResourceTable table, String member, String id) throws SQLException {
        model.requireCaughtUp();
        Column column = Objects.requireNonNull(table.column(member));
        Sql sql = new Sql("select r.id, r.body, false from ").add(table.name()).add(" r where r.valid_to is null");
        sql.add(" and r." + column.name() + " && ?", (Object) new String[] {column.kept(id)});
        return read(sql.add(" order by r.id"));
    }

    /** The present resources of that kind whose ids that one's member has. */
    List<Found> named(ResourceTable table, String member, Resource by) throws SQLException {
        List<String> ids = by.attributes()
                .json(member)
                .valueStream()
                .map(JsonNode::asString)
                .toList();
        Map<String, byte[]> bodies = bodies(table, ids, null);
        return ids.stream()
                .filter(bodies::containsKey)
                .map(id -> new Found(id, Objects.requireNonNull(bodies.get(id)), false))
                .toList();
    }

    /** The ids of present resources of that kind of which that member is true. */
    public List<UUID> thatAre(String collection, String member) throws SQLException {
        model.requireCaughtUp();
        ResourceTable table = Objects.requireNonNull(model.schema().ofCollection(collection));
        Column column = Objects.requireNonNull(table.column(member));
        Sql sql = new Sql("select r.id, r.id, false from ").add(table.name()).add(" r where r.valid_to is null");
        sql.add(" and r." + column.name());
        return read(sql).stream().map(found -> UUID.fromString(found.id())).toList();
    }

    /** The ids of present resources of that kind of which nobody is named in that member. */
    public List<UUID> namingNobody(String collection, String member) throws SQLException {
        model.requireCaughtUp();
        ResourceTable table = Objects.requireNonNull(model.schema().ofCollection(collection));
        Column column = Objects.requireNonNull(table.column(member));
        Sql sql = new Sql("select r.id, r.id, false from ").add(table.name()).add(" r where r.valid_to is null");
        sql.add(" and coalesce(cardinality(r." + column.name() + "), 0) = 0");
        return read(sql).stream().map(found -> UUID.fromString(found.id())).toList();
    }

    /** The present state of the resource with that id, if the caller may see it. */
    Optional<Resource> state(ResourceTable table, String id, Caller caller) throws SQLException {
        model.requireCaughtUp();
        Sql sql = new Sql("select r.id, r.state, false from ").add(table.name());
        sql.add(" r where r.id = ?", id.toLowerCase(Locale.ROOT));
        restrictTo(sql, null);
        sights.restrict(sql, table, caller, null);
        List<Found> found = read(sql);
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(Json.mapper()
                        .readValue(found.getFirst().body(), table.description().stateType()));
    }

    /**
     * The page of the list that the parameters tell.
     *
     * @throws NeutronError 400 when they make no sense, 404 when the marker is none that the caller may see
     */
    Page list(ResourceTable table, @Nullable String parent, Caller caller, QueryString query) throws SQLException {
        ReadRule rule =
                ReadRule.of(this, table.description(), caller, AsOf.position(query.last(AsOf.PARAMETER), model));
        model.requireCaughtUp();
        Long asOf = AsOf.position(query.last(AsOf.PARAMETER), model);
        Sorting sorting = Sorting.of(table, caller, query);
        Listing listing = table.description().listing();
        int limit = listing.isPaged() ? limit(query.last("limit")) : 0;
        boolean reverse = limit > 0 && isTrue(query.last("page_reverse"));
        Sorting order = reverse ? sorting.reversed() : sorting;
        String marker = query.last("marker");
        // What a rule leaves out of the rows is made up for by more of them.
        int rows = rule.isAskedOfEach() ? Math.max(limit, ROWS_ASKED_AT_ONCE) : limit;
        List<Found> found = new ArrayList<>();
        boolean isMore = !rule.allowsNone();
        while (isMore) {
            Sql sql = select(table, caller).add(" r where true");
            restrictTo(sql, asOf);
            Sights.restrictToBelow(sql, table, parent);
            Filters.restrict(sql, table, caller, query);
            sights.restrict(sql, table, caller, asOf);
            if (limit > 0 && marker != null && !marker.isEmpty()) {
                List<@Nullable Object> place = placeOf(marker, table, order, caller, asOf);
                if (place.isEmpty()) {
                    switch (listing.pages()) {
                        case AFTER_WHAT_IS_THERE -> throw table.description().notFound(marker);
                        case EMPTY_AFTER_NOTHING -> sql.add(" and false");
                        case AFTER_ANYTHING, NONE -> {}
                    }
                } else {
                    order.restrictToAfter(sql, place);
                }
            }
            sql.add(order.orderBy());
            if (limit > 0) {
                sql.add(" limit ?", (long) rows);
            }
            List<Found> some = read(sql);
            for (Found one : some) {
                if ((limit == 0 || found.size() < limit) && rule.allows(one.body())) {
                    found.add(one);
                }
            }
            isMore = limit > 0 && some.size() == rows && found.size() < limit;
            marker = some.isEmpty() ? null : some.getLast().id();
        }
        if (reverse) {
            Collections.reverse(found);
        }
        return new Page(found, limit, reverse);
    }

    /**
     * All resources of that kind there are now, or those of one project, whoever may see them.
     *
     * @param collection see {@link org.portolan.api.resource.ResourceDescription#collection}
     */
    public List<Found> all(String collection, @Nullable ProjectId project) throws SQLException {
        model.requireCaughtUp();
        ResourceTable table = Objects.requireNonNull(model.schema().ofCollection(collection));
        Sql sql = new Sql("select r.id, r.body, false from ").add(table.name()).add(" r where r.valid_to is null");
        if (project != null) {
            sql.add(" and r.project_id = ?", project.value());
        }
        return read(sql.add(" order by r.id"));
    }

    /** The present or past bodies of resources of that kind, by id, whoever may see them. */
    Map<String, byte[]> bodies(ResourceTable table, Collection<String> ids, @Nullable Long asOf) throws SQLException {
        Sql sql = new Sql("select r.id, r.body, false from ").add(table.name());
        sql.add(" r where r.id = any(?)", (Object) ids.toArray(String[]::new));
        restrictTo(sql, asOf);
        Map<String, byte[]> bodies = new HashMap<>();
        read(sql).forEach(found -> bodies.put(found.id(), found.body()));
        return bodies;
    }

    private static Sql select(ResourceTable table, Caller caller) {
        Sql sql = new Sql("select r.id, r.body, ");
        Sights.selectWhetherGranted(sql, table, caller);
        return sql.add(" from ").add(table.name());
    }

    private static void restrictTo(Sql sql, @Nullable Long asOf) {
        if (asOf == null) {
            sql.add(" and r.valid_to is null");
        } else {
            sql.add(" and r.valid_from <= ? and (r.valid_to is null or r.valid_to > ?)", asOf, asOf);
        }
    }

    private List<@Nullable Object> placeOf(
            String marker, ResourceTable table, Sorting order, Caller caller, @Nullable Long asOf) throws SQLException {
        Sql sql = new Sql("select ").add(order.columns()).add(" from ").add(table.name());
        sql.add(" r where r.id = ?", marker.toLowerCase(Locale.ROOT));
        restrictTo(sql, asOf);
        sights.restrict(sql, table, caller, asOf);
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = sql.prepare(connection);
                ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
                return List.of();
            }
            List<@Nullable Object> place = new ArrayList<>();
            for (int i = 1; i <= order.keys().size(); i++) {
                place.add(row.getObject(i));
            }
            return place;
        }
    }

    private List<Found> read(Sql sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = sql.prepare(connection);
                ResultSet rows = statement.executeQuery()) {
            List<Found> found = new ArrayList<>();
            while (rows.next()) {
                found.add(new Found(rows.getString(1), rows.getBytes(2), rows.getBoolean(3)));
            }
            return found;
        }
    }

    /** How long a page may be, 0 for endless. */
    static int limit(@Nullable String text) {
        if (text == null) {
            return 0;
        }
        int limit = -1;
        try {
            limit = Integer.parseInt(text.strip());
        } catch (NumberFormatException notANumber) {
            limit = -1;
        }
        if (limit < 0) {
            throw new NeutronError(
                    400,
                    "BadRequest",
                    "Bad limit request: Limit must be an integer 0 or greater and not '" + text + "'.");
        }
        return limit;
    }

    static boolean isTrue(@Nullable String text) {
        return text != null && text.equalsIgnoreCase("true");
    }
}
