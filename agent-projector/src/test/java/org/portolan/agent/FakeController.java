package org.portolan.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.portolan.api.event.Recorded;
import org.portolan.api.json.EventJson;
import org.portolan.api.json.Json;
import org.portolan.api.node.Topology;
import tools.jackson.databind.JsonNode;

/**
 * A controller that keeps its log in memory, feeds it to nodes, and remembers what they report. It can be away, it can go wrong, and it can
 * get another log. What it answers to whom is what the real one answers.
 */
public final class FakeController implements AutoCloseable {
    private static final long IDLE_MILLIS = 100;
    private static final Pattern FEED = Pattern.compile("after=(\\d{1,9})(?:&log=([-0-9a-f]{36}))?");

    private final EventJson json = new EventJson();
    private SampleLog log = new SampleLog();
    private UUID logId = UUID.randomUUID();
    private final List<JsonNode> registrations = new ArrayList<>();
    private final List<Long> heartbeats = new ArrayList<>();
    private final List<String> receipts = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private int port;
    private @Nullable HttpServer server;
    private @Nullable ExecutorService threads;
    private int epoch;
    private int refusals;
    private int unknownFrom = Integer.MAX_VALUE;
    private int heldAt = Integer.MAX_VALUE;
    private boolean knowsAgents = true;
    private int lags;
    private final Set<String> callers = new TreeSet<>();

