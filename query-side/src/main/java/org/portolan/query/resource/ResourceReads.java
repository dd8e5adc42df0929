package org.portolan.query.resource;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.json.Json;
import org.portolan.api.policy.Target;
import org.portolan.api.resource.Embedded;
import org.portolan.api.resource.Part;
import org.portolan.api.resource.Related;
import org.portolan.api.resource.Resource;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.resource.ResourceDescription.Excerpt;
import org.portolan.api.resource.ResourceDescription.Listed;
import org.portolan.api.resource.Sight;
import org.portolan.api.resource.Tags;
import org.portolan.query.readmodel.ResourceTable;
import org.portolan.query.resource.Resources.Found;
import org.portolan.query.resource.Resources.Page;
import org.portolan.rest.Endpoints.Endpoint;
import org.portolan.rest.Identity;
import org.portolan.rest.JsonAnswers;
import org.portolan.rest.MadeOnDemand;
import org.portolan.rest.Overlay;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers {@code GET /v2.0/<collection>} and {@code GET /v2.0/<collection>/<id>} of every described resource.
 *
 * <ol>
 *   <li>What Neutron's clients know: filters, {@code fields}, sorting, pages, and its errors to the letter.
 *   <li>{@code as_of=} reads the past by the same query.
 *   <li>A body goes from its row to the socket as it is, unless the caller may not see all of it or wants less.
 * </ol>
 */
public final class ResourceReads {

    private static final byte[] COMMA = bytes(", ");
    private static final byte[] END = bytes("}");

    private final Resources resources;
    private final Identity identity;
    private final List<Overlay> overlays;
    private final List<MadeOnDemand> onDemand;

