package org.portolan.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.portolan.api.event.Recorded;
import org.portolan.api.json.Json;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.world.World;
import org.portolan.eventstore.LogEventStore;
import org.portolan.eventstore.LogTail;
import org.portolan.eventstore.RecordedEvents;
import org.portolan.query.readmodel.ReadModel;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

/** A controller in this process, on a free port and a data directory of its own, and a client of it. */
final class Controller implements AutoCloseable {

    private static final int LOG_PAGE = 1000;

    private final ConfigurableApplicationContext context;
    private final HttpClient http = HttpClient.newHttpClient();

    private Controller(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** Starts one. */
    static Controller start(Path dataDir, String... options) {
        List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--portolan.data-dir=" + dataDir));
        arguments.addAll(List.of(options));
        return new Controller(SpringApplication.run(PortolanController.class, arguments.toArray(String[]::new)));
    }

    /** An answer: its status, its body as a tree, and the request's id. */
    record Answer(int status, JsonNode body, String requestId) {}

    String url() {
        return "http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port");
    }

    /** What the controller is made of. */
    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** The events after that position, as the log holds them. */
    List<Recorded<?>> log(long after) {
        LogTail tail = bean(LogEventStore.class).tail();
        List<Recorded<?>> events = new ArrayList<>();
        List<TrackedEventMessage<?>> page = tail.after(after, LOG_PAGE);
        while (!page.isEmpty()) {
            page.forEach(message -> events.add(RecordedEvents.of(message)));
            page = tail.after(events.getLast().position(), LOG_PAGE);
        }
        return events;
    }

    /**
     * Finds the rows that clients are shown to be a fold of the log, of each resource, at the end of the log and at that
     * many positions on the way there.
     */
    void requireShownAsTold(int samples) {
        List<Recorded<?>> log = log(0);
        long every = Math.max(1, log.size() / (samples + 1));
        World world = new World();
        for (Recorded<?> recorded : log) {
            world.tell(recorded);
            if (recorded.position() % every == 0 || recorded.position() == log.size()) {
                requireShown(world);
            }
        }
    }

    /** Everything that there is, by the log. */
    World world() {
        return World.of(log(0));
    }

    private void requireShown(World world) {
        ReadModel model = bean(ReadModel.class);
        assertThat(model.await(world.position(), Duration.ofSeconds(20))).isTrue();
        JdbcTemplate jdbc = new JdbcTemplate(bean(DataSource.class));
        for (ResourceDescription<?> description : world.descriptions()) {
            Map<String, JsonNode> shown = new HashMap<>();
            jdbc.query(
                    "select id, body from " + model.schema().of(description).name()
                            + " where valid_from <= ? and (valid_to is null or valid_to > ?)",
                    row -> {
                        shown.put(row.getString(1), Json.mapper().readTree(row.getString(2)));
                    },
                    world.position(),
                    world.position());
            Map<String, JsonNode> told = new HashMap<>();
            world.bodies(description.name())
                    .forEach((id, body) -> told.put(id, Json.mapper().readTree(body.toString())));
            assertThat(shown)
                    .as("%s at position %d", description.collection(), world.position())
                    .isEqualTo(told);
            if (description.parent() == null && description.field("id") != null) {
                requireListed(description, world.position(), told);
            }
        }
    }

    private void requireListed(ResourceDescription<?> description, long position, Map<String, JsonNode> told) {
        Set<String> listed = new HashSet<>();
        get(
                        "/v2.0/" + description.path() + "?fields=id&as_of=" + position,
                        "X-User-Id",
                        "root",
                        "X-Project-Id",
                        "admins",
                        "X-Roles",
                        "admin")
                .body()
                .get(description.collection())
                .forEach(body -> listed.add(body.get("id").stringValue()));
        assertThat(listed)
                .as("%s as of position %d", description.collection(), position)
                .isEqualTo(told.keySet());
    }

    Answer get(String path, String... headers) {
        return send("GET", path, "", headers);
    }

    Answer post(String path, String body, String... headers) {
        return send("POST", path, body, headers);
    }

    Answer put(String path, String body, String... headers) {
        return send("PUT", path, body, headers);
    }

    Answer delete(String path, String... headers) {
        return send("DELETE", path, "", headers);
    }

    private Answer send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + path))
                .timeout(Duration.ofSeconds(30))
                .method(
                        method,
                        body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body.replace('\'', '"')));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
            return new Answer(
                    answer.statusCode(),
                    Json.mapper().readTree(answer.body().isEmpty() ? "null" : answer.body()),
                    answer.headers().firstValue("X-Openstack-Request-Id").orElse(""));
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Throws away what clients are shown; the controller is of no use after that. */
    void forgetReadModel() {
        ReadModel model = bean(ReadModel.class);
        model.stop();
        new JdbcTemplate(bean(DataSource.class))
                .execute("drop schema " + model.schema().name() + " cascade");
    }

    @Override
    public void close() {
        http.close();
        context.close();
    }
}
