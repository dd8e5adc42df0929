package org.portolan.command;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.policy.Demand;
import org.portolan.api.policy.Target;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.PlainDescription;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.ResourceCommand.Create;
import org.portolan.api.resource.ResourceCommand.Delete;
import org.portolan.api.resource.ResourceCommand.Update;
import org.portolan.api.resource.ResourceDescription.Parent;
import org.portolan.api.resource.Sight;

/**
 * Decides about a {@link PlainResource}: owners, revisions and the resource that it lies below are looked after, and changes
 * become its three events. A kind with rules of its own overrides the method that they concern.
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
        Parent parent = description.parent();
        if (parent != null) {
            requireParent(wish.attributes().get(parent.reference()), wish.caller());
        }
        Attributes attributes = ofNew(wish);
        UUID id = UUID.fromString(wish.id());
        streams.begin(type, id, description.events().created().of(id, ownerOf(wish), attributes));
        PlainResource made = get(id);
        follow(null, made);
        return made;
    }

    @Override
    public final PlainResource update(Update wish) {
        UUID id = UUID.fromString(wish.id());
        PlainResource resource = getVisible(id, wish.parent(), wish.caller());
        Guards.requireMay(wish, description, targetOf(resource));
        Guards.requireRevision(resource, wish.revision());
        Attributes changes = ofChanged(resource, wish).changedFrom(resource.attributes());
        if (!changes.isEmpty()) {
            streams.append(type, id, description.events().updated().apply(id, changes));
            follow(resource, get(id));
        }
        return get(id);
    }

    @Override
    public final void delete(Delete wish) {
        UUID id = UUID.fromString(wish.id());
        PlainResource resource = getVisible(id, wish.parent(), wish.caller());
        Guards.requireMay(Demand.of("delete_" + description.ruleName()), targetOf(resource), wish.caller());
        Guards.requireRevision(resource, wish.revision());
        requireUnused(resource);
        streams.append(type, id, description.events().deleted().apply(id));
        follow(resource, null);
    }

    /**
     * Locks the resource that one is to lie below, or lies below.
     *
     * @throws NeutronError 404 when there is none that the caller may see
     */
    protected void requireParent(UUID id, Caller caller) {
        throw new IllegalStateException(description.kind() + " lies below a resource that nobody looks for");
    }

    /** What rules of the policy can ask about a resource that is there. */
    protected Target targetOf(PlainResource resource) {
        return resource.target();
    }

    /** The project that a new resource belongs to. */
    protected ProjectId ownerOf(Create wish) {
        return wish.project();
    }

    /**
     * What else follows from a change that was decided.
     *
     * @param before null for a new resource
     * @param after null for one that is gone
     */
    protected void follow(@Nullable PlainResource before, @Nullable PlainResource after) {}

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

    /** Changes another plain resource, which follows from what was decided here. */
    protected static void change(Streams streams, PlainDescription other, UUID id, Attributes changes) {
        streams.append(StreamType.of(other), id, other.events().updated().apply(id, changes));
    }

    /** Ends another plain resource, which follows from what was decided here. */
    protected static void end(Streams streams, PlainDescription other, UUID id) {
        streams.append(StreamType.of(other), id, other.events().deleted().apply(id));
    }

    private PlainResource getVisible(UUID id, @Nullable String parentOfPath, Caller caller) {
        PlainResource resource = parentOfPath(id, parentOfPath)
                .map(parent -> getBelow(parent, id, caller))
                .orElseGet(() -> get(id));
        // What Neutron's plug-ins find for everybody, its policy withholds.
        boolean isFoundByAll = description.sight() == Sight.PARENT_VIEWERS || description.sight() == Sight.ADMINS;
        return isFoundByAll
                ? resource
                : Guards.requireVisible(resource, caller, description.notFound(id, parentOfPath));
    }

    private Optional<UUID> parentOfPath(UUID id, @Nullable String parentOfPath) {
        return Optional.ofNullable(description.parent())
                .map(parent -> parentOfPath == null ? parentOf(parent, id) : UUID.fromString(parentOfPath));
    }

    private PlainResource getBelow(UUID parent, UUID id, Caller caller) {
        requireParent(parent, caller);
        return streams.find(type, id)
                .filter(found -> Optional.ofNullable(description.parent())
                        .map(above -> found.attributes().get(above.reference()))
                        .equals(Optional.of(parent)))
                .orElseThrow(() -> description.notFound(id, parent));
    }

    private UUID parentOf(Parent parent, UUID id) {
        return streams.peek(type, id)
                .map(resource -> resource.attributes().get(parent.reference()))
                .orElseThrow(() -> description.notFound(id));
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
