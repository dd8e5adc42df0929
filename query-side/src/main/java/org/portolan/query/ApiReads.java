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
import org.portolan.rest.JsonAnswers;
import org.springframework.http.HttpMethod;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * The paths of Neutron's API that are read: {@code /}, {@code /v2.0/}, extensions, and each described resource. OPTIONS reads as GET does, HEAD is refused: clients know it so.
 */
final class ApiReads implements RouterFunction<ServerResponse> {

    private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.OPTIONS);
    private static final Set<HttpMethod> WRITES = Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.DELETE);

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
        Answer answer = WRITES.contains(request.method()) ? null : answer(servlet.getServletPath());
        boolean isRoot = ROOTS.contains(servlet.getServletPath());
        if (isRoot && !READS.contains(request.method())) {
            throw ErrorAnswers.methodNotAllowed();
        }
        if (answer == null && isMadeByReading(servlet.getServletPath())) {
            return Optional.empty();
        }
        if (answer == null && isUnknownRead(servlet)) {
            throw isForAnotherMethod(servlet) ? ErrorAnswers.methodNotAllowed() : ErrorAnswers.notFound();
        }
        if (answer == null) {
            return Optional.empty();
        }
        if (!READS.contains(request.method())) {
            throw ErrorAnswers.methodNotAllowed();
        }
        return Optional.of(answer(answer));
    }

    /** What reading makes is a command, and decided elsewhere. */
    private static boolean isMadeByReading(String path) {
        List<String> segments = Endpoints.segments(path);
        return segments.size() == 2 && segments.getFirst().equals("auto-allocated-topology");
    }

    private boolean isForAnotherMethod(HttpServletRequest request) {
        return endpoints
                .at(request.getServletPath())
                .filter(endpoint -> !endpoint.isResource() && endpoint.isKnownBelow())
                .isPresent();
    }

    /** What is read nowhere is nothing, though the same path may be written to. */
    private static boolean isUnknownRead(HttpServletRequest request) {
        String path = request.getServletPath();
        return request.getMethod().equals("GET")
                && (path.equals(Endpoints.ROOT) || path.startsWith(Endpoints.ROOT + "/"));
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
        if (!segments.isEmpty() && segments.getFirst().equals("extensions") && segments.size() <= 2) {
            return segments.size() == 1
                    ? (request, response) -> discovery.extensions(response)
                    : (request, response) -> discovery.extension(segments.getLast(), response);
        }
        if (segments.equals(List.of(AvailabilityZones.PATH))) {
            return zones::list;
        }
        Optional<FixedLists.Answer> fixed = fixedLists.at(segments);
        if (fixed.isPresent()) {
            return fixed.get()::write;
        }
        Optional<QuotaReads.Answer> quota = quotas.at(segments);
        if (quota.isPresent()) {
            return (request, response) -> JsonAnswers.write(
                    response, HttpServletResponse.SC_OK, quota.get().to(request));
        }
        Optional<NetworkIpAvailabilities.Answer> counted =
                availabilities.at(segments).or(() -> floatingIpPools.at(segments));
        if (counted.isPresent()) {
            return counted.get()::write;
        }
        return endpoints.at(path).map(this::answer).orElse(null);
    }

    private @Nullable Answer answer(Endpoint endpoint) {
        String id = endpoint.id();
        if (id == null) {
            return endpoint.isAlias() ? null : (request, response) -> resources.list(endpoint, request, response);
        }
        if (endpoint.isResource()) {
            return (request, response) -> resources.show(endpoint, id, request, response);
        }
        if (Tags.areOn(endpoint.description()) && endpoint.below().getFirst().equals(Tags.NAME)) {
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