    /** One that answers. */
    public static FakeController start() {
        FakeController controller = new FakeController();
        controller.up();
        return controller;
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + port + "/");
    }

    /** Begins to answer, always at the same address. */
    public synchronized void up() {
        try {
            HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            port = started.getAddress().getPort();
            threads = Executors.newVirtualThreadPerTaskExecutor();
            started.setExecutor(threads);
            started.createContext("/portolan/v1/agents", this::agents);
            started.createContext("/portolan/v1/snapshot", this::snapshot);
            started.createContext("/portolan/v1/feed", this::feed);
            started.start();
            server = started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Goes away, in the middle of whatever it is doing. */
    public void down() {
        HttpServer running;
        ExecutorService serving;
        synchronized (this) {
            epoch++;
            notifyAll();
            running = server;
            serving = threads;
            server = null;
        }
        if (running != null && serving != null) {
            running.stop(0);
            serving.shutdownNow();
        }
    }

    /** Breaks all feeds off. */
    public synchronized void cut() {
        epoch++;
        notifyAll();
    }

    /** Something happens, all at once. */
    public synchronized void happen(Consumer<SampleLog> what) {
        what.accept(log);
        notifyAll();
    }

    /** From now on, events are of types that nobody has heard of; or no more. */
    public synchronized void speakInTongues(boolean strange) {
        unknownFrom = strange ? (int) log.head() : Integer.MAX_VALUE;
    }

    /** The feed tells nothing beyond that position, until told otherwise; but it says how far the log goes. */
    public synchronized void holdAt(long position) {
        heldAt = (int) Math.min(position, Integer.MAX_VALUE);
        notifyAll();
    }

    /** That many posts are answered with an error of the server. */
    public synchronized void refusePosts(int count) {
        refusals = count;
    }

    /** Forgets all agents, until one registers. */
    public synchronized void forgetAgents() {
        knowsAgents = false;
    }

    /** Another log takes the place of the one that there was, and all that was known is forgotten. */
    public synchronized void startOver(Consumer<SampleLog> what) {
        logId = UUID.randomUUID();
        putBack(what);
        knowsAgents = false;
    }

    /** The log is put back to an earlier state of its own, as from a copy; it is for the caller to tell an earlier state. */
    public synchronized void putBack(Consumer<SampleLog> what) {
        log = new SampleLog();
        what.accept(log);
        cut();
    }

    /** Ends all feeds; to that many that are asked for next, the log ends before what they know. */
    public synchronized void lagFor(int looks) {
        lags = looks;
        cut();
    }

    /** Who asked, by the header X-User-Id; empty for nobody. */
    public synchronized Set<String> callers() {
        return Set.copyOf(callers);
    }

    private synchronized void note(HttpExchange exchange) {
        callers.add(Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("X-User-Id"), ""));
    }

    public synchronized Topology topology() {
        return log.topology();
    }

    public synchronized long head() {
        return log.head();
    }

    public synchronized List<JsonNode> registrations() {
        return List.copyOf(registrations);
    }

    public synchronized List<Long> heartbeats() {
        return List.copyOf(heartbeats);
    }

    /** As {@code <port number> <state> <generation> <reason>}, in the order of arrival. */
    public synchronized List<String> receipts() {
        return List.copyOf(receipts);
    }

    /** Paths and queries of what was fetched. */
    public synchronized List<String> asked() {
        return List.copyOf(asked);
    }

    private void agents(HttpExchange exchange) throws IOException {
        note(exchange);
        JsonNode body = Json.mapper().readTree(exchange.getRequestBody());
        String path = exchange.getRequestURI().getPath();
        int status = 200;
        synchronized (this) {
            if (refusals > 0) {
                refusals--;
                status = 503;
            } else if (path.endsWith("/agents")) {
                registrations.add(body);
                knowsAgents = true;
            } else if (!knowsAgents) {
                status = 404;
            } else if (path.endsWith("/heartbeat")) {
                heartbeats.add(body.get("applied_position").longValue());
            } else if (path.endsWith("/receipts")) {
                for (JsonNode receipt : body.get("receipts")) {
                    receipts.add(
                            (Long.parseLong(receipt.get("port_id").stringValue().substring(24), 16)
                                            + " " + receipt.get("state").stringValue()
                                            + " " + receipt.get("generation").longValue()
                                            + " " + receipt.get("reason").stringValue())
                                    .strip());
                }
            }
        }
        byte[] answer = "{\"id\":\"6ba7b810-9dad-41d1-80b4-00c04fd430c8\"}".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, answer.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(answer);
        }
    }

    private void snapshot(HttpExchange exchange) throws IOException {
        note(exchange);
        Topology topology;
        StringBuilder lines = new StringBuilder();
        synchronized (this) {
            asked.add(exchange.getRequestURI().toString());
            topology = log.topology();
            line(lines, "position", topology.position());
            line(lines, "form", Topology.FORM);
            line(lines, "log", logId);
        }
        exchange.sendResponseHeaders(200, 0);
        topology.facts().forEach(fact -> line(lines, fact.kind(), fact));
        lines.append("{\"end\":true}\n");
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void line(StringBuilder lines, String name, Object value) {
        lines.append("{\"").append(name).append("\":").append(Json.tree(value)).append("}\n");
    }

    private void feed(HttpExchange exchange) throws IOException {
        note(exchange);
        Matcher query = FEED.matcher(exchange.getRequestURI().getQuery());
        if (!query.matches()) {
            refuse(exchange, 400);
            return;
        }
        int sent = Integer.parseInt(query.group(1));
        int begun;
        String first;
        int refusal = 0;
        synchronized (this) {
            asked.add(exchange.getRequestURI().toString());
            begun = epoch;
            first = "{\"head\":" + log.head() + ",\"position\":" + sent + ",\"log\":\"" + logId + "\"}\n";
            if (query.group(2) != null && !query.group(2).equals(logId.toString())) {
                refusal = 410;
            } else if (lags > 0 || sent > log.head()) {
                lags = Math.max(0, lags - 1);
                refusal = 409;
            }
        }
        if (refusal != 0) {
            refuse(exchange, refusal);
            return;
        }
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            write(out, first);
            while (true) {
                StringBuilder lines = new StringBuilder();
                synchronized (this) {
                    if (epoch == begun && Math.min(log.head(), heldAt) <= sent) {
                        wait(IDLE_MILLIS);
                    }
                    if (epoch != begun) {
                        return;
                    }
                    List<Recorded<?>> events = log.events();
                    events = events.subList(0, Math.min(events.size(), heldAt));
                    for (Recorded<?> event : events.subList(Math.min(sent, events.size()), events.size())) {
                        if (Topology.concerns(event.event())) {
                            lines.append(lineOf(event)).append('\n');
                        }
                    }
                    sent = Math.max(sent, events.size());
                    lines.append("{\"head\":").append(events.size()).append("}\n");
                }
                write(out, lines.toString());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void refuse(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private String lineOf(Recorded<?> event) {
        String line = json.line(event).toString();
        return event.position() > unknownFrom
                ? line.replaceFirst("\"type\":\"\\w+\"", "\"type\":\"PortTeleported\"")
                : line;
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public void close() {
        down();
    }
}
