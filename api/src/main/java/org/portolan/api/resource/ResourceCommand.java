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

    /**
     * Change these attributes, if the resource still has that revision where one is given.
     *
     * @param parent the id of the resource that it lies below, as the path tells; null where it lies below none
     */
    record Update(
            String kind,
            String id,
            @Nullable String parent,
            Attributes changes,
            @Nullable Long revision,
            Caller caller) implements ResourceCommand {

        /** The same of a resource that lies below none. */
        public Update(String kind, String id, Attributes changes, @Nullable Long revision, Caller caller) {
            this(kind, id, null, changes, revision, caller);
        }
    }

    /**
     * Remove the resource, if it still has that revision where one is given.
     *
     * @param parent the id of the resource that it lies below, as the path tells; null where it lies below none
     */
    record Delete(
            String kind,
            String id,
            @Nullable String parent,
            @Nullable Long revision,
            Caller caller) implements ResourceCommand {

        /** The same of a resource that lies below none. */
        public Delete(String kind, String id, @Nullable Long revision, Caller caller) {
            this(kind, id, null, revision, caller);
        }
    }
}
