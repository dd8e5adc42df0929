package org.portolan.agent.controller;

import tools.jackson.databind.node.ObjectNode;

/** What an agent tells of itself when it registers. */
public sealed interface Card permits AgentCard, ServiceCard {
    /** As the controller takes it. */
    ObjectNode json();
}
