package org.portolan.command.port;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.portolan.api.agent.Agent;
import org.portolan.api.segment.Segment;
import tools.jackson.databind.node.ObjectNode;

/**
 * A way to bring a port's frames from one of its network's segments to its device. Mechanisms are tried in configured order.
 *
 * <p>One that reaches the host binds the port. One that covers part of the way only, such as a fabric that ends tunnels at its
 * edge, names the segments that lead on from there, and the mechanisms are asked again for those, one level lower.
 */
public interface Mechanism {

    /** The mechanism's name, as Neutron's {@code mechanism_drivers} has it. */
    String name();

    /** What it can do for the port on that segment. */
    Answer bind(Plug plug, Segment segment);

    /**
     * Whether hosts with these agents can have the segment at all.
     *
     * @param agents the agent of a type that is registered on the host
     */
    default boolean reaches(Function<String, Optional<Agent>> agents, Segment segment) {
        return false;
    }

    /** What a mechanism can do for a port. */
    sealed interface Answer {

        /**
         * It brings the port's frames to its device.
         *
         * @param vifType how the hypervisor plugs the device, such as {@code ovs}
         * @param vifDetails what else the hypervisor must know
         */
        record Bound(String vifType, ObjectNode vifDetails) implements Answer {}

        /** It brings the port's frames to any of these segments, from which another one must lead on. */
        record Next(List<Segment> segments) implements Answer {}

        /** It can do nothing, for that reason. */
        record Refused(String reason) implements Answer {}
    }
}
