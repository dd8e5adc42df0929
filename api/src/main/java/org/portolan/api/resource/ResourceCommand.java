package org.portolan.api.resource;

import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;

/** What can be wished of every resource: POST, PUT and DELETE. Its name tells of which kind, such as {@code CreateNetwork}. */
public sealed interface ResourceCommand extends Command {

    /** The kind of the resource, see {@link ResourceDescription#kind}. */
    String kind();

    /** The resource's id. */
    String id();

    @Override
    default String name() {
        return getClass().getSimpleName() + kind();
    }

    /** Make a resource with that id for that project. */
    record Create(String kind, String id, ProjectId project, Attributes attributes, Caller caller)
            implements ResourceCommand {}

    /** Change these attributes, if the resource still has that revision where one is given. */
    record Update(
            String kind,
            String id,
            Attributes changes,
            @Nullable Long revision,
            Caller caller) implements ResourceCommand {}

    /** Remove the resource, if it still has that revision where one is given. */
    record Delete(String kind, String id, @Nullable Long revision, Caller caller) implements ResourceCommand {}
}
