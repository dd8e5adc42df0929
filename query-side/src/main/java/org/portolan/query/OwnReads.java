package org.portolan.query;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.portolan.api.error.NeutronError;
import org.portolan.api.event.StreamId;
import org.portolan.api.json.Json;
import org.portolan.query.ApiReads.Answer;
import org.portolan.query.feed.Feed;
import org.portolan.query.history.Audit;
import org.portolan.query.history.Export;
import org.portolan.query.readmodel.ReadModel;
import org.portolan.rest.Identity;
import org.portolan.rest.JsonAnswers;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.databind.node.ObjectNode;

/**
 * What Portolan reads beyond Neutron, under {@code /portolan/v1}: history, the log and its
 * newest seal, the feed of nodes, health.
 */
final class OwnReads implements RouterFunction<ServerResponse> {

    private static final String ROOT = "/portolan/v1/";

    private final Audit audit;
    private final Export export;
    private final Feed feed;
    private final ReadModel model;
    private final Identity identity;

    OwnReads(Audit audit, Export export, Feed feed, ReadModel model, Identity identity) {
        this.audit = audit;
        this.export = export;
        this.feed = feed;
        this.model = model;
        this.identity = identity;
    }

    @Override
    public Optional<HandlerFunction<ServerResponse>> route(ServerRequest request) {
        String path = request.servletRequest().getServletPath();
        if (!path.startsWith(ROOT)) {
            return Optional.empty();
        }
        List<String> segments = List.of(path.substring(ROOT.length()).split("/", -1));
        Answer answer =
                switch (request.method().name()) {
                    case "GET" -> read(segments);
                    case "POST" -> repair(segments);
                    default -> null;
                };
        return Optional.ofNullable(answer).map(ApiReads::answer);
    }

    private @Nullable Answer read(List<String> segments) {
        return switch (segments.getFirst()) {
            case "history" ->
                segments.size() == 3
                        ? (request, response) -> audit.history(segments.get(1), segments.get(2), request, response)
                        : null;
            case "diff" -> segments.size() == 1 ? audit::difference : null;
            case "export" -> segments.size() == 1 ? export::export : null;
            case "seal" -> segments.size() == 1 ? audit::seal : null;
            case "events" -> segments.size() == 1 ? audit::events : null;
            case "feed" -> segments.size() == 1 ? feed::follow : null;
            case "snapshot" -> segments.size() == 1 ? feed::snapshot : null;
            case "health" -> segments.size() == 1 ? this::health : null;
            default -> null;
        };
    }

    /** {@code POST /portolan/v1/dead-letters/<type>/<key>/retry}: folds what waits, after a repair. */
    private @Nullable Answer repair(List<String> segments) {
        boolean retries = segments.size() == 4
                && segments.getFirst().equals("dead-letters")
                && segments.getLast().equals("retry");
        if (!retries) {
            return null;
        }
        StreamId stream = new StreamId(segments.get(1), segments.get(2));
        return (request, response) -> {
            Audit.requireAdmin(identity.of(request));
            retry(stream, response);
        };
    }

    private void retry(StreamId stream, HttpServletResponse response) throws IOException {
        try {
            int events = model.retry(stream);
            JsonAnswers.write(response, HttpServletResponse.SC_OK, Json.object().put("folded", events));
        } catch (IllegalStateException still) {
            throw NeutronError.conflict("StillUnreadable", String.valueOf(still.getMessage()));
        }
    }

    private void health(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ReadModel.Health health = model.health();
        ObjectNode body = Json.object();
        body.put("status", health.isStuck() ? "stuck" : health.waiting().isEmpty() ? "ok" : "impaired");
        if (identity.of(request).isAdmin()) {
            body.set("read_model", Json.tree(health));
        }
        JsonAnswers.write(
                response,
                health.isStuck() ? HttpServletResponse.SC_SERVICE_UNAVAILABLE : HttpServletResponse.SC_OK,
                body);
    }
}
