package org.portolan.command.qos;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.event.Recorded;
import org.portolan.api.qos.QosDefaultEvent;
import org.portolan.api.qos.QosDefaultEvent.QosDefaultChosen;
import org.portolan.api.qos.QosDefaultEvent.QosDefaultDropped;
import org.portolan.command.StreamType;
import org.portolan.command.Streams;

/** The policy that a project's new networks get when they do not say: one for each project at most. */
record QosDefault(UUID policy) {

    static final StreamType<QosDefault> TYPE =
            new StreamType<>(new QosDefaultEvent.Family(), QosDefault.class, QosDefault::evolve);

    private static @Nullable QosDefault evolve(@Nullable QosDefault state, Recorded<?> recorded) {
        return switch ((QosDefaultEvent) recorded.event()) {
            case QosDefaultChosen chosen -> new QosDefault(chosen.policyId());
            case QosDefaultDropped dropped -> null;
        };
    }

    /** The project's default policy. */
    static Optional<UUID> of(Streams streams, ProjectId project) {
        return streams.peek(TYPE, project).map(QosDefault::policy);
    }

    /**
     * Makes it the project's default policy.
     *
     * @throws NeutronError 409 when there is another one
     */
    static void choose(Streams streams, ProjectId project, UUID policy) {
        Optional<QosDefault> known = streams.find(TYPE, project);
        if (known.filter(other -> !other.policy.equals(policy)).isPresent()) {
            throw NeutronError.conflict(
                    "QoSPolicyDefaultAlreadyExists", "A default QoS policy exists for project " + project + ".");
        }
        if (known.isEmpty()) {
            streams.append(TYPE, project, new QosDefaultChosen(project, policy));
        }
    }

    /** Makes it the project's default policy no more, if it was. */
    static void drop(Streams streams, ProjectId project, UUID policy) {
        streams.find(TYPE, project)
                .filter(known -> known.policy.equals(policy))
                .ifPresent(known -> streams.append(TYPE, project, new QosDefaultDropped(project)));
    }
}
