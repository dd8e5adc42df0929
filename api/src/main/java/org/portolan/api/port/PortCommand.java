package org.portolan.api.port;

import org.portolan.api.agent.AgentId;
import org.portolan.api.caller.Caller;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Command;

/** What is wished of ports beside their attributes, and what hosts report of them. */
public sealed interface PortCommand extends Command {

    /** Prepare the port for that host, beside the one that it is on. */
    record PrepareBinding(PortId id, Attributes binding, Caller caller) implements PortCommand {}

    /** Change what the port is, or would be, on that host. */
    record ChangeBinding(PortId id, String host, Attributes changes, Caller caller) implements PortCommand {}

    /** Let the port be on that host, for which it was prepared. */
    record ActivateBinding(PortId id, String host, Caller caller) implements PortCommand {}

    /** Forget what the port is, or would be, on that host. */
    record DropBinding(PortId id, String host, Caller caller) implements PortCommand {}

    /** The host's agent is there again: bind the port if it could not be bound before. */
    record BindAgain(PortId id, Caller caller) implements PortCommand {}

    /** The host reports: the device of the port's binding of that generation is wired. */
    record ReportPortWired(PortId id, String host, long generation, Caller caller) implements PortCommand {}

    /** The host reports: the device of the port's binding of that generation is gone. */
    record ReportPortUnwired(PortId id, String host, long generation, Caller caller) implements PortCommand {}

    /** The host reports: it cannot wire the device of the port's binding of that generation. */
    record ReportPortFailed(PortId id, String host, long generation, String reason, Caller caller)
            implements PortCommand {}

    /**
     * An agent reports: it has done its part for the port's binding of that generation.
     *
     * @param entity for whom it says so, such as {@code DHCP}
     */
    record ReportPortProvisioned(PortId id, String entity, AgentId agent, long generation, Caller caller)
            implements PortCommand {}
}
