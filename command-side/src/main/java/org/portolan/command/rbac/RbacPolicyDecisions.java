package org.portolan.command.rbac;

import static org.portolan.api.rbac.RbacPolicyDescription.ACTION;
import static org.portolan.api.rbac.RbacPolicyDescription.OBJECT_ID;
import static org.portolan.api.rbac.RbacPolicyDescription.OBJECT_TYPE;
import static org.portolan.api.rbac.RbacPolicyDescription.TARGET_TENANT;
import static org.portolan.command.rbac.Shareable.POLICIES;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.rbac.RbacPolicyDescription;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Grant;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.Resource;
import org.portolan.api.resource.ResourceCommand.Create;
import org.portolan.api.resource.ResourceCommand.Delete;
import org.portolan.api.resource.ResourceCommand.Update;
import org.portolan.command.Guards;
import org.portolan.command.ResourceDecisions;
import org.portolan.command.Streams;

/** Decides about RBAC policies: owners share what is theirs, and nobody takes back what is in use. */
public final class RbacPolicyDecisions implements ResourceDecisions<PlainResource> {

    private final Streams streams;
    private final Map<String, Shareable<?>> kinds;

    /**
     * Decisions on these streams.
     *
     * @param kinds what can be shared
     */
    public RbacPolicyDecisions(Streams streams, List<Shareable<?>> kinds) {
        this.streams = streams;
        this.kinds = kinds.stream().collect(Collectors.toUnmodifiableMap(Shareable::objectType, Function.identity()));
    }

    @Override
    public RbacPolicyDescription description() {
        return new RbacPolicyDescription();
    }

    @Override
    public PlainResource create(Create wish) {
        String objectType = wish.attributes().get(OBJECT_TYPE);
        Shareable<?> kind = kinds.get(objectType);
        if (kind == null) {
            throw NeutronError.invalidInput("'" + objectType + "' is not a valid RBAC object type");
        }
        create(kind, wish);
        return policy(UUID.fromString(wish.id()));
    }

    private <S> void create(Shareable<S> kind, Create wish) {
        UUID object = wish.attributes().get(OBJECT_ID);
        S state = kind.find(object)
                .filter(known -> kind.resource(known).isVisibleTo(wish.caller()))
                .orElseThrow(() -> NeutronError.invalidInput(kind.objectType() + " " + object + " could not be found"));
        if (!mayShare(wish.caller(), kind.resource(state))) {
            throw NeutronError.invalidInput("Only admins can manipulate policies on objects they do not own");
        }
        Grant grant = new Grant(
                UUID.fromString(wish.id()),
                wish.attributes().get(ACTION),
                new ProjectId(wish.attributes().get(TARGET_TENANT)));
        if (!kind.actions().contains(grant.action())) {
            throw new NeutronError(
                    400,
                    "InvalidActionForType",
                    "Invalid action '" + grant.action() + "' for object type '" + kind.objectType()
                            + "'. Valid actions: " + kind.actionsAsText());
        }
        kind.requireGrantable(state, grant.target());
        List<Grant> grants = new ArrayList<>(kind.grants(state));
        requireNew(grants, grant);
        grants.add(grant);
        change(kind, object, state, grants, wish.project());
    }

    private static boolean mayShare(Caller caller, Resource resource) {
        return caller.isAdmin() || caller.owns(resource.project());
    }

    private static void requireNew(List<Grant> grants, Grant wanted) {
        boolean known = grants.stream()
                .anyMatch(grant ->
                        grant.action().equals(wanted.action()) && grant.target().equals(wanted.target()));
        if (known) {
            throw NeutronError.conflict("DuplicateRbacPolicy", "An RBAC policy already exists with those values.");
        }
    }

    @Override
    public PlainResource update(Update wish) {
        UUID id = UUID.fromString(wish.id());
        PlainResource seen = peek("update_rbac_policy", id, wish.caller());
        Guards.requireMay(wish, description(), seen, description().notFound(id));
        update(kindOf(seen), id, wish);
        return policy(id);
    }

    private <S> void update(Shareable<S> kind, UUID id, Update wish) {
        UUID object = objectOf(id);
        S state = locked(kind, object, id);
        PlainResource policy = policy(id);
        Guards.requireRevision(policy, wish.revision());
        if (!mayShare(wish.caller(), kind.resource(state))) {
            throw Shareable.inUse(
                    kind.resource(state), "Only admins can manipulate policies on objects they do not own.");
        }
        if (!wish.changes().has(TARGET_TENANT)) {
            throw Shareable.inUse(kind.resource(state), "'target_project'");
        }
        Grant before = grantOf(policy);
        ProjectId target = new ProjectId(wish.changes().get(TARGET_TENANT));
        if (target.equals(before.target())) {
            return;
        }
        kind.requireUnneeded(state, before, target);
        Grant after = new Grant(id, before.action(), target);
        List<Grant> grants = new ArrayList<>(kind.grants(state));
        requireNew(grants, after);
        grants.replaceAll(grant -> grant.equals(before) ? after : grant);
        change(kind, object, state, grants, policy.project());
    }

    @Override
    public void delete(Delete wish) {
        UUID id = UUID.fromString(wish.id());
        delete(kindOf(peek("delete_rbac_policy", id, wish.caller())), id, wish);
    }

    private <S> void delete(Shareable<S> kind, UUID id, Delete wish) {
        UUID object = objectOf(id);
        S state = locked(kind, object, id);
        PlainResource policy = policy(id);
        Guards.requireRevision(policy, wish.revision());
        Grant grant = grantOf(policy);
        kind.requireUnneeded(state, grant, null);
        List<Grant> grants = new ArrayList<>(kind.grants(state));
        grants.remove(grant);
        change(kind, object, state, grants, policy.project());
    }

    private <S> void change(Shareable<S> kind, UUID object, S state, List<Grant> grants, ProjectId owner) {
        Attributes before = kind.resource(state).attributes();
        kind.grant(object, state, grants);
        kind.follow(
                object,
                owner,
                before,
                kind.resource(locked(kind, object, object)).attributes());
    }

    /** What a policy shares: when that is gone, so is the policy. */
    private <S> S locked(Shareable<S> kind, UUID object, UUID policy) {
        return kind.find(object).orElseThrow(() -> description().notFound(policy));
    }

    private static Grant grantOf(PlainResource policy) {
        return new Grant(
                policy.id(),
                policy.attributes().get(ACTION),
                new ProjectId(policy.attributes().get(TARGET_TENANT)));
    }

    /** The policy as it was a moment ago: what it shares, which never changes, is locked before it. */
    private PlainResource peek(String action, UUID id, Caller caller) {
        @Nullable PlainResource policy = streams.peek(POLICIES, id).orElse(null);
        if (policy == null) {
            throw description().notFound(id);
        }
        Guards.requireMay(action, policy, caller, description().notFound(id));
        return policy;
    }

    private UUID objectOf(UUID id) {
        return streams.peek(POLICIES, id)
                .map(policy -> policy.attributes().get(OBJECT_ID))
                .orElseThrow(() -> description().notFound(id));
    }

    private Shareable<?> kindOf(PlainResource policy) {
        return Objects.requireNonNull(kinds.get(policy.attributes().get(OBJECT_TYPE)));
    }

    private PlainResource policy(UUID id) {
        return streams.get(POLICIES, id, () -> description().notFound(id));
    }
}
