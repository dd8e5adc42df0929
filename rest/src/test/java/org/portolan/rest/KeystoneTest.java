package org.portolan.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portolan.api.error.NeutronError;
import org.portolan.api.json.Json;
import org.portolan.rest.RestProperties.Auth;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.node.ObjectNode;

class KeystoneTest {

    private final Map<String, Known> tokens = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger logins = new AtomicInteger();
    private final AtomicInteger broken = new AtomicInteger();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private HttpServer server;

    private record Known(String user, @Nullable String project, List<String> roles, Instant expires) {}

    /** Keystone's part of the conversation: whoever has a token may ask about it, and services about all. */
    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v3/auth/tokens", exchange -> {
            try (exchange) {
                if (exchange.getRequestMethod().equals("POST")) {
                    logins.incrementAndGet();
                    String token = "own-" + logins.get();
                    tokens.put(token, new Known("portolan", "service", List.of("service"), later(3600)));
                    exchange.getResponseHeaders().add("X-Subject-Token", token);
                    answer(exchange, 201, "{}");
                    return;
                }
                asked.incrementAndGet();
                tell(exchange);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
        tokens.put("ada", new Known("ada", "engines", List.of("member", "reader"), later(3600)));
        tokens.put("nova", new Known("nova", "service", List.of("service"), later(3600)));
    }

    private static Instant later(int seconds) {
        return Instant.now().plusSeconds(seconds);
    }

    private void tell(HttpExchange exchange) throws IOException, InterruptedException {
        gate.await(10, TimeUnit.SECONDS);
        if (broken.get() != 0) {
            answer(exchange, broken.get(), "{}");
            return;
        }
        Known asking = tokens.get(exchange.getRequestHeaders().getFirst("X-Auth-Token"));
        Known subject = tokens.get(exchange.getRequestHeaders().getFirst("X-Subject-Token"));
        if (asking == null || asking.expires().isBefore(Instant.now())) {
            answer(exchange, 401, "{}");
            return;
        }
        boolean expired = subject != null && subject.expires().isBefore(Instant.now());
        boolean mayBe = String.valueOf(exchange.getRequestURI().getQuery()).contains("allow_expired=1");
        if (subject == null || (expired && !mayBe)) {
            answer(exchange, 404, "{}");
            return;
        }
        ObjectNode body = Json.object();
        ObjectNode token = body.putObject("token");
        token.put("expires_at", subject.expires().toString());
        token.putObject("user").put("id", subject.user());
        if (subject.project() != null) {
            token.putObject("project").put("id", subject.project());
        }
        subject.roles().forEach(role -> token.withArray("roles").addObject().put("name", role));
        answer(exchange, 200, body.toString());
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private Keystone keystone(@Nullable String username, Duration cacheTime) {
        return new Keystone(
                new KeystoneProperties(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                        URI.create("https://keystone.example/v3"),
                        username,
                        username == null ? null : "secret",
                        "Default",
                        "service",
                        "Default",
                        cacheTime,
                        100,
                        Duration.ofSeconds(5),
                        List.of("service")),
                Clock.systemUTC());
    }

    private Keystone keystone() {
        return keystone(null, Duration.ofMinutes(1));
    }

    private static int status(Runnable action) {
        try {
            action.run();
            return 200;
        } catch (NeutronError error) {
            return error.status();
        }
    }

    @Test
    void a_token_tells_user_project_and_roles() {
        for (Keystone keystone : List.of(keystone(), keystone("portolan", Duration.ofMinutes(1)))) {
            Keystone.Token token = keystone.of("ada", null);

            assertThat(token.user()).isEqualTo("ada");
            assertThat(token.project()).isEqualTo("engines");
            assertThat(token.roles()).containsExactly("member", "reader");
        }
    }

    @Test
    void no_token_and_an_unknown_one_are_refused() {
        Keystone keystone = keystone();

        for (String token : new String[] {null, "", " ", "eve", "a\u00e4", "x".repeat(20_000), "a b"}) {
            assertThat(status(() -> keystone.of(token, null)))
                    .as(String.valueOf(token))
                    .isEqualTo(401);
        }
        assertThat(asked.get()).as("only what can be a token is asked about").isEqualTo(1);
    }

    @Test
    void answers_are_kept_good_and_bad() {
        Keystone keystone = keystone();

        for (int i = 0; i < 5; i++) {
            keystone.of("ada", null);
            assertThat(status(() -> keystone.of("eve", null))).isEqualTo(401);
        }

        assertThat(asked.get()).isEqualTo(2);
    }

    @Test
    void many_requests_with_one_token_ask_once() throws InterruptedException, ExecutionException {
        Keystone keystone = keystone();
        gate = new CountDownLatch(1);
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Keystone.Token>> answers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                answers.add(clients.submit(() -> keystone.of("ada", null)));
            }
            gate.countDown();
            for (Future<Keystone.Token> answer : answers) {
                assertThat(answer.get().user()).isEqualTo("ada");
            }
        }

