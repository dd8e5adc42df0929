package org.portolan.query;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.portolan.api.resource.Part;
import org.portolan.api.resource.Related;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.resource.Tags;
import org.portolan.query.agent.AvailabilityZones;
import org.portolan.query.discovery.Discovery;
import org.portolan.query.discovery.FixedLists;
import org.portolan.query.quota.QuotaReads;
import org.portolan.query.resource.FloatingIpPools;
import org.portolan.query.resource.NetworkIpAvailabilities;
import org.portolan.query.resource.ResourceReads;
import org.portolan.rest.Endpoints;
import org.portolan.rest.Endpoints.Endpoint;
import org.portolan.rest.ErrorAnswers;
import org.portolan.rest.IfMatch;
import org.portolan.rest.JsonAnswers;
import org.springframework.http.HttpMethod;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * The paths of Neutron's API that are read: {@code /}, {@code /v2.0/}, extensions, and each described resource. OPTIONS reads as GET does, HEAD is
 * refused by most: clients know it so.
 */
final class ApiReads implements RouterFunction<ServerResponse> {

    private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.OPTIONS);
    private static final Set<HttpMethod> WRITES = Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.DELETE);

    private static final String EXTENSIONS = "extensions";

    private static final Set<String> ROOTS = Set.of("/", Endpoints.ROOT, Endpoints.ROOT + "/");

    private final ResourceReads resources;
    private final Discovery discovery;
    private final FixedLists fixedLists;
    private final NetworkIpAvailabilities availabilities;
    private final FloatingIpPools floatingIpPools;
    private final AvailabilityZones zones;
    private final QuotaReads quotas;
    private final Endpoints endpoints = new Endpoints(ResourceDescription.all());

    ApiReads(
            ResourceReads resources,
            Discovery discovery,
            FixedLists fixedLists,
            NetworkIpAvailabilities availabilities,
            FloatingIpPools floatingIpPools,
            AvailabilityZones zones,
            QuotaReads quotas) {
        this.resources = resources;
        this.discovery = discovery;
        this.fixedLists = fixedLists;
        this.availabilities = availabilities;
        this.floatingIpPools = floatingIpPools;
        this.zones = zones;
        this.quotas = quotas;
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
        String path = servlet.getServletPath();
        boolean isRead = READS.contains(request.method());
        boolean isRoot = ROOTS.contains(path);
        if (isRoot && !isRead) {
            if (path.equals("/")) {
                return Optional.of(answer((asked, response) -> discovery.methodNotAllowed(response)));
            }
            throw ErrorAnswers.methodNotAllowed();
        }
        if (isToldByExtensions(request.method(), path)) {
            return Optional.of(answer((asked, response) -> discovery.notFound("Resource not found.", response)));
        }
        if (request.method().equals(HttpMethod.POST) && isMadeByReading(path)) {
            throw ErrorAnswers.methodNotAllowed();
        }
        if (WRITES.contains(request.method())) {
            return Optional.empty();
        }
        if (!isRead && isAutoAllocated(path)) {
            throw ErrorAnswers.methodNotAllowed();
        }
        if (isMadeByReading(path)) {
            return Optional.empty();
        }
        Answer answer = answer(path);
        if (answer == null) {
            // Spring answers OPTIONS of what can be written to.
            if (!request.method().equals(HttpMethod.OPTIONS) && isOfTheApi(path)) {
                throw isForAnotherMethod(path) ? ErrorAnswers.methodNotAllowed() : ErrorAnswers.notFound();
            }
            return Optional.empty();
        }
        if (!isRead && isExtension(path)) {
            throw ErrorAnswers.notFound();
        }
        if (!isRead && !(request.method().equals(HttpMethod.HEAD) && isReadByHead(path))) {
            throw ErrorAnswers.methodNotAllowed();
        }
        return Optional.of(answer(isRoot ? answer : atRevision(answer)));
    }

    /** Reads take no notice of the revision that a client names, but it must be one. */
    private static Answer atRevision(Answer answer) {
        return (request, response) -> {
            IfMatch.revision(request);
            answer.write(request, response);
        };
    }

    /** To make or to remove an extension, Neutron leaves to what lists them; to change one, to nobody. */
    private static boolean isToldByExtensions(HttpMethod method, String path) {
        int length = Endpoints.segments(path).size();
        return isExtension(path)
                && ((method.equals(HttpMethod.POST) && length == 1)
                        || (method.equals(HttpMethod.DELETE) && length == 2));
    }

    private static boolean isExtension(String path) {
        List<String> segments = Endpoints.segments(path);
        return !segments.isEmpty() && segments.getFirst().equals(EXTENSIONS);
    }

    /** What has a controller of its own in Neutron is read by HEAD too: quotas, tags, and what agents have. */
    private boolean isReadByHead(String path) {
        List<String> segments = Endpoints.segments(path);
        if (quotas.at(segments).isPresent()) {
            return segments.size() <= 2;
        }
        return endpoints
                .at(path)
                .filter(endpoint -> !endpoint.isResource() && (isTags(endpoint) || isRelated(endpoint)))
                .isPresent();
    }

    private static boolean isTags(Endpoint endpoint) {
        return Tags.areOn(endpoint.description()) && endpoint.below().getFirst().equals(Tags.NAME);
    }

    private static boolean isRelated(Endpoint endpoint) {
        return endpoint.description().related().stream().anyMatch(related -> endpoint.isBelow(related.name()));
    }

    /** What reading makes is a command, and decided elsewhere. */
    private static boolean isMadeByReading(String path) {
        return isAutoAllocated(path) && Endpoints.segments(path).size() == 2;
    }

    private static boolean isAutoAllocated(String path) {
        List<String> segments = Endpoints.segments(path);
        return !segments.isEmpty()
                && segments.size() <= 2
                && segments.getFirst().equals("auto-allocated-topology");
    }

    private boolean isForAnotherMethod(String path) {
        return endpoints
                .at(path)
                .filter(endpoint -> !endpoint.isResource() && endpoint.isKnownBelow())
                .isPresent();
    }

    private static boolean isOfTheApi(String path) {
        return path.equals(Endpoints.ROOT) || path.startsWith(Endpoints.ROOT + "/");
    }

    private @Nullable Answer answer(String path) {
        if (path.equals("/")) {
            return discovery::versions;
        }
        if (!path.startsWith(Endpoints.ROOT + "/")) {
            return null;
        }
        if (path.equals(Endpoints.ROOT + "/")) {
            return discovery::resources;
        }
        List<String> segments = Endpoints.segments(path);
        if (isExtension(path) && segments.size() <= 2) {
            return segments.size() == 1
                    ? (request, response) -> discovery.extensions(response)
                    : (request, response) -> discovery.extension(segments.getLast(), response);
        }
        if (segments.equals(List.of(AvailabilityZones.PATH))) {
            return zones::list;
        }
        Optional<QuotaReads.Answer> quota = quotas.at(segments);
        if (quota.isPresent()) {
            return (request, response) -> JsonAnswers.write(
                    response, HttpServletResponse.SC_OK, quota.get().to(request));
        }
        return fixedLists
                .at(segments)
                .or(() -> availabilities.at(segments))
                .or(() -> floatingIpPools.at(segments))
                .<Answer>map(told -> told::write)
                .orElseGet(() -> endpoints.at(path).map(this::answer).orElse(null));
    }

    private @Nullable Answer answer(Endpoint endpoint) {
        String id = endpoint.id();
        if (id == null) {
            return endpoint.isAlias() ? null : (request, response) -> resources.list(endpoint, request, response);
        }
        if (endpoint.isResource()) {
            return (request, response) -> resources.show(endpoint, id, request, response);
        }
        if (isTags(endpoint)) {
            return switch (endpoint.below().size()) {
                case 1 -> (request, response) -> resources.tags(endpoint, id, request, response);
                case 2 ->
                    (request, response) ->
                            resources.tag(endpoint, id, endpoint.below().getLast(), request, response);
                default -> null;
            };
        }
        String below = String.join("/", endpoint.below());
        for (ResourceDescription.Excerpt excerpt : endpoint.description().excerpts()) {
            if (excerpt.name().equals(below)) {
                return (request, response) -> resources.excerpt(endpoint, excerpt, id, request, response);
            }
        }
        for (Related related : endpoint.description().related()) {
            if (related.name().equals(below)) {
                return (request, response) -> resources.related(endpoint, related, request, response);
            }
        }
        for (Part<?> part : endpoint.description().parts()) {
            if (endpoint.below().size() <= 2
                    && part.collection().equals(endpoint.below().getFirst())) {
                return (request, response) -> resources.part(endpoint, part, request, response);
            }
        }
        return null;
    }
}
