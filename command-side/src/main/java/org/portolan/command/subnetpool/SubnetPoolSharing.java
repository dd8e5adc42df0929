package org.portolan.command.subnetpool;

import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.portolan.api.addressscope.AddressScopeDescription;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.event.Event;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.Resource;
import org.portolan.api.subnetpool.SubnetPool;
import org.portolan.api.subnetpool.SubnetPoolEvent.SubnetPoolUpdated;
import org.portolan.api.subnetpool.SubnetPoolId;
import org.portolan.command.StreamType;
import org.portolan.command.Streams;
import org.portolan.command.rbac.Shareable;

/** How subnet pools are shared: those need one whose subnets are of it. A pool is of no use without its address scope. */
final class SubnetPoolSharing extends Shareable<SubnetPoolState> {

    private static final StreamType<PlainResource> SCOPES = StreamType.of(new AddressScopeDescription());

    SubnetPoolSharing(Streams streams) {
        super(streams, "subnetpool", SubnetPoolState.TYPE);
    }

    @Override
    protected Resource resource(SubnetPoolState state) {
        return state.pool();
    }

    @Override
    protected Event updated(UUID id, Attributes changes) {
        return new SubnetPoolUpdated(new SubnetPoolId(id), changes);
    }

    @Override
    protected Set<ProjectId> users(SubnetPoolState state) {
        return state.allocations().values().stream()
                .map(SubnetPoolState.Allocation::projectId)
                .collect(Collectors.toSet());
    }

    @Override
    protected void requireGrantable(SubnetPoolState state, ProjectId target) {
        requireUsable(state.pool(), target);
    }

    /**
     * Refuses to share a pool with who has not its address scope.
     *
     * @throws NeutronError 400
     */
    void requireUsable(SubnetPool pool, ProjectId target) {
        boolean useless = pool.addressScope()
                .flatMap(scope -> streams.peek(SCOPES, scope))
                .filter(scope -> !scope.isSharedWith(target))
                .isPresent();
        if (useless) {
            throw NeutronError.invalidInput("Failed to create RBAC policy on object " + pool.id()
                    + " because target project doesn't have access to associated address scope.");
        }
    }
}
