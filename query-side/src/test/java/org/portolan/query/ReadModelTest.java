package org.portolan.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.portolan.query.Story.ADMIN;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.axonframework.serialization.upcasting.event.NoOpEventUpcaster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.portolan.api.json.Json;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortEvent;
import org.portolan.api.port.PortEvent.PortUpdated;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Resource;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.eventstore.JsonSerializer;
import org.portolan.eventstore.LogEventStore;
import org.portolan.eventstore.TestDatabase;
import org.portolan.query.readmodel.ReadModel;
import org.portolan.query.readmodel.ResourceTable;
import org.springframework.jdbc.core.JdbcTemplate;

class ReadModelTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final TestDatabase database = TestDatabase.create();
    private final LogEventStore log =
            LogEventStore.open(database.dataSource(), new JsonSerializer(), NoOpEventUpcaster.INSTANCE);
    private final JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
    private final Story story = new Story(log);
    private ReadModel model = open();

    private ReadModel open() {
        ReadModel opened = new ReadModel(log, database.dataSource(), ResourceDescription.all(), "test");
        opened.start();
        return opened;
    }

    @AfterEach
    void close() {
        model.stop();
        log.close();
        database.close();
    }

    private void settle() {
        assertThat(model.await(story.position(), SOON)).as("%s", model.health()).isTrue();
    }

    private String presentBody(String collection, Object id) {
        return Objects.requireNonNull(jdbc.queryForObject(
                "select body from " + table(collection).name() + " where id = ? and valid_to is null",
                String.class,
                id.toString()));
    }

    private ResourceTable table(String collection) {
        return Objects.requireNonNull(model.schema().ofCollection(collection));
    }

    /** What the rows should be. */
    private <S extends Resource> Map<String, String> foldOfLog(ResourceDescription<S> description)
            throws InterruptedException {
        Map<String, String> bodies = new HashMap<>();
        story.fold(description)
                .forEach((id, state) -> bodies.put(id, description.render(state).toString()));
        return bodies;
    }

    private void assertRowsAreTheFoldOfTheLog() throws InterruptedException {
        for (ResourceDescription<?> description : ResourceDescription.all()) {
            Map<String, String> rows = new HashMap<>();
            String name = table(description.collection()).name();
            jdbc.query("select id, body, state from " + name + " where valid_to is null", row -> {
                rows.put(row.getString(1), row.getString(2));
                assertThat(Json.mapper()
                                .readValue(row.getString(3), description.stateType())
                                .id())
                        .hasToString(row.getString(1));
            });
            assertThat(rows).isEqualTo(foldOfLog(description));
            assertThat(jdbc.queryForObject(
                            "select count(*) from " + name + " a join " + name + " b on a.id = b.id"
                                    + " and a.valid_from < b.valid_from and coalesce(a.valid_to, 1e18) > b.valid_from",
                            Long.class))
                    .as("periods of one %s do not overlap", description.name())
                    .isZero();
        }
    }

    private void tellAtRandom(long seed, int steps, boolean inOneGo) {
        Random random = new Random(seed);
        List<NetworkId> networks = new ArrayList<>(List.of(story.network("first")));
        Map<PortId, NetworkId> ports = new LinkedHashMap<>();
        if (inOneGo) {
            story.hold();
        }
        for (int step = 0; step < steps; step++) {
            NetworkId network = networks.get(random.nextInt(networks.size()));
            PortId port = ports.isEmpty() ? null : List.copyOf(ports.keySet()).get(random.nextInt(ports.size()));
            switch (random.nextInt(9)) {
                case 0 -> networks.add(story.network("n\t\"" + step + "\\\n{},ß"));
                case 1, 2, 3 -> ports.put(story.port("p" + step, network), network);
                case 4 -> story.subnet("s" + step, network, ADMIN, "10." + step % 250 + ".0.0/24");
                case 5 ->
                    story.update(network, Attributes.none().with(NetworkDescription.SHARED, random.nextBoolean()));
                case 6 -> {
                    if (port != null) {
                        story.bind(port, "node-" + random.nextInt(3));
                    }
                }
                case 7 -> {
                    if (port != null) {
                        story.wired(port, "node-1");
                    }
                }
                default -> {
                    if (port != null) {
                        story.delete(port, Objects.requireNonNull(ports.remove(port)), null);
                    }
                }
            }
        }
        if (inOneGo) {
            story.release();
        }
    }

    @Test
    void present_rows_are_the_fold_of_the_log_whatever_the_batches_and_restarts() throws Exception {
        for (long seed = 1; seed <= 4; seed++) {
            tellAtRandom(seed, 150, seed % 2 == 0);
            if (seed == 3) {
                model.stop();
                model = open();
            }
            settle();
            assertRowsAreTheFoldOfTheLog();
        }
    }

    @Test
    void a_model_built_anew_has_the_same_rows_as_one_that_grew() throws Exception {
        tellAtRandom(11, 200, false);
        settle();
        List<Map<String, Object>> grown = allRows();
        model.stop();
        jdbc.execute("drop schema " + model.schema().name() + " cascade");
        model = open();
        settle();

        assertThat(allRows()).isEqualTo(grown);
    }

    private List<Map<String, Object>> allRows() {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (ResourceTable table : model.schema().tables()) {
            rows.addAll(jdbc.queryForList("select id, valid_from, valid_to, valid_from_time, valid_to_time, project_id,"
                    + " audience::text, body, state, event, command, request_id, user_id from " + table.name()
                    + " order by id, valid_from"));
        }
        return rows;
    }

    @Test
    void whoever_waits_for_a_position_reads_what_happened_there() throws Exception {
        NetworkId network = story.network("busy");
        List<PortId> ports = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            ports.add(story.port("p", network));
        }
        settle();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> reads = new ArrayList<>();
            for (int round = 0; round < 10; round++) {
                for (PortId port : ports) {
                    String name = "p" + round;
                    story.update(port, Attributes.none().with(PortDescription.NAME, name));
                    long position = story.position();
                    reads.add(threads.submit(() -> model.await(position, SOON)
                            && jdbc.queryForList(
                                                    "select 1 from "
                                                            + table("ports").name()
                                                            + " where id = ? and valid_from >= ? and body is not null",
                                                    port.toString(),
                                                    position)
                                            .size()
                                    > 0));
                }
            }
            for (Future<Boolean> read : reads) {
                assertThat(read.get(30, TimeUnit.SECONDS)).isTrue();
            }
        }
        assertThat(model.await(story.position() + 1, Duration.ofMillis(20))).isFalse();
    }

    @Test
    void an_event_that_cannot_be_folded_parks_its_stream_and_nothing_else_until_it_is_repaired() {
        NetworkId network = story.network("n");
        PortId sick = story.port("sick", network);
        PortId well = story.port("well", network);
        settle();
        // The row is lost: what comes next for this port has nothing to be folded into.
        model.stop();
        List<Object[]> lost = jdbc.query(
                "select valid_from, body, state from " + table("ports").name() + " where id = ?",
                (row, number) -> new Object[] {row.getLong(1), row.getString(2), row.getString(3)},
                sick.toString());
        jdbc.update("update " + table("ports").name() + " set valid_to = valid_from where id = ?", sick.toString());
        model = open();

        story.update(sick, Attributes.none().with(PortDescription.NAME, "sick1"));
        long poison = story.position();
        story.update(well, Attributes.none().with(PortDescription.NAME, "well1"));
        story.update(sick, Attributes.none().with(PortDescription.NAME, "sick2"));
        settle();

        assertThat(presentBody("ports", well)).contains("well1");
        assertThat(model.health().waiting())
                .extracting(waiting -> waiting.position() + " " + waiting.stream() + " " + waiting.event())
                .containsExactly(
                        poison + " port/" + sick + " PortUpdated", poison + 2 + " port/" + sick + " PortUpdated");
        assertThatThrownBy(() -> model.retry(PortEvent.stream(sick)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("position " + poison);

        model.stop();
        model = open();
        story.update(sick, Attributes.none().with(PortDescription.NAME, "sick3"));
        settle();
        assertThat(model.health().waiting()).as("after a restart too").hasSize(3);

        jdbc.update("update " + table("ports").name() + " set valid_to = null where id = ?", sick.toString());
        assertThat(lost).hasSize(1);
        assertThat(model.retry(PortEvent.stream(sick))).isEqualTo(3);
        assertThat(presentBody("ports", sick)).contains("sick3");
        assertThat(model.health().waiting()).isEmpty();
        story.update(sick, Attributes.none().with(PortDescription.NAME, "sick4"));
        settle();
        assertThat(presentBody("ports", sick)).contains("sick4");
    }

    @Test
    void a_row_that_the_database_refuses_parks_its_stream_and_nothing_else() {
        NetworkId network = story.network("n");
        PortId sick = story.port("sick", network);
        PortId well = story.port("well", network);
        settle();

        story.append(
                Map.of(
                        PortEvent.stream(sick),
                        new PortUpdated(
                                sick,
                                Attributes.of(Json.object().put("name", "nul \u0000 is no text for PostgreSQL")))),
                "UpdatePort");
        story.update(well, Attributes.none().with(PortDescription.NAME, "well1"));
        settle();

        assertThat(presentBody("ports", well)).contains("well1");
        assertThat(presentBody("ports", sick)).contains("\"name\":\"sick\"");
        assertThat(model.health().waiting()).hasSize(1);
    }

    @Test
    void after_the_database_was_away_the_model_goes_on_where_it_was() throws Exception {
        NetworkId network = story.network("n");
        settle();
        database.stop();
        assertThat(model.await(story.position() + 1, Duration.ofMillis(1500))).isFalse();
        database.start();

        PortId port = publishUntilTaken(network);
        settle();

        assertThat(presentBody("ports", port)).contains("\"name\":\"after\"");
        assertRowsAreTheFoldOfTheLog();
    }

    private PortId publishUntilTaken(NetworkId network) {
        for (int attempt = 0; attempt < 50; attempt++) {
            try {
                jdbc.execute("select 1");
                break;
            } catch (RuntimeException stillAway) {
                assertThat(attempt).isLessThan(49);
            }
        }
        return story.port("after", network);
    }

    @Test
    void a_model_of_another_layout_is_dropped_once_this_one_has_caught_up() {
        story.network("n");
        settle();
        jdbc.execute("create schema read_000000000000");
        jdbc.execute("create table read_000000000000.progress (position bigint, owner text, alive_at timestamptz)");
        jdbc.execute("create schema read_111111111111");
        jdbc.execute("create table read_111111111111.progress (position bigint, owner text, alive_at timestamptz)");
        jdbc.update("insert into read_111111111111.progress values (1, 'another-node', now())");
        model.stop();
        model = open();
        settle();

        long deadline = System.nanoTime() + SOON.toNanos();
        while (exists("read_000000000000") && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(exists("read_000000000000")).isFalse();
        assertThat(exists("read_111111111111")).as("somebody still uses it").isTrue();
    }

    private boolean exists(String schema) {
        return !jdbc.queryForList("select 1 from pg_namespace where nspname = ?", schema)
                .isEmpty();
    }

    @Test
    void health_tells_head_position_and_lag() {
        story.network("n");
        settle();
        assertThat(model.health())
                .returns(1L, ReadModel.Health::head)
                .returns(1L, ReadModel.Health::position)
                .returns(0L, ReadModel.Health::lag)
                .returns(false, ReadModel.Health::isStuck);
        model.stop();
        story.network("m");
        assertThat(model.health()).returns(2L, ReadModel.Health::head).returns(1L, ReadModel.Health::lag);
    }
}
