package org.portolan.api.resource;

import java.time.Instant;

/**
 * What every resource tells of its own history.
 *
 * @param createdAt when it was created
 * @param updatedAt when its body last changed
 * @param revision how often its body has changed, Neutron's {@code revision_number}
 */
public record Lifecycle(Instant createdAt, Instant updatedAt, long revision) {

    /** A resource created then, with that first revision. */
    public static Lifecycle startedAt(Instant at, long revision) {
        return new Lifecycle(at, at, revision);
    }

    /** The same resource after a change. */
    public Lifecycle changedAt(Instant at) {
        return new Lifecycle(createdAt, at, revision + 1);
    }
}
