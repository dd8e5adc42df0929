package org.portolan.agent.controller;

import org.portolan.api.agent.Agent;
import org.portolan.api.json.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the agent tells of one of its services; to the controller, as to Neutron's clients, that is an agent of its own.
 *
 * @param agentType Neutron's name for it
 */
public record ServiceCard(String agentType, String host, ObjectNode configurations) implements Card {
    @Override
    public ObjectNode json() {
        ObjectNode card = Json.object()
                .put("agent_type", agentType)
                .put("host", host)
                .put("binary", "portolan-agent")
                .put("topic", Agent.topicOf(agentType))
                .put("availability_zone", "nova");
        card.set("configurations", configurations);
        return card;
    }
}
