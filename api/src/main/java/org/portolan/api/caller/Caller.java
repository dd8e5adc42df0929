package org.portolan.api.caller;

import java.util.List;

/**
 * Who asks, for which project, and in which request.
 *
 * @param requestId the request's id, {@code req-<uuid>}
 * @param userId the user's id
 * @param project the project that the user acts for
 * @param roles the roles that the user holds in it
 */
public record Caller(String requestId, String userId, ProjectId project, List<String> roles) {

    public Caller {
        roles = List.copyOf(roles);
    }

    /** Whether the caller may act for every project, as Neutron's {@code admin} role allows. */
    public boolean isAdmin() {
        return roles.contains("admin");
    }

    /** Whether what belongs to that project belongs to the caller. */
    public boolean owns(ProjectId owner) {
        return project.equals(owner);
    }
}
