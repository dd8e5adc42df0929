package org.portolan.eventstore.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.axonframework.serialization.upcasting.event.NoOpEventUpcaster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portolan.eventstore.JsonSerializer;
import org.portolan.eventstore.Log;
import org.portolan.eventstore.LogEntry;
import org.portolan.eventstore.LogEventStore;
import org.portolan.eventstore.TestDatabase;
import org.portolan.eventstore.seal.Verification.Finding;
import org.portolan.eventstore.seal.Verification.Finding.Broken;
import org.portolan.eventstore.seal.Verification.Finding.Intact;

class SealTest {

    private final TestDatabase database = TestDatabase.create();
    private final SealKey key = SealKey.generate();
    private final Seals seals = new Seals(database.dataSource());
    private Log log;

    @BeforeEach
    void open() {
        LogEventStore.open(database.dataSource(), new JsonSerializer(), NoOpEventUpcaster.INSTANCE)
                .close();
        log = new Log(database.dataSource());
    }

    @AfterEach
    void close() {
        log.close();
        database.close();
    }

    @Test
    void a_log_that_nobody_touched_is_intact_and_what_came_after_the_last_seal_is_counted() {
        append(30);
        seal();
        append(20);
        seal();
        append(3);

        Intact found = (Intact) verify();

        assertThat(found.sealedUpTo()).isEqualTo(50);
        assertThat(found.notSealed()).isEqualTo(3);
        assertThat(seals.last().orElseThrow().chain()).isEqualTo(found.chain());
        assertThat(seals.from(0, 10)).extracting(Seal::upTo).containsExactly(30L, 50L);
    }

    @Test
    void an_empty_log_is_intact() {
        seal();
        assertThat(verify()).isEqualTo(new Intact(0, Digest.BEFORE_ALL, 0));
    }

    @Test
    void whatever_of_an_event_is_changed_the_event_is_named() {
        append(20);
        seal();
        append(20);
        seal();
        for (String change : List.of(
                "payload = '{\"n\":0}'",
                "payload = '{\"n\": 17}'",
                "metadata = '{\"user_id\":\"eve\"}'",
                "at = at + interval '1 microsecond'",
                "type = 'Other'",
                "revision = '2'",
                "stream = 'network/other'",
                "sequence = 1000",
                "event_id = '" + UUID.randomUUID() + "'")) {
            sql("create table kept as select * from event where position = 17");
            sql("update event set " + change + " where position = 17");
            assertThat(verify()).as(change).isEqualTo(new Broken(17, "is not what was sealed"));
            sql("delete from event where position = 17");
            sql("insert into event select * from kept");
            sql("drop table kept");
        }
        assertThat(verify()).isInstanceOf(Intact.class);
    }

    @Test
    void a_removed_event_is_named() {
        append(20);
        seal();
        sql("delete from event where position = 7");
        assertThat(verify()).isEqualTo(new Broken(7, "is missing"));
    }

    @Test
    void a_log_that_closed_its_ranks_after_a_removal_is_found_out_at_the_first_event_that_moved() {
        append(20);
        seal();
        sql("delete from event where position = 7");
        sql("update event set position = -position where position > 7");
        sql("update event set position = -position - 1 where position < 0");
        assertThat(verify()).isEqualTo(new Broken(7, "is not what was sealed"));
    }

    @Test
    void events_that_changed_places_are_named_with_the_place_where_the_right_one_is() {
        append(20);
        seal();
        sql("update event set position = -5 where position = 5");
        sql("update event set position = 5 where position = 9");
        sql("update event set position = 9 where position = -5");
        assertThat(verify()).isEqualTo(new Broken(5, "is another event than was sealed: that one stands at 9 now"));
    }

    @Test
    void a_cut_end_is_found_while_its_seal_is_there_and_by_a_noted_seal_when_that_is_gone_too() {
        append(20);
        seal();
        append(20);
        seal();
        Digest noted = seals.last().orElseThrow().chain();
        sql("delete from event where position > 20");
        assertThat(verify()).isEqualTo(new Broken(21, "is missing"));

        sql("delete from seal where up_to > 20");
        assertThat(verify()).isInstanceOf(Intact.class);
        assertThat(verify(Map.of(40L, noted)))
                .isEqualTo(new Broken(40, "ends no seal, though one that ends there was noted"));
    }

