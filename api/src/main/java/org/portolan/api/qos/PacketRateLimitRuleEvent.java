package org.portolan.api.qos;

import com.google.auto.service.AutoService;
import java.util.UUID;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.ResourceEvent;

/** What happens to a packet rate limit rule of a QoS policy. */
public sealed interface PacketRateLimitRuleEvent extends Event {

    /** The events of packet rate limit rules. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("packet_rate_limit_rule", PacketRateLimitRuleEvent.class);
        }
    }

    /** A policy has a packet rate limit rule. */
    @Revision(1)
    record PacketRateLimitRuleCreated(UUID id, ProjectId projectId, Attributes attributes)
            implements PacketRateLimitRuleEvent, ResourceEvent.Created {}

    /** These attributes of the packet rate limit rule have these values from now on. */
    @Revision(1)
    record PacketRateLimitRuleUpdated(UUID id, Attributes changes)
            implements PacketRateLimitRuleEvent, ResourceEvent.Updated {}

    /** The packet rate limit rule is gone. */
    @Revision(1)
    record PacketRateLimitRuleDeleted(UUID id) implements PacketRateLimitRuleEvent, ResourceEvent.Deleted {}
}
