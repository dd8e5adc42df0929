package org.portolan.api.port;

import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Command;

/** What can be wished of ports, and what hosts report of them. */
public sealed interface PortCommand extends Command {

    /** Make a port with that id for that project. */
    record CreatePort(PortId id, ProjectId projectId, Attributes attributes, Caller caller) implements PortCommand {}

    /** Change these attributes, if the port still has that revision where one is given. */
    record UpdatePort(
            PortId id, Attributes changes, @Nullable Long revision, Caller caller) implements PortCommand {}

    /** Remove the port, if it still has that revision where one is given. */
    record DeletePort(PortId id, @Nullable Long revision, Caller caller) implements PortCommand {}

    /** The host reports: the device of the port's binding of that generation is wired. */
    record ReportPortWired(PortId id, String host, long generation, Caller caller) implements PortCommand {}

    /** The host reports: the device of the port's binding of that generation is gone. */
    record ReportPortUnwired(PortId id, String host, long generation, Caller caller) implements PortCommand {}

    /** The host reports: it cannot wire the device of the port's binding of that generation. */
    record ReportPortFailed(PortId id, String host, long generation, String reason, Caller caller)
            implements PortCommand {}
}
