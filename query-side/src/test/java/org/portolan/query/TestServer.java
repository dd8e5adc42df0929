package org.portolan.query;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.serialization.upcasting.event.NoOpEventUpcaster;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.json.Json;
import org.portolan.eventstore.JsonSerializer;
import org.portolan.eventstore.LogEventStore;
import org.portolan.eventstore.TestDatabase;
import org.portolan.query.readmodel.ReadModel;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import tools.jackson.databind.JsonNode;

/** The query side as it runs, on a log of its own. */
public final class TestServer implements AutoCloseable {

    private final TestDatabase database = TestDatabase.create();
    private final LogEventStore log =
            LogEventStore.open(database.dataSource(), new JsonSerializer(), NoOpEventUpcaster.INSTANCE);
    private final Story story = new Story(log);
    private final HttpClient client = HttpClient.newHttpClient();
    private ConfigurableApplicationContext context;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @AutoConfigurationPackage
    @ComponentScan({"org.portolan.query", "org.portolan.rest"})
    static class Application {}

    /** An answer. */
    public record Answer(int status, JsonNode body, HttpResponse<String> raw) {

        public List<String> names(String collection) {
            return body.get(collection)
                    .valueStream()
                    .map(item -> item.get("name").stringValue())
                    .toList();
        }

        public String error() {
            JsonNode error = body.path("NeutronError");
            return error.path("type").asString() + ": " + error.path("message").asString();
        }
    }

    public TestServer(String... properties) {
        context = start(properties);
    }

    private ConfigurableApplicationContext start(String... properties) {
        SpringApplication application = new SpringApplication(Application.class);
        application.addInitializers((ApplicationContextInitializer<GenericApplicationContext>) fresh -> {
            fresh.registerBean(
                    DataSource.class, database::dataSource, definition -> definition.setDestroyMethodName(""));
            fresh.registerBean(EventStore.class, () -> log, definition -> definition.setDestroyMethodName(""));
        });
        application.setDefaultProperties(
                Map.of("server.port", 0, "portolan.auth", "proxy", "spring.threads.virtual.enabled", true));
        return application.run(properties);
    }

    /** Ends the process and starts it again on the same database. */
    public void restart() {
        context.close();
        context = start();
    }

    public Story story() {
        return story;
    }

    public TestDatabase database() {
        return database;
    }

    public LogEventStore log() {
        return log;
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public String url() {
        return "http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port");
    }

    /** Waits until all that was told is shown. */
    public TestServer settled() {
        if (!bean(ReadModel.class).await(story.position(), Duration.ofSeconds(20))) {
            throw new AssertionError("not settled: " + bean(ReadModel.class).health());
        }
        return this;
    }

    public Answer get(String path) {
        return send("GET", path, Story.ADMIN, "admin");
    }

    public Answer getAs(ProjectId project, String path) {
        return send("GET", path, project, "member");
    }

    public Answer send(String method, String path, ProjectId project, String roles, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("X-User-Id", "user-" + project.value().substring(0, 3))
                .header("X-Project-Id", project.value())
                .header("X-Roles", roles)
                .timeout(Duration.ofSeconds(20));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    public Answer send(HttpRequest request) {
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            String type = response.headers().firstValue("Content-Type").orElse("");
            return new Answer(
                    response.statusCode(),
                    type.startsWith("application/json") && !response.body().isEmpty()
                            ? Json.mapper().readTree(response.body())
                            : Json.object(),
                    response);
        } catch (IOException failure) {
            throw new AssertionError(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    @Override
    public void close() {
        context.close();
        log.close();
        database.close();
        client.close();
    }
}
