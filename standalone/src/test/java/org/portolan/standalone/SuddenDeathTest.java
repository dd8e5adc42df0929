package org.portolan.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portolan.api.json.Json;

/** A controller process of its own, killed while it works. */
class SuddenDeathTest {

    private static final int ANSWERS_BEFORE_THE_KILL = 200;

    @TempDir
    private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void a_kill_under_load_loses_nothing_that_was_answered_and_leaves_nothing_half_done() throws Exception {
        int port = freePort();
        Process controller = start(port);
        Set<String> answered = ConcurrentHashMap.newKeySet();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            String network = id(post(port, "networks", "{\"network\":{\"name\":\"sea\"}}"));
            post(
                    port,
                    "subnets",
                    "{\"subnet\":{\"network_id\":\"" + network + "\",\"ip_version\":4,\"cidr\":\"10.0.0.0/16\"}}");
            for (int i = 0; i < 8; i++) {
                clients.execute(() -> createUntilItDies(port, network, answered));
            }
            Instant limit = Instant.now().plusSeconds(60);
            while (answered.size() < ANSWERS_BEFORE_THE_KILL && Instant.now().isBefore(limit)) {
                Thread.onSpinWait();
            }
            controller.destroyForcibly().waitFor();
        }

        Process again = start(port);
        try {
            HttpResponse<String> listed = get(port, "/v2.0/ports");
            assertThat(listed.statusCode()).as(listed.body()).isEqualTo(200);
            var ports = Json.mapper().readTree(listed.body()).get("ports");
            Set<String> kept = ConcurrentHashMap.newKeySet();
            Set<String> addresses = ConcurrentHashMap.newKeySet();
            ports.forEach(one -> {
                kept.add(one.get("id").stringValue());
                addresses.add(one.at("/fixed_ips/0/ip_address").stringValue());
            });
            assertThat(answered).hasSizeGreaterThanOrEqualTo(ANSWERS_BEFORE_THE_KILL);
            assertThat(kept).containsAll(answered);
            assertThat(addresses).hasSameSizeAs(kept);
        } finally {
            again.destroy();
            assertThat(again.waitFor(30, TimeUnit.SECONDS))
                    .as("ends cleanly on SIGTERM")
                    .isTrue();
        }
    }

    private void createUntilItDies(int port, String network, Set<String> answered) {
        String body = "{\"port\":{\"network_id\":\"" + network + "\"}}";
        for (int i = 0; i < 100_000; i++) {
            try {
                answered.add(id(post(port, "ports", body)));
            } catch (IOException dead) {
                return;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private Process start(int port) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        PortolanController.class.getName(),
                        "--server.port=" + port,
                        "--portolan.quotas.default=-1",
                        "--portolan.data-dir=" + directory)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("controller.log").toFile()))
                .start();
        Instant limit = Instant.now().plusSeconds(90);
        while (Instant.now().isBefore(limit) && process.isAlive()) {
            try {
                if (get(port, "/v2.0/").statusCode() == 200) {
                    return process;
                }
            } catch (IOException notYet) {
                process.waitFor(50, TimeUnit.MILLISECONDS);
            }
        }
        process.destroyForcibly();
        throw new IllegalStateException("The controller did not start; see " + directory.resolve("controller.log"));
    }

    private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return http.send(request(port, path).GET().build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(int port, String collection, String body)
            throws IOException, InterruptedException {
        return http.send(
                request(port, "/v2.0/" + collection)
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20));
    }

    private static String id(HttpResponse<String> answer) throws IOException {
        if (answer.statusCode() != 201) {
            throw new IOException(answer.body());
        }
        return Json.mapper().readTree(answer.body()).iterator().next().get("id").stringValue();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
