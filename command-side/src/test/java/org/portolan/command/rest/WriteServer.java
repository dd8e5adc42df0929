package org.portolan.command.rest;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.portolan.command.Commands;
import org.portolan.command.Scenario;
import org.portolan.rest.Heartbeats;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;

/** The API's writes over HTTP, on the log of a scenario. */
final class WriteServer implements AutoCloseable {

    private final HttpClient client = HttpClient.newHttpClient();
    private final ConfigurableApplicationContext context;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @ComponentScan("org.portolan.rest")
    @Import(WriteController.class)
    static class Application {}

    WriteServer(Scenario scenario) {
        SpringApplication application = new SpringApplication(Application.class);
        application.addInitializers((ApplicationContextInitializer<GenericApplicationContext>)
                fresh -> fresh.registerBean(Commands.class, scenario::commands));
        context = application.run("--server.port=0", "--portolan.auth=proxy");
    }

    /**
     * Sends a request.
     *
     * @param path below /v2.0/
     * @param body empty for none
     * @param headers names and values in turn
     */
    HttpResponse<String> send(String method, String path, String body, String... headers) {
        String port = context.getEnvironment().getRequiredProperty("local.server.port");
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v2.0/" + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .headers(headers)
                .timeout(Duration.ofSeconds(20))
                .build();
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new AssertionError(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    Heartbeats heartbeats() {
        return context.getBean(Heartbeats.class);
    }

    @Override
    public void close() {
        context.close();
        client.close();
    }
}
