package org.portolan.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.eventstore.EmbeddedDatabase;
import org.portolan.eventstore.JsonSerializer;
import org.portolan.eventstore.LogEventStore;
import org.portolan.eventstore.UpcasterChain;
import org.portolan.query.readmodel.ReadModel;

/** A log in a PostgreSQL of its own, which is gone when it is closed. */
record WrittenLog(Path directory, EmbeddedDatabase database, HikariDataSource pool, LogEventStore log)
        implements AutoCloseable {

    private static final int APPENDED = 500;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** Writes events, 500 at a time. */
    static WrittenLog of(List<DomainEventMessage<?>> events) {
        try {
            Path directory = Files.createTempDirectory(Path.of("/var/tmp"), "portolan-benchmark-");
            EmbeddedDatabase database = EmbeddedDatabase.open(directory);
            HikariDataSource pool = new HikariDataSource();
            pool.setJdbcUrl(database.jdbcUrl());
            pool.setMaximumPoolSize(8);
            LogEventStore log = LogEventStore.open(pool, new JsonSerializer(), UpcasterChain.ofAll());
            for (int from = 0; from < events.size(); from += APPENDED) {
                log.publish(events.subList(from, Math.min(from + APPENDED, events.size())));
            }
            return new WrittenLog(directory, database, pool, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The read model, not yet built. */
    ReadModel model() {
        return new ReadModel(log, pool, ResourceDescription.all(), "bench");
    }

    /**
     * The read model, built up to an event.
     *
     * @throws IllegalStateException if that takes minutes
     */
    ReadModel built(long events) {
        ReadModel model = model();
        model.start();
        if (!model.await(events, PATIENCE)) {
            throw new IllegalStateException("not built: " + model.health());
        }
        return model;
    }

    @Override
    public void close() throws IOException {
        log.close();
        pool.close();
        database.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
