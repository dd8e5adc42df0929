package org.portolan.api.securitygroup;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.UUID;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Ending;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attributes;

/** What happens to a security group: its rules, and who relies on it. */
public sealed interface SecurityGroupEvent extends Event {

    /** The events of security groups. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("security_group", SecurityGroupEvent.class);
        }
    }

    /**
     * A rule as the group's events tell it.
     *
     * @param attributes its members, see {@link SecurityGroupRuleDescription}
     */
    record Rule(UUID id, ProjectId projectId, Attributes attributes) {}

    /** A security group exists, with these rules. */
    @Revision(1)
    record SecurityGroupCreated(UUID id, ProjectId projectId, Attributes attributes, List<Rule> rules)
            implements SecurityGroupEvent {}

    /** These attributes of the security group have these values from now on. */
    @Revision(1)
    record SecurityGroupUpdated(UUID id, Attributes changes) implements SecurityGroupEvent {}

    /** The security group has one rule more. */
    @Revision(1)
    record SecurityGroupRuleAdded(UUID id, Rule rule) implements SecurityGroupEvent {}

    /** The security group has that rule no more. */
    @Revision(1)
    record SecurityGroupRuleRemoved(UUID id, UUID ruleId) implements SecurityGroupEvent {}

    /** The port is in the security group from now on. */
    @Revision(1)
    record SecurityGroupMemberAdded(UUID id, PortId portId) implements SecurityGroupEvent {}

    /** The port is in the security group no more. */
    @Revision(1)
    record SecurityGroupMemberRemoved(UUID id, PortId portId) implements SecurityGroupEvent {}

    /** A rule of another security group names this one as its remote group. */
    @Revision(1)
    record RemoteGroupRuleAdded(UUID id, UUID securityGroupId, UUID ruleId) implements SecurityGroupEvent {}

    /** The rule of another security group that named this one is gone. */
    @Revision(1)
    record RemoteGroupRuleRemoved(UUID id, UUID securityGroupId, UUID ruleId) implements SecurityGroupEvent {}

    /** That log is of the security group from now on. */
    @Revision(1)
    record SecurityGroupLogStarted(UUID id, UUID logId) implements SecurityGroupEvent {}

    /** The log that was of the security group is gone. */
    @Revision(1)
    record SecurityGroupLogEnded(UUID id, UUID logId) implements SecurityGroupEvent {}

    /** The security group is gone, with all its rules. */
    @Revision(1)
    record SecurityGroupDeleted(UUID id) implements SecurityGroupEvent, Ending {}
}
