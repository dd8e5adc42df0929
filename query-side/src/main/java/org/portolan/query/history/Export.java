package org.portolan.query.history;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
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
import org.portolan.query.resource.QueryString;
import org.portolan.rest.Identity;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives the log away, an event a line, for whoever keeps or searches it elsewhere.
 *
 * <ol>
 *   <li>It ends at the last event that there was when it was asked for, and is of any length: nothing of it is gathered first.
 *   <li>What was cut off goes on after the position of the last line that came whole.
 * </ol>
 */
public final class Export {

    private static final String CADF = "http://schemas.dmtf.org/cloud/audit/1.0/event";

    private final EventStore log;
    private final Identity identity;
    private final EventJson eventJson = new EventJson();

    /** Exports of that log. */
    public Export(EventStore log, Identity identity) {
        this.log = log;
        this.identity = identity;
    }

    /**
     * Answers {@code GET /portolan/v1/export?format=ndjson|cadf&after=&limit=}, for administrators and auditors.
     *
     * @throws NeutronError 400 when the format is none of these
     */
    public void export(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Audit.requireAdmin(identity.of(request).readingHistory());
        QueryString query = QueryString.parse(request.getQueryString());
        Function<Recorded<?>, byte[]> line = format(query.last("format"));
        long after = Audit.number(query, "after", 0, Long.MAX_VALUE);
        long limit = Audit.number(query, "limit", Long.MAX_VALUE, Long.MAX_VALUE);
        response.setContentType("application/x-ndjson");
        response.setHeader("Cache-Control", "no-store");
        tell(line, after, limit, response.getOutputStream());
    }

    /**
     * Tells the log up to its present end.
     *
     * @param line how an event is told
     * @param after the position after which it begins
     * @param limit of events
     */
    public void tell(Function<Recorded<?>, byte[]> line, long after, long limit, OutputStream out) throws IOException {
        long head = LogSubscription.head(log);
        try (BlockingStream<TrackedEventMessage<?>> stream = log.openStream(new GlobalSequenceTrackingToken(after))) {
            long position = after;
            for (long told = 0; told < limit && position < head && stream.hasNextAvailable(); told++) {
                Recorded<?> event = RecordedEvents.of(stream.nextAvailable());
                position = event.position();
                out.write(line.apply(event));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * How an event is told in the format of that name; null is the first.
     *
     * @throws NeutronError 400 when the format is none of {@code ndjson} and {@code cadf}
     */
    public Function<Recorded<?>, byte[]> format(@Nullable String name) {
        return switch (name == null ? "ndjson" : name) {
            case "ndjson" -> eventJson::bytes;
            case "cadf" -> event -> (cadf(event) + "\n").getBytes(StandardCharsets.UTF_8);
            default ->
                throw NeutronError.badRequest(
                        "Invalid input for format. Reason: '" + name + "' is not in ['ndjson', 'cadf'].");
        };
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
