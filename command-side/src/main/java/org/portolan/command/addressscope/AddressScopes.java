package org.portolan.command.addressscope;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.portolan.api.addressscope.AddressScopeDescription;
import org.portolan.api.addressscope.AddressScopeEvent.AddressScopeUpdated;
import org.portolan.api.addressscope.ScopedPool;
import org.portolan.api.caller.Caller;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.subnetpool.SubnetPoolId;
import org.portolan.command.Guards;
import org.portolan.command.StreamType;
import org.portolan.command.Streams;

/** The pools in address scopes: a scope knows its pools and their prefixes, for they must not overlap. */
public final class AddressScopes {

    private static final AddressScopeDescription DESCRIPTION = new AddressScopeDescription();
    private static final StreamType<PlainResource> TYPE = StreamType.of(DESCRIPTION);

    private AddressScopes() {}

    /**
     * The scope, locked for this unit of work.
     *
     * @throws org.portolan.api.error.NeutronError 404 when there is none that the caller may see
     */
    public static PlainResource visible(Streams streams, UUID id, Caller caller) {
        PlainResource scope = get(streams, id);
        return Guards.requireVisible(scope, caller, DESCRIPTION.notFound(id));
    }

    /**
     * The scope, locked for this unit of work.
     *
     * @throws org.portolan.api.error.NeutronError 404 when there is none
     */
    public static PlainResource get(Streams streams, UUID id) {
        return streams.get(TYPE, id, () -> DESCRIPTION.notFound(id));
    }

    /** The pools in the scope, in the order in which they came. */
    public static List<ScopedPool> pools(PlainResource scope) {
        return scope.attributes().find(AddressScopeDescription.SUBNET_POOLS).orElse(List.of());
    }

    /** The pool, with these prefixes, is in the scope from now on. */
    public static void put(Streams streams, UUID scope, ScopedPool pool) {
        List<ScopedPool> pools = others(streams, scope, pool.id());
        pools.add(pool);
        change(streams, scope, pools);
    }

    /** The pool is not in the scope any more. */
    public static void remove(Streams streams, UUID scope, SubnetPoolId pool) {
        change(streams, scope, others(streams, scope, pool));
    }

    private static List<ScopedPool> others(Streams streams, UUID scope, SubnetPoolId pool) {
        List<ScopedPool> others = new ArrayList<>(pools(get(streams, scope)));
        others.removeIf(other -> other.id().equals(pool));
        return others;
    }

    private static void change(Streams streams, UUID scope, List<ScopedPool> pools) {
        Attributes changes = Attributes.none().with(AddressScopeDescription.SUBNET_POOLS, pools);
        if (!changes.changedFrom(get(streams, scope).attributes()).isEmpty()) {
            streams.append(TYPE, scope, new AddressScopeUpdated(scope, changes));
        }
    }
}
