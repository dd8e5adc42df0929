package org.portolan.api.node;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.portolan.api.event.Event;
import org.portolan.api.event.Recorded;
import org.portolan.api.port.PortEvent.PortCreated;
import org.portolan.api.port.PortEvent.PortDeleted;
import org.portolan.api.port.PortEvent.PortUpdated;
import org.portolan.api.port.PortId;
import org.portolan.api.qos.QosPolicyEvent;
import org.portolan.api.qos.QosPolicyEvent.QosPolicyCreated;
import org.portolan.api.qos.QosPolicyEvent.QosPolicyDeleted;

/**
 * What nodes must know to mark and limit what ports send and receive. A pure fold, a part of {@link Topology}.
 *
 * @param ports those that a policy holds for
 */
public record NodeQos(PMap<UUID, NodeQosPolicy> policies, PMap<PortId, NodePortQos> ports) {

    /** Nothing, before the first event. */
    public static NodeQos none() {
        return new NodeQos(HashTreePMap.empty(), HashTreePMap.empty());
    }

    /** Whether events of that kind can change this. */
    static boolean concerns(Event event) {
        return switch (event) {
            case PortCreated e -> NodePortQos.concerns(e.attributes());
            case PortUpdated e -> NodePortQos.concerns(e.changes());
            case PortDeleted e -> true;
            case QosPolicyEvent e -> NodeQosPolicy.concerns(e);
            default -> false;
        };
    }

    /** This after an event that concerns it. */
    NodeQos evolve(Recorded<?> recorded) {
        long at = recorded.position();
        return switch (recorded.event()) {
            case PortCreated e -> with(NodePortQos.of(e.id(), e.attributes(), at));
            case PortUpdated e ->
                with(ports.getOrDefault(e.id(), new NodePortQos(e.id(), null, null, at))
                        .with(e.changes(), at));
            case PortDeleted e -> new NodeQos(policies, ports.minus(e.id()));
            case QosPolicyCreated e -> with(NodeQosPolicy.of(e, at));
            case QosPolicyDeleted e -> new NodeQos(policies.minus(e.id()), ports);
            case QosPolicyEvent e -> {
                UUID id = UUID.fromString(recorded.stream().key());
                yield with(Objects.requireNonNull(
                                policies.get(id), () -> "the log tells of policy " + id + " before its creation")
                        .evolve(e, at));
            }
            default -> this;
        };
    }

    NodeQos with(NodeQosPolicy policy) {
        return new NodeQos(policies.plus(policy.id(), policy), ports);
    }

    NodeQos with(NodePortQos port) {
        return new NodeQos(policies, port.isNone() ? ports.minus(port.id()) : ports.plus(port.id(), port));
    }

    /** The policy of a port; its network's holds for guests' ports only. */
    public Optional<NodeQosPolicy> policyOf(NodePort port) {
        NodePortQos qos = ports.get(port.id());
        if (qos == null) {
            return Optional.empty();
        }
        UUID policy = qos.own() != null || port.deviceOwner().startsWith("network:") ? qos.own() : qos.network();
        return policy == null ? Optional.empty() : Optional.ofNullable(policies.get(policy));
    }

    Stream<NodeFact> facts() {
        return Stream.concat(policies.values().stream(), ports.values().stream());
    }
}
