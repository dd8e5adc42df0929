package org.portolan.command.securitygroup;

import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;
import org.pcollections.PSet;
import org.portolan.api.event.Recorded;
import org.portolan.api.port.PortId;
import org.portolan.api.securitygroup.SecurityGroup;
import org.portolan.api.securitygroup.SecurityGroupDescription;
import org.portolan.api.securitygroup.SecurityGroupEvent;
import org.portolan.api.securitygroup.SecurityGroupEvent.RemoteGroupRuleAdded;
import org.portolan.api.securitygroup.SecurityGroupEvent.RemoteGroupRuleRemoved;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupMemberAdded;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupMemberRemoved;
import org.portolan.command.StreamType;
import org.portolan.command.StreamType.Snapshots;
import org.portolan.command.Streams;

/**
 * A security group as decisions see it: what all see, and who relies on it.
 *
 * @param members the ports that are in it
 * @param remoteRules the rules of other groups that name it as their remote group, with their groups
 */
public record SecurityGroupState(SecurityGroup group, PSet<PortId> members, PMap<UUID, UUID> remoteRules) {

    /** The streams of security groups. */
    public static final StreamType<SecurityGroupState> TYPE = new StreamType<>(
            new SecurityGroupEvent.Family(),
            SecurityGroupState.class,
            SecurityGroupState::evolve,
            new Snapshots<>(Snapshot.class, Snapshot::of, Snapshot::state));

    private record Snapshot(SecurityGroup group, Set<PortId> members, Map<UUID, UUID> remoteRules) {

        static Snapshot of(SecurityGroupState state) {
            return new Snapshot(state.group, state.members, state.remoteRules);
        }

        SecurityGroupState state() {
            return new SecurityGroupState(group, HashTreePSet.from(members), HashTreePMap.from(remoteRules));
        }
    }

    @SuppressWarnings("unchecked") // a security group's stream holds security group events only
    private static @Nullable SecurityGroupState evolve(@Nullable SecurityGroupState state, Recorded<?> recorded) {
        SecurityGroup group = SecurityGroup.evolve(
                state == null ? null : state.group, (Recorded<? extends SecurityGroupEvent>) recorded);
        if (group == null) {
            return null;
        }
        PSet<PortId> members = state == null ? HashTreePSet.empty() : state.members;
        PMap<UUID, UUID> remoteRules = state == null ? HashTreePMap.empty() : state.remoteRules;
        return switch ((SecurityGroupEvent) recorded.event()) {
            case SecurityGroupMemberAdded e -> new SecurityGroupState(group, members.plus(e.portId()), remoteRules);
            case SecurityGroupMemberRemoved e -> new SecurityGroupState(group, members.minus(e.portId()), remoteRules);
            case RemoteGroupRuleAdded e ->
                new SecurityGroupState(group, members, remoteRules.plus(e.ruleId(), e.securityGroupId()));
            case RemoteGroupRuleRemoved e -> new SecurityGroupState(group, members, remoteRules.minus(e.ruleId()));
            default -> new SecurityGroupState(group, members, remoteRules);
        };
    }

    /**
     * The security group, locked for this unit of work.
     *
     * @throws org.portolan.api.error.NeutronError 404 when there is none
     */
    public static SecurityGroupState get(Streams streams, UUID id) {
        return streams.get(TYPE, id, () -> new SecurityGroupDescription().notFound(id));
    }
}
