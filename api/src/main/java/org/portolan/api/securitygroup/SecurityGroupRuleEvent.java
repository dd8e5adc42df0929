package org.portolan.api.securitygroup;

import com.google.auto.service.AutoService;
import java.util.UUID;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.ResourceEvent;

/** The life of a rule as clients see it by itself. Its security group's events tell the same of the group. */
public sealed interface SecurityGroupRuleEvent extends Event {

    /** The events of security group rules. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("security_group_rule", SecurityGroupRuleEvent.class);
        }
    }

    /** A rule exists, in the security group that its attributes name. */
    @Revision(1)
    record SecurityGroupRuleCreated(UUID id, ProjectId projectId, Attributes attributes)
            implements SecurityGroupRuleEvent, ResourceEvent.Created {}

    /** The rule is gone. */
    @Revision(1)
    record SecurityGroupRuleDeleted(UUID id) implements SecurityGroupRuleEvent, ResourceEvent.Deleted {}
}
