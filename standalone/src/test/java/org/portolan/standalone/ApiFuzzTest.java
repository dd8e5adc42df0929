package org.portolan.standalone;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.portolan.api.json.Json;
import org.portolan.api.resource.Action;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.world.Wishes;
import org.portolan.api.world.World;
import org.portolan.standalone.RawHttp.Answer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Thousands of requests that nobody should send, made from the descriptions of the resources.
 *
 * <ol>
 *   <li>Each is answered, in time, and never by a word about the server's own trouble.
 *   <li>What is refused leaves no trace in the log.
 *   <li>What clients are shown afterwards is a fold of the log, and nothing in it contradicts the rest.
 *   <li>{@code -Dportolan.fuzz.seed=} plays other requests, {@code -Dportolan.fuzz.seconds=} more of them.
 * </ol>
 */
class ApiFuzzTest {

    /** Quotas are there without being made; the others need members that go together, which chance seldom finds. */
    private static final Set<String> NOT_MADE_BY_CHANCE =
            Set.of("quota", "rbac_policy", "conntrack_helper", "ndp_proxy");

    private static final int CLIENTS = 4;
    private static final int REQUESTS = 1_500;
    private static final long SECONDS = Long.getLong("portolan.fuzz.seconds", 30);
    private static final long SEED = Long.getLong("portolan.fuzz.seed", 1);
    private static final List<String> PROJECTS = List.of("engines", "harbours");

    @TempDir
    private static Path directory;

    private static Controller controller;
    private static RawHttp http;

    @BeforeAll
    static void start() {
        controller = Controller.start(
                directory,
                "--portolan.auth=proxy",
                "--portolan.network-types.flat-networks=*",
                "--portolan.network-types.vlan.physnet1=100:299",
                "--portolan.network-types.vlan.physnet2=300:399");
        http = new RawHttp(URI.create(controller.url()).getPort());
    }

