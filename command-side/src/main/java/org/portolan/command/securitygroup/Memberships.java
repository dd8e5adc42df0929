package org.portolan.command.securitygroup;

import static org.portolan.api.port.PortDescription.PORT_SECURITY_ENABLED;
import static org.portolan.api.port.PortDescription.SECURITY_GROUPS;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.securitygroup.SecurityGroup;
import org.portolan.api.securitygroup.SecurityGroupDescription;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupMemberAdded;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupMemberRemoved;
import org.portolan.command.Streams;

/**
 * Which ports are in which security groups. Groups are locked after the port's network: nothing that locks a group first
 * ever needs a network.
 */
public final class Memberships {

    private final Streams streams;
    private final SecurityGroups groups;

    /** Memberships in these streams. */
    public Memberships(Streams streams) {
        this.streams = streams;
        this.groups = new SecurityGroups(streams);
    }

    /** The groups that a port is in. */
    public static List<UUID> of(Port port) {
        return port.attributes().find(SECURITY_GROUPS).orElse(List.of());
    }

    /**
     * The groups that a new port is in: those that are named, or else its project's default group if it is filtered.
     *
     * @throws org.portolan.api.error.NeutronError 404 when there are none such, or the caller may not know of them
     */
    public List<UUID> ofNew(Attributes port, ProjectId project, Caller caller) {
        if (port.has(SECURITY_GROUPS)) {
            List<UUID> named = port.get(SECURITY_GROUPS);
            require(named, project, caller);
            return named;
        }
        boolean filtered = port.get(PORT_SECURITY_ENABLED) && !project.value().isEmpty();
        return filtered ? List.of(groups.defaultOf(project)) : List.of();
    }

    /**
     * Refuses groups that the port is not in and may not join.
     *
     * @throws org.portolan.api.error.NeutronError 404 when there are none such, or the caller may not know of them
     */
    public void requireJoinable(Port port, List<UUID> wanted, Caller caller) {
        List<UUID> joined = new ArrayList<>(wanted);
        joined.removeAll(of(port));
        require(joined, port.project(), caller);
    }

    private void require(List<UUID> ids, ProjectId project, Caller caller) {
        groups.lock(ids);
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
        return group.filter(known ->
                        known.isVisibleTo(caller) || known.project().equals(project) || known.isSharedWith(project))
                .isPresent();
    }

    /** Lets a port that was in some groups be in others. */
    public void change(PortId port, List<UUID> before, List<UUID> after) {
        List<UUID> left = new ArrayList<>(before);
        left.removeAll(after);
        groups.lock(left);
        left.forEach(
                group -> streams.append(SecurityGroupState.TYPE, group, new SecurityGroupMemberRemoved(group, port)));
        List<UUID> joined = new ArrayList<>(after);
        joined.removeAll(before);
        joined.forEach(
                group -> streams.append(SecurityGroupState.TYPE, group, new SecurityGroupMemberAdded(group, port)));
    }
}
