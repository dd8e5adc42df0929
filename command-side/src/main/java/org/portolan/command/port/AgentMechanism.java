package org.portolan.command.port;

import java.util.Optional;
import java.util.function.Function;
import org.portolan.api.agent.Agent;
import org.portolan.api.segment.Segment;
import tools.jackson.databind.node.ObjectNode;

/** A mechanism by which an agent plugs the device: one of its type must be alive and switched on on the host. */
public abstract class AgentMechanism implements Mechanism {

    /** The type of the agent that must run on the host. */
    public abstract String agentType();

    /** How the hypervisor plugs the device, such as {@code ovs}. */
    protected abstract String vifType();

    /** Whether devices of that kind can be plugged. */
    protected abstract boolean supports(String vnicType);

    /** Why the agent's host cannot have the segment, or empty when it can. */
    protected abstract Optional<String> refusal(Agent agent, Segment segment);

    /** What else the hypervisor must know. */
    protected abstract ObjectNode vifDetails(Agent agent, Plug plug);

    @Override
    public final boolean reaches(Function<String, Optional<Agent>> agents, Segment segment) {
        return agents.apply(agentType())
                .filter(agent -> refusal(agent, segment).isEmpty())
                .isPresent();
    }

    @Override
    public final Answer bind(Plug plug, Segment segment) {
        if (!supports(plug.vnicType())) {
            return new Answer.Refused("cannot plug " + plug.vnicType());
        }
        Optional<Agent> agent = plug.agents().apply(agentType());
        if (agent.isEmpty()) {
            return new Answer.Refused("no " + agentType() + " is known on the host");
        }
        if (!agent.get().alive()) {
            return new Answer.Refused("the agent on the host is down");
        }
        if (!agent.get().isAdminStateUp()) {
            return new Answer.Refused("the agent on the host is switched off");
        }
        return refusal(agent.get(), segment)
                .<Answer>map(Answer.Refused::new)
                .orElseGet(() -> new Answer.Bound(vifType(), vifDetails(agent.get(), plug)));
    }
}
