package org.portolan.api.port;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Where a port is, and how its device is plugged there.
 *
 * @param generation how often the port was bound anew; a receipt of an older generation says nothing of this one
 * @param host the host, empty when the port is on none
 * @param vifType how the hypervisor plugs the device: {@code ovs}, {@code unbound} or {@code binding_failed}
 * @param vifDetails what else the hypervisor must know
 * @param levels the segments that lead from the network to the host, top first; empty unless bound
 */
public record Binding(long generation, String host, String vifType, JsonNode vifDetails, List<BindingLevel> levels) {

    /** The VIF type of a port that is on no host. */
    public static final String UNBOUND = "unbound";

    /** The VIF type of a port whose host cannot have it. */
    public static final String BINDING_FAILED = "binding_failed";

    /**
     * One step from the network to the host.
     *
     * @param driver the mechanism that made the step
     * @param segmentId the segment that it leads to
     */
    public record BindingLevel(String driver, UUID segmentId) {}

    /** Whether the port is on a host that can have it. */
    public boolean isBound() {
        return !vifType.equals(UNBOUND) && !vifType.equals(BINDING_FAILED);
    }

    /** The segment that the port's frames travel on at its host, or null when it is not bound. */
    public @Nullable UUID bottomSegment() {
        return levels.isEmpty() ? null : levels.getLast().segmentId();
    }
}
