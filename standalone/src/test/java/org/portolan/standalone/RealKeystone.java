package org.portolan.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.portolan.api.json.Json;
import tools.jackson.databind.JsonNode;

/**
 * Debian's Keystone in a process of its own, on a free port of loopback, with SQLite in a directory of the test; nothing of it
 * is left, and a Keystone of this machine, should there be one, is not touched.
 */
final class RealKeystone implements AutoCloseable {

    private static final Path SERVER = Path.of("/usr/bin/keystone-wsgi-public");
    private static final Path MANAGER = Path.of("/usr/bin/keystone-manage");
    private static final String PASSWORD = "correct horse";

    private final Path directory;
    private final int port;
    private final Process process;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private String admin = "";

    private RealKeystone(Path directory, int port, Process process) {
        this.directory = directory;
        this.port = port;
        this.process = process;
    }

    /** Skips the test where there is no Keystone to run. */
    static void require() {
        boolean there = Files.isExecutable(SERVER) && Files.isExecutable(MANAGER);
        if ("true".equals(System.getenv("CI"))) {
            assertThat(there).as("apt-get install python3-keystone").isTrue();
        }
        Assumptions.assumeTrue(there, "needs Keystone: apt-get install --no-install-recommends python3-keystone");
    }

    /** Starts one whose administrator is {@code admin}, in the project {@code admin}. */
    static RealKeystone start(Path directory) throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path keys = Files.createDirectory(directory.resolve("keys"));
        for (String name : List.of("0", "1")) {
            byte[] key = new byte[32];
            new SecureRandom().nextBytes(key);
            Path file =
                    Files.writeString(keys.resolve(name), Base64.getUrlEncoder().encodeToString(key));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        Path configuration =
                Files.writeString(directory.resolve("keystone.conf"), """
                [DEFAULT]
                log_file = %1$s/keystone.log
                [database]
                connection = sqlite:///%1$s/keystone.db
                [fernet_tokens]
                key_repository = %1$s/keys
                [fernet_receipts]
                key_repository = %1$s/keys
                [credential]
                key_repository = %1$s/keys
                [cache]
                enabled = false
                """.formatted(directory.toAbsolutePath()));
        manage(directory, "db_sync");
        // Readers that the server has not closed yet keep no writer waiting then.
        run(
                directory.resolve("wal.out"),
                List.of(
                        "/usr/bin/python3",
                        "-c",
                        "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('pragma journal_mode=wal')",
                        directory.resolve("keystone.db").toString()));
        manage(
                directory,
                "bootstrap",
                "--bootstrap-password",
                PASSWORD,
                "--bootstrap-region-id",
                "RegionOne",
                "--bootstrap-public-url",
                "http://127.0.0.1:" + port + "/v3");
        Process process = new ProcessBuilder(
                        SERVER.toString(),
                        "--host",
                        "127.0.0.1",
                        "--port",
                        String.valueOf(port),
                        "--",
                        "--config-file",
                        configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("server.out").toFile())
                .start();
        RealKeystone keystone = new RealKeystone(directory, port, process);
        try {
            keystone.awaitAnswer();
            keystone.admin = keystone.token("admin", PASSWORD, "admin");
            return keystone;
        } catch (RuntimeException | Error failure) {
            keystone.close();
            throw failure;
        }
    }

    private static void manage(Path directory, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                MANAGER.toString(),
                "--config-file",
                directory.resolve("keystone.conf").toString()));
        command.addAll(List.of(arguments));
        run(directory.resolve(arguments[0] + ".out"), command);
    }

    private static void run(Path output, List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(90, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException(command + " takes too long");
        }
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    }

    private void awaitAnswer() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            try {
                http.send(request("/v3").GET().build(), BodyHandlers.discarding());
                return;
            } catch (IOException notYet) {
                if (System.nanoTime() > deadline || !process.isAlive()) {
                    throw new IllegalStateException(Files.readString(directory.resolve("server.out")), notYet);
                }
                process.waitFor(100, TimeUnit.MILLISECONDS);
            }
        }
    }

    String url() {
        return "http://127.0.0.1:" + port + "/v3";
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30));
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            HttpResponse<String> answer = answered(request);
            assertThat(answer.statusCode())
                    .as(request.method() + " " + request.uri() + " " + answer.body() + "\n" + said())
                    .isLessThan(300);
            return answer;
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** What its server has printed. */
    private String said() throws IOException {
        return Files.readString(directory.resolve("server.out"));
    }

    /** Its server takes one connection at a time, and now and then closes one that it has not looked at. */
    private HttpResponse<String> answered(HttpRequest request) throws IOException, InterruptedException {
        for (int i = 0; i < 5; i++) {
            try {
                return http.send(request, BodyHandlers.ofString());
            } catch (IOException closed) {
                process.waitFor(100, TimeUnit.MILLISECONDS);
            }
        }
        return http.send(request, BodyHandlers.ofString());
    }

    private JsonNode administer(String method, String path, String body) {
        HttpResponse<String> answer = send(request("/v3/" + path)
                .header("X-Auth-Token", admin)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body.replace('\'', '"')))
                .build());
        return answer.body().isEmpty() ? Json.object() : Json.mapper().readTree(answer.body());
    }

    /** Makes a project and returns its id. */
    String project(String name) {
        return administer("POST", "projects", "{'project':{'name':'" + name + "'}}")
                .at("/project/id")
                .stringValue();
    }

    /** Makes a role that Keystone does not bring. */
    void role(String name) {
        administer("POST", "roles", "{'role':{'name':'" + name + "'}}");
    }

    /** Makes a user with that role in that project. */
    void user(String name, String password, String project, String role) {
        String id = administer("POST", "users", "{'user':{'name':'" + name + "','password':'" + password + "'}}")
                .at("/user/id")
                .stringValue();
        String roleId =
                administer("GET", "roles?name=" + role, "").at("/roles/0/id").stringValue();
        administer("PUT", "projects/" + project + "/users/" + id + "/roles/" + roleId, "");
    }

    /** Puts the Neutron API into the service catalogue. */
    void catalogue(String networkUrl) {
        String service = administer("POST", "services", "{'service':{'type':'network','name':'neutron'}}")
                .at("/service/id")
                .stringValue();
        administer(
                "POST",
                "endpoints",
                "{'endpoint':{'service_id':'" + service + "','interface':'public','region_id':'RegionOne','url':'"
                        + networkUrl + "'}}");
    }

    /** A token of that user for that project, or for none when that is empty. */
    String token(String user, String password, String project) {
        String scope =
                project.isEmpty() ? "'unscoped'" : "{'project':{'name':'" + project + "','domain':{'id':'default'}}}";
        String body = "{'auth':{'identity':{'methods':['password'],'password':{'user':{'name':'" + user
                + "','password':'" + password + "','domain':{'id':'default'}}}},'scope':" + scope + "}}";
        return send(request("/v3/auth/tokens")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body.replace('\'', '"')))
                        .build())
                .headers()
                .firstValue("X-Subject-Token")
                .orElseThrow();
    }

    /** Revokes a token. */
    void revoke(String token) {
        send(request("/v3/auth/tokens")
                .header("X-Auth-Token", admin)
                .header("X-Subject-Token", token)
                .DELETE()
                .build());
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        http.close();
    }
}
