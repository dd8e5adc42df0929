package org.portolan.api.securitygroup;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.pcollections.PVector;
import org.pcollections.TreePVector;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Recorded;
import org.portolan.api.logging.KeptLogs;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Grant;
import org.portolan.api.resource.Lifecycle;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.Resource;
import org.portolan.api.securitygroup.SecurityGroupEvent.RemoteGroupRuleAdded;
import org.portolan.api.securitygroup.SecurityGroupEvent.RemoteGroupRuleRemoved;
import org.portolan.api.securitygroup.SecurityGroupEvent.Rule;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupCreated;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupDeleted;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupLogEnded;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupLogStarted;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupMemberAdded;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupMemberRemoved;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupRuleAdded;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupRuleRemoved;
import org.portolan.api.securitygroup.SecurityGroupEvent.SecurityGroupUpdated;

/**
 * A security group: what may pass the ports that are in it.
 *
 * @param rules its rules, oldest first; what none of them allows is dropped
 */
public record SecurityGroup(
        UUID id, ProjectId project, Attributes attributes, List<PlainResource> rules, Lifecycle lifecycle)
        implements Resource {

    /** The name of the group that a project's ports get when nobody names one; no other group may have it. */
    public static final String DEFAULT = "default";

    /** The security group after an event, or null when it is gone. */
    public static @Nullable SecurityGroup evolve(
            @Nullable SecurityGroup group, Recorded<? extends SecurityGroupEvent> recorded) {
        if (recorded.event() instanceof SecurityGroupCreated created) {
            return new SecurityGroup(
                    created.id(),
                    created.projectId(),
                    created.attributes(),
                    TreePVector.from(created.rules().stream()
                            .map(rule -> ruleOf(rule, recorded.at()))
                            .toList()),
                    Lifecycle.startedAt(recorded.at(), 1));
        }
        SecurityGroup before = Objects.requireNonNull(group, "a security group's first event is its creation");
        return switch (recorded.event()) {
            case SecurityGroupCreated created -> throw new IllegalStateException("created twice: " + created.id());
            case SecurityGroupUpdated updated
            when Grant.isAllOf(updated.changes()) -> before.keeping(before.attributes.with(updated.changes()));
            case SecurityGroupUpdated updated ->
                before.with(before.attributes.with(updated.changes()), before.rules, recorded.at());
            case SecurityGroupRuleAdded added ->
                before.with(
                        before.attributes,
                        vector(before.rules).plus(ruleOf(added.rule(), recorded.at())),
                        recorded.at());
            case SecurityGroupRuleRemoved removed ->
                before.with(
                        before.attributes,
                        TreePVector.from(before.rules.stream()
                                .filter(rule -> !rule.id().equals(removed.ruleId()))
                                .toList()),
                        recorded.at());
            case SecurityGroupMemberAdded added -> before;
            case SecurityGroupMemberRemoved removed -> before;
            case RemoteGroupRuleAdded added -> before;
            case RemoteGroupRuleRemoved removed -> before;
            case SecurityGroupLogStarted started -> before.keeping(KeptLogs.with(before.attributes, started.logId()));
            case SecurityGroupLogEnded ended -> before.keeping(KeptLogs.without(before.attributes, ended.logId()));
            case SecurityGroupDeleted deleted -> null;
        };
    }

    private static PlainResource ruleOf(Rule rule, Instant at) {
        return new PlainResource(rule.id(), rule.projectId(), rule.attributes(), Lifecycle.startedAt(at, 0));
    }

    private static PVector<PlainResource> vector(List<PlainResource> rules) {
        return TreePVector.from(rules);
    }

    private SecurityGroup with(Attributes newAttributes, List<PlainResource> newRules, Instant at) {
        return new SecurityGroup(id, project, newAttributes, newRules, lifecycle.changedAt(at));
    }

    /** With attributes that no body shows. */
    private SecurityGroup keeping(Attributes newAttributes) {
        return new SecurityGroup(id, project, newAttributes, rules, lifecycle);
    }

    /** Whether it is the one that its project's ports get when nobody names one. */
    public boolean isDefault() {
        return attributes.get(SecurityGroupDescription.NAME).equals(DEFAULT);
    }
}
