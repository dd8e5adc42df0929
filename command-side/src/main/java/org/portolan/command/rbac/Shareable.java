package org.portolan.command.rbac;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.event.Event;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.rbac.RbacPolicyDescription;
import org.portolan.api.rbac.RbacPolicyEvent.RbacPolicyCreated;
import org.portolan.api.rbac.RbacPolicyEvent.RbacPolicyDeleted;
import org.portolan.api.rbac.RbacPolicyEvent.RbacPolicyUpdated;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Grant;
import org.portolan.api.resource.PlainDescription;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.Resource;
import org.portolan.api.resource.Types;
import org.portolan.command.StreamType;
import org.portolan.command.Streams;

/**
 * A kind of resource that RBAC policies share.
 *
 * <ol>
 *   <li>The resource keeps its grants, each with the id of a policy; {@code shared} is the grant to all. Whoever changes one
 *       changes the other, in the same unit of work.
 *   <li>Policies follow from what becomes of the grants: {@link #follow} begins, changes and ends them.
 *   <li>Locks: the resource first, then its policies.
 * </ol>
 *
 * @param <S> the resource as decisions see it
 */
public abstract class Shareable<S> {

    /** The streams of RBAC policies. */
    static final StreamType<PlainResource> POLICIES = StreamType.of(new RbacPolicyDescription());

    private static final Attribute<Boolean> SHARED = Attribute.of("shared", Types.bool());

    /** Where decisions are made. */
    protected final Streams streams;

    private final String objectType;
    private final StreamType<S> type;

    /**
     * @param objectType the word for the kind in policies
     * @param type the streams of the resources
     */
    protected Shareable(Streams streams, String objectType, StreamType<S> type) {
        this.streams = streams;
        this.objectType = objectType;
        this.type = type;
    }

    /** Who relies on being able to use a resource. */
    @FunctionalInterface
    public interface Users<S> {
        /** The projects that use it. */
        Set<ProjectId> of(S state);
    }

    /** The resources of that description. */
    public static Shareable<PlainResource> plain(
            Streams streams, String objectType, PlainDescription description, Users<PlainResource> users) {
        return new Shareable<>(streams, objectType, StreamType.of(description)) {
            @Override
            protected Resource resource(PlainResource state) {
                return state;
            }

            @Override
            protected Event updated(UUID id, Attributes changes) {
                return description.events().updated().apply(id, changes);
            }

            @Override
            protected Set<ProjectId> users(PlainResource state) {
                return users.of(state);
            }
        };
    }

    /** What all see of the resource. */
    protected abstract Resource resource(S state);

    /** The event that these attributes of the resource have changed. */
    protected abstract Event updated(UUID id, Attributes changes);

    /** The projects that rely on being able to use the resource. */
    protected abstract Set<ProjectId> users(S state);

    /** What policies may let others do with it. */
    protected List<String> actions() {
        return List.of(Grant.SHARED);
    }

    /**
     * Refuses to share the resource where others would gain nothing by it.
     *
     * @throws NeutronError 400
     */
    protected void requireGrantable(S state, ProjectId target) {}

    /**
     * Refuses to take away what somebody needs.
     *
     * @param next who is to have the grant instead, or null for nobody
     * @throws NeutronError 409
     */
    protected void requireUnneeded(S state, Grant grant, @Nullable ProjectId next) {
        Resource resource = resource(state);
        if (grant.target().equals(resource.project()) || ProjectId.ALL.equals(next)) {
            return;
        }
        Set<ProjectId> shared = targets(resource, Grant.SHARED);
        boolean needed;
        if (grant.target().equals(ProjectId.ALL)) {
            shared.remove(ProjectId.ALL);
            needed = !shared.containsAll(users(state));
        } else {
            needed = !shared.contains(ProjectId.ALL) && users(state).contains(grant.target());
        }
        if (needed) {
            throw inUse(resource, "project_id=" + grant.target());
        }
    }

    /** 409: the policy is needed. */
    protected static NeutronError inUse(Resource resource, String reason) {
        return NeutronError.conflict(
                "RbacPolicyInUse",
                "RBAC policy on object " + resource.id()
                        + " cannot be removed because other objects depend on it.\nDetails: " + reason);
    }

    /** The word for the kind in policies. */
    final String objectType() {
        return objectType;
    }

    /** The resource, locked for this unit of work. */
    final Optional<S> find(UUID id) {
        return streams.find(type, id);
    }

    /** The projects that grants let do that. */
    protected static Set<ProjectId> targets(Resource resource, String action) {
        return new HashSet<>(Grant.targets(completed(resource.attributes()), action));
    }

    /** What a new resource gets: where it is to be shared with all, a grant that says so. */
    public final Attributes ofNew(Attributes asked) {
        return completed(asked);
    }

