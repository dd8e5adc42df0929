package org.portolan.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.portolan.api.event.Upcasts;
import org.portolan.api.port.PortEvent.PortUnbound;
import org.portolan.api.port.PortId;
import tools.jackson.databind.node.ObjectNode;

/** An event that was stored in an older form is read as one of the present form, one step for each revision. */
class UpcastingTest {

    private static final String PORT = "f519f094-18f8-41a0-99ef-1518695aa378";

    private final TestDatabase database = TestDatabase.create();

    @AfterEach
    void close() {
        database.close();
    }

    private static final Upcasts.Form PRESENT = new Upcasts.Form("PortUnbound", 1);
    private static final Upcasts.Form WITHOUT_GENERATION = new Upcasts.Form("PortUnbound", 0);
    private static final Upcasts.Form OF_AN_OLD_NAME = new Upcasts.Form("PortTakenOff", 7);

    /** Listed last step first: the chain finds the order itself. */
    private static final List<Upcasts.Step> STEPS = List.of(
            new Upcasts.Step(WITHOUT_GENERATION, PRESENT, stored -> ((ObjectNode) stored).put("generation", 1)),
            new Upcasts.Step(OF_AN_OLD_NAME, WITHOUT_GENERATION, stored -> {
                ObjectNode renamed = ((ObjectNode) stored).objectNode();
                renamed.set("id", stored.get("port"));
                return renamed;
            }));

    @Test
    void old_forms_are_read_as_the_present_one_by_stream_and_by_position() {
        LogEventStore.migrate(database.dataSource());
        try (Log log = new Log(database.dataSource())) {
            append(log, 0, "PortTakenOff", "7", "{\"port\":\"" + PORT + "\"}");
            append(log, 1, "PortUnbound", "0", "{\"id\":\"" + PORT + "\"}");
            append(log, 2, "PortUnbound", "1", "{\"id\":\"" + PORT + "\",\"generation\":5}");
        }
        try (LogEventStore store =
                LogEventStore.open(database.dataSource(), new JsonSerializer(), UpcasterChain.of(STEPS))) {
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

    @Test
    void steps_that_lead_in_a_circle_are_refused() {
        Upcasts.Step back = new Upcasts.Step(PRESENT, WITHOUT_GENERATION, stored -> stored);

        assertThatThrownBy(() -> UpcasterChain.of(List.of(STEPS.getFirst(), back)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("circle");
    }
}
