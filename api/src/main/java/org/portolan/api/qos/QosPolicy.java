package org.portolan.api.qos;

import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Recorded;
import org.portolan.api.qos.QosPolicyEvent.QosPolicyApplied;
import org.portolan.api.qos.QosPolicyEvent.QosPolicyCreated;
import org.portolan.api.qos.QosPolicyEvent.QosPolicyDeleted;
import org.portolan.api.qos.QosPolicyEvent.QosPolicyUpdated;
import org.portolan.api.qos.QosPolicyEvent.QosPolicyWithdrawn;
import org.portolan.api.qos.QosPolicyEvent.QosRuleAdded;
import org.portolan.api.qos.QosPolicyEvent.QosRuleChanged;
import org.portolan.api.qos.QosPolicyEvent.QosRuleRemoved;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Grant;
import org.portolan.api.resource.Lifecycle;
import org.portolan.api.resource.Resource;

/**
 * A QoS policy.
 *
 * @param rules oldest first
 */
public record QosPolicy(UUID id, ProjectId project, Attributes attributes, List<QosRule> rules, Lifecycle lifecycle)
        implements Resource {

    /** The policy after an event, or null when it is gone. */
    public static @Nullable QosPolicy evolve(@Nullable QosPolicy policy, Recorded<? extends QosPolicyEvent> recorded) {
        if (recorded.event() instanceof QosPolicyCreated created) {
            return new QosPolicy(
                    created.id(),
                    created.projectId(),
                    created.attributes(),
                    List.of(),
                    Lifecycle.startedAt(recorded.at(), 0));
        }
        QosPolicy before = Objects.requireNonNull(policy, "a policy's first event is its creation");
        return switch (recorded.event()) {
            case QosPolicyCreated created -> throw new IllegalStateException("created twice: " + created.id());
            case QosPolicyUpdated updated
            when Grant.isAllOf(updated.changes()) ->
                new QosPolicy(
                        before.id,
                        before.project,
                        before.attributes.with(updated.changes()),
                        before.rules,
                        before.lifecycle);
            case QosPolicyUpdated updated ->
                before.with(before.attributes.with(updated.changes()), before.rules, recorded);
            case QosRuleAdded added ->
                before.with(
                        before.attributes,
                        Stream.concat(before.rules.stream(), Stream.of(added.rule()))
                                .toList(),
                        recorded);
            case QosRuleChanged changed ->
                before.with(
                        before.attributes,
                        before.rules.stream()
                                .map(rule -> rule.id().equals(changed.rule().id()) ? changed.rule() : rule)
                                .toList(),
                        recorded);
            case QosRuleRemoved removed ->
                before.with(
                        before.attributes,
                        before.rules.stream()
                                .filter(rule -> !rule.id().equals(removed.ruleId()))
                                .toList(),
                        recorded);
            case QosPolicyApplied applied -> before;
            case QosPolicyWithdrawn withdrawn -> before;
            case QosPolicyDeleted deleted -> null;
        };
    }

    private QosPolicy with(Attributes newAttributes, List<QosRule> newRules, Recorded<?> recorded) {
        return new QosPolicy(id, project, newAttributes, newRules, lifecycle.changedAt(recorded.at()));
    }

    /** Whether the project's new networks get it when they do not say. */
    public boolean isDefault() {
        return attributes.get(QosPolicyDescription.IS_DEFAULT);
    }
}
