package org.portolan.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.axonframework.serialization.SimpleSerializedType;
import org.axonframework.serialization.upcasting.event.EventUpcasterChain;
import org.axonframework.serialization.upcasting.event.IntermediateEventRepresentation;
import org.axonframework.serialization.upcasting.event.SingleEventUpcaster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.portolan.api.port.PortEvent.PortUnbound;
import org.portolan.api.port.PortId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An event that was stored in an older form is read as one of the present form, one step for each revision. */
class UpcastingTest {

    private static final String PORT = "f519f094-18f8-41a0-99ef-1518695aa378";

    private final TestDatabase database = TestDatabase.create();

    @AfterEach
    void close() {
        database.close();
    }

    /** One step from an older form to the next. */
    private static final class Step extends SingleEventUpcaster {

        private final SimpleSerializedType from;
        private final SimpleSerializedType to;
        private final UnaryOperator<JsonNode> change;

        private Step(SimpleSerializedType from, SimpleSerializedType to, UnaryOperator<JsonNode> change) {
            this.from = from;
            this.to = to;
            this.change = change;
        }

        @Override
        protected boolean canUpcast(IntermediateEventRepresentation stored) {
            return stored.getType().equals(from);
        }

        @Override
        protected IntermediateEventRepresentation doUpcast(IntermediateEventRepresentation stored) {
            return stored.upcastPayload(to, JsonNode.class, change);
        }
    }

    private static final Step FROM_AN_OLD_NAME = new Step(
            new SimpleSerializedType("PortTakenOff", "7"), new SimpleSerializedType("PortUnbound", "0"), stored -> {
                ObjectNode renamed = ((ObjectNode) stored).objectNode();
                renamed.set("id", stored.get("port"));
                return renamed;
            });

    private static final Step FROM_A_FORM_WITHOUT_GENERATION = new Step(
            new SimpleSerializedType("PortUnbound", "0"),
            new SimpleSerializedType("PortUnbound", "1"),
            stored -> ((ObjectNode) stored).put("generation", 1));

    @Test
    void old_forms_are_read_as_the_present_one_by_stream_and_by_position() {
        LogEventStore.migrate(database.dataSource());
        try (Log log = new Log(database.dataSource())) {
            append(log, 0, "PortTakenOff", "7", "{\"port\":\"" + PORT + "\"}");
            append(log, 1, "PortUnbound", "0", "{\"id\":\"" + PORT + "\"}");
            append(log, 2, "PortUnbound", "1", "{\"id\":\"" + PORT + "\",\"generation\":5}");
        }
        try (LogEventStore store = LogEventStore.open(
                database.dataSource(),
                new JsonSerializer(),
                new EventUpcasterChain(FROM_AN_OLD_NAME, FROM_A_FORM_WITHOUT_GENERATION))) {
            assertThat(store.tail().after(0, 10).stream()
                            .<Object>map(message -> RecordedEvents.of(message).event()))
                    .containsExactly(unbound(1), unbound(1), unbound(5));
            assertThat(store.readEvents("port/" + PORT).asStream().<Object>map(message -> RecordedEvents.of(message)
                            .event()))
                    .containsExactly(unbound(1), unbound(1), unbound(5));
        }
    }

    private static PortUnbound unbound(long generation) {
        return new PortUnbound(PortId.of(PORT), generation);
    }

    private static void append(Log log, long sequence, String type, String revision, String payload) {
        LogEntry entry =
                new LogEntry("port/" + PORT, sequence, type, revision, UUID.randomUUID(), Instant.EPOCH, payload, "{}");
        log.append(List.of(entry), List.of(entry), log.epoch()).join();
    }
}
