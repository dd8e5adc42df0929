package org.portolan.command.securitygroup;

import static org.portolan.api.securitygroup.SecurityGroupDescription.NAME;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Command;
import org.portolan.api.resource.ResourceCommand.Create;
import org.portolan.api.resource.ResourceCommand.Delete;
import org.portolan.api.resource.ResourceCommand.Update;
import org.portolan.api.securitygroup.SecurityGroup;
import org.portolan.api.securitygroup.SecurityGroupDescription;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupUpdated;
import org.portolan.api.securitygroup.SecurityGroupRuleDescription;
import org.portolan.command.Guards;
import org.portolan.command.ResourceDecisions;
import org.portolan.command.Streams;
import org.portolan.command.logging.LogSubjects;
import org.portolan.command.rbac.Shareable;

/** Decides about security groups. */
public final class SecurityGroupDecisions implements ResourceDecisions<SecurityGroup> {

    private final Streams streams;
    private final SecurityGroups groups;
    private final SecurityGroupSharing sharing;

    /** Decisions on these streams. */
    public SecurityGroupDecisions(Streams streams) {
        this.streams = streams;
        this.groups = new SecurityGroups(streams);
        this.sharing = new SecurityGroupSharing(streams);
    }

    @Override
    public SecurityGroupDescription description() {
        return new SecurityGroupDescription();
    }

    @Override
    public Optional<Shareable<?>> shareable() {
        return Optional.of(sharing);
    }

    /** The rules that let all leave. */
    @Override
    public Map<String, Integer> implied() {
        return Map.of(
                new SecurityGroupRuleDescription().name(),
                SecurityGroupRuleDescription.ofNewGroup("").size());
    }

    /** Let the project have its default group. */
    public record MakeDefaultSecurityGroup(ProjectId project, Caller caller) implements Command {}

    /** Makes the project's default group, unless it is there. */
    @CommandHandler
    void handle(MakeDefaultSecurityGroup wish) {
        if (groups.peekDefaultOf(wish.project()).isEmpty()) {
            groups.defaultOf(wish.project());
        }
    }

    /** Makes a group that lets all leave; the project's default group is there by then. */
    @Override
    public SecurityGroup create(Create wish) {
        if (!wish.project().value().isEmpty()) {
            groups.defaultOf(wish.project());
        }
        return groups.make(
                UUID.fromString(wish.id()),
                wish.project(),
                wish.attributes(),
                SecurityGroupRuleDescription.ofNewGroup(wish.id()));
    }

    @Override
    public SecurityGroup update(Update wish) {
        UUID id = UUID.fromString(wish.id());
        SecurityGroupState state = SecurityGroupState.get(streams, id);
        SecurityGroup group = state.group();
        Guards.requireMay(wish, description(), group, description().notFound(id));
        Guards.requireRevision(group, wish.revision());
        Attributes changes = wish.changes().changedFrom(group.attributes());
        if (changes.has(SecurityGroupDescription.STATEFUL)) {
            requireUnused(state);
        }
        if (group.isDefault() && wish.changes().has(NAME)) {
            throw NeutronError.conflict(
                    "SecurityGroupCannotUpdateDefault", "Updating default security group not allowed.");
        }
        if (!changes.isEmpty()) {
            streams.append(SecurityGroupState.TYPE, id, new SecurityGroupUpdated(id, changes));
        }
        return SecurityGroupState.get(streams, id).group();
    }

    /** Removes a group that no port is in; rules of other groups that name it go with it. */
    @Override
    public void delete(Delete wish) {
        UUID id = UUID.fromString(wish.id());
        groups.lockWithNeighbours(id);
        SecurityGroupState state = own("delete_security_group", id, wish.caller());
        Guards.requireRevision(state.group(), wish.revision());
        requireUnused(state);
        if (state.group().isDefault() && !wish.caller().isAdmin()) {
            throw NeutronError.conflict(
                    "SecurityGroupCannotRemoveDefault", "Insufficient rights for removing default security group.");
        }
        LogSubjects.endWith(streams, state.group());
        groups.end(SecurityGroupState.get(streams, id));
        sharing.follow(id, state.group().project(), state.group().attributes(), Attributes.none());
    }

    private static void requireUnused(SecurityGroupState state) {
        if (!state.members().isEmpty()) {
            throw NeutronError.conflict(
                    "SecurityGroupInUse", "Security Group " + state.group().id() + " in use.");
        }
    }

    private SecurityGroupState own(String action, UUID id, Caller caller) {
        SecurityGroupState state = SecurityGroupState.get(streams, id);
        Guards.requireMay(action, state.group(), caller, description().notFound(id));
        return state;
    }
}
