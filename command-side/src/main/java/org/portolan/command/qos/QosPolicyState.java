package org.portolan.command.qos;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.pcollections.OrderedPSet;
import org.pcollections.PSet;
import org.portolan.api.event.Recorded;
import org.portolan.api.qos.QosPolicy;
import org.portolan.api.qos.QosPolicyDescription;
import org.portolan.api.qos.QosPolicyEvent;
import org.portolan.api.qos.QosPolicyEvent.QosPolicyApplied;
import org.portolan.api.qos.QosPolicyEvent.QosPolicyWithdrawn;
import org.portolan.api.qos.QosUser;
import org.portolan.command.StreamType;
import org.portolan.command.StreamType.Snapshots;
import org.portolan.command.Streams;

/**
 * A QoS policy as decisions see it: what all see, and what it holds for.
 *
 * @param users the networks and ports, oldest first
 */
record QosPolicyState(QosPolicy policy, PSet<QosUser> users) {

    /** The streams of policies. */
    static final StreamType<QosPolicyState> TYPE = new StreamType<>(
            new QosPolicyEvent.Family(),
            QosPolicyState.class,
            QosPolicyState::evolve,
            new Snapshots<>(Snapshot.class, Snapshot::of, Snapshot::state));

    private record Snapshot(QosPolicy policy, List<QosUser> users) {

        static Snapshot of(QosPolicyState state) {
            return new Snapshot(state.policy, List.copyOf(state.users));
        }

        QosPolicyState state() {
            return new QosPolicyState(policy, OrderedPSet.from(users));
        }
    }

    @SuppressWarnings("unchecked") // a policy's stream holds policy events only
    private static @Nullable QosPolicyState evolve(@Nullable QosPolicyState state, Recorded<?> recorded) {
        QosPolicy policy =
                QosPolicy.evolve(state == null ? null : state.policy, (Recorded<? extends QosPolicyEvent>) recorded);
        if (policy == null) {
            return null;
        }
        PSet<QosUser> users = state == null ? OrderedPSet.empty() : state.users;
        return switch ((QosPolicyEvent) recorded.event()) {
            case QosPolicyApplied applied -> new QosPolicyState(policy, users.plus(applied.user()));
            case QosPolicyWithdrawn withdrawn -> new QosPolicyState(policy, users.minus(withdrawn.user()));
            default -> new QosPolicyState(policy, users);
        };
    }

    /**
     * The policy, locked for this unit of work.
     *
     * @throws org.portolan.api.error.NeutronError 404 when there is none
     */
    static QosPolicyState get(Streams streams, UUID id) {
        return streams.get(TYPE, id, () -> new QosPolicyDescription().notFound(id));
    }
}
