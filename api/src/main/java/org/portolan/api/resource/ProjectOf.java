package org.portolan.api.resource;

import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import tools.jackson.databind.JsonNode;

/** Whose resource a POST creates: the two names, {@code project_id} and {@code tenant_id}, mean the same. */
public final class ProjectOf {

    /** Its name today. */
    public static final String PROJECT = "project_id";

    /** Its old name. */
    public static final String TENANT = "tenant_id";

    private ProjectOf() {}

    static boolean isProject(String member) {
        return member.equals(PROJECT) || member.equals(TENANT);
    }

    static void requireOneProject(JsonNode body) {
        JsonNode project = body.get(PROJECT);
        JsonNode tenant = body.get(TENANT);
        if (project != null && tenant != null && !project.equals(tenant)) {
            throw NeutronError.badRequest("'project_id' and 'tenant_id' do not match");
        }
    }

    static void requireText(String member, JsonNode project) {
        if (!project.isString()) {
            throw NeutronError.invalidAttribute(member, "'" + PythonText.str(project) + "' is not a valid string");
        }
        if (project.stringValue().codePointCount(0, project.stringValue().length()) > Types.NAME_MAX) {
            throw NeutronError.invalidAttribute(
                    member, "'" + project.stringValue() + "' exceeds maximum length of " + Types.NAME_MAX);
        }
    }

    /**
     * The project that a POST's body names, or the caller's own where it names none; that what it names is a text at all
     * is asked when the body is parsed.
     *
     * @throws NeutronError 400 when it is another project's and the caller may not act for that
     */
    public static ProjectId of(JsonNode body, Caller caller) {
        JsonNode named = named(body);
        if (named == null) {
            return caller.project();
        }
        boolean isOwn = named.isString() && caller.owns(new ProjectId(named.stringValue()));
        if (!isOwn && !caller.worksAcrossProjects()) {
            throw NeutronError.badRequest("Specifying 'project_id' or 'tenant_id' other than the authenticated "
                    + "project in request requires admin or advsvc privileges");
        }
        return named.isString() ? new ProjectId(named.stringValue()) : caller.project();
    }

    private static @Nullable JsonNode named(JsonNode body) {
        JsonNode project = body.get(PROJECT);
        return project == null ? body.get(TENANT) : project;
    }
}
