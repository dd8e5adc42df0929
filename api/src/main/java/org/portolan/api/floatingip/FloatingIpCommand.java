package org.portolan.api.floatingip;

import org.portolan.api.caller.Caller;
import org.portolan.api.resource.Command;

/** What nodes report of floating IPs. */
public sealed interface FloatingIpCommand extends Command {

    /** The node of the floating IP's router reports whether frames pass: {@code ACTIVE}, {@code DOWN} or {@code ERROR}. */
    record ReportFloatingIpStatus(FloatingIpId id, String status, Caller caller) implements FloatingIpCommand {}
}
