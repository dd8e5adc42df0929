package org.portolan.api.subnet;

import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Command;

/** What can be wished of subnets. */
public sealed interface SubnetCommand extends Command {

    /** Make a subnet with that id for that project. */
    record CreateSubnet(SubnetId id, ProjectId projectId, Attributes attributes, Caller caller)
            implements SubnetCommand {}

    /** Change these attributes, if the subnet still has that revision where one is given. */
    record UpdateSubnet(
            SubnetId id, Attributes changes, @Nullable Long revision, Caller caller) implements SubnetCommand {}

    /** Remove the subnet, if it still has that revision where one is given. */
    record DeleteSubnet(SubnetId id, @Nullable Long revision, Caller caller) implements SubnetCommand {}
}
