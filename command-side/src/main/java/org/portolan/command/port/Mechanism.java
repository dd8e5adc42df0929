package org.portolan.command.port;

import java.util.Optional;
import org.portolan.api.agent.Agent;
import org.portolan.api.port.Port;
import org.portolan.api.segment.Segment;
import tools.jackson.databind.node.ObjectNode;

/** A way to plug a port's device on a host: which agent does it, and for which segments. Tried in configured order. */
public interface Mechanism {

    /** The mechanism's name, as Neutron's {@code mechanism_drivers} has it. */
    String name();

    /** The type of the agent that must run on the host. */
    String agentType();

    /** How the hypervisor plugs the device, such as {@code ovs}. */
    String vifType();

    /** Whether devices of that kind can be plugged. */
    boolean supports(String vnicType);

    /** Whether the agent's host can have the segment, or why not. */
    Optional<String> refusal(Agent agent, Segment segment);

    /** What else the hypervisor must know. */
    ObjectNode vifDetails(Agent agent, Port port);
}
