package org.portolan.command.qos;

import java.util.Optional;
import java.util.UUID;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.qos.QosPolicy;
import org.portolan.api.qos.QosPolicyDescription;
import org.portolan.api.qos.QosPolicyEvent.QosPolicyApplied;
import org.portolan.api.qos.QosPolicyEvent.QosPolicyWithdrawn;
import org.portolan.api.qos.QosUser;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Attributes;
import org.portolan.command.Guards;
import org.portolan.command.Streams;

/** What it means to a QoS policy that something has it: it knows its users, for nobody may remove it while there are any. */
public final class QosPolicyUse {

    private QosPolicyUse() {}

    /** What is asked for, with the project's default policy where nothing is said of one. */
    public static Attributes orDefault(
            Streams streams, Attributes asked, Attribute<UUID> attribute, ProjectId project) {
        if (asked.find(attribute).isPresent()) {
            return asked;
        }
        return QosDefault.of(streams, project)
                .map(policy -> asked.with(attribute, policy))
                .orElse(asked);
    }

    /**
     * Locks the policy that is asked for, before its user is locked.
     *
     * @throws NeutronError 404 when there is none that the caller may see
     */
    public static void require(Streams streams, Optional<UUID> policy, Caller caller) {
        policy.ifPresent(id -> {
            NeutronError notFound = new QosPolicyDescription().notFound(id);
            QosPolicy found = QosPolicyState.get(streams, id).policy();
            Guards.requireVisible(found, caller, notFound);
        });
    }

    /** The user has the policy from now on. */
    public static void begin(Streams streams, Optional<UUID> policy, String kind, Object user) {
        policy.ifPresent(id ->
                streams.append(QosPolicyState.TYPE, id, new QosPolicyApplied(id, new QosUser(kind, user.toString()))));
    }

    /** The user, with whichever policy it had, is gone. */
    public static void end(Streams streams, Optional<UUID> policy, String kind, Object user) {
        policy.ifPresent(id -> streams.append(
                QosPolicyState.TYPE, id, new QosPolicyWithdrawn(id, new QosUser(kind, user.toString()))));
    }

    /**
     * The user gets another policy, or none, if that is among what changes.
     *
     * @throws NeutronError 404 when there is none that the caller may see, 403 when the caller may not see the one before
     */
    public static void change(
            Streams streams,
            Attributes before,
            Attributes changes,
            Attribute<UUID> attribute,
            String kind,
            Object user,
            Caller caller) {
        if (!changes.has(attribute) || changes.find(attribute).equals(before.find(attribute))) {
            return;
        }
        require(streams, changes.find(attribute), caller);
        before.find(attribute).ifPresent(id -> {
            if (!QosPolicyState.get(streams, id).policy().isVisibleTo(caller)) {
                throw new NeutronError(
                        403,
                        "PolicyRemoveAuthorizationError",
                        "Failed to remove provided policy " + id + " because you are not authorized.");
            }
        });
        end(streams, before.find(attribute), kind, user);
        begin(streams, changes.find(attribute), kind, user);
    }
}
