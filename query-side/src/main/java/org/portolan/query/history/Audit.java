package org.portolan.query.history;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.Caller;
import org.portolan.api.error.NeutronError;
import org.portolan.api.json.EventJson;
import org.portolan.api.json.Json;
import org.portolan.eventstore.RecordedEvents;
import org.portolan.eventstore.seal.Seal;
import org.portolan.eventstore.seal.Seals;
import org.portolan.query.readmodel.ResourceTable;
import org.portolan.query.resource.QueryString;
import org.portolan.rest.Identity;
import org.portolan.rest.JsonAnswers;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers auditors: the history of one resource, the log itself, and its seal. */
public final class Audit {

    private static final int MOST_CHANGES = 10_000;
    private static final int MOST_EVENTS = 1_000;

    private final History history;
    private final Differences differences;
    private final EventStore log;
    private final @Nullable Seals seals;
    private final Identity identity;
    private final EventJson eventJson = new EventJson();

    /**
     * Answers from that history and that log.
     *
     * @param seals the log's; null when it has none
     */
    public Audit(History history, EventStore log, @Nullable Seals seals, Identity identity) {
        this.history = history;
        this.differences = new Differences(history);
        this.log = log;
        this.seals = seals;
        this.identity = identity;
    }

    /** Answers {@code GET /portolan/v1/history/<type>/<id>}. */
    public void history(String type, String id, HttpServletRequest request, HttpServletResponse response)
            throws IOException, SQLException {
        Caller caller = identity.of(request).readingHistory();
        ResourceTable table = history.table(type);
        if (table == null) {
            throw new NeutronError(404, "HTTPNotFound", "The resource could not be found.");
        }
        QueryString query = QueryString.parse(request.getQueryString());
        long after = number(query, "after", 0, Long.MAX_VALUE);
        int limit = (int) number(query, "limit", MOST_CHANGES, MOST_CHANGES);
        List<History.Change> changes = history.of(table, id, caller, after, limit);
        if (changes.isEmpty() && history.of(table, id, caller, 0, 1).isEmpty()) {
            throw table.description().notFound(id);
        }
        ObjectNode body = Json.object();
        body.set("history", Json.tree(changes));
        JsonAnswers.write(response, HttpServletResponse.SC_OK, body);
    }

    /**
     * Answers {@code GET /portolan/v1/diff?from=&to=&project=&network=&host=}: what is different at one time or position from what was at
     * an earlier one.
     *
     * @throws NeutronError 400 when these are none, or too much differs to be told at once
     */
    public void difference(HttpServletRequest request, HttpServletResponse response) throws IOException, SQLException {
        QueryString query = QueryString.parse(request.getQueryString());
        Differences.Scope scope =
                new Differences.Scope(query.last("project"), query.last("network"), query.last("host"));
        JsonAnswers.write(
                response,
                HttpServletResponse.SC_OK,
                Json.tree(differences.between(
                        query.last("from"),
                        query.last("to"),
                        scope,
                        identity.of(request).readingHistory())));
    }

    /** Answers {@code GET /portolan/v1/events?after=&limit=}: the log as it is, for administrators and auditors. */
    public void events(HttpServletRequest request, HttpServletResponse response) throws IOException {
        requireAdmin(identity.of(request).readingHistory());
        QueryString query = QueryString.parse(request.getQueryString());
        long after = number(query, "after", 0, Long.MAX_VALUE);
        int limit = (int) number(query, "limit", 100, MOST_EVENTS);
        ObjectNode body = Json.object();
        ArrayNode events = body.putArray("events");
        try (BlockingStream<TrackedEventMessage<?>> stream = log.openStream(new GlobalSequenceTrackingToken(after))) {
            while (events.size() < limit && stream.hasNextAvailable()) {
                events.add(eventJson.line(RecordedEvents.of(stream.nextAvailable())));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        JsonAnswers.write(response, HttpServletResponse.SC_OK, body);
    }

    /** Answers {@code GET /portolan/v1/seal}: the newest seal of the log, for administrators and auditors to note. */
    public void seal(HttpServletRequest request, HttpServletResponse response) throws IOException {
        requireAdmin(identity.of(request).readingHistory());
        Seal seal = seals == null ? null : seals.last().orElse(null);
        if (seal == null) {
            throw new NeutronError(404, "HTTPNotFound", "The log is not sealed.");
        }
        ObjectNode body = Json.object();
        body.putObject("seal")
                .put("position", seal.upTo())
                .put("at", seal.at().toString())
                .put("chain", seal.chain().toString())
                .put(
                        "public_key",
                        Base64.getEncoder().encodeToString(seal.publicKey().getEncoded()))
                .put("signature", seal.signature().base64());
        JsonAnswers.write(response, HttpServletResponse.SC_OK, body);
    }

    /**
     * Refuses callers that are no administrators.
     *
     * @throws NeutronError 403
     */
    public static void requireAdmin(Caller caller) {
        if (!caller.isAdmin()) {
            throw new NeutronError(403, "PolicyNotAuthorized", "rule:admin_only is disallowed by policy");
        }
    }

    /**
     * The number that a parameter tells, at most that.
     *
     * @throws NeutronError 400 when it is none, or negative
     */
    public static long number(QueryString query, String name, long otherwise, long most) {
        @Nullable String text = query.last(name);
        if (text == null || text.isEmpty()) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return Math.min(number, most);
            }
        } catch (NumberFormatException notANumber) {
            throw NeutronError.badRequest("Invalid input for " + name + ". Reason: '" + text + "' is not an integer.");
        }
        throw NeutronError.badRequest("Invalid input for " + name + ". Reason: '" + text + "' should be non-negative.");
    }
}