    @Test
    void whoever_rewrites_events_and_seals_needs_a_key_that_is_trusted() {
        append(20);
        seal();
        Digest noted = seals.last().orElseThrow().chain();
        sql("update event set payload = '{}' where position = 3");
        sql("delete from seal");
        Sealer.seal(log, seals, SealKey.generate(), Clock.systemUTC());
        assertThat(verify()).isEqualTo(new Broken(1, "is sealed with a key that is not trusted"));

        sql("delete from seal");
        seal();
        assertThat(verify()).isInstanceOf(Intact.class);
        assertThat(verify(Map.of(20L, noted)))
                .isEqualTo(new Broken(1, "is in another seal than the one that was noted"));
    }

    @Test
    void a_seal_that_was_changed_or_taken_away_is_noticed() {
        append(10);
        seal();
        append(10);
        seal();
        append(10);
        seal();
        sql("update seal set at = at + interval '1 second' where up_to = 20");
        assertThat(verify()).isEqualTo(new Broken(11, "begins a seal that is not as it was signed"));
        sql("delete from seal where up_to = 20");
        assertThat(verify()).isEqualTo(new Broken(11, "is in no seal, though later ones are"));
    }

    @Test
    void a_log_with_a_hole_is_not_sealed() {
        append(10);
        sql("delete from event where position = 4");
        assertThatThrownBy(this::seal).hasMessage("event 4 is missing in the log");
        assertThat(seals.last()).isEmpty();
        assertThat(verify()).isEqualTo(new Broken(4, "is missing"));
    }

    @Test
    void several_sealers_seal_each_event_once_while_it_is_written() throws Exception {
        try (Sealer first = Sealer.start(log, seals, key, Clock.systemUTC(), Duration.ofMillis(5));
                Sealer second = Sealer.start(log, seals, key, Clock.systemUTC(), Duration.ofMillis(5))) {
            assertThat(first).isNotSameAs(second);
            for (int i = 0; i < 20; i++) {
                append(50);
            }
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (seals.last().map(Seal::upTo).orElse(0L) < 1_000 && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
        }
        assertThat(verify()).isInstanceOfSatisfying(Intact.class, intact -> assertThat(intact.sealedUpTo())
                .isEqualTo(1_000));
    }

    @Test
    void a_key_is_made_once_and_for_its_owner_only(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("keys").resolve("seal.pem");
        PublicKey made = SealKey.in(file).publicKey();
        assertThat(SealKey.in(file).publicKey()).isEqualTo(made);
        assertThat(SealKey.publicKeysIn(file)).containsExactly(made);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Files.writeString(file, "nonsense");
        assertThatThrownBy(() -> SealKey.in(file)).hasMessageContaining("holds no pair of keys");
    }

    private void seal() {
        Sealer.seal(log, seals, key, Clock.systemUTC());
    }

    private Finding verify() {
        return verify(Map.of());
    }

    private Finding verify(Map<Long, Digest> expected) {
        return new Verification(log, seals, Set.of(key.publicKey()), expected, position -> {}).run();
    }

    private void append(int count) {
        List<LogEntry> entries = new ArrayList<>();
        long head = log.head();
        for (int i = 1; i <= count; i++) {
            entries.add(new LogEntry(
                    "network/" + UUID.randomUUID(),
                    0,
                    "Test",
                    "1",
                    UUID.randomUUID(),
                    Instant.now(),
                    "{\"n\":" + (head + i) + "}",
                    "{\"user_id\":\"ada\"}"));
        }
        log.append(entries, entries, log.epoch()).join();
    }

    private void sql(String statement) {
        try (Connection connection = database.dataSource().getConnection();
                Statement execution = connection.createStatement()) {
            execution.execute(statement);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
