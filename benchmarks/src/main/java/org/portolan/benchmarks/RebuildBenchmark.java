package org.portolan.benchmarks;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
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
    private final WrittenLog written = WrittenLog.of(Decisions.logOf(EVENTS).subList(0, EVENTS));

    /** Events a second. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public ReadModel rebuild() {
        ReadModel model = written.built(EVENTS);
        model.stop();
        return model;
    }

    /** Removes what was built. */
    @TearDown(Level.Invocation)
    public void forget() throws SQLException {
        String schema = written.model().schema().name();
        try (Connection connection = written.pool().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("drop schema " + schema + " cascade");
        }
    }

    /** Removes everything. */
    @TearDown
    public void end() throws IOException {
        written.close();
    }
}
