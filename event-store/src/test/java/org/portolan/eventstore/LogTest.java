package org.portolan.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.axonframework.modelling.command.ConcurrencyException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogTest {

    private final TestDatabase database = TestDatabase.create();
    private Log log;

    @BeforeEach
    void open() {
        LogEventStore.migrate(database.dataSource());
        log = new Log(database.dataSource());
    }

    @AfterEach
    void close() {
        log.close();
        database.close();
    }

    @Test
    void a_log_keeps_its_identity_and_shares_it_with_no_other() {
        try (Log again = new Log(database.dataSource());
                TestDatabase elsewhere = TestDatabase.create()) {
            LogEventStore.migrate(database.dataSource());
            LogEventStore.migrate(elsewhere.dataSource());
            try (Log other = new Log(elsewhere.dataSource())) {
                assertThat(again.identity()).isEqualTo(log.identity());
                assertThat(other.identity()).isNotEqualTo(log.identity());
            }
        }
    }

    @Test
    void an_append_to_several_streams_is_stored_together_and_in_order() {
        long position = append(entry("network/a", 0), entry("subnet/b", 0), entry("port/c", 0))
                .join();

        assertThat(position).isEqualTo(3);
        assertThat(log.read(0, 10))
                .extracting(found -> found.position() + " " + found.entry().stream())
                .containsExactly("1 network/a", "2 subnet/b", "3 port/c");
    }

    @Test
    void an_append_that_loses_the_race_for_a_sequence_leaves_nothing_behind() {
        append(entry("port/c", 0)).join();

        assertThatThrownBy(
                        () -> append(entry("network/a", 0), entry("port/c", 0)).join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(ConcurrencyException.class);

        assertThat(log.head()).isEqualTo(1);
        assertThat(log.lastSequence("network/a")).isNull();
    }

    @Test
    void of_many_racing_for_one_sequence_exactly_one_wins_and_positions_have_no_gap() throws Exception {
        int racers = 64;
        try (Log other = new Log(database.dataSource());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> outcomes = new ArrayList<>();
            for (int i = 0; i < racers; i++) {
                Log writer = i % 2 == 0 ? log : other;
                int nr = i;
                outcomes.add(threads.submit(() -> wins(writer, entry("mac/x", 0), entry("port/" + nr, 0))));
            }
            int winners = 0;
            for (Future<Boolean> outcome : outcomes) {
                winners += outcome.get(30, TimeUnit.SECONDS) ? 1 : 0;
            }
            assertThat(winners).isEqualTo(1);
        }
        assertThat(log.read(0, 1000)).extracting(LogEntry.Positioned::position).containsExactly(1L, 2L);
    }

    @Test
    void two_writers_number_their_events_in_commit_order_without_gaps_and_a_reader_by_position_misses_none()
            throws Exception {
        long each = 300;
        List<Long> seen = Collections.synchronizedList(new ArrayList<>());
        try (Log other = new Log(database.dataSource());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> reader = threads.submit(() -> {
                long last = 0;
                while (last < 2 * each) {
                    for (LogEntry.Positioned found : log.read(last, 64)) {
                        seen.add(found.position());
                        last = found.position();
                    }
                }
            });
            List<CompletableFuture<Long>> appends = new ArrayList<>();
            for (int i = 0; i < each; i++) {
                appends.add(log.append(List.of(entry("a/" + i, 0)), List.of(""), log.epoch()));
                appends.add(other.append(List.of(entry("b/" + i, 0)), List.of(""), other.epoch()));
            }
            CompletableFuture.allOf(appends.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
            reader.get(60, TimeUnit.SECONDS);
        }
        assertThat(seen)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 2 * each).boxed().toList());
    }

    @Test
    void what_was_decided_on_top_of_a_failed_append_fails_with_it() {
        long epoch = log.epoch();
        append(entry("port/c", 0)).join();

        CompletableFuture<Long> failing = log.append(List.of(entry("port/c", 0)), List.of(""), epoch);
        assertThatThrownBy(failing::join).hasCauseInstanceOf(ConcurrencyException.class);
        CompletableFuture<Long> onTop = log.append(List.of(entry("port/d", 0)), List.of(""), epoch);

        assertThatThrownBy(onTop::join).hasCauseInstanceOf(ConcurrencyException.class);
        assertThat(log.append(List.of(entry("port/d", 0)), List.of(""), log.epoch())
                        .join())
                .isEqualTo(2);
    }

    @Test
    void a_stopped_database_refuses_appends_as_unavailable_and_takes_them_again_later() {
        database.stop();
        CompletableFuture<Long> refused = append(entry("port/c", 0));
        assertThatThrownBy(refused::join).hasCauseInstanceOf(LogUnavailableException.class);

        database.start();
        boolean taken = false;
        for (int attempt = 0; attempt < 20 && !taken; attempt++) {
            taken = append(entry("port/c", 0))
                    .handle((position, failure) -> failure == null)
                    .join();
        }
        assertThat(taken).isTrue();
        assertThat(log.head()).isEqualTo(1);
    }

    @Test
    void only_the_newest_snapshot_of_a_stream_is_kept() {
        log.saveSnapshot(entry("network/a", 7));
        log.saveSnapshot(entry("network/a", 5));

        assertThat(log.snapshot("network/a")).extracting("sequence").isEqualTo(7L);
    }

    private CompletableFuture<Long> append(LogEntry... entries) {
        return log.append(List.of(entries), List.of(entries), log.epoch());
    }

    private static boolean wins(Log writer, LogEntry... entries) {
        try {
            writer.append(List.of(entries), List.of(entries), writer.epoch()).join();
            return true;
        } catch (CompletionException lost) {
            assertThat(lost).hasCauseInstanceOf(ConcurrencyException.class);
            return false;
        }
    }

    private static LogEntry entry(String stream, long sequence) {
        return new LogEntry(stream, sequence, "Test", "1", UUID.randomUUID(), Instant.EPOCH, "{}", "{}");
    }
}
