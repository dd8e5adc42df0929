package org.portolan.api.metering;

import com.google.auto.service.AutoService;
import java.util.UUID;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.ResourceEvent;

/** What happens to a rule of a metering label. */
public sealed interface MeteringLabelRuleEvent extends Event {

    /** The events of rules of metering labels. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("metering_label_rule", MeteringLabelRuleEvent.class);
        }
    }

    /** There is a rule of a metering label. */
    @Revision(1)
    record MeteringLabelRuleCreated(UUID id, ProjectId projectId, Attributes attributes)
            implements MeteringLabelRuleEvent, ResourceEvent.Created {}

    /** These attributes of a rule of a metering label have these values from now on. */
    @Revision(1)
    record MeteringLabelRuleUpdated(UUID id, Attributes changes)
            implements MeteringLabelRuleEvent, ResourceEvent.Updated {}

    /** There is a rule of a metering label no more. */
    @Revision(1)
    record MeteringLabelRuleDeleted(UUID id) implements MeteringLabelRuleEvent, ResourceEvent.Deleted {}
}
