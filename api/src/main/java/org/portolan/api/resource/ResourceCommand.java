package org.portolan.api.resource;

import java.util.List;
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
     * @param parent the id of the resource that the path says it lies below, or null when it says none
     */
    record Update(
            String kind,
            String id,
            @Nullable String parent,
            Attributes changes,
            @Nullable Long revision,
            Caller caller) implements ResourceCommand {

        /** A change of a resource whose path says no parent. */
        public Update(String kind, String id, Attributes changes, @Nullable Long revision, Caller caller) {
            this(kind, id, null, changes, revision, caller);
        }
    }

    /**
     * Remove the resource, if it still has that revision where one is given.
     *
     * @param parent the id of the resource that the path says it lies below, or null when it says none
     */
    record Delete(
            String kind,
            String id,
            @Nullable String parent,
            @Nullable Long revision,
            Caller caller) implements ResourceCommand {

        /** The removal of a resource whose path says no parent. */
        public Delete(String kind, String id, @Nullable Long revision, Caller caller) {
            this(kind, id, null, revision, caller);
        }
    }

    /** Change the tags of the resource. */
    record Tag(String kind, String id, How how, List<String> tags, Caller caller) implements ResourceCommand {

        /** What becomes of the tags. */
        public enum How {
            /** The resource has these and no others. */
            REPLACE,
            /** It has these too. */
            ADD,
            /** It has them no more. */
            REMOVE
        }
    }
}
