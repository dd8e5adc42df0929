package org.portolan.agent.ovsdb;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.portolan.agent.ovsdb.SwitchView.BridgeRow;
import org.portolan.agent.ovsdb.SwitchView.PortRow;
import org.portolan.agent.pipeline.Meter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Speaks the OVSDB management protocol (RFC 7047) to the database of the local Open vSwitch.
 *
 * <ol>
 *   <li>Watches the rows that matter and keeps them as one picture; says when it has changed.
 *   <li>Makes changes in one transaction, and returns when ovs-vswitchd has carried them out.
 *   <li>Outlives a restart of the database: it reconnects, with growing pauses, for as long as it is open.
 * </ol>
 */
public final class OvsdbClient implements Ovsdb, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OvsdbClient.class);
    private static final String DATABASE = "Open_vSwitch";
    private static final List<String> PROTOCOLS =
            List.of("OpenFlow10", "OpenFlow11", "OpenFlow12", "OpenFlow13", "OpenFlow14", "OpenFlow15");
    private static final Map<String, List<String>> WATCHED = Map.of(
            "Open_vSwitch", List.of("bridges", "cur_cfg"),
            "Bridge", List.of("name", "datapath_type", "fail_mode", "protocols", "controller", "ports"),
            "Port", List.of("name", "tag", "other_config", "interfaces", "qos"),
            "QoS", List.of("external_ids"),
            "Interface", List.of("name", "type", "options", "external_ids", "ofport", "error"));
    private static final String WATCH = "watch";
    /** Of a row of QoS or Queue: the port that it is for, and the limit in kilobits. */
    private static final String LIMITED = "portolan-port";

    private static final String LIMIT = "portolan-limit";
    /** In a kilobit. */
    private static final long BITS = 1000;

    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final JsonMapper json = JsonMapper.builder().build();
    private final Path socket;
    private final Duration timeout;
    private final Runnable onChange;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger lastId = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();
    private final ReentrantLock writing = new ReentrantLock();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Map<String, JsonNode>> rows = new HashMap<>();
    private @Nullable SwitchView picture;
    private boolean watching;
    private long carriedOut;
    private volatile @Nullable SocketChannel channel;

    private OvsdbClient(Path socket, Duration timeout, Runnable onChange) {
        this.socket = socket;
        this.timeout = timeout;
        this.onChange = onChange;
    }

    /**
     * Starts watching; need not wait for the database.
     *
     * @param socket of ovsdb-server, {@code <run directory>/db.sock}
     * @param timeout for each answer and for ovs-vswitchd to follow
     * @param onChange called after each change of {@link #view()}, from the thread that reads: it must return at once
     */
    public static OvsdbClient watch(Path socket, Duration timeout, Runnable onChange) {
        OvsdbClient client = new OvsdbClient(socket, timeout, onChange);
        Thread.ofVirtual().name("ovsdb").start(client::run);
        return client;
    }

    @Override
    public Optional<SwitchView> view() {
        lock.lock();
        try {
            if (watching && picture == null) {
                picture = join();
            }
            return Optional.ofNullable(picture);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for the first picture.
     *
     * @throws OvsdbException if there is none in time
     */
    public SwitchView awaitView() {
        await(() -> watching, "The database at " + socket + " does not answer");
        return view().orElseThrow(() -> new OvsdbException("The database at " + socket + " went away"));
    }

    @Override
    public void apply(List<SwitchChange> changes) {
        if (changes.isEmpty()) {
            return;
        }
        SwitchView before = view().orElseThrow(() -> new OvsdbException("No connection to " + socket));
        List<Object> operations = new ArrayList<>();
        operations.add(DATABASE);
        changes.forEach(change -> operations.addAll(operations(change, before)));
        operations.add(Map.of(
                "op",
                "mutate",
                "table",
                DATABASE,
                "where",
                List.of(),
                "mutations",
                List.of(List.of("next_cfg", "+=", 1))));
        operations.add(Map.of("op", "select", "table", DATABASE, "where", List.of(), "columns", List.of("next_cfg")));

        JsonNode results = call("transact", operations);
        for (JsonNode result : results) {
            if (result.hasNonNull("error")) {
                throw new OvsdbException("The database refuses " + changes + ": "
                        + result.path("error").asString() + " "
                        + result.path("details").asString(""));
            }
        }
        long target = results.path(operations.size() - 2)
                .path("rows")
                .path(0)
                .path("next_cfg")
                .asLong();
        await(() -> carriedOut >= target, "ovs-vswitchd has not followed within " + timeout);
    }

    @Override
    public void close() {
        closed.countDown();
        disconnect();
    }

    private void run() {
        long pause = FIRST_PAUSE_MILLIS;
        boolean told = false;
        try {
            do {
                try (SocketChannel connection = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
                    channel = connection;
                    monitor();
                    pause = FIRST_PAUSE_MILLIS;
                    told = false;
                    read(connection);
                } catch (IOException | JacksonException | UncheckedIOException | OvsdbException e) {
                    if (!told && closed.getCount() > 0) {
                        log.warn("No connection to the database of Open vSwitch at {}: {}", socket, e.toString());
                        told = true;
                    }
                }
                forget();
                long jitter = ThreadLocalRandom.current().nextLong(pause / 2 + 1);
                if (closed.await(pause + jitter, TimeUnit.MILLISECONDS)) {
                    return;
                }
                pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
            } while (true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The answer is taken in by the reading thread, so that no update can overtake it. */
    private void monitor() {
        Map<String, Object> requests = new LinkedHashMap<>();
        WATCHED.forEach((table, columns) -> requests.put(table, Map.of("columns", columns)));
        send(Map.of("id", WATCH, "method", "monitor", "params", List.of(DATABASE, WATCH, requests)));
    }

    private void read(SocketChannel connection) throws IOException {
        try (MappingIterator<JsonNode> messages = json.readerFor(JsonNode.class).readValues(new Bytes(connection))) {
            while (messages.hasNextValue()) {
                receive(messages.nextValue());
            }
        }
        throw new EOFException("closed by ovsdb-server");
    }

    private void receive(JsonNode message) {
        String method = message.path("method").asString("");
        if (method.equals("echo")) {
            send(Map.of("id", message.path("id"), "result", message.path("params"), "error", json.nullNode()));
        } else if (method.equals("update")) {
            take(message.path("params").path(1), false);
        } else if (message.path("id").asString("").equals(WATCH)) {
            if (message.hasNonNull("error")) {
                throw new OvsdbException("Cannot watch: " + message.path("error"));
            }
            take(message.path("result"), true);
        } else {
            CompletableFuture<JsonNode> answer =
                    pending.remove(message.path("id").asInt(-1));
            if (answer != null && message.hasNonNull("error")) {
                answer.completeExceptionally(
                        new OvsdbException(message.path("error").toString()));
            } else if (answer != null) {
                answer.complete(message.path("result"));
            }
        }
    }

    private JsonNode call(String method, List<?> parameters) {
        int id = lastId.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        pending.put(id, answer);
        try {
            send(Map.of("id", id, "method", method, "params", parameters));
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (UncheckedIOException e) {
            throw new OvsdbException("No connection to " + socket, e);
        } catch (TimeoutException e) {
            throw new OvsdbException("No answer to " + method + " from " + socket + " within " + timeout, e);
        } catch (ExecutionException e) {
            throw new OvsdbException(method + " failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OvsdbException(method + " was interrupted", e);
        } finally {
            pending.remove(id);
        }
    }

    private void send(Object message) {
        ByteBuffer bytes = ByteBuffer.wrap(json.writeValueAsBytes(message));
        writing.lock();
        try {
            SocketChannel connection = channel;
            if (connection == null) {
                throw new OvsdbException("No connection to " + socket);
            }
            while (bytes.hasRemaining()) {
                connection.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writing.unlock();
        }
    }

    /** Takes in a {@code table-updates} object (RFC 7047, section 4.1.6). */
    private void take(JsonNode updates, boolean first) {
        lock.lock();
        try {
            if (!first && !watching) {
                return;
            }
            if (first) {
                rows.clear();
            }
            updates.properties().forEach(table -> {
                Map<String, JsonNode> known = rows.computeIfAbsent(table.getKey(), name -> new HashMap<>());
                table.getValue().properties().forEach(row -> {
                    JsonNode after = row.getValue().path("new");
                    if (after.isObject()) {
                        known.put(row.getKey(), after);
                    } else {
                        known.remove(row.getKey());
                    }
                });
            });
            table(DATABASE)
                    .values()
                    .forEach(row -> carriedOut = row.path("cur_cfg").asLong());
            watching = true;
            picture = null;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        onChange.run();
    }

    private void forget() {
        boolean had;
        lock.lock();
        try {
            had = watching;
            channel = null;
            rows.clear();
            picture = null;
            watching = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        pending.values().forEach(answer -> answer.completeExceptionally(new OvsdbException("The connection broke")));
        if (had) {
            onChange.run();
        }
    }

    private void disconnect() {
        SocketChannel connection = channel;
        if (connection != null) {
            try {
                connection.close();
            } catch (IOException e) {
                log.debug("Closing {}", socket, e);
            }
        }
    }

    private interface Sign {
        boolean seen();
    }

    private void await(Sign sign, String otherwise) {
        long left = timeout.toNanos();
        lock.lock();
        try {
            while (!sign.seen()) {
                if (left <= 0) {
                    throw new OvsdbException(otherwise);
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OvsdbException(otherwise, e);
        } finally {
            lock.unlock();
        }
    }

    private Map<String, JsonNode> table(String name) {
        return rows.getOrDefault(name, Map.of());
    }

    private SwitchView join() {
        Map<String, BridgeRow> bridges = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : table("Bridge").entrySet()) {
            JsonNode row = entry.getValue();
            Map<String, PortRow> ports = new HashMap<>();
            for (String id : set(row.path("ports"))) {
                JsonNode port = table("Port").get(id);
                if (port != null) {
                    ports.put(port.path("name").asString(), port(id, port));
                }
            }
            String name = row.path("name").asString();
            bridges.put(
                    name,
                    new BridgeRow(
                            entry.getKey(),
                            name,
                            row.path("datapath_type").asString(""),
                            first(row.path("fail_mode")).orElse(""),
                            set(row.path("protocols")),
                            !set(row.path("controller")).isEmpty(),
                            ports));
        }
        Set<String> limited = new TreeSet<>();
        table("QoS").values().forEach(row -> {
            String port = map(row.path("external_ids")).get(LIMITED);
            if (port != null) {
                limited.add(port);
            }
        });
        return new SwitchView(bridges, limited);
    }

    private PortRow port(String id, JsonNode row) {
        JsonNode nic =
                first(row.path("interfaces")).map(table("Interface")::get).orElse(json.createObjectNode());
        return new PortRow(
                id,
                row.path("name").asString(),
                first(row.path("tag")).map(Integer::valueOf).orElse(null),
                map(row.path("other_config")),
                nic.path("type").asString(""),
                map(nic.path("options")),
                map(nic.path("external_ids")),
                first(nic.path("ofport"))
                        .map(Integer::valueOf)
                        .filter(number -> number > 0)
                        .orElse(null),
                first(nic.path("error")).orElse(null),
                first(row.path("qos"))
                        .map(table("QoS")::get)
                        .map(qos -> map(qos.path("external_ids")).get(LIMIT))
                        .map(OvsdbClient::parsed)
                        .orElse(null));
    }

    /** As {@link #text} writes it. */
    private static @Nullable Meter parsed(String text) {
        String[] parts = text.split("/", -1);
        try {
            return parts.length == 2 ? new Meter(Long.parseLong(parts[0]), Long.parseLong(parts[1])) : null;
        } catch (NumberFormatException notOurs) {
            return null;
        }
    }

    private static String text(Meter limit) {
        return limit.kbps() + "/" + limit.burst();
    }

    /** Rows of these tables stay when the port goes, so they say whose they are. */
    private static List<Object> limit(SwitchChange.LimitPort change) {
        String name = change.port();
        Meter limit = change.limit();
        List<Object> ours = List.of(List.of("external_ids", "includes", map(Map.of(LIMITED, name))));
        List<Object> steps = new ArrayList<>();
        steps.add(Map.of("op", "delete", "table", "QoS", "where", ours));
        steps.add(Map.of("op", "delete", "table", "Queue", "where", ours));
        if (limit == null) {
            steps.add(update("Port", name, Map.of("qos", List.of("set", List.of()))));
            return steps;
        }
        String rate = Long.toString(limit.kbps() * BITS);
        List<String> queue = named("queue", name);
        List<String> qos = named("qos", name);
        steps.add(insert(
                "Queue",
                queue,
                Map.of(
                        "other_config",
                        map(Map.of("max-rate", rate, "burst", Long.toString(limit.burst() * BITS))),
                        "external_ids",
                        map(Map.of(LIMITED, name)))));
        steps.add(insert(
                "QoS",
                qos,
                Map.of(
                        "type",
                        "linux-htb",
                        "other_config",
                        map(Map.of("max-rate", rate)),
                        "queues",
                        List.of("map", List.of(List.of(0, queue))),
                        "external_ids",
                        map(Map.of(LIMITED, name, LIMIT, text(limit))))));
        steps.add(update("Port", name, Map.of("qos", qos)));
        return steps;
    }

    private static List<Object> operations(SwitchChange change, SwitchView before) {
        return switch (change) {
            case SwitchChange.CreateBridge create -> {
                String name = create.bridge();
                Map<String, Object> row = new LinkedHashMap<>(bridgeColumns(create.datapathType()));
                row.put("name", name);
                row.put("ports", named("p", name));
                yield List.of(
                        insert("Interface", named("i", name), Map.of("name", name, "type", "internal")),
                        insert("Port", named("p", name), Map.of("name", name, "interfaces", named("i", name))),
                        insert("Bridge", named("b", name), row),
                        mutate(DATABASE, List.of(), "bridges", "insert", named("b", name)));
            }
            case SwitchChange.ConfigureBridge configure ->
                List.of(update("Bridge", configure.bridge(), bridgeColumns(configure.datapathType())));
            case SwitchChange.AddPort add -> {
                String name = add.port();
                yield List.of(
                        insert(
                                "Interface",
                                named("i", name),
                                Map.of(
                                        "name",
                                        name,
                                        "type",
                                        add.interfaceType(),
                                        "options",
                                        map(add.options()),
                                        "external_ids",
                                        map(add.externalIds()))),
                        insert("Port", named("p", name), portColumns(name, add.tag())),
                        mutate("Bridge", named(add.bridge()), "ports", "insert", named("p", name)));
            }
            case SwitchChange.PlugDevice plug -> {
                String name = plug.port();
                yield List.of(
                        insert(
                                "Interface",
                                named("i", name),
                                Map.of("name", name, "external_ids", map(plug.externalIds()))),
                        insert("Port", named("p", name), Map.of("name", name, "interfaces", named("i", name))),
                        mutate("Bridge", named(plug.bridge()), "ports", "insert", named("p", name)));
            }
            case SwitchChange.SetInterface set ->
                List.of(update(
                        "Interface", set.port(), Map.of("type", set.interfaceType(), "options", map(set.options()))));
            case SwitchChange.TagPort tag -> {
                List<Object> steps = new ArrayList<>();
                steps.add(update("Port", tag.port(), Map.of("tag", tag.tag())));
                if (!tag.otherConfig().isEmpty()) {
                    List<String> keys = List.copyOf(tag.otherConfig().keySet());
                    steps.add(mutate("Port", named(tag.port()), "other_config", "delete", List.of("set", keys)));
                    steps.add(mutate("Port", named(tag.port()), "other_config", "insert", map(tag.otherConfig())));
                }
                yield steps;
            }
            case SwitchChange.LimitPort limit -> limit(limit);
            case SwitchChange.RemoveBridge remove ->
                before.bridge(remove.bridge())
                        .map(bridge -> List.<Object>of(
                                mutate(DATABASE, List.of(), "bridges", "delete", List.of("uuid", bridge.uuid()))))
                        .orElse(List.of());
            case SwitchChange.RemovePort remove ->
                before.port(remove.bridge(), remove.port())
                        .map(port -> List.<Object>of(mutate(
                                "Bridge", named(remove.bridge()), "ports", "delete", List.of("uuid", port.uuid()))))
                        .orElse(List.of());
        };
    }

    private static Map<String, Object> portColumns(String name, @Nullable Integer tag) {
        Map<String, Object> columns = new LinkedHashMap<>();
        columns.put("name", name);
        columns.put("interfaces", named("i", name));
        if (tag != null) {
            columns.put("tag", tag);
        }
        return columns;
    }

    private static Map<String, Object> bridgeColumns(String datapathType) {
        Map<String, Object> columns = new LinkedHashMap<>();
        columns.put("fail_mode", "secure");
        columns.put("protocols", List.of("set", PROTOCOLS));
        columns.put("controller", List.of("set", List.of()));
        if (!datapathType.isEmpty()) {
            columns.put("datapath_type", datapathType);
        }
        return columns;
    }

    private static List<Object> named(String name) {
        return List.of(List.of("name", "==", name));
    }

    /** A reference to a row of the same transaction. */
    private static List<String> named(String kind, String name) {
        return List.of("named-uuid", kind + "_" + name.replaceAll("[^A-Za-z0-9_]", "_"));
    }

    private static Map<String, Object> insert(String table, List<String> reference, Map<String, Object> row) {
        return Map.of("op", "insert", "table", table, "uuid-name", reference.get(1), "row", row);
    }

    private static Map<String, Object> update(String table, String name, Map<String, Object> row) {
        return Map.of("op", "update", "table", table, "where", named(name), "row", row);
    }

    private static Map<String, Object> mutate(
            String table, List<Object> where, String column, String mutator, Object value) {
        return Map.of(
                "op", "mutate", "table", table, "where", where, "mutations", List.of(List.of(column, mutator, value)));
    }

    private static List<Object> map(Map<String, String> entries) {
        List<List<String>> pairs = new ArrayList<>();
        entries.forEach((key, value) -> pairs.add(List.of(key, value)));
        return List.of("map", pairs);
    }

    /** The strings, numbers or row ids of a column that may hold one value or several (RFC 7047, section 5.1). */
    private static Set<String> set(JsonNode value) {
        Set<String> all = new TreeSet<>();
        if (value.isArray() && value.path(0).asString("").equals("set")) {
            value.path(1).forEach(item -> all.add(atom(item)));
        } else if (!value.isMissingNode() && !value.isNull()) {
            all.add(atom(value));
        }
        return all;
    }

    private static Optional<String> first(JsonNode value) {
        return set(value).stream().findFirst();
    }

    private static String atom(JsonNode value) {
        return value.isArray() ? value.path(1).asString() : value.asString();
    }

    private static Map<String, String> map(JsonNode value) {
        Map<String, String> all = new HashMap<>();
        value.path(1)
                .forEach(pair -> all.put(pair.path(0).asString(), pair.path(1).asString()));
        return all;
    }

    /** What the socket delivers; a read returns as soon as there is something. */
    private static final class Bytes extends InputStream {
        private final SocketChannel connection;

        private Bytes(SocketChannel connection) {
            this.connection = connection;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return connection.read(ByteBuffer.wrap(target, offset, length));
        }
    }
}
