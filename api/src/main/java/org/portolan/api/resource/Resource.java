package org.portolan.api.resource;

import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;

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
}
