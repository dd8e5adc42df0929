package org.portolan.command.port;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.portolan.api.agent.Agent;
import org.portolan.api.agent.AgentId;
import org.portolan.api.json.Json;
import org.portolan.api.port.Binding;
import org.portolan.api.port.Binding.BindingLevel;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortEvent;
import org.portolan.api.port.PortEvent.PortBindingFailed;
import org.portolan.api.port.PortEvent.PortBound;
import org.portolan.api.port.PortEvent.PortUnbound;
import org.portolan.api.segment.Segment;
import org.portolan.command.Streams;
import org.portolan.command.agent.AgentState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides where a port is bound: the first mechanism whose agent on the host is alive and can have a segment of it. */
final class PortBinder {

    private static final Logger LOGGER = LoggerFactory.getLogger(PortBinder.class);

    private final Streams streams;
    private final List<Mechanism> mechanisms;

    PortBinder(Streams streams, List<Mechanism> mechanisms) {
        this.streams = streams;
        this.mechanisms = List.copyOf(mechanisms);
    }

    /** What becomes of the port on the host that its attributes name, as the next generation of its binding. */
    PortEvent bind(Port port, List<Segment> segments) {
        String host = port.attributes().find(PortDescription.HOST_ID).orElse("");
        long generation = port.binding().generation() + 1;
        if (host.isEmpty()) {
            return new PortUnbound(port.id(), generation);
        }
        List<String> refusals = new ArrayList<>();
        for (Mechanism mechanism : mechanisms) {
            String vnicType = port.attributes().get(PortDescription.VNIC_TYPE);
            if (!mechanism.supports(vnicType)) {
                refusals.add(mechanism.name() + ": cannot plug " + vnicType);
                continue;
            }
            Optional<Agent> agent = streams.peek(AgentState.TYPE, AgentId.of(mechanism.agentType(), host));
            Optional<String> absence = agent.map(PortBinder::absence)
                    .orElse(Optional.of("no " + mechanism.agentType() + " is known on the host"));
            if (absence.isPresent()) {
                refusals.add(mechanism.name() + ": " + absence.get());
                continue;
            }
            for (Segment segment : segments) {
                try {
                    Optional<String> refusal = mechanism.refusal(agent.orElseThrow(), segment);
                    if (refusal.isEmpty()) {
                        return bound(mechanism, agent.orElseThrow(), port, host, segment);
                    }
                    refusals.add(mechanism.name() + ": " + refusal.get());
                } catch (RuntimeException broken) {
                    LOGGER.error("Mechanism {} failed to bind port {}", mechanism.name(), port.id(), broken);
                    refusals.add(mechanism.name() + ": failed, " + broken.getMessage());
                }
            }
        }
        return new PortBindingFailed(
                port.id(),
                new Binding(generation, host, Binding.BINDING_FAILED, Json.object(), List.of()),
                String.join("; ", refusals));
    }

    private static PortBound bound(Mechanism mechanism, Agent agent, Port port, String host, Segment segment) {
        return new PortBound(
                port.id(),
                new Binding(
                        port.binding().generation() + 1,
                        host,
                        mechanism.vifType(),
                        mechanism.vifDetails(agent, port),
                        List.of(new BindingLevel(mechanism.name(), segment.id()))));
    }

    private static Optional<String> absence(Agent agent) {
        if (!agent.alive()) {
            return Optional.of("the agent on the host is down");
        }
        return agent.isAdminStateUp() ? Optional.empty() : Optional.of("the agent on the host is switched off");
    }
}
