package org.portolan.api.subnetpool;

import inet.ipaddr.IPAddress;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Recorded;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Grant;
import org.portolan.api.resource.Lifecycle;
import org.portolan.api.resource.Resource;
import org.portolan.api.subnetpool.SubnetPoolEvent.PrefixAllocated;
import org.portolan.api.subnetpool.SubnetPoolEvent.PrefixReleased;
import org.portolan.api.subnetpool.SubnetPoolEvent.SubnetPoolCreated;
import org.portolan.api.subnetpool.SubnetPoolEvent.SubnetPoolDeleted;
import org.portolan.api.subnetpool.SubnetPoolEvent.SubnetPoolUpdated;

/** A subnet pool: prefixes that subnets are cut from, so that no two of them overlap. */
public record SubnetPool(SubnetPoolId id, ProjectId project, Attributes attributes, Lifecycle lifecycle)
        implements Resource {

    /** The pool after an event, or null when it is gone. */
    public static @Nullable SubnetPool evolve(@Nullable SubnetPool pool, Recorded<? extends SubnetPoolEvent> recorded) {
        if (recorded.event() instanceof SubnetPoolCreated created) {
            return new SubnetPool(
                    created.id(), created.projectId(), created.attributes(), Lifecycle.startedAt(recorded.at(), 0));
        }
        SubnetPool before = Objects.requireNonNull(pool, "a pool's first event is its creation");
        return switch (recorded.event()) {
            case SubnetPoolCreated created -> throw new IllegalStateException("created twice: " + created.id());
            case SubnetPoolUpdated updated ->
                new SubnetPool(
                        before.id,
                        before.project,
                        before.attributes.with(updated.changes()),
                        Grant.isAllOf(updated.changes())
                                ? before.lifecycle
                                : before.lifecycle.changedAt(recorded.at()));
            case PrefixAllocated allocated -> before;
            case PrefixReleased released -> before;
            case SubnetPoolDeleted deleted -> null;
        };
    }

    /** What subnets are cut from: blocks without a common address, in order. */
    public List<IPAddress> prefixes() {
        return attributes.get(SubnetPoolDescription.PREFIXES);
    }

    /** 4 or 6. */
    public int ipVersion() {
        return attributes.get(SubnetPoolDescription.IP_VERSION);
    }

    /** The address scope that the pool is in, if it is in one. */
    public Optional<UUID> addressScope() {
        return attributes.find(SubnetPoolDescription.ADDRESS_SCOPE_ID);
    }

    /** Whether it is the default of its IP version. */
    public boolean isDefault() {
        return attributes.get(SubnetPoolDescription.IS_DEFAULT);
    }
}
