package org.portolan.query.discovery;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.portolan.api.json.Json;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.rest.JsonAnswers;
import tools.jackson.databind.node.ObjectNode;

/** Tells clients what this server serves. */
public final class Discovery {

    /** What Neutron calls core; everything else is an extension and is not told in the index. */
    private static final List<String> CORE = List.of("network", "subnet", "subnetpool", "port");

    private final List<ResourceDescription<?>> descriptions;
    private final Extensions extensions;

    /** What a server of these resources serves. */
    public Discovery(List<ResourceDescription<?>> descriptions) {
        this.descriptions = descriptions;
        this.extensions = new Extensions(descriptions);
    }

    /** Answers {@code GET /}: the one version. */
    public void versions(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ObjectNode body = Json.object();
        ObjectNode version = body.putArray("versions").addObject();
        version.put("id", "v2.0").put("status", "CURRENT");
        version.putArray("links").addObject().put("rel", "self").put("href", origin(request) + "/v2.0/");
        JsonAnswers.write(response, HttpServletResponse.SC_OK, body);
    }

    /** Answers {@code GET /v2.0/}: the core resources. */
    public void resources(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ObjectNode body = Json.object();
        var list = body.putArray("resources");
        for (String core : CORE) {
            for (ResourceDescription<?> description : descriptions) {
                if (description.name().equals(core)) {
                    ObjectNode told = list.addObject();
                    told.put("name", core).put("collection", description.collection());
                    told.putArray("links")
                            .addObject()
                            .put("rel", "self")
                            .put("href", origin(request) + "/v2.0/" + description.path());
                }
            }
        }
        JsonAnswers.write(response, HttpServletResponse.SC_OK, body);
    }

    /** Answers {@code GET /v2.0/extensions}. */
    public void extensions(HttpServletResponse response) throws IOException {
        JsonAnswers.write(response, HttpServletResponse.SC_OK, extensions.list());
    }

    /** Answers {@code GET /v2.0/extensions/<alias>}. */
    public void extension(String alias, HttpServletResponse response) throws IOException {
        Optional<ObjectNode> found = extensions.show(alias);
        if (found.isPresent()) {
            JsonAnswers.write(response, HttpServletResponse.SC_OK, found.get());
            return;
        }
        notFound("Extension with alias " + alias + " does not exist", response);
    }

    /** Answers 404 as what Neutron's extensions are told by does. */
    public void notFound(String reason, HttpServletResponse response) throws IOException {
        JsonAnswers.write(
                response,
                HttpServletResponse.SC_NOT_FOUND,
                Json.object()
                        .put("message", "The resource could not be found.<br /><br />\n" + reason + "\n\n")
                        .put("code", "404 Not Found")
                        .put("title", "Not Found"));
    }

    /** Answers 405 as what Neutron's versions are told by does. */
    public void methodNotAllowed(HttpServletResponse response) throws IOException {
        JsonAnswers.write(
                response,
                HttpServletResponse.SC_METHOD_NOT_ALLOWED,
                Json.object()
                        .put("code", HttpServletResponse.SC_METHOD_NOT_ALLOWED)
                        .put("title", "Method Not Allowed")
                        .put("description", ""));
    }

    private static String origin(HttpServletRequest request) {
        StringBuffer url = request.getRequestURL();
        return url.substring(0, url.length() - request.getRequestURI().length());
    }
}
