package org.portolan.command.securitygroup;

import static org.portolan.api.securitygroup.SecurityGroupRuleDescription.REMOTE_ADDRESS_GROUP_ID;
import static org.portolan.api.securitygroup.SecurityGroupRuleDescription.REMOTE_GROUP_ID;
import static org.portolan.api.securitygroup.SecurityGroupRuleDescription.SECURITY_GROUP_ID;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.portolan.api.addressgroup.AddressGroupEvent.AddressGroupRuleAdded;
import org.portolan.api.addressgroup.AddressGroupEvent.AddressGroupRuleRemoved;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Recorded;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.securitygroup.DefaultSecurityGroupEvent;
import org.portolan.api.securitygroup.DefaultSecurityGroupEvent.DefaultSecurityGroupGone;
import org.portolan.api.securitygroup.DefaultSecurityGroupEvent.DefaultSecurityGroupMade;
import org.portolan.api.securitygroup.SecurityGroup;
import org.portolan.api.securitygroup.SecurityGroupDescription;
import org.portolan.api.securitygroup.SecurityGroupEvent.RemoteGroupRuleAdded;
import org.portolan.api.securitygroup.SecurityGroupEvent.RemoteGroupRuleRemoved;
import org.portolan.api.securitygroup.SecurityGroupEvent.Rule;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupCreated;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupDeleted;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupRuleAdded;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupRuleRemoved;
import org.portolan.api.securitygroup.SecurityGroupRuleDescription;
import org.portolan.api.securitygroup.SecurityGroupRuleEvent.SecurityGroupRuleCreated;
import org.portolan.api.securitygroup.SecurityGroupRuleEvent.SecurityGroupRuleDeleted;
import org.portolan.command.StreamType;
import org.portolan.command.Streams;
import org.portolan.command.addressgroup.AddressGroupState;

/**
 * Makes and ends security groups and rules, and keeps true what spans their streams.
 *
 * <ol>
 *   <li>A project has one default group at most; it is there when it is first needed.
 *   <li>A rule is in its group's stream and has one of its own; both tell the same.
 *   <li>What a rule names, a remote group or an address group, knows the rule.
 * </ol>
 */
public final class SecurityGroups {

    /** The streams of rules by themselves. */
    static final StreamType<PlainResource> RULES = StreamType.of(new SecurityGroupRuleDescription());

    /** The default group of each project. */
    private static final StreamType<UUID> DEFAULTS =
            new StreamType<>(new DefaultSecurityGroupEvent.Family(), UUID.class, SecurityGroups::defaultAfter);

    private final Streams streams;

    /** Security groups in these streams. */
    public SecurityGroups(Streams streams) {
        this.streams = streams;
    }

    private static @Nullable UUID defaultAfter(@Nullable UUID group, Recorded<?> recorded) {
        return switch ((DefaultSecurityGroupEvent) recorded.event()) {
            case DefaultSecurityGroupMade made -> made.securityGroupId();
            case DefaultSecurityGroupGone gone -> null;
        };
    }

    /** The id that the text is, or empty when it is none. */
    static Optional<UUID> id(String text) {
        return ResourceDescription.isId(text) ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }

    /** The default group that the project had a moment ago. */
    Optional<UUID> peekDefaultOf(ProjectId project) {
        return streams.peek(DEFAULTS, project);
    }

    /** The project's default group, which stays for this unit of work; it is made if it is not there. */
    public UUID defaultOf(ProjectId project) {
        return streams.find(DEFAULTS, project).orElseGet(() -> makeDefault(project));
    }

    private UUID makeDefault(ProjectId project) {
        UUID id = UUID.randomUUID();
        streams.append(DEFAULTS, project, new DefaultSecurityGroupMade(project, id));
        Attributes attributes = Attributes.none()
                .with(SecurityGroupDescription.NAME, SecurityGroup.DEFAULT)
                .with(SecurityGroupDescription.STATEFUL, true)
                .with(SecurityGroupDescription.DESCRIPTION, "Default security group");
        make(id, project, attributes, SecurityGroupRuleDescription.ofDefaultGroup(id.toString()));
        return id;
    }