    @AfterAll
    static void stop() {
        controller.close();
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void whatever_is_sent_is_answered_and_what_is_refused_leaves_no_trace() throws Exception {
        List<Fuzzer> fuzzers = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            fuzzers.add(new Fuzzer(SEED * 100 + client));
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        boolean isExploration = System.getProperty("portolan.fuzz.seconds") != null;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (Fuzzer fuzzer : fuzzers) {
                running.add(threads.submit(() -> {
                    fuzzer.registerHosts();
                    fuzzer.populate();
                    for (int i = 0; (isExploration || i < REQUESTS) && System.nanoTime() < end; i++) {
                        fuzzer.sendOne();
                    }
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }

        Map<String, Integer> statuses = new TreeMap<>();
        Set<String> made = new TreeSet<>();
        fuzzers.forEach(fuzzer -> {
            fuzzer.statuses.forEach((status, count) -> statuses.merge(status, count, Integer::sum));
            made.addAll(fuzzer.made);
        });
        System.out.printf("Seed %d: %s%n", SEED, statuses);
        SoftAssertions found = new SoftAssertions();
        found.assertThat(wrongs).as("seed %d", SEED).isEmpty();
        found.assertThat(controller.log(0).stream()
                        .filter(recorded -> refused.containsKey(recorded.cause().requestId()))
                        .map(recorded -> recorded.event() + " of "
                                + refused.get(recorded.cause().requestId())))
                .as("events of refused requests, seed %d", SEED)
                .isEmpty();
        found.assertThat(made)
                .as("each resource that can be made was made")
                .containsAll(ResourceDescription.all().stream()
                        .filter(description ->
                                !Wishes.settable(description, true).isEmpty())
                        .map(ResourceDescription::name)
                        .filter(name -> !NOT_MADE_BY_CHANCE.contains(name))
                        .toList());
        World world = controller.world();
        found.assertThat(world.violations()).as("seed %d", SEED).isEmpty();
        found.assertAll();
        controller.requireShownAsTold(3);
    }

    private final Map<String, String> wrongs = Collections.synchronizedMap(new LinkedHashMap<>());
    private final Map<String, String> refused = new ConcurrentHashMap<>();

    /** One client, who learns what there is from the answers it gets. */
    private final class Fuzzer {

        private final Wishes wishes;
        private final Map<String, Integer> statuses = new TreeMap<>();
        private final Set<String> made = new TreeSet<>();

        Fuzzer(long seed) {
            wishes = new Wishes(seed, ResourceDescription.all());
        }

        void registerHosts() throws IOException {
            for (int node = 1; node <= 2; node++) {
                ObjectNode agent = Json.object()
                        .put("agent_type", "Open vSwitch agent")
                        .put("host", "node-" + node)
                        .put("binary", "neutron-openvswitch-agent")
                        .put("tunnel_ip", "127.0.1." + node);
                agent.putArray("tunnel_types").add("vxlan");
                agent.putObject("configurations").putObject("bridge_mappings").put("physnet1", "br-ex");
                JsonNode id = send("POST", "/portolan/v1/agents", text(agent), admin())
                        .path("id");
                if (id.isString()) {
                    wishes.learn("agent", id.stringValue());
                }
            }
        }

        /** Some of each, so that there is something to refer to; what needs much else first. */
        void populate() throws IOException {
            String outside = made("network", Json.object().put("router:external", true));
            made("subnet", subnet(outside, "203.0.113.0/24"));
            String inside = made("network", Json.object());
            String subnet = made("subnet", subnet(inside, "10.0.0.0/24"));
            ObjectNode gateway = Json.object();
            gateway.putObject("external_gateway_info").put("network_id", outside);
            String router = made("router", gateway);
            send(
                    "PUT",
                    "/v2.0/routers/" + router + "/add_router_interface",
                    text(Json.object().put("subnet_id", subnet)),
                    admin());
            ObjectNode asked = Json.object().put("network_id", inside);
            asked.putArray("fixed_ips").addObject().put("ip_address", "10.0.0.9");
            String port = made("port", asked);
            made("floatingip", Json.object().put("floating_network_id", outside));
            made(
                    "port_forwarding",
                    Json.object()
                            .put("protocol", "tcp")
                            .put("external_port", 8080)
                            .put("internal_port", 80)
                            .put("internal_port_id", port)
                            .put("internal_ip_address", "10.0.0.9"));
            for (int round = 0; round < 4; round++) {
                for (ResourceDescription<?> description : ResourceDescription.all()) {
                    for (int i = 0; i < 4 && wishes.known(description.name()).size() < 3; i++) {
                        create(description, wishes.creation(description, 0.04));
                    }
                }
            }
        }

        private static ObjectNode subnet(String network, String cidr) {
            return Json.object().put("network_id", network).put("ip_version", 4).put("cidr", cidr);
        }

        /** An administrator makes one of those; its id. */
        private String made(String name, ObjectNode body) throws IOException {
            ResourceDescription<?> description = ResourceDescription.all().stream()
                    .filter(each -> each.name().equals(name))
                    .findFirst()
                    .orElseThrow();
            ResourceDescription.Parent parent = description.parent();
            String path = parent == null
                    ? description.path()
                    : description
                            .path()
                            .replace(
                                    "*",
                                    wishes.known(parent.description().name()).getLast());
            JsonNode answer = send("POST", "/v2.0/" + path, wrapped(description, body), admin());
            learn(description, answer);
            return answer.path(name).path("id").asString("");
        }

        void sendOne() throws IOException {
            ResourceDescription<?> description = wishes.anyDescription();
            switch (wishes.random().nextInt(26)) {
                case 0, 1, 2, 3, 4, 5, 6 ->
                    create(
                            description,
                            wishes.spoilt(wishes.creation(description, 0.03), Wishes.settable(description, true)));
                case 7, 8, 9 ->
                    create(
                            description,
                            wishes.creation(description, wishes.random().nextDouble() * 0.5));
                case 10, 11, 12 ->
                    update(
                            description,
                            wishes.spoilt(wishes.change(description, 0.03), Wishes.settable(description, false)));
                case 13, 14 ->
                    update(
                            description,
                            wishes.change(description, wishes.random().nextDouble() * 0.6));
                case 15, 16 -> act(description);
                case 17 -> createMany(description);
                case 18, 19 -> list(description);
                case 20 -> show(description);
                case 21 -> delete(description);
                case 22 -> oddPath(description);
                case 23 -> oddBody(description);
                case 24 -> oddHeaders(description);
                default -> report();
            }
        }

        private String path(ResourceDescription<?> description) {
            return "/v2.0/" + wishes.path(description);
        }

        private String path(ResourceDescription<?> description, String id) {
            return path(description) + "/" + id;
        }

        private void create(ResourceDescription<?> description, ObjectNode body) throws IOException {
            learn(description, send("POST", path(description), wrapped(description, body), caller()));
        }

        private void createMany(ResourceDescription<?> description) throws IOException {
            ObjectNode body = Json.object();
            ArrayNode many = body.putArray(description.collection());
            int count = 1 + wishes.random().nextInt(4);
            for (int i = 0; i < count; i++) {
                ObjectNode one = wishes.creation(description, 0.04);
                many.add(wishes.chance(0.2) ? wishes.spoilt(one, Wishes.settable(description, true)) : one);
            }
            if (wishes.chance(0.1)) {
                many.add(wishes.odd());
            }
            JsonNode answer = send("POST", path(description), text(body), caller());
            answer.path(description.collection())
                    .forEach(one -> learn(description, Json.object().set(description.name(), one)));
        }

        private void update(ResourceDescription<?> description, ObjectNode body) throws IOException {
            send("PUT", path(description, wishes.anyId(description.name())), wrapped(description, body), caller());
        }

        private void delete(ResourceDescription<?> description) throws IOException {
            String id = wishes.anyId(description.name());
            send("DELETE", path(description, id), new byte[0], caller());
            if (statuses.containsKey("DELETE 204")) {
                wishes.forget(description.name(), id);
            }
        }

        private void act(ResourceDescription<?> any) throws IOException {
            ResourceDescription<?> description = wishes.chance(0.1) ? any : wishes.anyActive();
            List<Action> actions = Wishes.actions(description);
            String name = "nosuch";
            String method = "PUT";
            if (!actions.isEmpty()) {
                Action action = wishes.oneOf(actions);
                name = action.name().replace("*", wishes.chance(0.6) ? anyKnown() : wishes.oneOf(ODD_SEGMENTS));
                method = wishes.chance(0.93) ? action.method() : wishes.oneOf(METHODS);
            }
            ObjectNode body = wishes.actionBody(description);
            if (wishes.chance(0.2)) {
                body = wishes.spoilt(body, List.of());
            }
            send(method, path(description, wishes.anyId(description.name())) + "/" + name, text(body), caller());
        }

        private String anyKnown() {
            return wishes.anyId(wishes.anyDescription().name());
        }

        private void list(ResourceDescription<?> description) throws IOException {
            StringBuilder query = new StringBuilder("?");
            int count = 1 + wishes.random().nextInt(4);
            for (int i = 0; i < count; i++) {
                Field field = wishes.oneOf(description.fields());
                switch (wishes.random().nextInt(9)) {
                    case 0 -> add(query, "fields", wishes.chance(0.7) ? field.name() : oddText());
                    case 1 -> {
                        add(query, "sort_key", wishes.chance(0.8) ? field.name() : oddText());
                        add(query, "sort_dir", wishes.oneOf(List.of("asc", "desc", "up", "")));
                    }
                    case 2 -> add(query, "limit", wishes.oneOf(List.of("1", "0", "-1", "x", "", "99999999999", "2")));
                    case 3 -> add(query, "marker", wishes.chance(0.7) ? wishes.anyId(description.name()) : oddText());
                    case 4 -> add(query, "page_reverse", wishes.oneOf(List.of("True", "False", "x", "")));
                    case 5 ->
                        add(
                                query,
                                "as_of",
                                wishes.oneOf(List.of(
                                        "1",
                                        "0",
                                        "-1",
                                        "40",
                                        "2026-01-01",
                                        "2026-01-01T00:00:00Z",
                                        "x",
                                        "99999999999999999999",
                                        "+1000000-01-01T00:00:00Z")));
                    case 6 -> add(query, field.name(), oddText());
                    default -> add(query, field.name(), fittingText(field));
                }
            }
            send("GET", path(description) + query, new byte[0], caller());
        }

        private String fittingText(Field field) {
            Attribute<?> attribute = field.settable();
            JsonNode value = attribute == null ? wishes.odd() : wishes.fitting(attribute);
            return value == null ? "" : value.isString() ? value.stringValue() : value.toString();
        }

        private String oddText() {
            JsonNode odd = wishes.odd();
            String text = odd.isString() ? odd.stringValue() : odd.toString();
            return text.substring(0, Math.min(1500, text.length()));
        }

        private void add(StringBuilder query, String name, String value) {
            query.append(query.length() == 1 ? "" : "&")
                    .append(wishes.chance(0.02) ? "%zz" : URLEncoder.encode(name, StandardCharsets.UTF_8))
                    .append('=')
                    .append(wishes.chance(0.02) ? "%f" : URLEncoder.encode(value, StandardCharsets.UTF_8));
        }

        private void show(ResourceDescription<?> description) throws IOException {
            String id = wishes.chance(0.6) ? wishes.anyId(description.name()) : wishes.oneOf(ODD_SEGMENTS);
            String below = description.excerpts().isEmpty() || wishes.chance(0.5)
                    ? ""
                    : "/" + wishes.oneOf(description.excerpts()).name();
            String query = wishes.chance(0.3) ? "?as_of=" + wishes.random().nextInt(2000) : "";
            String path = wishes.chance(0.2)
                    ? "/portolan/v1/history/" + description.name() + "/" + id
                    : path(description, id) + below;
            send("GET", path + query, new byte[0], caller());
        }

        private void oddPath(ResourceDescription<?> description) throws IOException {
            List<String> parts = new ArrayList<>(Arrays.asList(path(description).split("/", -1)));
            int changes = 1 + wishes.random().nextInt(3);
            for (int i = 0; i < changes; i++) {
                int at = 1 + wishes.random().nextInt(parts.size());
                if (at < parts.size() && wishes.chance(0.3)) {
                    parts.set(at, wishes.oneOf(ODD_SEGMENTS));
                } else {
                    parts.add(at, wishes.chance(0.3) ? anyKnown() : wishes.oneOf(ODD_SEGMENTS));
                }
            }
            String path = String.join("/", parts);
            String method = wishes.oneOf(METHODS);
            byte[] body = wishes.chance(0.5) ? new byte[0] : wrapped(description, wishes.creation(description, 0.02));
            send(method, path.isEmpty() ? "/" : path, body, caller());
        }

        private void oddBody(ResourceDescription<?> description) throws IOException {
            boolean isNew = wishes.chance(0.6);
            ObjectNode inner = isNew ? wishes.creation(description, 0.05) : wishes.change(description, 0.1);
            String good = new String(wrapped(description, inner), StandardCharsets.UTF_8);
            byte[] body =
                    switch (wishes.random().nextInt(18)) {
                        case 0 -> bytes(good.substring(0, wishes.random().nextInt(good.length())));
                        case 1 -> bytes(good + good);
                        case 2 -> bytes(good.substring(0, good.length() - 1) + ",\"" + description.name() + "\":{}}");
                        case 3 -> bytes("{\"" + description.name() + "\":{\"name\":\"a\",\"name\":\"b\"}}");
                        case 4 -> bytes("[" + good + "]");
                        case 5 -> bytes("\ufeff" + good);
                        case 6 -> good.getBytes(StandardCharsets.UTF_16);
                        case 7 -> bytes("{\"" + description.name() + "\":{\"name\":\"\\ud800\"}}");
                        case 8 -> bytes("{\"" + description.name() + "\":{\"name\":\"a\\u0000b\",\"\\u0000\":1}}");
                        case 9 -> withInvalidUtf8(description);
                        case 10 ->
                            bytes("{\"" + description.name() + "\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}");
                        case 11 -> bytes("{\"" + description.name() + "\":{\"name\":" + "1".repeat(60_000) + "}}");
                        case 12 -> bytes("{\"" + description.name() + "\":{\"name\":1e400,\"mtu\":1E-400,\"x\":-0.0}}");
                        case 13 -> bytes("{\"" + description.name() + "\":{\"" + "n".repeat(2_000) + "\":1}}");
                        case 14 -> bytes("{'" + description.name() + "':{name:NaN}}");
                        case 15 ->
                            bytes(wishes.oneOf(List.of("null", "true", "1", "\"a\"", "[]", "{}", " ", "\u0000")));
                        case 16 -> bytes("{\"" + description.name() + "\":" + wishes.odd() + "}");
                        default -> bytes("{\"" + description.collection() + "\":" + wishes.odd() + "}");
                    };
            learn(
                    description,
                    send(
                            isNew ? "POST" : "PUT",
                            isNew ? path(description) : path(description, wishes.anyId(description.name())),
                            body,
                            caller()));
        }

        private byte[] withInvalidUtf8(ResourceDescription<?> description) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            body.writeBytes(bytes("{\"" + description.name() + "\":{\"name\":\""));
            body.write(0xc3);
            body.write(0x28);
            body.write(0xff);
            body.writeBytes(bytes("\"}}"));
            return body.toByteArray();
        }

        private void oddHeaders(ResourceDescription<?> description) throws IOException {
            byte[] body = wrapped(description, wishes.creation(description, 0.02));
            List<String> headers = new ArrayList<>(admin());
            headers.add(wishes.oneOf(List.of(
                    "Content-Type: text/xml",
                    "Content-Type: application/json; charset=utf-16",
                    "Content-Type: application/json; charset=nosuch",
                    "Content-Type: multipart/form-data",
                    "Content-Type: multipart/form-data; boundary=x",
                    "Content-Type: application/x-www-form-urlencoded",
                    "Content-Type: ;;;",
                    "Content-Encoding: gzip",
                    "Accept: text/html",
                    "Accept: ;q=x",
                    "Accept: application/json;q=0",
                    "If-Match: revision_number=0",
                    "If-Match: revision_number=99999999999999999999",
                    "If-Match: *",
                    "If-Match: \"\"",
                    "If-None-Match: *",
                    "Range: bytes=0-1",
                    "X-Roles: ,,,",
                    "X-Roles: \u00e4dmin",
                    "X-Project-Id: " + "p".repeat(300),
                    "X-Project-Id:",
                    "X-User-Id: a\u0001b",
                    "X-Openstack-Request-Id: req-nonsense",
                    "X-Openstack-Request-Id: " + "r".repeat(3000),
                    "X-HTTP-Method-Override: DELETE",
                    "Expect: 100-continue",
                    "Expect: nonsense",
                    "Connection: Upgrade\r\nUpgrade: h2c",
                    "Transfer-Encoding: chunked",
                    "Cookie: " + "c".repeat(4000),
                    "Origin: http://evil.example",
                    "Forwarded: for=\"[\"",
                    "X-Forwarded-Host: evil.example",
                    "X-Forwarded-Proto: x",
                    "X-Forwarded-Prefix: /a/../b",
                    "X-Forwarded-Port: 99999999",
                    "no colon")));
            String method = wishes.oneOf(List.of("GET", "POST", "POST", "PUT", "DELETE", "OPTIONS", "HEAD"));
            String path = method.equals("PUT") || method.equals("DELETE")
                    ? path(description, wishes.anyId(description.name()))
                    : path(description);
            learn(description, send(method, path, body, headers));
        }

        /** What an agent could say, and what it could not. */
        private void report() throws IOException {
            ObjectNode body = Json.object();
            String path = "/portolan/v1/agents";
            switch (wishes.random().nextInt(3)) {
                case 0 -> {
                    body.put("agent_type", "Open vSwitch agent")
                            .put("host", "node-" + (3 + wishes.random().nextInt(3)))
                            .put("binary", "neutron-openvswitch-agent")
                            .put("tunnel_ip", "127.0.1.9");
                    body.set(
                            wishes.oneOf(List.of(
                                    "host",
                                    "agent_type",
                                    "binary",
                                    "topic",
                                    "tunnel_ip",
                                    "tunnel_types",
                                    "configurations",
                                    "availability_zone")),
                            wishes.odd());
                }
                case 1 -> {
                    path += "/" + wishes.anyId("agent") + "/heartbeat";
                    body.set("applied_position", wishes.odd());
                }
                default -> {
                    path += "/" + wishes.anyId("agent") + "/receipts";
                    body.put("host", "node-1");
                    ObjectNode receipt = body.putArray("receipts")
                            .addObject()
                            .put("port_id", wishes.anyId("port"))
                            .put("generation", 1)
                            .put("state", wishes.oneOf(List.of("wired", "unwired", "failed")));
                    if (wishes.chance(0.5)) {
                        receipt.set(wishes.oneOf(List.of("port_id", "generation", "state", "reason")), wishes.odd());
                    }
                }
            }
            send("POST", path, text(body), wishes.chance(0.9) ? admin() : caller());
        }

        private void learn(ResourceDescription<?> description, JsonNode answer) {
            JsonNode id = answer.path(description.name()).path("id");
            if (id.isString()) {
                made.add(description.name());
                wishes.learn(description.name(), id.stringValue());
            }
        }

        private byte[] wrapped(ResourceDescription<?> description, ObjectNode inner) {
            return text(Json.object().set(description.name(), inner));
        }

        private List<String> admin() {
            return List.of("X-User-Id: root", "X-Project-Id: admins", "X-Roles: admin");
        }

        private List<String> caller() {
            if (wishes.chance(0.75)) {
                return admin();
            }
            return List.of(
                    "X-User-Id: ada",
                    "X-Project-Id: " + wishes.oneOf(PROJECTS),
                    "X-Roles: " + wishes.oneOf(List.of("member", "member", "reader", "")));
        }

        private JsonNode send(String method, String path, byte[] body, List<String> headers) throws IOException {
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n");
            headers.forEach(header -> head.append(header).append("\r\n"));
            boolean isChunked = headers.contains("Transfer-Encoding: chunked");
            if (!isChunked) {
                head.append("Content-Length: ").append(body.length).append("\r\n");
            }
            head.append("Connection: close\r\n\r\n");
            request.writeBytes(head.toString().getBytes(StandardCharsets.UTF_8));
            request.writeBytes(isChunked ? bytes("zz\r\n") : body);
            Answer answer;
            try {
                answer = http.send(request.toByteArray());
            } catch (IOException failure) {
                wrongs.putIfAbsent(
                        "hang " + method + " " + path.split("\\?", 2)[0],
                        shown(request.toByteArray()) + "\n" + failure);
                return Json.object();
            }
            statuses.merge(method + " " + answer.status(), 1, Integer::sum);
            judge(method, path, headers, request.toByteArray(), answer);
            return parsed(answer);
        }

        private void judge(String method, String path, List<String> headers, byte[] request, Answer answer) {
            String of = method + " " + path.split("\\?", 2)[0].replaceAll("\\p{XDigit}{8}-[-\\p{XDigit}]{27}", "<id>");
            String all = shown(request) + "\n-> " + answer.status() + " " + shown(bytes(answer.body()));
            boolean isExhausted = answer.body().contains("NoNetworkAvailable");
            if (answer.status() == 0 && headers.equals(admin())) {
                wrongs.putIfAbsent("no answer to " + of, all);
            }
            boolean isNotOffered = answer.status() == 501;
            if (answer.status() >= 500 && !isExhausted && !isNotOffered) {
                wrongs.putIfAbsent(answer.status() + " to " + of, all);
            }
            if (answer.status() >= 400
                    && !method.equals("HEAD")
                    && parsed(answer).isEmpty()) {
                wrongs.putIfAbsent("no JSON to " + of, all);
            }
            if (answer.status() >= 400) {
                refused.put(answer.requestId(), all);
            }
        }

        private static JsonNode parsed(Answer answer) {
            if (!answer.body().startsWith("{")) {
                return Json.object();
            }
            try {
                return Json.mapper().readTree(answer.body());
            } catch (JacksonException broken) {
                return Json.object();
            }
        }

        private static String shown(byte[] bytes) {
            String text = new String(bytes, StandardCharsets.UTF_8);
            return text.length() > 1_500 ? text.substring(0, 1_500) + "..." : text;
        }
    }

    private static final List<String> METHODS =
            List.of("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "FOO", "get");

    private static final List<String> ODD_SEGMENTS = List.of(
            "",
            ".",
            "..",
            "%2e%2e",
            "%00",
            "%2f",
            "%",
            "%zz",
            ";a=b",
            "x;y",
            "a b",
            "\u00e4",
            "%C3%A4",
            "%ff",
            "*",
            "**",
            "{id}",
            "\\",
            "%5c",
            "networks",
            "ports.json",
            ".json",
            "json",
            "null",
            "None",
            "0",
            "-1",
            "x".repeat(300),
            "|",
            "<x>",
            "~",
            "00000000-0000-0000-0000-000000000000",
            "tags",
            "tags/a",
            "add_router_interface",
            "bindings",
            "%F0%9F%9A%80");

    private static byte[] text(JsonNode body) {
        return bytes(body.toString());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
