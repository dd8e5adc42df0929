package org.portolan.query;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.portolan.query.discovery.Discovery;
import org.portolan.query.readmodel.ResourceTable;
import org.portolan.query.resource.ResourceReads;
import org.portolan.rest.ErrorAnswers;
import org.springframework.http.HttpMethod;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * The paths of Neutron's API that are read: {@code /}, {@code /v2.0/}, extensions, and each described resource. With or
 * without a final slash or {@code .json}; OPTIONS reads as GET does, HEAD is refused: clients know it so.
 */
final class ApiReads implements RouterFunction<ServerResponse> {

    private static final String ROOT = "/v2.0";
    private static final String SUFFIX = ".json";
    private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.OPTIONS);
    private static final Set<HttpMethod> WRITES = Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.DELETE);

    private final ResourceReads resources;
    private final Discovery discovery;

    ApiReads(ResourceReads resources, Discovery discovery) {
        this.resources = resources;
        this.discovery = discovery;
    }

    /** An answer that is written to the socket directly. */
    interface Answer {
        void write(HttpServletRequest request, HttpServletResponse response) throws Exception;
    }

    static HandlerFunction<ServerResponse> answer(Answer answer) {
        return request -> ServerResponse.ok().build((servletRequest, servletResponse) -> {
            answer.write(servletRequest, servletResponse);
            return null;
        });
    }

    @Override
    public Optional<HandlerFunction<ServerResponse>> route(ServerRequest request) {
        HttpServletRequest servlet = request.servletRequest();
        Answer answer = WRITES.contains(request.method()) ? null : answer(servlet.getServletPath());
        if (answer == null && isUnknownRead(servlet)) {
            throw ErrorAnswers.notFound();
        }
        if (answer == null) {
            return Optional.empty();
        }
        if (!READS.contains(request.method())) {
            throw ErrorAnswers.methodNotAllowed();
        }
        return Optional.of(answer(answer));
    }

    /** What is read nowhere is nothing, though the same path may be written to. */
    private static boolean isUnknownRead(HttpServletRequest request) {
        return request.getMethod().equals("GET") && request.getServletPath().startsWith(ROOT + "/");
    }

    private @Nullable Answer answer(String path) {
        if (path.equals("/")) {
            return discovery::versions;
        }
        if (!path.startsWith(ROOT + "/")) {
            return null;
        }
        if (path.equals(ROOT + "/")) {
            return discovery::resources;
        }
        String below = path.substring(ROOT.length() + 1);
        if (below.endsWith("/")) {
            below = below.substring(0, below.length() - 1);
        }
        if (below.endsWith(SUFFIX)) {
            below = below.substring(0, below.length() - SUFFIX.length());
        }
        int slash = below.indexOf('/');
        String collection = slash < 0 ? below : below.substring(0, slash);
        String id = slash < 0 ? null : below.substring(slash + 1);
        if (id != null && (id.isEmpty() || id.indexOf('/') >= 0)) {
            return null;
        }
        if (collection.equals("extensions")) {
            return id == null
                    ? (request, response) -> discovery.extensions(response)
                    : (request, response) -> discovery.extension(id, response);
        }
        ResourceTable table = resources.table(collection);
        if (table == null) {
            return null;
        }
        return id == null
                ? (request, response) -> resources.list(table, request, response)
                : (request, response) -> resources.show(table, id, request, response);
    }
}
