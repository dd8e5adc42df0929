package org.portolan.testbed.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Drives the API and measures it.
 *
 * <ol>
 *   <li>A client is a thread with a connection of its own that sends its next request when it has read the answer to the last.
 *   <li>Each answer's status and id are looked at: what is not as it should be is an error, and no latency.
 *   <li>Rounds for warming up come first and do not count; every round of writes begins with 1,000 fresh ports on a fresh subnet.
 *   <li>Reads are sent by wrk where it is installed, so that this process does not set the limit.
 *   <li>What compares two subnets takes turns between them, so that whatever else the machine does hits both.
 * </ol>
 */
public final class ApiBench {

    private static final String HOST = "bench-host";
    private static final int PORTS = 1000;
    private static final int BULK = 250;
    private static final int RULES_OF_A_GROUP = 50;
    private static final int LISTED = 10_000;
    private static final int PAGE_WALKS_MIN = 9;
    private static final int READ_WARM_UPS_MAX = 2;
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private final Options options;
    private final Controller controller;
    private final JsonMapper json = new JsonMapper();
    private final Optional<Path> wrk = Wrk.find();
    private final AtomicInteger names = new AtomicInteger();
    private final AtomicReference<@Nullable String> firstError = new AtomicReference<>();

    ApiBench(Options options, Controller controller) {
        this.options = options;
        this.controller = controller;
    }

    /** What is done once for each number, from 0 on, by one of the clients. */
    private interface Step {
        /**
         * Sends a request, and has its answer checked.
         *
         * @throws Unexpected when the answer is not as it should be
         */
        void run(HttpConnection connection, int number) throws IOException;
    }

