package org.portolan.query.readmodel;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.portolan.api.json.Shape;
import org.portolan.api.resource.ResourceDescription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The database schema of the read model, generated from the resource descriptions. It is a projection: losing it costs
 * the time to read the log again, nothing else. Its name tells its layout, so that a new layout is built beside the old one,
 * which others go on reading until the new one has caught up.
 */
public final class ReadSchema {

    private static final Logger LOG = LoggerFactory.getLogger(ReadSchema.class);

    /** Raise it when bodies or states are written differently while their members keep their names and types. */
    private static final int REVISION = 2;

    private static final String PREFIX = "read_";
    private static final long LOCK = 0x706f72745f726561L;

    private final String name;
    private final Map<String, ResourceTable> byCollection = new LinkedHashMap<>();
    private final Map<String, ResourceTable> byStreamType = new LinkedHashMap<>();

    /** The schema for these resources. */
    public ReadSchema(List<ResourceDescription<?>> descriptions) {
        name = PREFIX + fingerprint(descriptions);
        for (ResourceDescription<?> description : descriptions) {
            ResourceTable table = new ResourceTable(name, description);
            byCollection.put(description.collection(), table);
            if (byStreamType.put(description.family().streamType(), table) != null) {
                throw new IllegalStateException(
                        "Two resources are folded from one stream: " + description.collection());
            }
        }
    }

    private static String fingerprint(List<ResourceDescription<?>> descriptions) {
        String layout = descriptions.stream()
                .map(description -> new ResourceTable("read", description).layout()
                        + Shape.of(description.stateType())
                        + description.fields().stream()
                                .map(field -> field.name() + field.reading())
                                .collect(Collectors.joining("\n")))
                .collect(Collectors.joining("\n", REVISION + "\n", "\n" + String.join("\n", bookkeeping("read"))));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(layout.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 6);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("Every Java has SHA-256", missing);
        }
    }

    /** The position reached, and the streams that wait for a repair. */
    private static List<String> bookkeeping(String schema) {
        return List.of(
                """
                create table %s.progress (
                    position bigint      not null,
                    owner    text,
                    alive_at timestamptz not null
                )""".formatted(schema),
                """
                create table %s.dead_letter (
                    position  bigint      primary key,
                    stream    text        not null,
                    sequence  bigint      not null,
                    event     text        not null,
                    reason    text        not null,
                    parked_at timestamptz not null
                )""".formatted(schema),
                "create index on %s.dead_letter (stream, position)".formatted(schema));
    }

    /** The schema's name in SQL. */
    public String name() {
        return name;
    }

    /** The tables, one for each resource. */
    public Collection<ResourceTable> tables() {
        return byCollection.values();
    }

    /** The table of those resources. */
    public ResourceTable of(ResourceDescription<?> description) {
        return Objects.requireNonNull(byStreamType.get(description.family().streamType()));
    }

    /** The table of a collection, or null when there is no such resource. */
    public @Nullable ResourceTable ofCollection(String collection) {
        return byCollection.get(collection);
    }

    /** The table that streams of that type are folded into, or null when no resource is. */
    @Nullable
    ResourceTable ofStream(String streamType) {
        return byStreamType.get(streamType);
    }

    /** Makes the schema unless it is there. */
    void create(JdbcTemplate jdbc, TransactionTemplate transaction) {
        transaction.executeWithoutResult(status -> {
            jdbc.queryForList("select pg_advisory_xact_lock(?)", LOCK);
            if (isThere(jdbc)) {
                return;
            }
            LOG.info("Building the read model {}", name);
            jdbc.execute("create schema " + name);
            bookkeeping(name).forEach(jdbc::execute);
            tables().forEach(table -> table.definition().forEach(jdbc::execute));
        });
    }

    private boolean isThere(JdbcTemplate jdbc) {
        return !jdbc.queryForList("select 1 from pg_namespace where nspname = ?", name)
                .isEmpty();
    }

    /** Drops the schemas of other layouts that nobody keeps up to date any more. */
    void dropOthers(JdbcTemplate jdbc, TransactionTemplate transaction) {
        List<String> others = jdbc.queryForList(
                "select nspname from pg_namespace where starts_with(nspname, ?) and nspname <> ?",
                String.class,
                PREFIX,
                name);
        for (String other : others) {
            if (!other.matches(PREFIX + "[0-9a-f]{12}")) {
                continue;
            }
            transaction.executeWithoutResult(status -> {
                jdbc.queryForList("select pg_advisory_xact_lock(?)", LOCK);
                List<Map<String, Object>> alive = jdbc.queryForList("select 1 from " + other
                        + ".progress where owner is not null and alive_at > now() - interval '30 seconds'");
                if (alive.isEmpty()) {
                    LOG.info("Dropping the former read model {}", other);
                    jdbc.execute("drop schema " + other + " cascade");
                }
            });
        }
    }
}
