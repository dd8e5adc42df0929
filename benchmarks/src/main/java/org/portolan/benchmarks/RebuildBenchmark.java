package org.portolan.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.eventstore.EmbeddedDatabase;
import org.portolan.eventstore.JsonSerializer;
import org.portolan.eventstore.LogEventStore;
import org.portolan.eventstore.UpcasterChain;
import org.portolan.query.readmodel.ReadModel;

/** The read model, built from nothing out of a log of 100,000 events in PostgreSQL. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 4, time = 1)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
public class RebuildBenchmark {

    private static final int EVENTS = 100_000;
    private static final int APPENDED = 500;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private Setting setting = Setting.NONE;

    private record Setting(Path directory, AutoCloseable database, HikariDataSource pool, LogEventStore log) {
        @SuppressWarnings("NullAway") // before the set-up there is nothing
        private static final Setting NONE = new Setting(null, null, null, null);
    }

    /** Writes the log. */
    @Setup
    public void write() throws IOException {
        Path directory = Files.createTempDirectory(Path.of("/var/tmp"), "portolan-benchmark-");
        EmbeddedDatabase database = EmbeddedDatabase.open(directory);
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(database.jdbcUrl());
        pool.setMaximumPoolSize(8);
        LogEventStore log = LogEventStore.open(pool, new JsonSerializer(), UpcasterChain.ofAll());
        List<DomainEventMessage<?>> events = Decisions.logOf(EVENTS).subList(0, EVENTS);
        for (int from = 0; from < EVENTS; from += APPENDED) {
            log.publish(events.subList(from, from + APPENDED));
        }
        setting = new Setting(directory, database, pool, log);
    }

    /** Events a second. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public ReadModel rebuild() {
        ReadModel model = new ReadModel(setting.log(), setting.pool(), ResourceDescription.all(), "bench");
        model.start();
        if (!model.await(EVENTS, PATIENCE)) {
            throw new IllegalStateException("not rebuilt: " + model.health());
        }
        model.stop();
        return model;
    }

    /** Removes what was built. */
    @TearDown(Level.Invocation)
    public void forget() throws SQLException {
        String schema = new ReadModel(setting.log(), setting.pool(), ResourceDescription.all(), "bench")
                .schema()
                .name();
        try (Connection connection = setting.pool().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("drop schema " + schema + " cascade");
        }
    }

    /** Removes everything. */
    @TearDown
    public void end() throws Exception {
        setting.log().close();
        setting.pool().close();
        setting.database().close();
        try (Stream<Path> files = Files.walk(setting.directory())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
