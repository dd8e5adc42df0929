package org.portolan.command.addressscope;

import org.portolan.api.addressscope.AddressScopeDescription;
import org.portolan.api.error.NeutronError;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.ResourceCommand.Update;
import org.portolan.command.PlainDecisions;
import org.portolan.command.Streams;

/** Decides about address scopes: what was shared stays so, and nobody removes one that subnet pools are in. */
public final class AddressScopeDecisions extends PlainDecisions {

    /** Decisions on these streams. */
    public AddressScopeDecisions(Streams streams) {
        super(streams, new AddressScopeDescription());
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
        return wish.changes();
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
