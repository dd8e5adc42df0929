package org.portolan.api.port;

import org.portolan.api.caller.Caller;
import org.portolan.api.resource.Command;

/** What hosts report of ports. */
public sealed interface PortCommand extends Command {

    /** The host reports: the device of the port's binding of that generation is wired. */
    record ReportPortWired(PortId id, String host, long generation, Caller caller) implements PortCommand {}

    /** The host reports: the device of the port's binding of that generation is gone. */
    record ReportPortUnwired(PortId id, String host, long generation, Caller caller) implements PortCommand {}

    /** The host reports: it cannot wire the device of the port's binding of that generation. */
    record ReportPortFailed(PortId id, String host, long generation, String reason, Caller caller)
            implements PortCommand {}
}
