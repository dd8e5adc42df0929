package org.portolan.command.addressscope;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.portolan.api.addressscope.AddressScopeDescription;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.ResourceCommand.Create;
import org.portolan.api.resource.ResourceCommand.Update;
import org.portolan.command.PlainDecisions;
import org.portolan.command.Streams;
import org.portolan.command.rbac.Shareable;
import org.portolan.command.subnetpool.SubnetPoolState;

/** Decides about address scopes: what was shared stays so, and nobody removes one that subnet pools are in. */
public final class AddressScopeDecisions extends PlainDecisions {

    private final Shareable<PlainResource> sharing;

    /** Decisions on these streams. */
    public AddressScopeDecisions(Streams streams) {
        super(streams, new AddressScopeDescription());
        this.sharing = Shareable.plain(streams, "address_scope", new AddressScopeDescription(), this::users);
    }

    /** Those need a scope whose subnet pools are in it. */
    private Set<ProjectId> users(PlainResource scope) {
        return AddressScopes.pools(scope).stream()
                .flatMap(pool -> streams.peek(SubnetPoolState.TYPE, pool.id()).stream())
                .map(state -> state.pool().project())
                .collect(Collectors.toSet());
    }

    @Override
    public Optional<Shareable<?>> shareable() {
        return Optional.of(sharing);
    }

    @Override
    protected Attributes ofNew(Create wish) {
        Attributes attributes = sharing.ofNew(wish.attributes());
        sharing.follow(UUID.fromString(wish.id()), wish.project(), Attributes.none(), attributes);
        return attributes;
    }

    @Override
    protected void follow(@Nullable PlainResource before, @Nullable PlainResource after) {
        if (before != null && after == null) {
            sharing.follow(before.id(), before.project(), before.attributes(), Attributes.none());
        }
    }

    @Override
    protected Attributes ofChanged(PlainResource scope, Update wish) {
        boolean unshares = !wish.changes().find(AddressScopeDescription.SHARED).orElse(true);
        if (unshares && scope.attributes().get(AddressScopeDescription.SHARED)) {
            throw new NeutronError(
                    400,
                    "AddressScopeUpdateError",
                    "Unable to update address scope " + scope.id() + " : Shared address scope can't be unshared.");
        }
        Attributes changes = sharing.ofChanged(scope, wish.changes());
        sharing.follow(
                scope.id(),
                wish.caller().project(),
                scope.attributes(),
                scope.attributes().with(changes));
        return changes;
    }

    @Override
    protected void requireUnused(PlainResource scope) {
        if (!AddressScopes.pools(scope).isEmpty()) {
            throw NeutronError.conflict(
                    "AddressScopeInUse",
                    "Unable to complete operation on address scope " + scope.id()
                            + ". There are one or more subnet pools in use on the address scope.");
        }
    }
}
