package org.portolan.api.trunk;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Recorded;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Lifecycle;
import org.portolan.api.resource.Resource;
import org.portolan.api.trunk.TrunkEvent.SubPortsAdded;
import org.portolan.api.trunk.TrunkEvent.SubPortsRemoved;
import org.portolan.api.trunk.TrunkEvent.TrunkCreated;
import org.portolan.api.trunk.TrunkEvent.TrunkDeleted;
import org.portolan.api.trunk.TrunkEvent.TrunkStatusChanged;
import org.portolan.api.trunk.TrunkEvent.TrunkUpdated;

/**
 * A trunk: one device at the parent port that speaks, by tags, at the sub-ports too.
 *
 * @param subPorts in the order in which they joined
 * @param status how far the parent port's host says that it is wired
 */
public record Trunk(
        UUID id,
        ProjectId project,
        PortId portId,
        List<SubPort> subPorts,
        String status,
        Attributes attributes,
        Lifecycle lifecycle)
        implements Resource {

    /** Not wired, or not known to be. */
    public static final String DOWN = "DOWN";

    /** It cannot be wired before its owner has changed something. */
    public static final String ERROR = "ERROR";

    /** Of a bridge's name. */
    public static final String BRIDGE_PREFIX = "tbr-";

    private static final int BRIDGE_ID = 10;

    /** What a host can say of a trunk. */
    public static final Set<String> STATUSES = Set.of("ACTIVE", DOWN, "BUILD", "DEGRADED", ERROR);

    /** The trunk after an event, or null when it is gone. */
    public static @Nullable Trunk evolve(@Nullable Trunk trunk, Recorded<? extends TrunkEvent> recorded) {
        if (recorded.event() instanceof TrunkCreated created) {
            return new Trunk(
                    created.id(),
                    created.projectId(),
                    created.portId(),
                    created.subPorts(),
                    DOWN,
                    created.attributes(),
                    Lifecycle.startedAt(recorded.at(), 0));
        }
        Trunk before = Objects.requireNonNull(trunk, "a trunk's first event is its creation");
        Lifecycle later = before.lifecycle.changedAt(recorded.at());
        return switch (recorded.event()) {
            case TrunkCreated created -> throw new IllegalStateException("created twice: " + created.id());
            case TrunkUpdated updated ->
                before.with(before.subPorts, before.status, before.attributes.with(updated.changes()), later);
            case SubPortsAdded added -> {
                List<SubPort> all = new ArrayList<>(before.subPorts);
                all.addAll(added.subPorts());
                yield before.with(List.copyOf(all), DOWN, before.attributes, later);
            }
            case SubPortsRemoved removed ->
                before.with(
                        before.subPorts.stream()
                                .filter(sub -> !removed.portIds().contains(sub.portId()))
                                .toList(),
                        DOWN,
                        before.attributes,
                        later);
            case TrunkStatusChanged changed ->
                before.with(before.subPorts, changed.status(), before.attributes, before.lifecycle);
            case TrunkDeleted deleted -> null;
        };
    }

    private Trunk with(List<SubPort> newSubPorts, String newStatus, Attributes newAttributes, Lifecycle later) {
        return new Trunk(id, project, portId, newSubPorts, newStatus, newAttributes, later);
    }

    /** Neutron's name of the bridge that the device of a trunk's parent port is plugged into. */
    public static String bridgeName(UUID trunk) {
        return BRIDGE_PREFIX + trunk.toString().substring(0, BRIDGE_ID);
    }

    /** Whether the trunk may be used and changed. */
    public boolean isAdminStateUp() {
        return attributes.get(TrunkDescription.ADMIN_STATE_UP);
    }
}
