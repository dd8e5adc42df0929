package org.portolan.api.trunk;

import java.util.List;
import java.util.UUID;
import org.portolan.api.caller.Caller;
import org.portolan.api.resource.Command;
import tools.jackson.databind.node.ObjectNode;

/** What can be wished of a trunk besides POST, PUT and DELETE. */
public sealed interface TrunkCommand extends Command {

    /** Let these ports join the trunk; each says its {@code port_id} and how it is tagged. */
    record AddSubPorts(UUID id, List<ObjectNode> subPorts, Caller caller) implements TrunkCommand {}

    /** Let these ports leave the trunk; each says its {@code port_id}. */
    record RemoveSubPorts(UUID id, List<ObjectNode> subPorts, Caller caller) implements TrunkCommand {}

    /** The host of the parent port has its device, and is to have the sub-ports, too. */
    record TakeUpTrunk(UUID id, String host, Caller caller) implements TrunkCommand {}

    /** The parent port's host reports how far the trunk is wired: one of {@link Trunk#STATUSES}. */
    record ReportTrunkStatus(UUID id, String status, Caller caller) implements TrunkCommand {}
}
