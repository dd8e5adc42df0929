package org.portolan.query.history;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jspecify.annotations.Nullable;
import org.portolan.api.error.NeutronError;
import org.portolan.api.event.Ending;
import org.portolan.api.event.Recorded;
import org.portolan.api.json.EventJson;
import org.portolan.api.json.Json;
import org.portolan.eventstore.LogSubscription;
import org.portolan.eventstore.RecordedEvents;
import tools.jackson.databind.node.ObjectNode;

/** A log as lines of text, an event a line, up to the end that it has when it is asked for. */
public final class LogLines {

    private static final String CADF = "http://schemas.dmtf.org/cloud/audit/1.0/event";

    private final EventStore log;
    private final EventJson eventJson = new EventJson();

    /** Lines of that log. */
    public LogLines(EventStore log) {
        this.log = log;
    }

    /** How an event is told. */
    public interface Format {
        /** One line, its end included, in UTF-8. */
        byte[] line(Recorded<?> event);
    }

    /**
     * The format of that name; null is the first.
     *
     * @throws NeutronError 400 when it is none of {@code ndjson} and {@code cadf}
     */
    public Format format(@Nullable String name) {
        return switch (name == null ? "ndjson" : name) {
            case "ndjson" -> eventJson::bytes;
            case "cadf" -> event -> (cadf(event) + "\n").getBytes(StandardCharsets.UTF_8);
            default ->
                throw NeutronError.badRequest(
                        "Invalid input for format. Reason: '" + name + "' is not in ['ndjson', 'cadf'].");
        };
    }

    /**
     * Writes them.
     *
     * @param after the position after which they begin
     * @param limit how many there are at most
     */
    public void write(Format format, long after, long limit, OutputStream out) throws IOException {
        long head = LogSubscription.head(log);
        try (BlockingStream<TrackedEventMessage<?>> stream = log.openStream(new GlobalSequenceTrackingToken(after))) {
            long position = after;
            for (long told = 0; told < limit && position < head && stream.hasNextAvailable(); told++) {
                Recorded<?> event = RecordedEvents.of(stream.nextAvailable());
                position = event.position();
                out.write(format.line(event));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** An event as DMTF's Cloud Auditing Data Federation has it (DSP0262). */
    private static ObjectNode cadf(Recorded<?> recorded) {
        String type = recorded.stream().type();
        ObjectNode event = Json.object()
                .put("typeURI", CADF)
                .put("id", "portolan:" + recorded.position())
                .put("eventType", "activity")
                .put("eventTime", recorded.at().toString())
                .put("action", action(recorded))
                .put("outcome", "success")
                .put("name", EventJson.nameOf(recorded.event().getClass()));
        event.putObject("initiator")
                .put("typeURI", "service/security/account/user")
                .put("id", recorded.cause().userId())
                .put("project_id", recorded.cause().projectId())
                .set("roles", Json.tree(recorded.cause().roles()));
        event.putObject("target")
                .put("typeURI", "network/" + type)
                .put("id", recorded.stream().key());
        event.putObject("observer").put("typeURI", "service/network").put("id", "portolan");
        event.putArray("tags")
                .add(recorded.cause().command())
                .add(recorded.cause().requestId());
        event.putArray("attachments")
                .addObject()
                .put("name", "event")
                .put("contentType", "application/json")
                .set("content", Json.tree(recorded.event()));
        return event;
    }

    private static String action(Recorded<?> recorded) {
        if (recorded.sequence() == 0) {
            return "create";
        }
        return recorded.event() instanceof Ending ? "delete" : "update";
    }
}
