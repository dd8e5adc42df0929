package org.portolan.command.securitygroup;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.UUID;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.resource.Command;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.securitygroup.SecurityGroupDescription;
import org.portolan.command.Commands;
import org.portolan.command.securitygroup.SecurityGroupDecisions.MakeDefaultSecurityGroup;
import org.portolan.rest.MadeOnDemand;

/** Sees to it that whoever lists the security groups of a project finds its default one. */
public final class DefaultSecurityGroups implements MadeOnDemand {

    private static final int KEPT_PROJECTS = 10_000;

    private final Commands commands;
    private final Cache<ProjectId, UUID> shown =
            Caffeine.newBuilder().maximumSize(KEPT_PROJECTS).build();

    /** Default groups that are made by these commands. */
    public DefaultSecurityGroups(Commands commands) {
        this.commands = commands;
    }

    @Override
    public void beforeList(ResourceDescription<?> listed, ProjectId project, Caller caller) {
        if (!(listed instanceof SecurityGroupDescription) || project.value().isEmpty()) {
            return;
        }
        Command wish = new MakeDefaultSecurityGroup(project, caller);
        UUID group = commands.execute(wish, UUID.class);
        if (!group.equals(shown.getIfPresent(project))) {
            // Another may have made it just now: decided, but not yet shown.
            shown.put(project, commands.executeShown(wish, UUID.class));
        }
    }
}
