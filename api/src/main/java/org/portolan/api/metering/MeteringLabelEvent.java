package org.portolan.api.metering;

import com.google.auto.service.AutoService;
import java.util.UUID;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.ResourceEvent;

/** What happens to a metering label. */
public sealed interface MeteringLabelEvent extends Event {

    /** The events of metering labels. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("metering_label", MeteringLabelEvent.class);
        }
    }

    /** There is a metering label. */
    @Revision(1)
    record MeteringLabelCreated(UUID id, ProjectId projectId, Attributes attributes)
            implements MeteringLabelEvent, ResourceEvent.Created {}

    /** These attributes of a metering label have these values from now on. */
    @Revision(1)
    record MeteringLabelUpdated(UUID id, Attributes changes) implements MeteringLabelEvent, ResourceEvent.Updated {}

    /** There is a metering label no more. */
    @Revision(1)
    record MeteringLabelDeleted(UUID id) implements MeteringLabelEvent, ResourceEvent.Deleted {}
}