    private static final class Unexpected extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unexpected(String message) {
            super(message);
        }
    }

    /** A network with one subnet, and some ports on it. */
    private record Net(String id, String subnet, List<String> ports) {}

    /** Who is told as soon as an operation is measured. */
    interface Listener {
        void measured(Result result);
    }

    /** Measures what the options say, and tells of it. */
    Report run(Listener listener) throws IOException {
        List<Result> results = new ArrayList<>();
        Pages pages = null;
        Growth growth = null;
        ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("heartbeat").daemon().factory());
        try (HttpConnection connection = new HttpConnection(controller.root());
                HttpConnection pulse = new HttpConnection(controller.root())) {
            String agent = registerAgent(connection);
            var unused = heart.scheduleWithFixedDelay(
                    () -> beat(pulse, agent), 0, HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
            for (Operation operation : options.only()) {
                List<Integer> crowds =
                        operation == Operation.CREATE_PORT ? options.clients() : List.of(options.crowd());
                for (int clients : crowds.reversed()) {
                    if (!operation.isComparison()) {
                        Result result = measure(connection, operation, clients);
                        results.add(result);
                        listener.measured(result);
                    }
                }
            }
            if (options.only().contains(Operation.PAGES_10000)) {
                pages = pages(connection);
            }
            if (options.only().contains(Operation.PORT_50000)) {
                growth = growth(connection);
            }
        } finally {
            heart.shutdownNow();
        }
        return new Report(
                Machine.here(),
                options,
                wrk.map(Wrk::version).orElse("this process, for wrk is not installed"),
                results,
                Optional.ofNullable(pages),
                Optional.ofNullable(growth),
                controller.residentBytes(),
                Optional.ofNullable(firstError.get()));
    }

    // --- operations --------------------------------------------------------------------------------------------------

    private Result measure(HttpConnection setUp, Operation operation, int clients) throws IOException {
        List<Round> rounds = new ArrayList<>();
        List<Round> warmUps = new ArrayList<>();
        int warmingUp = operation.isRead() ? Math.min(READ_WARM_UPS_MAX, options.warmUps()) : options.warmUps();
        Net read = operation.isRead() ? net(setUp, PORTS, 16) : new Net("", "", List.of());
        for (int round = -warmingUp; round < options.rounds(); round++) {
            Round done =
                    switch (operation) {
                        case CREATE_NETWORK -> drive(clients, options.operations(), this::createNetwork);
                        case CREATE_PORT -> {
                            Net net = net(setUp, PORTS, 12);
                            yield drive(
                                    clients,
                                    options.operations(),
                                    (connection, number) -> createPort(connection, net.id()));
                        }
                        case BIND_PORT -> {
                            Net net = net(setUp, Math.max(PORTS, options.operations()), 12);
                            yield drive(
                                    clients,
                                    options.operations(),
                                    (connection, number) ->
                                            bindPort(connection, net.ports().get(number)));
                        }
                        case DELETE_PORT -> {
                            Net net = net(setUp, PORTS + options.operations(), 12);
                            yield drive(
                                    clients,
                                    options.operations(),
                                    (connection, number) ->
                                            deletePort(connection, net.ports().get(number)));
                        }
                        case SHOW_PORT ->
                            read(
                                    clients,
                                    read.ports().stream()
                                            .map(id -> "/v2.0/ports/" + id)
                                            .toList(),
                                    (connection, number) ->
                                            showPort(connection, read.ports().get(number % PORTS)));
                        case LIST_PORTS_1000 ->
                            read(
                                    clients,
                                    List.of("/v2.0/ports?network_id=" + read.id()),
                                    (connection, number) -> listPorts(connection, read));
                        case CREATE_ROUTER, ADD_INTERFACE, REMOVE_INTERFACE, CREATE_FLOATINGIP, CREATE_RULE ->
                            drive(clients, options.operations(), step(setUp, operation, clients));
                        case PAGES_10000, PORT_50000 -> throw new IllegalArgumentException("it compares");
                    };
            (round < 0 ? warmUps : rounds).add(done);
        }
        return new Result(operation, clients, List.copyOf(warmUps), List.copyOf(rounds));
    }

    private void createNetwork(HttpConnection connection, int number) throws IOException {
        int status = connection.exchange(
                "POST", "/v2.0/networks", "{\"network\": {\"admin_state_up\": true, \"name\": \"" + name() + "\"}}");
        expect(connection, status, 201);
        expectId(connection, null);
    }

    private String createPort(HttpConnection connection, String network) throws IOException {
        int status = connection.exchange("POST", "/v2.0/ports", "{\"port\": " + port(network) + "}");
        expect(connection, status, 201);
        return expectId(connection, null);
    }

    private void bindPort(HttpConnection connection, String port) throws IOException {
        int status = connection.exchange(
                "PUT", "/v2.0/ports/" + port, "{\"port\": {\"binding:host_id\": \"" + HOST + "\"}}");
        expect(connection, status, 200);
        expectId(connection, port);
        if (!connection.body().contains("\"ovs\"")) {
            throw new Unexpected("port " + port + " is not bound: " + connection.body());
        }
    }

    private static void showPort(HttpConnection connection, String port) throws IOException {
        expect(connection, connection.exchange("GET", "/v2.0/ports/" + port, ""), 200);
        expectId(connection, port);
    }

    private static void listPorts(HttpConnection connection, Net net) throws IOException {
        expect(connection, connection.exchange("GET", "/v2.0/ports?network_id=" + net.id(), ""), 200);
        expectId(connection, null);
    }

    private static void deletePort(HttpConnection connection, String port) throws IOException {
        expect(connection, connection.exchange("DELETE", "/v2.0/ports/" + port, ""), 204);
    }

    private static void expect(HttpConnection connection, int status, int expected) {
        if (status != expected) {
            String body = connection.body();
            throw new Unexpected("answered " + status + ": " + body.substring(0, Math.min(500, body.length())));
        }
    }

    private static String expectId(HttpConnection connection, @Nullable String expected) {
        String id = connection.id();
        if (id.isEmpty() || (expected != null && !expected.equals(id))) {
            throw new Unexpected("the answer has the id '" + id + "': " + connection.body());
        }
        return id;
    }

    // --- routers, floating IPs, security groups ----------------------------------------------------------------------

    /** Makes what the operation needs, and says what is then done for each number. */
    private Step step(HttpConnection setUp, Operation operation, int clients) throws IOException {
        int count = options.operations();
        return switch (operation) {
            case CREATE_ROUTER ->
                (connection, number) -> created(connection, "routers", "{\"router\": {\"name\": \"" + name() + "\"}}");
            case ADD_INTERFACE -> {
                Legs legs = legs(setUp, count);
                yield (connection, number) -> legs.put(connection, "add_router_interface", number);
            }
            case REMOVE_INTERFACE -> {
                Legs legs = legs(setUp, count);
                Round joined = drive(
                        clients, count, (connection, number) -> legs.put(connection, "add_router_interface", number));
                if (joined.errors() > 0) {
                    throw new IllegalStateException(joined.errors() + " routers could not be joined to subnets");
                }
                yield (connection, number) -> legs.put(connection, "remove_router_interface", number);
            }
            case CREATE_FLOATINGIP -> {
                String outside = outside(setUp);
                Net inside = net(setUp, count, 12);
                String router = router(
                        setUp,
                        json.createObjectNode()
                                .set(
                                        "external_gateway_info",
                                        json.createObjectNode().put("network_id", outside)));
                new Legs(List.of(router), List.of(inside.subnet())).put(setUp, "add_router_interface", 0);
                yield (connection, number) -> created(
                        connection,
                        "floatingips",
                        "{\"floatingip\": {\"floating_network_id\": \"" + outside + "\", \"port_id\": \""
                                + inside.ports().get(number) + "\"}}");
            }
            case CREATE_RULE -> {
                List<String> groups =
                        made(setUp, "security_groups", count / RULES_OF_A_GROUP + 1, number -> json.createObjectNode()
                                .put("name", name()));
                yield (connection, number) -> created(
                        connection,
                        "security-group-rules",
                        "{\"security_group_rule\": {\"direction\": \"ingress\", \"protocol\": \"tcp\", \"port_range_min\": "
                                + (1 + number % RULES_OF_A_GROUP) + ", \"port_range_max\": "
                                + (1 + number % RULES_OF_A_GROUP) + ", \"security_group_id\": \""
                                + groups.get(number / RULES_OF_A_GROUP) + "\"}}");
            }
            default -> throw new IllegalArgumentException(operation.title());
        };
    }

    /** Routers, and the subnets that they are to be joined to, one each. */
    private record Legs(List<String> routers, List<String> subnets) {

        void put(HttpConnection connection, String action, int number) throws IOException {
            int status = connection.exchange(
                    "PUT",
                    "/v2.0/routers/" + routers.get(number) + "/" + action,
                    "{\"subnet_id\": \"" + subnets.get(number) + "\"}");
            expect(connection, status, 200);
            expectId(connection, routers.get(number));
        }
    }

    private Legs legs(HttpConnection connection, int count) throws IOException {
        List<String> networks = made(
                connection, "networks", count, number -> json.createObjectNode().put("name", name()));
        List<String> subnets = made(connection, "subnets", count, number -> json.createObjectNode()
                .put("network_id", networks.get(number))
                .put("ip_version", 4)
                .put("cidr", "10.0.0.0/24"));
        List<String> routers = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            routers.add(router(connection, json.createObjectNode().put("name", name())));
        }
        return new Legs(routers, subnets);
    }

    private String outside(HttpConnection connection) throws IOException {
        String network = made(connection, "networks", 1, number -> json.createObjectNode()
                        .put("name", name())
                        .put("router:external", true))
                .getFirst();
        made(connection, "subnets", 1, number -> json.createObjectNode()
                .put("network_id", network)
                .put("ip_version", 4)
                .put("cidr", "172.16.0.0/12"));
        return network;
    }

    private static void created(HttpConnection connection, String collection, String body) throws IOException {
        expect(connection, connection.exchange("POST", "/v2.0/" + collection, body), 201);
        expectId(connection, null);
    }

    /** A router; Neutron makes one at a time. */
    private String router(HttpConnection connection, ObjectNode router) throws IOException {
        JsonNode body = json.createObjectNode().set("router", router);
        return post(connection, "/v2.0/routers", body, 201).at("/router/id").asString();
    }

    /** So many of a kind, by bulks; their ids. */
    private List<String> made(HttpConnection connection, String collection, int count, IntFunction<JsonNode> body)
            throws IOException {
        List<String> ids = new ArrayList<>();
        while (ids.size() < count) {
            ObjectNode bulk = json.createObjectNode();
            ArrayNode many = bulk.putArray(collection);
            int made = ids.size();
            for (int i = 0; i < Math.min(BULK, count - made); i++) {
                many.add(body.apply(made + i));
            }
            for (JsonNode one : post(connection, "/v2.0/" + collection.replace('_', '-'), bulk, 201)
                    .path(collection)) {
                ids.add(one.path("id").asString());
            }
        }
        return List.copyOf(ids);
    }

    // --- pages -------------------------------------------------------------------------------------------------------

    private Pages pages(HttpConnection connection) throws IOException {
        int ports = Math.min(LISTED, options.ports());
        Net net = net(connection, ports, 12);
        List<List<Double>> walks = new ArrayList<>();
        int warmUps = Math.min(READ_WARM_UPS_MAX, options.warmUps());
        for (int walk = -warmUps; walk < Math.max(PAGE_WALKS_MIN, options.rounds()); walk++) {
            List<Double> times = walk(connection, net);
            if (walk >= 0) {
                walks.add(times);
            }
        }
        return new Pages(ports, PORTS, List.copyOf(walks));
    }

    /** Through all pages; the times of the full ones, in ms. */
    private List<Double> walk(HttpConnection connection, Net net) throws IOException {
        List<Double> times = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        String path = "/v2.0/ports?network_id=" + net.id() + "&limit=" + PORTS;
        String marker = "";
        boolean isFull = true;
        while (isFull && seen.size() <= net.ports().size()) {
            long start = System.nanoTime();
            expect(connection, connection.exchange("GET", path + marker, ""), 200);
            double millis = (System.nanoTime() - start) / 1e6;
            List<String> page = json.readTree(connection.body())
                    .path("ports")
                    .valueStream()
                    .map(port -> port.path("id").asString())
                    .toList();
            seen.addAll(page);
            isFull = page.size() == PORTS;
            if (isFull) {
                times.add(millis);
                marker = "&marker=" + page.getLast();
            }
        }
        if (!seen.equals(Set.copyOf(net.ports()))) {
            throw new Unexpected(
                    "the pages have " + seen.size() + " ports of " + net.ports().size());
        }
        return List.copyOf(times);
    }

    // --- the large subnet --------------------------------------------------------------------------------------------

    private Growth growth(HttpConnection connection) throws IOException {
        int each = Math.max(1, options.operations() / 4);
        Net large = net(connection, PORTS, 8);
        for (int round = 0; round < options.warmUps(); round++) {
            Net warm = net(connection, PORTS, 8);
            alternate(connection, List.of(warm, large), 1);
            alternate(connection, List.of(warm), each);
        }
        Latencies early = alternate(connection, List.of(large), each).getFirst();
        long start = System.nanoTime();
        int missing = Math.max(0, options.ports() - PORTS - each - options.warmUps());
        fill(connection, large.id(), missing);
        double fillRate = missing / ((System.nanoTime() - start) / 1e9);
        List<Growth.Pair> pairs = new ArrayList<>();
        for (int round = -1; round < options.rounds(); round++) {
            Net small = net(connection, PORTS, 8);
            double load = Machine.load();
            List<Latencies> both = alternate(connection, List.of(small, large), each);
            if (round >= 0) {
                pairs.add(new Growth.Pair(
                        both.get(0).percentile(50) / 1e6, both.get(1).percentile(50) / 1e6, load));
            }
        }
        return new Growth(options.ports(), early.percentile(50) / 1e6, fillRate, List.copyOf(pairs));
    }

    /** One port after the other on each of these networks in turn, so many on each; the latencies of each. */
    private List<Latencies> alternate(HttpConnection connection, List<Net> nets, int each) throws IOException {
        long[][] samples = new long[nets.size()][each];
        for (int number = 0; number < each; number++) {
            for (int i = 0; i < samples.length; i++) {
                long start = System.nanoTime();
                createPort(connection, nets.get(i).id());
                samples[i][number] = System.nanoTime() - start;
            }
        }
        return Arrays.stream(samples).map(Latencies::of).toList();
    }

    // --- load --------------------------------------------------------------------------------------------------------

    private Round drive(int clients, int count, Step step) {
        double load = Machine.load();
        long[] samples = new long[count];
        AtomicInteger next = new AtomicInteger();
        AtomicInteger errors = new AtomicInteger();
        Round.Cpu before = Round.Cpu.of(controller);
        long start = System.nanoTime();
        long deadline = start + options.round().toNanos();
        List<Thread> threads = new ArrayList<>();
        for (int client = 0; client < clients; client++) {
            threads.add(Thread.ofPlatform().name("client-" + client).daemon().start(() -> {
                try (HttpConnection connection = new HttpConnection(controller.root())) {
                    int number = next.getAndIncrement();
                    while (number < count && System.nanoTime() < deadline) {
                        long sent = System.nanoTime();
                        try {
                            step.run(connection, number);
                            samples[number] = System.nanoTime() - sent;
                        } catch (IOException | RuntimeException failure) {
                            errors.incrementAndGet();
                            firstError.compareAndSet(null, failure.toString());
                        }
                        number = next.getAndIncrement();
                    }
                }
            }));
        }
        threads.forEach(ApiBench::join);
        double seconds = (System.nanoTime() - start) / 1e9;
        Round.Cpu cpu = Round.Cpu.of(controller).since(before);
        long[] answered = Arrays.stream(samples).filter(sample -> sample > 0).toArray();
        return Round.of(Latencies.of(answered), errors.get(), seconds, cpu, load);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private Round read(int clients, List<String> paths, Step step) throws IOException {
        if (wrk.isEmpty()) {
            return drive(clients, 1_000_000, step);
        }
        int length;
        try (HttpConnection connection = new HttpConnection(controller.root())) {
            step.run(connection, 0);
            length = connection.bodyLength();
        }
        double load = Machine.load();
        Round.Cpu before = Round.Cpu.of(controller);
        Wrk.Figures seen = Wrk.get(wrk.get(), controller, paths, clients, options.round());
        Round.Cpu cpu = Round.Cpu.of(controller).since(before);
        if (seen.requests() > 0 && seen.bytes() / seen.requests() < length * 9L / 10) {
            throw new IllegalStateException(
                    "answers of " + seen.bytes() / seen.requests() + " bytes instead of " + length);
        }
        return new Round(
                seen.requests(),
                seen.errors(),
                seen.seconds(),
                seen.p50(),
                seen.p90(),
                seen.p95(),
                seen.p99(),
                seen.max(),
                cpu,
                load);
    }

    // --- what there has to be ----------------------------------------------------------------------------------------

    private String registerAgent(HttpConnection connection) throws IOException {
        ObjectNode agent = json.createObjectNode()
                .put("agent_type", "Open vSwitch agent")
                .put("host", HOST)
                .put("binary", "portolan-agent")
                .put("tunnel_ip", "192.0.2.1");
        agent.putArray("tunnel_types").add("vxlan");
        agent.putObject("configurations").putObject("bridge_mappings");
        return post(connection, "/portolan/v1/agents", agent, 200).path("id").asString();
    }

    private void beat(HttpConnection connection, String agent) {
        try {
            connection.exchange("POST", "/portolan/v1/agents/" + agent + "/heartbeat", "{\"applied_position\": 0}");
        } catch (IOException lost) {
            firstError.compareAndSet(null, "heartbeat: " + lost);
        }
    }

    private Net net(HttpConnection connection, int ports, int prefix) throws IOException {
        String network = post(
                        connection,
                        "/v2.0/networks",
                        json.createObjectNode()
                                .set("network", json.createObjectNode().put("name", name())),
                        201)
                .path("network")
                .path("id")
                .asString();
        ObjectNode subnet = json.createObjectNode()
                .put("network_id", network)
                .put("ip_version", 4)
                .put("cidr", "10.0.0.0/" + prefix);
        String id = post(connection, "/v2.0/subnets", json.createObjectNode().set("subnet", subnet), 201)
                .path("subnet")
                .path("id")
                .asString();
        return new Net(network, id, fill(connection, network, ports));
    }

    private List<String> fill(HttpConnection connection, String network, int count) throws IOException {
        List<String> ids = new ArrayList<>();
        while (ids.size() < count) {
            ObjectNode body = json.createObjectNode();
            ArrayNode ports = body.putArray("ports");
            for (int i = 0; i < Math.min(BULK, count - ids.size()); i++) {
                ports.addObject().put("name", name()).put("network_id", network).put("admin_state_up", true);
            }
            for (JsonNode port : post(connection, "/v2.0/ports", body, 201).path("ports")) {
                ids.add(port.path("id").asString());
            }
        }
        return List.copyOf(ids);
    }

    private String port(String network) {
        return "{\"name\": \"" + name() + "\", \"network_id\": \"" + network + "\", \"admin_state_up\": true}";
    }

    private String name() {
        return "bench-" + names.incrementAndGet();
    }

    private JsonNode post(HttpConnection connection, String path, JsonNode body, int expected) throws IOException {
        int status = connection.exchange("POST", path, body.toString());
        expect(connection, status, expected);
        return json.readTree(connection.body());
    }
}
