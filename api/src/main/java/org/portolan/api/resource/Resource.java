package org.portolan.api.resource;

import java.util.Set;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.policy.Target;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.StringNode;

/** The state of one resource of the API: what its body is rendered from. */
public interface Resource {

    /** Its id, a UUID in most cases. */
    Object id();

    /** The project that it belongs to. */
    ProjectId project();

    /** What clients set. */
    Attributes attributes();

    /** Its history in short. */
    Lifecycle lifecycle();

    /** The projects that may use it as if it were their own, besides its owner; {@link ProjectId#ALL} for all of them. */
    default Set<ProjectId> sharedWith() {
        Set<ProjectId> targets = Grant.targets(attributes(), Grant.SHARED);
        return attributes().json("shared").asBoolean(false) ? Grant.union(targets, Set.of(ProjectId.ALL)) : targets;
    }

    /** The projects that may know that it exists, besides its owner; {@link ProjectId#ALL} for all of them. */
    default Set<ProjectId> audience() {
        return sharedWith();
    }

    /** Whether the project may use it because it is shared. */
    default boolean isSharedWith(ProjectId user) {
        return includes(sharedWith(), user);
    }

    /** Whether the caller may know that it exists. It follows from owner and {@link #audience}, and from nothing else. */
    default boolean isVisibleTo(Caller caller) {
        return caller.isAdmin() || caller.owns(project()) || includes(audience(), caller.project());
    }

    /** Whether the caller's requests find it; what he may do with it, the policy says. */
    default boolean isFoundBy(Caller caller) {
        return isVisibleTo(caller) || caller.worksAcrossProjects();
    }

    private static boolean includes(Set<ProjectId> projects, ProjectId one) {
        return projects.contains(ProjectId.ALL) || projects.contains(one);
    }

    /** What rules of the policy can ask about it. */
    default Target target() {
        return name -> switch (name) {
            case "id" -> StringNode.valueOf(id().toString());
            case "project_id", "tenant_id" -> StringNode.valueOf(project().value());
            default -> attributes().names().contains(name) ? attributes().json(name) : MissingNode.getInstance();
        };
    }
}
