package org.portolan.api.resource;

import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Recorded;

/** A resource that is no more than what clients set of it; if that says {@code shared}, all may see it. */
public record PlainResource(UUID id, ProjectId project, Attributes attributes, Lifecycle lifecycle)
        implements Resource {

    /** The resource after an event, or null when it is gone. */
    public static @Nullable PlainResource evolve(@Nullable PlainResource resource, Recorded<?> recorded) {
        return switch ((ResourceEvent) recorded.event()) {
            case ResourceEvent.Created created ->
                new PlainResource(
                        created.id(), created.projectId(), created.attributes(), Lifecycle.startedAt(recorded.at(), 0));
            case ResourceEvent.Updated updated -> known(resource).with(updated, recorded);
            case ResourceEvent.Deleted deleted -> null;
        };
    }

    private static PlainResource known(@Nullable PlainResource resource) {
        return Objects.requireNonNull(resource, "a resource's first event is its creation");
    }

    private PlainResource with(ResourceEvent.Updated updated, Recorded<?> recorded) {
        return new PlainResource(
                id,
                project,
                attributes.with(updated.changes()),
                Grant.isAllOf(updated.changes()) ? lifecycle : lifecycle.changedAt(recorded.at()));
    }
}