    /**
     * What a change sets, with the grants that follow from it: to be shared or not means to have a grant to all or not.
     *
     * @throws NeutronError 409 when others need what would be taken away
     */
    public final Attributes ofChanged(S state, Attributes changes) {
        Attributes present = completed(resource(state).attributes());
        List<Grant> grants = new ArrayList<>(Grant.of(present));
        changes.find(SHARED).ifPresent(shared -> {
            Optional<Grant> toAll =
                    grants.stream().filter(Shareable::sharesWithAll).findFirst();
            if (shared && toAll.isEmpty()) {
                grants.add(toAll(Grant.SHARED));
            } else if (!shared && toAll.isPresent()) {
                requireUnshared(state, toAll.get());
                grants.remove(toAll.get());
            }
        });
        changes.find(NetworkDescription.EXTERNAL).ifPresent(external -> {
            boolean isExternal = grants.stream().anyMatch(Shareable::isExternal);
            if (external && !isExternal) {
                grants.add(toAll(Grant.EXTERNAL));
            } else if (!external) {
                grants.removeIf(Shareable::isExternal);
            }
        });
        return grants.equals(Grant.of(resource(state).attributes())) ? changes : changes.with(Grant.ALL, grants);
    }

    /**
     * Refuses to unshare what others use.
     *
     * @throws NeutronError 409
     */
    protected void requireUnshared(S state, Grant toAll) {
        requireUnneeded(state, toAll, null);
    }

    /** Gives the resource other grants, with what follows from them for itself. */
    final void grant(UUID id, S state, List<Grant> grants) {
        Attributes before = resource(state).attributes();
        Attributes changes = Attributes.none().with(Grant.ALL, grants);
        if (before.has(SHARED)) {
            changes = changes.with(SHARED, grants.stream().anyMatch(Shareable::sharesWithAll));
        }
        if (before.has(NetworkDescription.EXTERNAL)) {
            changes = changes.with(NetworkDescription.EXTERNAL, grants.stream().anyMatch(Shareable::isExternal));
        }
        streams.append(type, id, updated(id, changes.changedFrom(before)));
    }

    /**
     * Begins, changes and ends policies as the grants of a resource tell.
     *
     * @param owner whose the policies are that begin
     * @param before its attributes, {@link Attributes#none} for a new resource
     * @param after its attributes, {@link Attributes#none} for one that is gone
     */
    public final void follow(UUID id, ProjectId owner, Attributes before, Attributes after) {
        if (before.json(Grant.ALL.name()).equals(after.json(Grant.ALL.name()))) {
            return;
        }
        Map<UUID, Grant> gone = new HashMap<>();
        Grant.of(before).forEach(grant -> gone.put(grant.policyId(), grant));
        for (Grant grant : Grant.of(after)) {
            UUID policy = grant.policyId();
            Grant known = gone.remove(policy);
            if (known == null) {
                streams.begin(POLICIES, policy, new RbacPolicyCreated(policy, owner, policy(id, grant)));
            } else if (!known.equals(grant)) {
                streams.append(
                        POLICIES,
                        policy,
                        new RbacPolicyUpdated(policy, policy(id, grant).changedFrom(policy(id, known))));
            }
        }
        gone.keySet().forEach(policy -> streams.append(POLICIES, policy, new RbacPolicyDeleted(policy)));
    }

    private Attributes policy(UUID id, Grant grant) {
        return Attributes.none()
                .with(RbacPolicyDescription.OBJECT_TYPE, objectType)
                .with(RbacPolicyDescription.OBJECT_ID, id)
                .with(RbacPolicyDescription.TARGET_TENANT, grant.target().value())
                .with(RbacPolicyDescription.ACTION, grant.action());
    }

    /** The grants of the resource; what an old log says of it without a grant is completed. */
    final List<Grant> grants(S state) {
        return Grant.of(completed(resource(state).attributes()));
    }

    private static Attributes completed(Attributes attributes) {
        List<Grant> grants = new ArrayList<>(Grant.of(attributes));
        if (attributes.find(SHARED).orElse(false) && grants.stream().noneMatch(Shareable::sharesWithAll)) {
            grants.add(toAll(Grant.SHARED));
        }
        if (attributes.find(NetworkDescription.EXTERNAL).orElse(false)
                && grants.stream().noneMatch(Shareable::isExternal)) {
            grants.add(toAll(Grant.EXTERNAL));
        }
        return grants.isEmpty() ? attributes : attributes.with(Grant.ALL, grants);
    }

    private static Grant toAll(String action) {
        return new Grant(UUID.randomUUID(), action, ProjectId.ALL);
    }

    private static boolean sharesWithAll(Grant grant) {
        return grant.action().equals(Grant.SHARED) && grant.target().equals(ProjectId.ALL);
    }

    private static boolean isExternal(Grant grant) {
        return grant.action().equals(Grant.EXTERNAL);
    }

    /** How Neutron prints the actions. */
    final String actionsAsText() {
        String quoted = actions().stream().map(action -> "'" + action + "'").collect(Collectors.joining(", "));
        return "(" + quoted + (actions().size() == 1 ? ",)" : ")");
    }
}
