package org.portolan.api.qos;

import com.google.auto.service.AutoService;
import java.util.UUID;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.ResourceEvent;

/** What happens to a bandwidth limit rule of a QoS policy. */
public sealed interface BandwidthLimitRuleEvent extends Event {

    /** The events of bandwidth limit rules. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("bandwidth_limit_rule", BandwidthLimitRuleEvent.class);
        }
    }

    /** A policy has a bandwidth limit rule. */
    @Revision(1)
    record BandwidthLimitRuleCreated(UUID id, ProjectId projectId, Attributes attributes)
            implements BandwidthLimitRuleEvent, ResourceEvent.Created {}

    /** These attributes of the bandwidth limit rule have these values from now on. */
    @Revision(1)
    record BandwidthLimitRuleUpdated(UUID id, Attributes changes)
            implements BandwidthLimitRuleEvent, ResourceEvent.Updated {}

    /** The bandwidth limit rule is gone. */
    @Revision(1)
    record BandwidthLimitRuleDeleted(UUID id) implements BandwidthLimitRuleEvent, ResourceEvent.Deleted {}
}
