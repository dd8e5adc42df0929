package org.portolan.benchmarks;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.portolan.api.event.Recorded;
import org.portolan.api.json.EventJson;
import org.portolan.api.json.Json;
import org.portolan.api.node.Topology;
import org.portolan.eventstore.RecordedEvents;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;

/** What a node does with the log: 100,000 events folded to the topology, out of memory and out of the lines of the feed. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 4, time = 3)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
public class FoldBenchmark {

    private static final int EVENTS = 100_000;

    private final EventJson json = new EventJson();
    private List<? extends Recorded<?>> log = List.of();
    private byte[] feed = {};

    /** The events that concern nodes, at positions from 1 on, and the lines that tell of them. */
    @Setup
    public void write() {
        AtomicLong position = new AtomicLong();
        log = Decisions.logOf(2 * EVENTS + 1000).stream()
                .map(RecordedEvents::of)
                .filter(event -> Topology.concerns(event.event()))
                .limit(EVENTS)
                .map(event -> new Recorded<>(
                        position.incrementAndGet(),
                        event.stream(),
                        event.sequence(),
                        event.at(),
                        event.event(),
                        event.cause()))
                .toList();
        if (log.size() != EVENTS) {
            throw new IllegalStateException("a log of " + log.size() + " events");
        }
        StringBuilder lines = new StringBuilder();
        log.forEach(event -> lines.append(json.line(event)).append('\n'));
        feed = lines.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    /** Events a second, from memory. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Topology fold() {
        Topology topology = Topology.empty();
        for (Recorded<?> event : log) {
            topology = topology.evolve(event);
        }
        return topology;
    }

    /** Events a second, from the feed, read as an agent does. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Topology readAndFold() {
        Topology topology = Topology.empty();
        try (MappingIterator<JsonNode> lines =
                Json.mapper().readerFor(JsonNode.class).readValues(feed)) {
            while (lines.hasNextValue()) {
                topology = topology.evolve(json.recorded(lines.nextValue()));
            }
        }
        return topology;
    }
}
