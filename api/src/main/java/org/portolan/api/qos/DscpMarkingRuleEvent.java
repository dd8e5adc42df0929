package org.portolan.api.qos;

import com.google.auto.service.AutoService;
import java.util.UUID;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.ResourceEvent;

/** What happens to a dscp marking rule of a QoS policy. */
public sealed interface DscpMarkingRuleEvent extends Event {

    /** The events of dscp marking rules. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("dscp_marking_rule", DscpMarkingRuleEvent.class);
        }
    }

    /** A policy has a dscp marking rule. */
    @Revision(1)
    record DscpMarkingRuleCreated(UUID id, ProjectId projectId, Attributes attributes)
            implements DscpMarkingRuleEvent, ResourceEvent.Created {}

    /** These attributes of the dscp marking rule have these values from now on. */
    @Revision(1)
    record DscpMarkingRuleUpdated(UUID id, Attributes changes) implements DscpMarkingRuleEvent, ResourceEvent.Updated {}

    /** The dscp marking rule is gone. */
    @Revision(1)
    record DscpMarkingRuleDeleted(UUID id) implements DscpMarkingRuleEvent, ResourceEvent.Deleted {}
}
