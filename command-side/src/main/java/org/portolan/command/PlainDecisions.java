package org.portolan.command;

import java.util.UUID;
import org.portolan.api.caller.Caller;
import org.portolan.api.error.NeutronError;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.PlainDescription;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.ResourceCommand.Create;
import org.portolan.api.resource.ResourceCommand.Delete;
import org.portolan.api.resource.ResourceCommand.Update;

/**
 * Decides about a {@link PlainResource}: owners and revisions are looked after, and changes become its three events. A
 * kind with rules of its own overrides the method that they concern.
 */
public class PlainDecisions implements ResourceDecisions<PlainResource> {

    /** Where decisions are made. */
    protected final Streams streams;

    /** The streams of the resource. */
    protected final StreamType<PlainResource> type;

    private final PlainDescription description;

    /** Decisions about the resources of that description. */
    public PlainDecisions(Streams streams, PlainDescription description) {
        this.streams = streams;
        this.description = description;
        this.type = StreamType.of(description);
    }

    @Override
    public final PlainDescription description() {
        return description;
    }

    @Override
    public final PlainResource create(Create wish) {
        Attributes attributes = ofNew(wish);
        UUID id = UUID.fromString(wish.id());
        streams.begin(type, id, description.events().created().of(id, wish.project(), attributes));
        return get(id);
    }

    @Override
    public final PlainResource update(Update wish) {
        UUID id = UUID.fromString(wish.id());
        PlainResource resource = getOwn("update_", id, wish.caller());
        Guards.requireRevision(resource, wish.revision());
        Attributes changes = ofChanged(resource, wish).changedFrom(resource.attributes());
        if (!changes.isEmpty()) {
            streams.append(type, id, description.events().updated().apply(id, changes));
        }
        return get(id);
    }

    @Override
    public final void delete(Delete wish) {
        UUID id = UUID.fromString(wish.id());
        PlainResource resource = getOwn("delete_", id, wish.caller());
        Guards.requireRevision(resource, wish.revision());
        requireUnused(resource);
        streams.append(type, id, description.events().deleted().apply(id));
    }

    /**
     * The attributes that a new resource gets.
     *
     * @throws NeutronError when it is refused
     */
    protected Attributes ofNew(Create wish) {
        return wish.attributes();
    }

    /**
     * The attributes that a change sets, whether they differ from the present ones or not.
     *
     * @throws NeutronError when it is refused
     */
    protected Attributes ofChanged(PlainResource resource, Update wish) {
        return wish.changes();
    }

    /**
     * Refuses to remove what is needed elsewhere.
     *
     * @throws NeutronError 409
     */
    protected void requireUnused(PlainResource resource) {}

    private PlainResource getOwn(String action, UUID id, Caller caller) {
        PlainResource resource = get(id);
        Guards.requireOwner(action + description.name(), resource, caller, description.notFound(id));
        return resource;
    }

    /**
     * The resource, locked for this unit of work.
     *
     * @throws NeutronError 404 when there is none
     */
    public final PlainResource get(UUID id) {
        return streams.get(type, id, () -> description.notFound(id));
    }
}