        assertThat(asked.get()).isEqualTo(1);
    }

    @Test
    void a_revoked_token_is_refused_after_the_cache_time() {
        Keystone keystone = keystone(null, Duration.ofMillis(50));
        keystone.of("ada", null);

        tokens.remove("ada");

        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (status(() -> keystone.of("ada", null)) != 401) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void a_token_ends_when_it_says_though_its_answer_is_kept() {
        Keystone keystone = keystone("portolan", Duration.ofMinutes(10));
        tokens.put("brief", new Known("ada", "engines", List.of(), Instant.now().plusMillis(1500)));
        keystone.of("brief", null);

        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (status(() -> keystone.of("brief", null)) != 401) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void a_service_may_act_for_a_user_whose_token_expired_and_others_may_not() {
        for (Keystone keystone : List.of(keystone(), keystone("portolan", Duration.ofMinutes(1)))) {
            tokens.put(
                    "expired",
                    new Known("ada", "engines", List.of("member"), Instant.now().minusSeconds(5)));

            assertThat(status(() -> keystone.of("expired", null))).isEqualTo(401);
            assertThat(status(() -> keystone.of("expired", "ada"))).isEqualTo(401);
            assertThat(status(() -> keystone.of("expired", "eve"))).isEqualTo(401);
            assertThat(keystone.of("expired", "nova").user()).isEqualTo("ada");
            assertThat(status(() -> keystone.of("expired", null))).isEqualTo(401);
            assertThat(keystone.of("ada", "nova").user()).isEqualTo("ada");
            assertThat(status(() -> keystone.of("ada", "eve")))
                    .as("an invalid service")
                    .isEqualTo(401);
        }
    }

    @Test
    void when_keystone_does_not_say_nobody_is_let_in_and_nothing_is_kept() {
        Keystone keystone = keystone();
        for (int status : new int[] {500, 503, 302, 403}) {
            broken.set(status);
            assertThat(status(() -> keystone.of("ada", null))).as("%s", status).isEqualTo(503);
        }
        broken.set(0);
        assertThat(status(() -> keystone.of("ada", null))).isEqualTo(200);

        server.stop(0);
        assertThat(status(() -> keystone.of("eve", null))).isEqualTo(503);
        assertThat(status(() -> keystone.of("ada", null))).as("known meanwhile").isEqualTo(200);
    }

    @Test
    void the_user_that_asks_logs_in_once_and_again_when_its_token_is_gone() {
        Keystone keystone = keystone("portolan", Duration.ofMinutes(1));
        keystone.of("ada", null);
        keystone.of("nova", null);
        assertThat(logins.get()).isEqualTo(1);

        tokens.remove("own-1");

        assertThat(status(() -> keystone.of("eve", null))).isEqualTo(401);
        assertThat(logins.get()).isEqualTo(2);
    }

    @Test
    void headers_that_a_front_would_set_count_for_nothing() {
        Identity identity = new Identity(
                new RestProperties(Auth.KEYSTONE, "p", DataSize.ofKilobytes(1), 8),
                new PolicyFile(),
                keystone(),
                List.of());
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.addHeader("X-Auth-Token", "ada");
        request.addHeader("X-Roles", "admin");
        request.addHeader("X-User-Id", "root");
        request.addHeader("X-Project-Id", "everything");

        assertThat(identity.of(request).isAdmin()).isFalse();
        assertThat(identity.of(request).userId()).isEqualTo("ada");
        assertThat(identity.of(request).project().value()).isEqualTo("engines");
        assertThat(identity.whereToAuthenticate()).isEqualTo("Keystone uri=\"https://keystone.example/v3\"");
    }

    @Test
    void a_token_for_no_project_is_of_no_use() {
        Identity identity = new Identity(
                new RestProperties(Auth.KEYSTONE, "p", DataSize.ofKilobytes(1), 8),
                new PolicyFile(),
                keystone(),
                List.of());
        tokens.put("unscoped", new Known("ada", null, List.of("admin"), later(60)));
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.addHeader("X-Auth-Token", "unscoped");

        assertThatThrownBy(() -> identity.of(request))
                .isInstanceOfSatisfying(
                        NeutronError.class, error -> assertThat(error.status()).isEqualTo(403));
    }
}
