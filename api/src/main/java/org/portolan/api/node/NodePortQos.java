package org.portolan.api.node;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attributes;

/**
 * Which QoS policy holds for a port.
 *
 * @param own the port's policy, or null
 * @param network its network's policy, or null
 * @param cause the position of the event that made it so
 */
public record NodePortQos(
        PortId id, @Nullable UUID own, @Nullable UUID network, long cause) implements NodeFact {

    /** Of a port with these attributes. */
    static NodePortQos of(PortId id, Attributes attributes, long at) {
        return new NodePortQos(id, null, null, at).with(attributes, at);
    }

    /** Whether a change of those attributes can change it. */
    static boolean concerns(Attributes changes) {
        return changes.has(PortDescription.QOS_POLICY_ID) || changes.has(PortDescription.QOS_NETWORK_POLICY_ID);
    }

    NodePortQos with(Attributes changes, long at) {
        return new NodePortQos(
                id,
                changes.has(PortDescription.QOS_POLICY_ID)
                        ? changes.find(PortDescription.QOS_POLICY_ID).orElse(null)
                        : own,
                changes.has(PortDescription.QOS_NETWORK_POLICY_ID)
                        ? changes.find(PortDescription.QOS_NETWORK_POLICY_ID).orElse(null)
                        : network,
                at);
    }

    boolean isNone() {
        return own == null && network == null;
    }
}
