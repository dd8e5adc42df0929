package org.portolan.api.resource;

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

    /** Whether the caller may know that it exists. */
    default boolean isVisibleTo(Caller caller) {
        return caller.isAdmin() || caller.owns(project());
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
