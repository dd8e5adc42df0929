package org.portolan.command.qos;

import java.util.Optional;
import java.util.UUID;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortId;
import org.portolan.api.qos.QosPolicy;
import org.portolan.api.qos.QosPolicyDescription;
import org.portolan.api.qos.QosPolicyEvent.QosPolicyApplied;
import org.portolan.api.qos.QosPolicyEvent.QosPolicyWithdrawn;
import org.portolan.api.qos.QosUser;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Attributes;
import org.portolan.command.Streams;
import org.portolan.command.network.NetworkState;
import org.portolan.command.port.PortState;

/** What it means to a QoS policy that something has it: it knows its users, for nobody may remove it while there are any. */
public final class QosPolicyUse {

    private static final String GUARANTEE = "minimum_bandwidth";

    private QosPolicyUse() {}

    /** The policy as it was a moment ago, if it is there. */
    public static Optional<QosPolicy> peek(Streams streams, UUID id) {
        return streams.peek(QosPolicyState.TYPE, id).map(QosPolicyState::policy);
    }

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
            if (!QosPolicyState.get(streams, id).policy().isVisibleTo(caller)) {
                throw new QosPolicyDescription().notFound(id);
            }
        });
    }

    /**
     * Refuses a guaranteed bandwidth where packets travel in tunnels: what carries those is not the node's to share out.
     *
     * @throws NeutronError 409 when a rule of the policy cannot be kept on the network
     */
    public static void requireSupported(
            Streams streams, Optional<UUID> policy, Network network, String kind, Object user) {
        if (network.segments().getFirst().physicalNetwork() != null) {
            return;
        }
        boolean guaranteed = policy.stream()
                .flatMap(id -> QosPolicyState.get(streams, id).policy().rules().stream())
                .anyMatch(rule -> rule.type().equals(GUARANTEE));
        if (guaranteed) {
            throw notSupported(kind, user);
        }
    }

    /**
     * Refuses a new rule that those who have the policy cannot keep.
     *
     * @throws NeutronError 409
     */
    static void requireSupportedByUsers(Streams streams, UUID policy, String ruleType) {
        if (!ruleType.equals(GUARANTEE)) {
            return;
        }
        for (QosUser user : QosPolicyState.get(streams, policy).users()) {
            Optional<NetworkId> network =
                    switch (user.kind()) {
                        case "network" -> Optional.of(NetworkId.of(user.id()));
                        case "port" ->
                            streams.peek(PortState.TYPE, PortId.of(user.id())).map(Port::networkId);
                        case "fip", "router" -> Optional.empty();
                        default -> throw new IllegalStateException("nobody knows where a " + user.kind() + " is");
                    };
            network.flatMap(id -> streams.peek(NetworkState.TYPE, id))
                    .filter(state -> state.network().segments().getFirst().physicalNetwork() == null)
                    .ifPresent(tunnelled -> {
                        throw notSupported(user.kind(), user.id());
                    });
        }
    }

    private static NeutronError notSupported(String kind, Object user) {
        return NeutronError.conflict(
                kind.equals("port") ? "QosRuleNotSupported" : "QosRuleNotSupportedByNetwork",
                "Rule " + GUARANTEE + " is not supported by " + kind + " " + user);
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
