package org.portolan.command.securitygroup;

import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.securitygroup.SecurityGroupDescription;
import org.portolan.command.Commands;
import org.portolan.command.securitygroup.SecurityGroupDecisions.MakeDefaultSecurityGroup;
import org.portolan.rest.MadeOnDemand;

/** Sees to it that whoever lists the security groups of a project finds its default one. */
public final class DefaultSecurityGroups implements MadeOnDemand {

    private final Commands commands;

    /** Default groups that are made by these commands. */
    public DefaultSecurityGroups(Commands commands) {
        this.commands = commands;
    }

    @Override
    public boolean concerns(ResourceDescription<?> listed) {
        return listed instanceof SecurityGroupDescription;
    }

    @Override
    public void makeFor(ProjectId project, Caller caller) {
        if (!project.value().isEmpty()) {
            commands.execute(new MakeDefaultSecurityGroup(project, caller));
        }
    }
}
