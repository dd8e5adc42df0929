package org.portolan.testbed;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of the Neutron API, over plain HTTP. */
final class Neutron {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final URI root;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final JsonMapper json = new JsonMapper();

    Neutron(URI root) {
        this.root = root;
    }

    URI root() {
        return root;
    }

    /** Whether the API answers. */
    boolean answers() {
        try {
            return client.send(request("/v2.0/").GET().build(), HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Creates one resource: {@code create("port", attributes)} posts to /v2.0/ports. */
    JsonNode create(String resource, Map<String, Object> attributes) {
        return send("POST", "/v2.0/" + path(resource), Map.of(resource, attributes))
                .path(resource);
    }

    /** Creates a network: {@code more} are attributes beside its name. */
    JsonNode network(String name, Map<String, ?> more) {
        Map<String, Object> attributes = new LinkedHashMap<>(more);
        attributes.put("name", name);
        return create("network", attributes);
    }

    /** Creates a subnet of either IP version: {@code more} are attributes beside its prefix. */
    JsonNode subnet(JsonNode network, String cidr, Map<String, ?> more) {
        Map<String, Object> attributes = new LinkedHashMap<>(more);
        attributes.put("network_id", network.path("id").asString(""));
        attributes.put("ip_version", cidr.contains(":") ? 6 : 4);
        attributes.put("cidr", cidr);
        return create("subnet", attributes);
    }

    /** Creates several of a kind in one request, all or none. */
    List<JsonNode> create(String resource, List<Map<String, Object>> all) {
        return elements(send("POST", "/v2.0/" + path(resource), Map.of(resource + "s", all))
                .path(resource + "s"));
    }

    JsonNode show(String resource, String id) {
        return get("/v2.0/" + resource + "s/" + id).path(resource);
    }

    List<JsonNode> list(String resource) {
        return elements(get("/v2.0/" + path(resource)).path(resource + "s"));
    }

    /** Changes some of a resource. */
    JsonNode update(String resource, String id, Map<String, ?> changes) {
        return send("PUT", "/v2.0/" + resource + "s/" + id, Map.of(resource, changes))
                .path(resource);
    }

    /** Asks a resource to do something. */
    JsonNode act(String resource, String id, String action, Map<String, ?> body) {
        return send("PUT", "/v2.0/" + resource + "s/" + id + "/" + action, body);
    }

    JsonNode post(String path, Map<String, ?> body) {
        return send("POST", path, body);
    }

    void delete(String resource, String id) {
        send("DELETE", "/v2.0/" + resource + "s/" + id, Map.of());
    }

    JsonNode get(String path) {
        return send("GET", path, Map.of());
    }

    static List<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    /** As Neutron spells it: {@code security_group} is under security-groups. */
    private static String path(String resource) {
        return resource.replace('_', '-') + "s";
    }

    private JsonNode send(String method, String path, Map<String, ?> body) {
        HttpRequest.BodyPublisher publisher = body.isEmpty()
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(json.writeValueAsString(body));
        try {
            HttpResponse<String> response = client.send(
                    request(path)
                            .header("Content-Type", "application/json")
                            .method(method, publisher)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new IllegalStateException(
                        method + " " + path + " was answered " + response.statusCode() + ": " + response.body());
            }
            return response.body().isEmpty() ? json.createObjectNode() : json.readTree(response.body());
        } catch (IOException e) {
            throw new IllegalStateException(method + " " + root + path + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(method + " " + path + " was interrupted", e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(root.resolve(path)).timeout(LIMIT);
    }
}
