package org.portolan.api.resource;

import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Recorded;

/** The description of a {@link PlainResource}: with its attributes and three event records, the resource is complete. */
public abstract class PlainDescription extends ResourceDescription<PlainResource> {

    private final Events events;

    /**
     * The events of the resource.
     *
     * @param family all of them
     * @param created makes the first
     * @param updated makes the one that tells of changed attributes
     * @param deleted makes the last
     */
    public record Events(
            EventFamily family,
            Creation created,
            BiFunction<UUID, Attributes, ? extends ResourceEvent.Updated> updated,
            Function<UUID, ? extends ResourceEvent.Deleted> deleted) {}

    /** Makes the event that tells of a new resource. */
    @FunctionalInterface
    public interface Creation {
        /** The event that tells of a resource with these attributes. */
        ResourceEvent.Created of(UUID id, ProjectId project, Attributes attributes);
    }

    /** See {@link ResourceDescription#ResourceDescription}. */
    protected PlainDescription(String kind, String name, String collection, Events events) {
        super(kind, name, collection, PlainResource.class, events.family());
        this.events = events;
    }

    /** The events of the resource. */
    public final Events events() {
        return events;
    }

    @Override
    public final @Nullable PlainResource evolve(@Nullable PlainResource state, Recorded<?> event) {
        return PlainResource.evolve(state, event);
    }
}
