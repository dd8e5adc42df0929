package org.portolan.command.securitygroup;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.port.PortId;
import org.portolan.api.securitygroup.SecurityGroup;
import org.portolan.api.securitygroup.SecurityGroupDescription;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupMemberAdded;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupMemberRemoved;
import org.portolan.command.Streams;

/** Which ports are in which security groups. A group's lock is taken before that of any network. */
public final class Memberships {

    private final Streams streams;
    private final SecurityGroups groups;

    /** Memberships in these streams. */
    public Memberships(Streams streams) {
        this.streams = streams;
        this.groups = new SecurityGroups(streams);
    }

    /** The groups that a new port of the project is in when nobody names any; they are there by then, and locked. */
    public List<UUID> byDefault(ProjectId project) {
        if (project.value().isEmpty()) {
            return List.of();
        }
        UUID group = groups.defaultOf(project);
        if (streams.find(SecurityGroupState.TYPE, group).isEmpty()) {
            // It was removed since it was looked up, and its lock is ours: so is the newest default group now.
            group = groups.defaultOf(project);
        }
        return List.of(group);
    }

    /** Locks these groups. */
    public void lock(List<UUID> ids) {
        groups.lock(ids);
    }

    /**
     * Refuses groups that a port of that project may not be in.
     *
     * @throws org.portolan.api.error.NeutronError 404 when there are none, or the caller may not know of them
     */
    public void require(List<UUID> ids, ProjectId project, Caller caller) {
        String missing = ids.stream()
                .filter(Predicate.not(id -> mayBeIn(id, project, caller)))
                .map(UUID::toString)
                .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            throw new SecurityGroupDescription().notFound(missing);
        }
    }

    private boolean mayBeIn(UUID id, ProjectId project, Caller caller) {
        Optional<SecurityGroup> group =
                streams.find(SecurityGroupState.TYPE, id).map(SecurityGroupState::group);
        return group.filter(
                        known -> known.isVisibleTo(caller) || known.project().equals(project))
                .isPresent();
    }

    /** Lets a port that was in some groups be in others. */
    public void change(PortId port, List<UUID> before, List<UUID> after) {
        List<UUID> left = new ArrayList<>(before);
        left.removeAll(after);
        left.forEach(
                group -> streams.append(SecurityGroupState.TYPE, group, new SecurityGroupMemberRemoved(group, port)));
        List<UUID> joined = new ArrayList<>(after);
        joined.removeAll(before);
        joined.forEach(
                group -> streams.append(SecurityGroupState.TYPE, group, new SecurityGroupMemberAdded(group, port)));
    }
}
