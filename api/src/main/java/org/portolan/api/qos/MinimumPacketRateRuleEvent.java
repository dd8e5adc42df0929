package org.portolan.api.qos;

import com.google.auto.service.AutoService;
import java.util.UUID;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.ResourceEvent;

/** What happens to a minimum packet rate rule of a QoS policy. */
public sealed interface MinimumPacketRateRuleEvent extends Event {

    /** The events of minimum packet rate rules. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("minimum_packet_rate_rule", MinimumPacketRateRuleEvent.class);
        }
    }

    /** A policy has a minimum packet rate rule. */
    @Revision(1)
    record MinimumPacketRateRuleCreated(UUID id, ProjectId projectId, Attributes attributes)
            implements MinimumPacketRateRuleEvent, ResourceEvent.Created {}

    /** These attributes of the minimum packet rate rule have these values from now on. */
    @Revision(1)
    record MinimumPacketRateRuleUpdated(UUID id, Attributes changes)
            implements MinimumPacketRateRuleEvent, ResourceEvent.Updated {}

    /** The minimum packet rate rule is gone. */
    @Revision(1)
    record MinimumPacketRateRuleDeleted(UUID id) implements MinimumPacketRateRuleEvent, ResourceEvent.Deleted {}
}
