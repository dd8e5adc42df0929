package org.portolan.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.axonframework.eventhandling.DomainEventMessage;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Cause;
import org.portolan.api.event.Recorded;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkEvent;
import org.portolan.api.network.NetworkEvent.NetworkCreated;
import org.portolan.api.network.NetworkEvent.NetworkUpdated;
import org.portolan.api.resource.Attributes;
import org.portolan.eventstore.RecordedEvents;
import org.portolan.eventstore.seal.SealKey;
import org.portolan.eventstore.seal.Sealer;
import org.portolan.eventstore.seal.Seals;
import org.portolan.eventstore.seal.Verification;
import org.portolan.query.history.History;
import org.portolan.query.history.LogLines;
import org.portolan.query.readmodel.ReadModel;

/** What auditors ask: the history of a network that has changed 1,000 times, a log of 100,000 events, and whether it is what was sealed. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 4, time = 2)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
public class AuditBenchmark {

    private static final int EVENTS = 100_000;
    private static final int CHANGES = 1_000;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final List<DomainEventMessage<?>> events =
            new ArrayList<>(Decisions.logOf(EVENTS).subList(0, EVENTS - CHANGES));
    private final NetworkCreated network = events.stream()
            .map(DomainEventMessage::getPayload)
            .filter(NetworkCreated.class::isInstance)
            .map(NetworkCreated.class::cast)
            .findFirst()
            .orElseThrow();
    private final SealKey key = SealKey.generate();
    private final WrittenLog written;
    private final ReadModel model;

    /** Writes the log, and the read model, and seals it. */
    public AuditBenchmark() {
        events.addAll(changes(network, events));
        written = WrittenLog.of(events);
        model = written.built(EVENTS);
        seal();
    }

    private void seal() {
        Seals seals = new Seals(written.pool());
        try (Sealer running =
                Sealer.start(written.log().log(), seals, key, Clock.systemUTC(), Duration.ofMillis(100))) {
            Objects.requireNonNull(running);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (seals.last().filter(seal -> seal.upTo() >= EVENTS).isEmpty()) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("not sealed in time");
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static List<DomainEventMessage<?>> changes(NetworkCreated network, List<DomainEventMessage<?>> events) {
        String stream = NetworkEvent.stream(network.id()).toString();
        DomainEventMessage<?> last = events.stream()
                .filter(event -> event.getAggregateIdentifier().equals(stream))
                .reduce((one, other) -> other)
                .orElseThrow();
        Recorded<?> known = RecordedEvents.of(last);
        List<DomainEventMessage<?>> changes = new ArrayList<>();
        for (int i = 1; i <= CHANGES; i++) {
            changes.add(RecordedEvents.message(
                    known.stream(),
                    last.getSequenceNumber() + i,
                    new NetworkUpdated(network.id(), Attributes.none().with(NetworkDescription.NAME, "name-" + i)),
                    known.at().plusSeconds(i),
                    new Cause("req-" + UUID.randomUUID(), "alice", "bench", List.of("admin"), "UpdateNetwork")));
        }
        return changes;
    }

    /** Histories of 1,000 changes a second; 50 are 20 ms each. */
    @Benchmark
    public int history() throws SQLException {
        History history = new History(written.pool(), model);
        Caller auditor =
                new Caller("req-" + UUID.randomUUID(), "auditor", new ProjectId("audit"), List.of("portolan_auditor"));
        int changes = history.of(
                        Objects.requireNonNull(history.table("network")),
                        network.id().toString(),
                        auditor.readingHistory(),
                        0,
                        10_000)
                .size();
        if (changes < CHANGES) {
            throw new IllegalStateException("the history has " + changes + " changes");
        }
        return changes;
    }

    /** Events a second that are exported. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void export() throws IOException {
        LogLines lines = new LogLines(written.log());
        lines.write(lines.format("ndjson"), 0, Long.MAX_VALUE, OutputStream.nullOutputStream());
    }

    /** Events a second that are verified. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Verification.Finding verify() {
        Verification.Finding finding = new Verification(
                        written.log().log(),
                        new Seals(written.pool()),
                        Set.of(key.publicKey()),
                        Map.of(),
                        position -> {})
                .run();
        if (!(finding instanceof Verification.Finding.Intact)) {
            throw new IllegalStateException("not intact: " + finding);
        }
        return finding;
    }

    /** Removes everything. */
    @TearDown
    public void end() throws IOException {
        model.stop();
        written.close();
    }
}
