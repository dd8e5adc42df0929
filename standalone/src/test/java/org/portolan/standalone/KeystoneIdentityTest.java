package org.portolan.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A real Keystone vouches for callers: the {@code openstack} command finds the API by the service catalogue. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KeystoneIdentityTest {

    private static final Path CLIENT = Path.of("/usr/bin/openstack");

    @TempDir
    private static Path directory;

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static RealKeystone keystone;
    private static Controller controller;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        RealKeystone.require();
        keystone = RealKeystone.start(Files.createDirectory(directory.resolve("keystone")));
        keystone.role("service");
        keystone.user("portolan", "of its own", keystone.project("service"), "service");
        keystone.user("ada", "lovelace", keystone.project("engines"), "member");
        keystone.user("bob", "builder", keystone.project("tunnels"), "member");
        controller = Controller.start(
                directory.resolve("data"),
                "--portolan.auth=keystone",
                "--portolan.keystone.url=" + keystone.url(),
                "--portolan.keystone.username=portolan",
                "--portolan.keystone.password=of its own",
                "--portolan.keystone.cache-time=1s");
        keystone.catalogue(controller.url());
    }

    @AfterAll
    static void stop() {
        if (controller != null) {
            controller.close();
        }
        if (keystone != null) {
            keystone.close();
        }
    }

    @Test
    @Order(1)
    void the_client_logs_in_and_sees_what_is_its_projects() {
        assertThat(openstack("ada", "lovelace", "engines", "network", "create", "chart", "-f", "value", "-c", "mtu"))
                .isEqualTo("1450");
        assertThat(openstack("ada", "lovelace", "engines", "network", "list", "-f", "value", "-c", "Name"))
                .isEqualTo("chart");
        assertThat(openstack("bob", "builder", "tunnels", "network", "list", "-f", "value", "-c", "Name"))
                .isEmpty();
    }

    @Test
    @Order(2)
    void without_a_good_token_nobody_is_let_in_and_told_where_to_get_one() {
        for (String token : new String[] {"", "gAAAAA-not-a-token"}) {
            HttpResponse<String> answer = get("/v2.0/networks", token);

            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate"))
                    .hasValue("Keystone uri=\"" + keystone.url() + "\"");
            assertThat(answer.body().replace(" ", ""))
                    .isEqualTo("{\"error\":{\"code\":401,\"title\":\"Unauthorized\",\"message\":"
                            + "\"Therequestyouhavemaderequiresauthentication.\"}}");
        }
        assertThat(get("/", "").statusCode()).as("the versions are for all").isEqualTo(200);
    }

    @Test
    @Order(3)
    void only_the_token_says_who_somebody_is() throws IOException, InterruptedException {
        String token = keystone.token("ada", "lovelace", "engines");
        HttpRequest request = HttpRequest.newBuilder(URI.create(controller.url() + "/v2.0/networks"))
                .timeout(Duration.ofSeconds(30))
                .header("X-Auth-Token", token)
                .header("X-Roles", "admin")
                .header("X-Project-Id", "another")
                .POST(BodyPublishers.ofString("{\"network\":{\"shared\":true}}"))
                .build();

        HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("(rule:create_network and rule:create_network:shared)");
    }

    @Test
    @Order(4)
    void a_token_for_no_project_is_of_no_use() {
        assertThat(get("/v2.0/networks", keystone.token("ada", "lovelace", "")).statusCode())
                .isEqualTo(403);
    }

    @Test
    @Order(5)
    void a_revoked_token_is_refused() {
        String token = keystone.token("ada", "lovelace", "engines");
        assertThat(get("/v2.0/networks", token).statusCode()).isEqualTo(200);

        keystone.revoke(token);

        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        HttpResponse<String> answer = get("/v2.0/networks", token);
        while (answer.statusCode() != 401) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            answer = get("/v2.0/networks", token);
        }
        assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
    }

    @Test
    @Order(6)
    void when_keystone_is_away_nobody_is_called_wrong() {
        String fresh = keystone.token("ada", "lovelace", "engines");

        keystone.close();

        HttpResponse<String> answer = get("/v2.0/networks", fresh);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("The Keystone service is temporarily unavailable.");
    }

    private static HttpResponse<String> get(String path, String token) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(controller.url() + path)).timeout(Duration.ofSeconds(60));
        if (!token.isEmpty()) {
            request.header("X-Auth-Token", token);
        }
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static String openstack(String user, String password, String project, String... arguments) {
        List<String> command = new ArrayList<>(List.of(CLIENT.toString()));
        command.addAll(List.of(arguments));
        try {
            Path output = Files.createTempFile(directory, "openstack", ".txt");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("OS_"));
            builder.environment()
                    .putAll(Map.of(
                            "OS_AUTH_URL",
                            keystone.url(),
                            "OS_IDENTITY_API_VERSION",
                            "3",
                            "OS_USERNAME",
                            user,
                            "OS_PASSWORD",
                            password,
                            "OS_PROJECT_NAME",
                            project,
                            "OS_USER_DOMAIN_ID",
                            "default",
                            "OS_PROJECT_DOMAIN_ID",
                            "default",
                            "OS_REGION_NAME",
                            "RegionOne"));
            Process process = builder.start();
            boolean ended = process.waitFor(60, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly();
            }
            String said = Files.readString(output).strip();
            assertThat(ended && process.exitValue() == 0)
                    .as(String.join(" ", command) + "\n" + said)
                    .isTrue();
            return said;
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
