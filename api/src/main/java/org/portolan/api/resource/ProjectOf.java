package org.portolan.api.resource;

import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import tools.jackson.databind.JsonNode;

/** Whose resource a POST creates: the two names, {@code project_id} and {@code tenant_id}, mean the same. */
public final class ProjectOf {

    private ProjectOf() {}

    static boolean isProject(String member) {
        return member.equals("project_id") || member.equals("tenant_id");
    }

    static void requireOneProject(JsonNode body) {
        JsonNode project = body.get("project_id");
        JsonNode tenant = body.get("tenant_id");
        if (project != null && tenant != null && !project.equals(tenant)) {
            throw NeutronError.badRequest("'project_id' and 'tenant_id' do not match");
        }
    }

    /**
     * The project that a POST's body names, or the caller's own.
     *
     * @throws NeutronError 400 when it is no text or another project's and the caller may not act for that
     */
    public static ProjectId of(JsonNode body, Caller caller) {
        JsonNode named = named(body);
        if (named == null || named.isNull()) {
            return caller.project();
        }
        if (!named.isString() || named.stringValue().length() > Types.NAME_MAX) {
            throw NeutronError.invalidAttribute("project_id", "'" + PythonText.str(named) + "' is not a valid string");
        }
        ProjectId project = new ProjectId(named.stringValue());
        if (!caller.worksAcrossProjects() && !caller.owns(project)) {
            throw NeutronError.badRequest("Specifying 'project_id' or 'tenant_id' other than the authenticated "
                    + "project in request requires admin or advsvc privileges");
        }
        return project;
    }

    private static @Nullable JsonNode named(JsonNode body) {
        JsonNode project = body.get("project_id");
        return project == null ? body.get("tenant_id") : project;
    }
}
