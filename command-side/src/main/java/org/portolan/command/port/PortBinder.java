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
import org.springframework.stereotype.Component;

/** Decides where a port is bound: the first mechanism whose agent on the host is alive and can have a segment of it. */
@Component
final class PortBinder {

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
                Optional<String> refusal = mechanism.refusal(agent.orElseThrow(), segment);
                if (refusal.isEmpty()) {
                    return new PortBound(
                            port.id(),
                            new Binding(
                                    generation,
                                    host,
                                    mechanism.vifType(),
                                    mechanism.vifDetails(agent.orElseThrow(), port),
                                    List.of(new BindingLevel(mechanism.name(), segment.id()))));
                }
                refusals.add(mechanism.name() + ": " + refusal.get());
            }
        }
        return new PortBindingFailed(
                port.id(),
                new Binding(generation, host, Binding.BINDING_FAILED, Json.object(), List.of()),
                String.join("; ", refusals));
    }

    private static Optional<String> absence(Agent agent) {
        if (!agent.alive()) {
            return Optional.of("the agent on the host is down");
        }
        return agent.isAdminStateUp() ? Optional.empty() : Optional.of("the agent on the host is switched off");
    }
}
