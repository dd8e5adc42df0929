package org.portolan.api.qos;

import com.google.auto.service.AutoService;
import java.util.UUID;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.ResourceEvent;

/** What happens to a minimum bandwidth rule of a QoS policy. */
public sealed interface MinimumBandwidthRuleEvent extends Event {

    /** The events of minimum bandwidth rules. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("minimum_bandwidth_rule", MinimumBandwidthRuleEvent.class);
        }
    }

    /** A policy has a minimum bandwidth rule. */
    @Revision(1)
    record MinimumBandwidthRuleCreated(UUID id, ProjectId projectId, Attributes attributes)
            implements MinimumBandwidthRuleEvent, ResourceEvent.Created {}

    /** These attributes of the minimum bandwidth rule have these values from now on. */
    @Revision(1)
    record MinimumBandwidthRuleUpdated(UUID id, Attributes changes)
            implements MinimumBandwidthRuleEvent, ResourceEvent.Updated {}

    /** The minimum bandwidth rule is gone. */
    @Revision(1)
    record MinimumBandwidthRuleDeleted(UUID id) implements MinimumBandwidthRuleEvent, ResourceEvent.Deleted {}
}
