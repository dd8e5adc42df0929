package org.portolan.query.quota;

import jakarta.servlet.http.HttpServletRequest;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.json.Json;
import org.portolan.api.policy.Target;
import org.portolan.query.resource.Resources;
import org.portolan.rest.Holdings;
import org.portolan.rest.Identity;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers {@code GET /v2.0/quotas} and what is below it: the limits of a project, its own and those by default, and how
 * much of each is used.
 */
public final class QuotaReads {

    private static final String COLLECTION = "quotas";

    private final Resources resources;
    private final Holdings holdings;
    private final Map<String, Long> defaults;
    private final Identity identity;

    /**
     * @param defaults the limits of projects that have none of their own, in the order in which bodies show them
     */
    public QuotaReads(Resources resources, Holdings holdings, Map<String, Long> defaults, Identity identity) {
        this.resources = resources;
        this.holdings = holdings;
        this.defaults = defaults;
        this.identity = identity;
    }

    /** What answers a request. */
    @FunctionalInterface
    public interface Answer {
        /** The answer's body. */
        JsonNode to(HttpServletRequest request) throws SQLException;
    }

    /** The answer to a read of that path, if it is about quotas. */
    public Optional<Answer> at(List<String> path) {
        if (path.isEmpty() || !path.getFirst().equals(COLLECTION)) {
            return Optional.empty();
        }
        String project = path.size() > 1 ? path.get(1) : "";
        String below = path.size() == 3 ? path.get(2) : "";
        if (path.size() == 1) {
            return Optional.of(this::list);
        }
        if (path.size() == 2) {
            return Optional.of(
                    project.equals("tenant") || project.equals("project")
                            ? request -> whose(project, request)
                            : request -> show(new ProjectId(project), request));
        }
        return switch (below) {
            case "default" -> Optional.of(request -> byDefault(new ProjectId(project), request));
            case "details" -> Optional.of(request -> details(new ProjectId(project), request));
            default -> Optional.empty();
        };
    }

    private JsonNode list(HttpServletRequest request) throws SQLException {
        requireMayGet(identity.of(request));
        ObjectNode answer = Json.object();
        ArrayNode list = answer.putArray(COLLECTION);
        for (Resources.Found found : resources.all(COLLECTION, null)) {
            ObjectNode quota = limits(Json.mapper().readTree(found.body()));
            list.add(quota.put("project_id", found.id()).put("tenant_id", found.id()));
        }
        return answer;
    }

    private JsonNode whose(String word, HttpServletRequest request) {
        ObjectNode answer = Json.object();
        answer.putObject(word).put(word + "_id", identity.of(request).project().value());
        return answer;
    }

    private JsonNode show(ProjectId project, HttpServletRequest request) throws SQLException {
        requireOwnOrMayGet(project, identity.of(request));
        return wrapped(limitsOf(project));
    }

    private JsonNode byDefault(ProjectId project, HttpServletRequest request) {
        requireOwnOrMayGet(project, identity.of(request));
        return wrapped(limits(Json.object()));
    }

    private JsonNode details(ProjectId project, HttpServletRequest request) throws SQLException {
        Caller caller = identity.of(request);
        if (!caller.isAdmin() && !caller.owns(project)) {
            throw new NeutronError(
                    403,
                    "AdminRequired",
                    "User does not have admin privileges: Only admin is authorized to access quotas for another project.");
        }
        Map<String, Long> used = holdings.of(project).counts();
        ObjectNode limits = limitsOf(project);
        ObjectNode details = Json.object();
        for (String kind : defaults.keySet()) {
            details.putObject(kind)
                    .put("limit", limits.path(kind).longValue())
                    .put("used", used.getOrDefault(kind, 0L))
                    .put("reserved", 0);
        }
        return wrapped(details);
    }

    private ObjectNode limitsOf(ProjectId project) throws SQLException {
        List<Resources.Found> own = resources.all(COLLECTION, project);
        return limits(
                own.isEmpty()
                        ? Json.object()
                        : Json.mapper().readTree(own.getFirst().body()));
    }

    private ObjectNode limits(JsonNode own) {
        ObjectNode limits = Json.object();
        defaults.forEach((kind, byDefault) ->
                limits.put(kind, own.path(kind).isNumber() ? own.path(kind).longValue() : byDefault));
        return limits;
    }

    private static JsonNode wrapped(ObjectNode quota) {
        ObjectNode answer = Json.object();
        answer.set("quota", quota);
        return answer;
    }

    private static void requireOwnOrMayGet(ProjectId project, Caller caller) {
        if (!caller.owns(project)) {
            requireMayGet(caller);
        }
    }

    private static void requireMayGet(Caller caller) {
        if (!caller.may("get_quota", Target.none())) {
            throw new NeutronError(403, "PolicyNotAuthorized", "rule:get_quota is disallowed by policy");
        }
    }
}
