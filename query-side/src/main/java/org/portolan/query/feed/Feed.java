package org.portolan.query.feed;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.portolan.api.error.NeutronError;
import org.portolan.api.json.Json;
import org.portolan.api.node.NodeFact;
import org.portolan.api.node.Topology;
import org.portolan.query.feed.LogFollower.Part;
import org.portolan.query.history.Audit;
import org.portolan.query.resource.QueryString;
import org.portolan.rest.Identity;
import tools.jackson.databind.node.ObjectNode;

/**
 * The log as nodes follow it: lines of JSON over one long answer.
 *
 * <ol>
 *   <li>{@code {"head": H, "position": P}} tells that all up to P has been sent, and that the log's last event is at H. The
 *       first line is such a one, with the position that the node asked to go on from: it has caught up when it reaches that head.
 *       Another follows each time when nothing more is to be sent, and every five seconds when nothing happens.
 *   <li>The first line, as the snapshot, also tells which log it is. A node that names another one gets 410: what it knows is of no use
 *       here. One whose position is beyond the head gets 409: it may have followed a controller that is ahead of this one.
 *   <li>Every other line is an event that concerns nodes, in the order of the log.
 *   <li>A reader that does not take what it is sent waits for itself only, and is dropped by the server's write time-out.
 * </ol>
 */
public final class Feed {

    private static final String LOG = "log";
    private static final long IDLE_MILLIS = 5_000;

    private final LogFollower follower;
    private final Identity identity;

    /** A feed from that follower. */
    public Feed(LogFollower follower, Identity identity) {
        this.follower = follower;
        this.identity = identity;
    }

    /** Answers {@code GET /portolan/v1/feed?after=N[&log=ID]}, until the reader leaves or the server stops. */
    public void follow(HttpServletRequest request, HttpServletResponse response)
            throws IOException, InterruptedException {
        Audit.requireAdmin(identity.of(request));
        QueryString query = QueryString.parse(request.getQueryString());
        long position = Audit.number(query, "after", 0, Long.MAX_VALUE);
        Optional<UUID> log = follower.identity();
        requireSame(log, query);
        long head = follower.head();
        if (position > head) {
            throw new NeutronError(
                    409,
                    "PositionUnknown",
                    "Position " + position + " is beyond the log, which ends at " + head
                            + ": this controller lags behind, or the log has been put back to an earlier state.");
        }
        startStream(response);
        OutputStream out = response.getOutputStream();
        ObjectNode first = head(head, position);
        log.ifPresent(id -> first.put(LOG, id.toString()));
        write(out, first);
        out.flush();
        while (follower.isRunning()) {
            Part part = follower.after(position);
            for (byte[] line : part.lines()) {
                out.write(line);
            }
            boolean caughtUp = part.upTo() >= head;
            if (part.upTo() > position) {
                position = part.upTo();
                if (caughtUp) {
                    head = Math.max(position, follower.topology().position());
                    tellHead(out, head, position);
                } else {
                    out.flush();
                }
                continue;
            }
            long before = position;
            follower.awaitBeyond(position, IDLE_MILLIS);
            if (follower.after(position).upTo() == before) {
                head = Math.max(head, position);
                tellHead(out, head, position);
            }
        }
    }

    private static void requireSame(Optional<UUID> log, QueryString query) {
        String followed = query.last(LOG);
        if (followed != null
                && log.isPresent()
                && !followed.equalsIgnoreCase(log.get().toString())) {
            throw new NeutronError(
                    410,
                    "LogChanged",
                    "This is log " + log.get() + ", not log " + followed + ": start from its snapshot.");
        }
    }

    private static void startStream(HttpServletResponse response) {
        response.setContentType("application/x-ndjson");
        response.setHeader("Cache-Control", "no-store");
        // A front must pass each line on as it comes.
        response.setHeader("X-Accel-Buffering", "no");
    }

    private static void tellHead(OutputStream out, long head, long position) throws IOException {
        write(out, head(head, position));
        out.flush();
    }

    private static ObjectNode head(long head, long position) {
        return Json.object().put("head", head).put("position", position);
    }

    private static void write(OutputStream out, ObjectNode line) throws IOException {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Answers {@code GET /portolan/v1/snapshot}: the topology that a fresh node goes on from. */
    public void snapshot(HttpServletRequest request, HttpServletResponse response)
            throws IOException, InterruptedException {
        Audit.requireAdmin(identity.of(request));
        Optional<UUID> log = follower.identity();
        Topology topology = follower.topology();
        startStream(response);
        OutputStream out = response.getOutputStream();
        write(out, Json.object().put("position", topology.position()));
        write(out, Json.object().put("form", Topology.FORM));
        if (log.isPresent()) {
            write(out, LOG, log.get());
        }
        for (NodeFact fact : (Iterable<NodeFact>) topology.facts()::iterator) {
            write(out, fact.kind(), fact);
        }
        write(out, Json.object().put("end", true));
    }

    private static void write(OutputStream out, String name, Object value) throws IOException {
        ObjectNode line = Json.object();
        line.set(name, Json.tree(value));
        write(out, line);
    }
}
