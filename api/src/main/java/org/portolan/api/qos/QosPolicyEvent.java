package org.portolan.api.qos;

import com.google.auto.service.AutoService;
import java.util.UUID;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Ending;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;
import org.portolan.api.resource.Attributes;

/** What happens to a QoS policy. */
public sealed interface QosPolicyEvent extends Event {

    /** The events of QoS policies. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("qos_policy", QosPolicyEvent.class);
        }
    }

    /** A QoS policy exists, without rules. */
    @Revision(1)
    record QosPolicyCreated(UUID id, ProjectId projectId, Attributes attributes) implements QosPolicyEvent {}

    /** These attributes of the policy have these values from now on. */
    @Revision(1)
    record QosPolicyUpdated(UUID id, Attributes changes) implements QosPolicyEvent {}

    /** The policy has this rule too. */
    @Revision(1)
    record QosRuleAdded(UUID id, QosRule rule) implements QosPolicyEvent {}

    /** The rule of that id is this one from now on. */
    @Revision(1)
    record QosRuleChanged(UUID id, QosRule rule) implements QosPolicyEvent {}

    /** The policy has that rule no more. */
    @Revision(1)
    record QosRuleRemoved(UUID id, UUID ruleId) implements QosPolicyEvent {}

    /** The policy holds for that network or port. */
    @Revision(1)
    record QosPolicyApplied(UUID id, QosUser user) implements QosPolicyEvent {}

    /** The policy holds for that network or port no more. */
    @Revision(1)
    record QosPolicyWithdrawn(UUID id, QosUser user) implements QosPolicyEvent {}

    /** The policy is gone, and its rules with it. */
    @Revision(1)
    record QosPolicyDeleted(UUID id) implements QosPolicyEvent, Ending {}
}