    /** Makes a group with these rules. */
    SecurityGroup make(UUID id, ProjectId project, Attributes attributes, List<Attributes> withRules) {
        List<Rule> rules = new ArrayList<>();
        withRules.forEach(rule -> rules.add(new Rule(UUID.randomUUID(), project, rule)));
        streams.begin(SecurityGroupState.TYPE, id, new SecurityGroupCreated(id, project, attributes, rules));
        rules.forEach(this::beginRule);
        return SecurityGroupState.get(streams, id).group();
    }

    private void beginRule(Rule rule) {
        streams.begin(RULES, rule.id(), new SecurityGroupRuleCreated(rule.id(), rule.projectId(), rule.attributes()));
    }

    /** Ends a group that no port is in, with its rules and those of other groups that name it. */
    void end(SecurityGroupState state) {
        SecurityGroup group = state.group();
        group.rules().forEach(this::endRule);
        state.remoteRules().forEach((rule, other) -> streams.find(RULES, rule).ifPresent(this::removeRule));
        streams.append(SecurityGroupState.TYPE, group.id(), new SecurityGroupDeleted(group.id()));
        if (group.isDefault()) {
            streams.append(DEFAULTS, group.project(), new DefaultSecurityGroupGone(group.project(), group.id()));
        }
    }

    /** Adds a rule to its group. */
    PlainResource addRule(Rule rule) {
        UUID group = groupOf(rule.attributes());
        streams.append(SecurityGroupState.TYPE, group, new SecurityGroupRuleAdded(group, rule));
        remoteGroup(rule.attributes())
                .ifPresent(remote -> streams.append(
                        SecurityGroupState.TYPE, remote, new RemoteGroupRuleAdded(remote, group, rule.id())));
        addressGroup(rule.attributes())
                .ifPresent(remote -> streams.append(
                        AddressGroupState.TYPE, remote, new AddressGroupRuleAdded(remote, group, rule.id())));
        beginRule(rule);
        return streams.get(RULES, rule.id(), () -> new SecurityGroupRuleDescription().notFound(rule.id()));
    }

    /** Removes a rule from its group. */
    void removeRule(PlainResource rule) {
        UUID group = groupOf(rule.attributes());
        streams.append(SecurityGroupState.TYPE, group, new SecurityGroupRuleRemoved(group, rule.id()));
        endRule(rule);
    }

    private void endRule(PlainResource rule) {
        UUID group = groupOf(rule.attributes());
        remoteGroup(rule.attributes())
                .ifPresent(remote -> streams.append(
                        SecurityGroupState.TYPE, remote, new RemoteGroupRuleRemoved(remote, group, rule.id())));
        addressGroup(rule.attributes())
                .ifPresent(remote -> streams.append(
                        AddressGroupState.TYPE, remote, new AddressGroupRuleRemoved(remote, group, rule.id())));
        streams.append(RULES, rule.id(), new SecurityGroupRuleDeleted(rule.id()));
    }

    /** Locks groups in an order that is the same for all who lock several. */
    public void lock(Collection<UUID> groups) {
        new TreeSet<>(groups).forEach(group -> streams.find(SecurityGroupState.TYPE, group));
    }

    /** Locks a group with those that its rules name, and those whose rules name it. */
    void lockWithNeighbours(UUID id) {
        List<UUID> groups = new ArrayList<>(List.of(id));
        streams.peek(SecurityGroupState.TYPE, id).ifPresent(state -> {
            if (state.group().isDefault()) {
                streams.find(DEFAULTS, state.group().project());
            }
            groups.addAll(state.remoteRules().values());
            state.group().rules().forEach(rule -> remoteGroup(rule.attributes()).ifPresent(groups::add));
        });
        lock(groups);
    }

    /** The group that a rule is in. */
    static UUID groupOf(Attributes rule) {
        return UUID.fromString(rule.get(SECURITY_GROUP_ID));
    }

    /** The other group that a rule names. */
    static Optional<UUID> remoteGroup(Attributes rule) {
        return rule.find(REMOTE_GROUP_ID)
                .filter(remote -> !remote.equals(rule.get(SECURITY_GROUP_ID)))
                .map(UUID::fromString);
    }

    private static Optional<UUID> addressGroup(Attributes rule) {
        return rule.find(REMOTE_ADDRESS_GROUP_ID).map(UUID::fromString);
    }
}