    /**
     * Reads of those resources, with those overlays.
     *
     * @param overlays at most one of which concerns a resource
     * @param onDemand what is made before it is listed
     */
    public ResourceReads(Resources resources, Identity identity, List<Overlay> overlays, List<MadeOnDemand> onDemand) {
        this.resources = resources;
        this.identity = identity;
        this.overlays = List.copyOf(overlays);
        this.onDemand = onDemand;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private ResourceTable table(ResourceDescription<?> description) {
        return resources.model().schema().of(description);
    }

    /** The resource that the path says it lies below must be there for the caller. */
    private void requireParent(Endpoint endpoint, Caller caller, @Nullable Long asOf) throws SQLException {
        ResourceDescription.Parent parent = endpoint.description().parent();
        String id = endpoint.parent();
        if (parent != null && id != null && parent.isLookedFor()) {
            ResourceDescription<?> above = parent.description();
            if (resources.find(table(above), id, caller, asOf).isEmpty()) {
                throw above.notFound(id);
            }
        }
    }

    /** Answers with one resource. */
    public void show(Endpoint endpoint, String id, HttpServletRequest request, HttpServletResponse response)
            throws IOException, SQLException {
        byte[] body = one(endpoint, id, request, null);
        JsonAnswers.write(
                response, HttpServletResponse.SC_OK, List.of(bytes("{\"" + endpoint.name() + "\": "), body, END));
    }

    /** Answers with some members of one resource. */
    public void excerpt(
            Endpoint endpoint, Excerpt excerpt, String id, HttpServletRequest request, HttpServletResponse response)
            throws IOException, SQLException {
        JsonAnswers.write(response, HttpServletResponse.SC_OK, List.of(one(endpoint, id, request, excerpt.members())));
    }

    /** Answers with other resources, as they are, that name this one or that it names. */
    public void related(Endpoint endpoint, Related related, HttpServletRequest request, HttpServletResponse response)
            throws IOException, SQLException {
        Caller caller = identity.of(request);
        requireMay("get_" + related.name(), caller, Target.none());
        String id = Objects.requireNonNull(endpoint.id());
        ResourceDescription<?> description = endpoint.description();
        ResourceTable others = Objects.requireNonNull(resources.model().schema().ofCollection(related.collection()));
        Optional<Resource> self = resources.state(table(description), id, caller);
        List<Found> found = related.isTheirs()
                ? resources.naming(others, related.reference(), id)
                : self.isEmpty() ? List.of() : resources.named(others, related.reference(), self.get());
        if (found.isEmpty() && self.isEmpty() && related.mustExist()) {
            throw description.notFound(id);
        }
        JsonNode own = self.isEmpty() ? Json.object() : whole(description, self.get());
        ObjectNode answer = Json.object();
        ArrayNode list = answer.putArray(related.collection());
        for (Found one : found) {
            ObjectNode body = (ObjectNode) Json.mapper().readTree(one.body());
            laidOver(others, one).forEach(body::set);
            related.more().apply(own, body).forEach(body::set);
            list.add(body);
        }
        JsonAnswers.write(response, HttpServletResponse.SC_OK, answer);
    }

    private static void requireMay(String rule, Caller caller, Target target) {
        if (!caller.may(rule, target)) {
            throw NeutronError.notAuthorized("rule:" + rule);
        }
    }

    private static <S extends Resource> ObjectNode body(ResourceDescription<S> description, Resource state) {
        return description.render(description.stateType().cast(state));
    }

    /** With what answers do not show. */
    private static ObjectNode whole(ResourceDescription<?> description, Resource state) {
        ObjectNode whole = Json.object();
        state.attributes().forEach(whole::set);
        return whole.setAll(body(description, state));
    }

    /** Answers with what one resource has several of, or with one of those. */
    public void part(Endpoint endpoint, Part<?> part, HttpServletRequest request, HttpServletResponse response)
            throws IOException, SQLException {
        QueryString query = QueryString.parse(request.getQueryString());
        if (query.last(AsOf.PARAMETER) != null) {
            throw NeutronError.badRequest("Of the past, " + part.collection() + " are not kept by themselves.");
        }
        if (endpoint.below().size() == 1) {
            query.requireNoOrder();
        }
        String id = Objects.requireNonNull(endpoint.id());
        Caller caller = identity.of(request);
        if (resources.find(table(endpoint.description()), id, caller, null).isEmpty()) {
            throw endpoint.description().notFound(id);
        }
        Resource whole = resources
                .state(table(endpoint.description()), id, caller)
                .orElseThrow(() -> endpoint.description().notFound(id));
        // Neutron asks its policy of each entry, after it has looked for it.
        boolean isWithheld = !caller.may(part.rule(), Target.none().naming("ext_parent", whole::target));
        List<ObjectNode> entries = Parts.of(part, whole);
        for (Part.Borrowed borrowed : part.borrowed()) {
            borrow(borrowed, entries);
        }
        ObjectNode answer = Json.object();
        if (endpoint.below().size() > 1) {
            String key = endpoint.below().get(1);
            ObjectNode entry = entries.stream()
                    .filter(one -> one.path(part.key()).asString().equals(key))
                    .findFirst()
                    .orElseThrow(() -> part.missing().apply(UUID.fromString(id), key));
            if (isWithheld) {
                throw NeutronError.nothing();
            }
            answer.set(part.name(), query.withFields(entry));
        } else {
            Parts.Page page = Parts.page(isWithheld ? List.of() : Parts.filtered(entries, query), part.key(), query);
            ArrayNode list = answer.putArray(part.collection());
            page.entries().forEach(entry -> list.add(query.withFields(entry)));
            if (page.limit() > 0) {
                answer.set(part.collection() + "_links", page.links(request, query));
            }
        }
        JsonAnswers.write(response, HttpServletResponse.SC_OK, answer);
    }

    private void borrow(Part.Borrowed borrowed, List<ObjectNode> entries) throws SQLException {
        List<String> ids = entries.stream()
                .map(entry -> entry.path(borrowed.reference()).asString())
                .toList();
        ResourceTable others = Objects.requireNonNull(resources.model().schema().ofCollection(borrowed.collection()));
        Map<String, byte[]> bodies = resources.bodies(others, ids, null);
        for (ObjectNode entry : entries) {
            byte[] body = bodies.get(entry.path(borrowed.reference()).asString());
            if (body != null) {
                entry.set(borrowed.member(), Json.mapper().readTree(body).path(borrowed.theirs()));
            }
        }
    }

    /** Answers with the tags of one resource. */
    public void tags(Endpoint endpoint, String id, HttpServletRequest request, HttpServletResponse response)
            throws IOException, SQLException {
        JsonAnswers.write(response, HttpServletResponse.SC_OK, tags(endpoint, id, request));
    }

    /** Answers whether one resource has that tag. */
    public void tag(Endpoint endpoint, String id, String tag, HttpServletRequest request, HttpServletResponse response)
            throws SQLException {
        Tags.require(tag);
        boolean has = tags(endpoint, id, request).path(Tags.NAME).valueStream().anyMatch(known -> known.stringValue()
                .equals(tag));
        if (!has) {
            throw Tags.notFound(tag);
        }
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }

    private ObjectNode tags(Endpoint endpoint, String id, HttpServletRequest request) throws SQLException {
        ResourceTable table = table(endpoint.description());
        QueryString query = QueryString.parse(request.getQueryString());
        Long asOf = AsOf.position(query.last(AsOf.PARAMETER), resources.model());
        Found found = resources
                .find(table, id, reader(request, query), asOf)
                .orElseThrow(() -> Tags.resourceNotFound(endpoint.description(), id));
        ObjectNode tags = Json.object();
        tags.set(Tags.NAME, Json.mapper().readTree(found.body()).path(Tags.NAME));
        return tags;
    }

    /** Who reads: of the past, auditors read all. */
    private Caller reader(HttpServletRequest request, QueryString query) {
        Caller caller = identity.of(request);
        String asOf = query.last(AsOf.PARAMETER);
        return asOf == null || asOf.isEmpty() ? caller : caller.readingHistory();
    }

    private byte[] one(Endpoint endpoint, String id, HttpServletRequest request, @Nullable List<String> wanted)
            throws SQLException {
        ResourceTable table = table(endpoint.description());
        QueryString query = QueryString.parse(request.getQueryString());
        Caller caller = reader(request, query);
        Long asOf = AsOf.position(query.last(AsOf.PARAMETER), resources.model());
        requireParent(endpoint, caller, asOf);
        Found found = resources.find(table, endpoint.parent(), id, caller, asOf).orElse(null);
        if (found == null) {
            throw missing(table, endpoint, id, asOf);
        }
        if (!ReadRule.of(resources, endpoint.description(), caller, asOf).allows(found.body())) {
            throw NeutronError.nothing();
        }
        Members members = wanted == null
                ? members(endpoint, caller, query, false)
                : Members.of(table.description(), caller, wanted);
        return body(table, found, members, asOf != null, embedded(table, List.of(found), asOf), List.of());
    }

    /** What is nobody's own is found by everybody, and then withheld by the policy; the answers differ. */
    private NeutronError missing(ResourceTable table, Endpoint endpoint, String id, @Nullable Long asOf)
            throws SQLException {
        Sight sight = table.description().sight();
        boolean isWithheld = (sight == Sight.ADMINS || sight == Sight.PARENT_VIEWERS)
                && resources.isThere(table, endpoint.parent(), id, asOf);
        return isWithheld ? NeutronError.nothing() : endpoint.description().notFound(id, endpoint.parent());
    }

    /** Answers with a list, or a page of it. */
    public void list(Endpoint endpoint, HttpServletRequest request, HttpServletResponse response)
            throws IOException, SQLException {
        ResourceTable table = table(endpoint.description());
        QueryString query = QueryString.parse(request.getQueryString());
        Caller caller = reader(request, query);
        requireParent(endpoint, caller, AsOf.position(query.last(AsOf.PARAMETER), resources.model()));
        long before = resources.model().position();
        Page page = resources.list(table, endpoint.parent(), caller, query);
        if (query.last(AsOf.PARAMETER) == null) {
            // Only now: nothing is made for a list that is refused.
            for (MadeOnDemand made : onDemand) {
                if (made.concerns(table.description())) {
                    made.makeFor(projectOf(query, caller), caller);
                    // By this request or by another one meanwhile.
                    boolean mayBeNew = resources.model().position() > before;
                    page = mayBeNew ? resources.list(table, endpoint.parent(), caller, query) : page;
                }
            }
        }
        Members members = members(endpoint, caller, query, true);
        Long asOf = AsOf.position(query.last(AsOf.PARAMETER), resources.model());
        Map<String, Map<String, JsonNode>> embedded = embedded(table, page.found(), asOf);
        List<Listed> listed = table.description().listed();
        List<byte[]> parts = new ArrayList<>(2 * page.found().size() + 2);
        parts.add(bytes("{\"" + table.description().collection() + "\": ["));
        for (Found found : page.found()) {
            if (parts.size() > 1) {
                parts.add(COMMA);
            }
            parts.add(body(table, found, members, asOf != null, embedded, listed));
        }
        parts.add(bytes("]" + links(table, page, request, query) + "}"));
        JsonAnswers.write(response, HttpServletResponse.SC_OK, parts);
    }

    private static Members members(Endpoint endpoint, Caller caller, QueryString query, boolean inList) {
        ResourceDescription<?> description = endpoint.description();
        Set<String> along = endpoint.isForCore() ? Set.of() : description.alongWithFields(inList);
        return Members.of(description, caller, query.values("fields"), along);
    }

    /** The project that a list is restricted to, if the caller may act for it, or else the caller's own. */
    private static ProjectId projectOf(QueryString query, Caller caller) {
        String named = query.last("project_id");
        ProjectId project = new ProjectId(Objects.requireNonNullElse(
                named == null ? query.last("tenant_id") : named,
                caller.project().value()));
        return caller.isAdmin() || caller.owns(project) ? project : caller.project();
    }

    private byte[] body(
            ResourceTable table,
            Found found,
            Members members,
            boolean past,
            Map<String, Map<String, JsonNode>> embedded,
            List<Listed> listed)
            throws SQLException {
        Map<String, JsonNode> replaced = new HashMap<>(embedded.getOrDefault(found.id(), Map.of()));
        if (!past) {
            replaced.putAll(laidOver(table, found));
        }
        if (!found.granted()) {
            return members.of(found.body(), replaced, listed);
        }
        Map<String, JsonNode> forGrantee = Sights.granted(table);
        forGrantee.putAll(replaced);
        return members.of(found.body(), forGrantee, listed);
    }

    private Map<String, JsonNode> laidOver(ResourceTable table, Found found) {
        String resource = table.description().name();
        for (Overlay overlay : overlays) {
            if (overlay.concerns(resource)) {
                return overlay.of(Json.mapper().readTree(found.body()));
            }
        }
        return Map.of();
    }

    /** What bodies show of other resources: by id, by member. */
    private Map<String, Map<String, JsonNode>> embedded(ResourceTable table, List<Found> page, @Nullable Long asOf)
            throws SQLException {
        Map<String, Map<String, JsonNode>> byId = new HashMap<>();
        for (Embedded embedded : table.description().embedded()) {
            Map<String, JsonNode> concerned = new HashMap<>();
            for (Found found : page) {
                if (refers(found.body(), embedded.sources().getFirst())) {
                    concerned.put(found.id(), Json.mapper().readTree(found.body()));
                }
            }
            if (!concerned.isEmpty()) {
                embed(embedded, concerned, asOf, byId);
            }
        }
        return byId;
    }

    private void embed(
            Embedded embedded,
            Map<String, JsonNode> concerned,
            @Nullable Long asOf,
            Map<String, Map<String, JsonNode>> byId)
            throws SQLException {
        List<Map<String, byte[]>> others = new ArrayList<>();
        for (Embedded.Source source : embedded.sources()) {
            ResourceTable other = resources.model().schema().ofCollection(source.collection());
            if (other == null) {
                return;
            }
            List<String> ids = concerned.values().stream()
                    .flatMap(own -> reference(own, source).stream())
                    .distinct()
                    .toList();
            others.add(resources.bodies(other, ids, asOf));
        }
        concerned.forEach((id, own) -> {
            List<JsonNode> found = new ArrayList<>();
            for (int i = 0; i < others.size(); i++) {
                Map<String, byte[]> bodies = others.get(i);
                reference(own, embedded.sources().get(i))
                        .map(bodies::get)
                        .ifPresent(body -> found.add(Json.mapper().readTree(body)));
            }
            if (found.size() == others.size()) {
                byId.computeIfAbsent(id, first -> new HashMap<>())
                        .put(embedded.member(), embedded.maker().of(own, found));
            }
        });
    }

    /** Whether a body has a text as one of those members; most have none, and are not worth to be parsed. */
    private static boolean refers(byte[] body, Embedded.Source source) {
        String text = new String(body, StandardCharsets.ISO_8859_1);
        return source.references().stream()
                .anyMatch(member -> text.contains("\"" + member + "\":\"") || text.contains("\"" + member + "\": \""));
    }

    private static Optional<String> reference(JsonNode own, Embedded.Source source) {
        return source.references().stream()
                .map(own::path)
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue)
                .findFirst();
    }

    private static String links(ResourceTable table, Page page, HttpServletRequest request, QueryString query) {
        if (page.limit() == 0) {
            return "";
        }
        List<String> ids = page.found().stream().map(Found::id).toList();
        return ", \"" + table.description().collection() + "_links\": "
                + links(ids, page.limit(), page.isReverse(), request, query);
    }

    /** Neutron's links: a full page has a next one, whether or not there is anything on it. */
    static ArrayNode links(
            List<String> page, int limit, boolean isReverse, HttpServletRequest request, QueryString query) {
        boolean full = page.size() >= limit;
        ArrayNode links = Json.array();
        QueryString base = query.without("marker").without("page_reverse");
        if (full || isReverse) {
            QueryString next = page.isEmpty() ? base : base.with("marker", page.getLast());
            links.addObject().put("rel", "next").put("href", request.getRequestURL() + "?" + next.encoded());
        }
        if (full || !isReverse) {
            QueryString previous = page.isEmpty() ? base : base.with("marker", page.getFirst());
            links.addObject()
                    .put("rel", "previous")
                    .put(
                            "href",
                            request.getRequestURL() + "?"
                                    + previous.with("page_reverse", "True").encoded());
        }
        return links;
    }
}
