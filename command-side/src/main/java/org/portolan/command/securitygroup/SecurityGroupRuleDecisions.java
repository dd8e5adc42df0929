package org.portolan.command.securitygroup;

import static org.portolan.api.securitygroup.SecurityGroupRuleDescription.REMOTE_ADDRESS_GROUP_ID;
import static org.portolan.api.securitygroup.SecurityGroupRuleDescription.REMOTE_GROUP_ID;
import static org.portolan.api.securitygroup.SecurityGroupRuleDescription.SECURITY_GROUP_ID;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.portolan.api.addressgroup.AddressGroupDescription;
import org.portolan.api.caller.Caller;
import org.portolan.api.error.NeutronError;
import org.portolan.api.policy.Demand;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.ResourceCommand.Create;
import org.portolan.api.resource.ResourceCommand.Delete;
import org.portolan.api.securitygroup.RuleMeaning;
import org.portolan.api.securitygroup.SecurityGroup;
import org.portolan.api.securitygroup.SecurityGroupDescription;
import org.portolan.api.securitygroup.SecurityGroupEvent.Rule;
import org.portolan.api.securitygroup.SecurityGroupRuleDescription;
import org.portolan.command.Guards;
import org.portolan.command.ResourceDecisions;
import org.portolan.command.Streams;
import org.portolan.command.addressgroup.AddressGroupState;

/** Decides about the rules of security groups. A rule never changes. */
public final class SecurityGroupRuleDecisions implements ResourceDecisions<PlainResource> {

    private final Streams streams;
    private final SecurityGroups groups;

    /** Decisions on these streams. */
    public SecurityGroupRuleDecisions(Streams streams) {
        this.streams = streams;
        this.groups = new SecurityGroups(streams);
    }

    @Override
    public SecurityGroupRuleDescription description() {
        return new SecurityGroupRuleDescription();
    }

    /** Adds a rule to a group that has none of the same meaning. */
    @Override
    public PlainResource create(Create wish) {
        Attributes rule = RuleMeaning.canonical(wish.attributes());
        RuleMeaning.require(rule);
        groups.lock(Stream.of(rule.find(REMOTE_GROUP_ID), rule.find(SECURITY_GROUP_ID))
                .flatMap(Optional::stream)
                .flatMap(id -> SecurityGroups.id(id).stream())
                .toList());
        rule.find(REMOTE_GROUP_ID).ifPresent(remote -> requireGroup(remote, wish.caller()));
        requireAddressGroup(rule.find(REMOTE_ADDRESS_GROUP_ID), wish.caller());
        SecurityGroup group = requireGroup(rule.get(SECURITY_GROUP_ID), wish.caller());
        requireNew(rule, group.rules());
        return groups.addRule(new Rule(UUID.fromString(wish.id()), wish.project(), rule));
    }

    private SecurityGroup requireGroup(String text, Caller caller) {
        NeutronError notFound = new SecurityGroupDescription().notFound(text);
        SecurityGroup group = SecurityGroups.id(text)
                .flatMap(id -> streams.find(SecurityGroupState.TYPE, id))
                .orElseThrow(() -> notFound)
                .group();
        return Guards.requireVisible(group, caller, notFound);
    }

    private void requireAddressGroup(Optional<String> text, Caller caller) {
        if (text.isPresent()) {
            NeutronError notFound = new AddressGroupDescription().notFound(text.get());
            PlainResource group = SecurityGroups.id(text.get())
                    .flatMap(id -> AddressGroupState.find(streams, id))
                    .orElseThrow(() -> notFound)
                    .group();
            Guards.requireVisible(group, caller, notFound);
        }
    }

    private static void requireNew(Attributes rule, List<PlainResource> rules) {
        RuleMeaning meaning = RuleMeaning.of(rule);
        for (PlainResource other : rules) {
            if (RuleMeaning.of(other.attributes()).equals(meaning)) {
                throw NeutronError.conflict(
                        "SecurityGroupRuleExists",
                        "Security group rule already exists. Rule id is " + other.id() + ".");
            }
        }
    }

    /** Removes a rule from its group. */
    @Override
    public void delete(Delete wish) {
        UUID id = UUID.fromString(wish.id());
        PlainResource known = streams.peek(SecurityGroups.RULES, id)
                .orElseThrow(() -> description().notFound(id));
        UUID groupId = SecurityGroups.groupOf(known.attributes());
        groups.lock(Stream.concat(Stream.of(groupId), SecurityGroups.remoteGroup(known.attributes()).stream())
                .toList());
        PlainResource rule =
                streams.get(SecurityGroups.RULES, id, () -> description().notFound(id));
        SecurityGroup group = SecurityGroupState.get(streams, groupId).group();
        if (!wish.caller().owns(group.project())) {
            Guards.requireVisible(rule, wish.caller(), description().notFound(id));
        }
        Guards.requireMay(
                Demand.of("delete_security_group_rule"),
                rule.target().naming("security_group", group::target),
                wish.caller());
        Guards.requireRevision(rule, wish.revision());
        groups.removeRule(rule);
    }
}
