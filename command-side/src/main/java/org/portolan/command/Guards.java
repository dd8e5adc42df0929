package org.portolan.command;

import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.Caller;
import org.portolan.api.error.NeutronError;
import org.portolan.api.resource.Resource;

/** What is asked before every change of a resource. */
public final class Guards {

    private Guards() {}

    /**
     * The resource, if the caller may know of it.
     *
     * @throws NeutronError 404 when not
     */
    public static <R extends Resource> R requireVisible(R resource, Caller caller, NeutronError notFound) {
        if (!resource.isVisibleTo(caller)) {
            throw notFound;
        }
        return resource;
    }

    /**
     * Refuses a change of what belongs to another project.
     *
     * @throws NeutronError 404 when the caller may not know of the resource, 403 when he may but does not own it
     */
    public static void requireOwner(String action, Resource resource, Caller caller, NeutronError notFound) {
        requireVisible(resource, caller, notFound);
        if (!caller.isAdmin() && !caller.owns(resource.project())) {
            throw new NeutronError(403, "PolicyNotAuthorized", "rule:" + action + " is disallowed by policy");
        }
    }

    /**
     * Refuses a change that was meant for another revision.
     *
     * @throws NeutronError 412
     */
    public static void requireRevision(Resource resource, @Nullable Long wanted) {
        long current = resource.lifecycle().revision();
        if (wanted != null && wanted != current) {
            throw NeutronError.staleRevision(wanted, current);
        }
    }

    /**
     * Refuses what only administrators may do.
     *
     * @throws NeutronError 403
     */
    public static void requireAdmin(String action, Caller caller) {
        if (!caller.isAdmin()) {
            throw new NeutronError(403, "PolicyNotAuthorized", "rule:" + action + " is disallowed by policy");
        }
    }
}
