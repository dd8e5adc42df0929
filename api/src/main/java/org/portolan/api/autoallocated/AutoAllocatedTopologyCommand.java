package org.portolan.api.autoallocated;

import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.resource.Command;

/** What can be wished of the topology of a project. */
public sealed interface AutoAllocatedTopologyCommand extends Command {

    /** The project. */
    ProjectId project();

    /**
     * Give the project a topology, if it has none.
     *
     * @param dryRun whether only to look if that could be done
     */
    record AllocateTopology(ProjectId project, boolean dryRun, Caller caller) implements AutoAllocatedTopologyCommand {}

    /** Take the topology from the project. */
    record RemoveTopology(ProjectId project, Caller caller) implements AutoAllocatedTopologyCommand {}
}
