package org.portolan.agent.controller;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.portolan.agent.desired.TopologyView;
import org.portolan.api.agent.AgentId;
import org.portolan.api.json.EventJson;
import org.portolan.api.json.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The controller's interface for nodes, {@code /portolan/v1}. Each call waits a bounded time and tries once: patience is the caller's. */
public final class ControllerClient implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    /** Of an error's answer, that much is told. */
    private static final int ERROR_LENGTH = 300;

    /**
     * How long to wait.
     *
     * @param answer for an answer to begin
     * @param silence between two lines of a snapshot or the feed; an idle feed tells its head every five seconds
     */
    public record Patience(Duration answer, Duration silence) {
        /** Fifteen seconds for an answer, twenty of silence. */
        public static Patience standard() {
            return new Patience(Duration.ofSeconds(15), Duration.ofSeconds(20));
        }
    }

    private final String base;
    private final String root;
    private final Patience patience;
    private final List<Header> headers;
    private final EventJson events = new EventJson();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .executor(task -> Thread.ofVirtual().name("http").start(task))
            .build();

    /**
     * @param controller such as {@code http://127.0.0.1:9696}
     * @param headers sent with every request
     */
    public ControllerClient(URI controller, List<Header> headers, Patience patience) {
        String text = controller.toString();
        this.base = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        this.root = base + "/portolan/v1";
        this.headers = List.copyOf(headers);
        this.patience = patience;
    }

    /**
     * Tells that this agent runs, and what it can do.
     *
     * @throws ControllerException if the controller does not answer, or refuses
     */
    public AgentId register(Card card) {
        JsonNode answer = post("/agents", card.json());
        try {
            return AgentId.of(answer.path("id").asString(""));
        } catch (IllegalArgumentException e) {
            throw new ControllerException("POST " + root + "/agents: the answer names no agent: " + answer, e);
        }
    }

    /**
     * Tells that this agent still runs, and which position of the log its host conforms to.
     *
     * @throws ControllerException if the controller does not answer, or refuses
     */
    public void heartbeat(AgentId agent, long appliedPosition) {
        post("/agents/" + agent + "/heartbeat", Json.object().put("applied_position", appliedPosition));
    }

    /**
     * Tells what became of ports.
     *
     * @throws ControllerException if the controller does not answer, or refuses
     */
    public void deliver(AgentId agent, String host, List<PortReport> reports) {
        ArrayNode receipts = Json.array();
        for (PortReport report : reports) {
            receipts.add(Json.object()
                    .put("port_id", report.portId().toString())
                    .put("generation", report.generation())
                    .put("state", report.state().text())
                    .put("reason", report.reason()));
        }
        ObjectNode body = Json.object().put("host", host);
        body.set("receipts", receipts);
        post("/agents/" + agent + "/receipts", body);
    }

    /**
     * Tells what a host serves, and what it needs to.
     *
     * @throws ControllerException if the controller does not answer, or refuses
     */
    public void deliver(AgentId agent, String host, ServiceReport report) {
        ObjectNode body = Json.object().put("host", host);
        body.set("routers", Json.tree(report.routers()));
        ArrayNode shared = body.putArray("ha_routers");
        report.haStates()
                .forEach((id, state) ->
                        shared.addObject().put("id", id.toString()).put("state", state));
        body.set("dhcp_networks", Json.tree(report.dhcpNetworks()));
        ArrayNode statuses = body.putArray("floatingips");
        report.floatingIps()
                .forEach((id, status) ->
                        statuses.addObject().put("id", id.toString()).put("status", status));
        body.set("trunks", Json.tree(report.trunks()));
        ArrayNode trunks = body.putArray("trunk_statuses");
        report.trunkStatuses()
                .forEach((id, status) ->
                        trunks.addObject().put("id", id.toString()).put("status", status));
        post("/agents/" + agent + "/services", body);
    }

    /**
     * The controller's own fold of the log.
     *
     * @throws ControllerException if the controller does not answer, or not as it should
     */
    KnownLog snapshot() {
        try (Lines lines = lines("/snapshot")) {
            return Snapshot.read(lines::next);
        } catch (IllegalArgumentException e) {
            throw new ControllerException("GET " + root + "/snapshot: " + e.getMessage(), e);
        }
    }

    /**
     * The log's fold as the controller has it now, for whoever only looks.
     *
     * @throws ControllerException if the controller does not answer, or not as it should
     */
    public TopologyView look() {
        return snapshot().view();
    }

    /**
     * What the controller answers to a GET.
     *
     * @param path and query, such as {@code /v2.0/ports?name=web}
     * @throws ControllerException if the controller does not answer, or refuses
     */
    public JsonNode get(String path) {
        HttpRequest request = at(base + path).GET().build();
        String answer = send(request, HttpResponse.BodyHandlers.ofString());
        try {
            return Json.mapper().readTree(answer);
        } catch (JacksonException e) {
            throw new ControllerException(name(request) + ": the answer is no JSON", e);
        }
    }

    /** Where it answers. */
    public String address() {
        return base;
    }

    /**
     * What has happened since, and what will happen.
     *
     * @param known of the log so far
     * @throws ControllerException if the controller does not answer, or refuses: with status 410 when it has another log, with 409 when its
     *     log ends before what is known
     */
    Feed feed(KnownLog known) {
        String log = known.id() == null ? "" : "&log=" + known.id();
        return new Feed(lines("/feed?after=" + known.position() + log), events);
    }

    private JsonNode post(String path, ObjectNode body) {
        HttpRequest request = request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        String answer = send(request, HttpResponse.BodyHandlers.ofString());
        try {
            return answer.isBlank() ? Json.object() : Json.mapper().readTree(answer);
        } catch (JacksonException e) {
            throw new ControllerException(name(request) + ": the answer is no JSON", e);
        }
    }

    private Lines lines(String path) {
        HttpRequest request =
                request(path).header("Accept", "application/x-ndjson").GET().build();
        return new Lines(name(request), send(request, HttpResponse.BodyHandlers.ofInputStream()), patience.silence);
    }

    private HttpRequest.Builder request(String path) {
        return at(root + path);
    }

    private HttpRequest.Builder at(String url) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(patience.answer);
        headers.forEach(header -> header.on(request));
        return request;
    }

    private <T> T send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            HttpResponse<T> response = http.send(request, handler);
            if (response.statusCode() / 100 != 2) {
                throw new ControllerException(
                        name(request) + ": status " + response.statusCode() + " " + text(response.body()),
                        response.statusCode());
            }
            return response.body();
        } catch (IOException e) {
            throw new ControllerException(name(request) + ": " + describe(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ControllerException(name(request) + ": interrupted", e);
        }
    }

    private static String describe(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static String text(Object body) throws IOException {
        if (body instanceof InputStream stream) {
            try (stream) {
                return new String(stream.readNBytes(ERROR_LENGTH), StandardCharsets.UTF_8);
            }
        }
        String text = body.toString();
        return text.length() <= ERROR_LENGTH ? text : text.substring(0, ERROR_LENGTH) + "...";
    }

    private static String name(HttpRequest request) {
        return request.method() + " " + request.uri();
    }

    /** Breaks off whatever is going on. */
    @Override
    public void close() {
        http.shutdownNow();
    }
}
