package org.portolan.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.axonframework.commandhandling.AnnotationCommandHandlerAdapter;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.commandhandling.gateway.DefaultCommandGateway;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.eventstore.inmemory.InMemoryEventStorageEngine;
import org.axonframework.serialization.upcasting.event.NoOpEventUpcaster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.portolan.api.agent.AgentEvent.AgentRegistered;
import org.portolan.api.agent.AgentEvent.AgentRevived;
import org.portolan.api.agent.AgentId;
import org.portolan.api.caller.Caller;
import org.portolan.api.event.Cause;
import org.portolan.api.event.Event;
import org.portolan.api.event.StreamId;
import org.portolan.api.json.Json;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Command;
import org.portolan.command.agent.AgentState;
import org.portolan.eventstore.JsonSerializer;
import org.portolan.eventstore.Log;
import org.portolan.eventstore.LogEntry;
import org.portolan.eventstore.LogEventStore;
import org.portolan.eventstore.RecordedEvents;
import org.portolan.eventstore.TestDatabase;

class StreamsTest {

    private static final AgentId AGENT = AgentId.of("Open vSwitch agent", "node-1");

    private static final Event REGISTERED = new AgentRegistered(
            AGENT, "Open vSwitch agent", "node-1", "agent", "N/A", "nova", Json.object(), Attributes.none());

    private final TestDatabase database = TestDatabase.create();

    @AfterEach
    void close() {
        database.close();
    }

    /** A decision during which somebody else's append fails, once. */
    static final class Interrupted {

        record Decide(Caller caller) implements Command {}

        private final Streams streams;
        private final Log log;
        private int decisions;

        private Interrupted(Streams streams, Log log) {
            this.streams = streams;
            this.log = log;
        }

        @CommandHandler
        void handle(Decide command) {
            decisions++;
            if (decisions == 1) {
                failAnAppend();
            }
            if (streams.find(AgentState.TYPE, AGENT).isEmpty()) {
                streams.append(AgentState.TYPE, AGENT, REGISTERED);
            }
            streams.append(AgentState.TYPE, AGENT, new AgentRevived(AGENT, "node-1"));
        }

        private void failAnAppend() {
            StreamId stream = StreamId.parse("test/x");
            Event event = new AgentRevived(AGENT, "node-1");
            Object message = RecordedEvents.message(stream, 0, event, Instant.EPOCH, Cause.of(Scenario.ADMIN, "Test"));
            LogEntry entry = new LogEntry("test/x", 0, "Test", "1", UUID.randomUUID(), Instant.EPOCH, "{}", "{}");
            log.append(List.of(entry), List.of(message), log.epoch()).join();
            assertThatThrownBy(() -> log.append(List.of(entry), List.of(message), log.epoch())
                            .join())
                    .isInstanceOf(CompletionException.class);
        }
    }

    /** Looks at an agent, and registers it when told so. */
    static final class Looking {

        record Look(Caller caller) implements Command {}

        record Register(Caller caller) implements Command {}

        private final Streams streams;

        private Looking(Streams streams) {
            this.streams = streams;
        }

        @CommandHandler
        boolean handle(Look command) {
            return streams.peek(AgentState.TYPE, AGENT).isPresent();
        }

        @CommandHandler
        void handle(Register command) {
            streams.append(AgentState.TYPE, AGENT, REGISTERED);
        }
    }

    /** Counts how often a stream is read. */
    static final class CountingEngine extends InMemoryEventStorageEngine {

        private int reads;

        @Override
        public DomainEventStream readEvents(String stream, long from) {
            reads++;
            return super.readEvents(stream, from);
        }
    }

    @Test
    void a_stream_that_is_only_looked_at_is_read_once_also_when_there_is_nothing_in_it() {
        CountingEngine engine = new CountingEngine();
        EventStore store = EmbeddedEventStore.builder().storageEngine(engine).build();
        SimpleCommandBus bus = SimpleCommandBus.builder().build();
        new AnnotationCommandHandlerAdapter<>(new Looking(new Streams(store, Clock.systemUTC(), () -> 0)))
                .subscribe(bus);
        CommandGateway commands =
                DefaultCommandGateway.builder().commandBus(bus).build();

        for (int i = 0; i < 3; i++) {
            assertThat(commands.<Boolean>sendAndWait(new Looking.Look(Scenario.ADMIN)))
                    .isFalse();
        }
        assertThat(engine.reads).isEqualTo(1);
        commands.sendAndWait(new Looking.Register(Scenario.ADMIN));
        assertThat(commands.<Boolean>sendAndWait(new Looking.Look(Scenario.ADMIN)))
                .isTrue();
        assertThat(engine.reads).isEqualTo(1);
    }

    @Test
    void what_a_decision_added_that_the_log_refused_is_not_built_upon() {
        try (LogEventStore store =
                LogEventStore.open(database.dataSource(), new JsonSerializer(), NoOpEventUpcaster.INSTANCE)) {
            Log log = store.log();
            Interrupted decisions = new Interrupted(new Streams(store, Clock.systemUTC(), log::epoch), log);
            SimpleCommandBus bus = SimpleCommandBus.builder().build();
            new AnnotationCommandHandlerAdapter<>(decisions).subscribe(bus);
            Commands commands = new Commands(bus, log, (position, timeout) -> true);

            commands.execute(new Interrupted.Decide(Scenario.ADMIN));

            assertThat(decisions.decisions).isEqualTo(2);
            assertThat(log.readStream("agent/" + AGENT, 0, 10))
                    .extracting(found ->
                            found.entry().sequence() + " " + found.entry().type())
                    .containsExactly("0 AgentRegistered", "1 AgentRevived");
        }
    }
}
