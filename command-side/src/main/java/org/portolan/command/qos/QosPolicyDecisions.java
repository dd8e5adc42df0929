package org.portolan.command.qos;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.portolan.api.error.NeutronError;
import org.portolan.api.qos.QosPolicy;
import org.portolan.api.qos.QosPolicyDescription;
import org.portolan.api.qos.QosPolicyEvent.QosPolicyCreated;
import org.portolan.api.qos.QosPolicyEvent.QosPolicyDeleted;
import org.portolan.api.qos.QosPolicyEvent.QosPolicyUpdated;
import org.portolan.api.qos.QosRule;
import org.portolan.api.qos.QosUser;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.ResourceCommand.Create;
import org.portolan.api.resource.ResourceCommand.Delete;
import org.portolan.api.resource.ResourceCommand.Update;
import org.portolan.command.Guards;
import org.portolan.command.ResourceDecisions;
import org.portolan.command.Streams;
import org.portolan.command.rbac.Shareable;

/** Decides about QoS policies: administrators make them, and nobody removes one that is in use. */
public final class QosPolicyDecisions implements ResourceDecisions<QosPolicy> {

    private static final List<String> KINDS_OF_USERS = List.of("port", "network", "fip", "router");

    private final Streams streams;
    private final QosPolicySharing sharing;

    /** Decisions on these streams. */
    public QosPolicyDecisions(Streams streams) {
        this.streams = streams;
        this.sharing = new QosPolicySharing(streams);
    }

    @Override
    public QosPolicyDescription description() {
        return new QosPolicyDescription();
    }

    @Override
    public Optional<Shareable<?>> shareable() {
        return Optional.of(sharing);
    }

    @Override
    public QosPolicy create(Create wish) {
        if (wish.project().value().isEmpty()) {
            throw new NeutronError(400, "BadRequest", "Bad QoS policy request: Must have \"policy_id\".");
        }
        UUID id = UUID.fromString(wish.id());
        if (wish.attributes().get(QosPolicyDescription.IS_DEFAULT)) {
            QosDefault.choose(streams, wish.project(), id);
        }
        Attributes attributes = sharing.ofNew(wish.attributes());
        streams.begin(QosPolicyState.TYPE, id, new QosPolicyCreated(id, wish.project(), attributes));
        sharing.follow(id, wish.project(), Attributes.none(), attributes);
        return QosPolicyState.get(streams, id).policy();
    }

    @Override
    public QosPolicy update(Update wish) {
        UUID id = UUID.fromString(wish.id());
        lockDefault(id);
        QosPolicyState state = QosPolicyState.get(streams, id);
        QosPolicy policy = state.policy();
        Guards.requireMay(wish, description(), policy, description().notFound(id));
        Guards.requireRevision(policy, wish.revision());
        Attributes changes = sharing.ofChanged(state, wish.changes()).changedFrom(policy.attributes());
        if (changes.has(QosPolicyDescription.IS_DEFAULT)) {
            if (changes.get(QosPolicyDescription.IS_DEFAULT)) {
                QosDefault.choose(streams, policy.project(), id);
            } else {
                QosDefault.drop(streams, policy.project(), id);
            }
        }
        if (!changes.isEmpty()) {
            streams.append(QosPolicyState.TYPE, id, new QosPolicyUpdated(id, changes));
            sharing.follow(
                    id,
                    wish.caller().project(),
                    policy.attributes(),
                    policy.attributes().with(changes));
        }
        return QosPolicyState.get(streams, id).policy();
    }

    @Override
    public void delete(Delete wish) {
        UUID id = UUID.fromString(wish.id());
        lockDefault(id);
        QosPolicyState state = QosPolicyState.get(streams, id);
        QosPolicy policy = state.policy();
        Guards.requireMay("delete_policy", policy, wish.caller(), description().notFound(id));
        Guards.requireRevision(policy, wish.revision());
        requireUnused(state);
        QosDefault.drop(streams, policy.project(), id);
        for (QosRule rule : policy.rules()) {
            QosRuleDecisions.end(streams, rule);
        }
        streams.append(QosPolicyState.TYPE, id, new QosPolicyDeleted(id));
        sharing.follow(id, policy.project(), policy.attributes(), Attributes.none());
    }

    /** The project's default comes before the policy in the order of locks. */
    private void lockDefault(UUID id) {
        streams.peek(QosPolicyState.TYPE, id)
                .ifPresent(state -> streams.find(QosDefault.TYPE, state.policy().project()));
    }

    private static void requireUnused(QosPolicyState state) {
        for (String kind : KINDS_OF_USERS) {
            for (QosUser user : state.users()) {
                if (user.kind().equals(kind)) {
                    throw NeutronError.conflict(
                            "QosPolicyInUse",
                            "QoS Policy " + state.policy().id() + " is used by " + kind + " " + user.id() + ".");
                }
            }
        }
    }
}
