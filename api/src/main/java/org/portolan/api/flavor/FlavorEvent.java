package org.portolan.api.flavor;

import com.google.auto.service.AutoService;
import java.util.UUID;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.ResourceEvent;

/** What happens to a flavor. */
public sealed interface FlavorEvent extends Event {

    /** The events of flavors. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("flavor", FlavorEvent.class);
        }
    }

    /** There is a flavor. */
    @Revision(1)
    record FlavorCreated(UUID id, ProjectId projectId, Attributes attributes)
            implements FlavorEvent, ResourceEvent.Created {}

    /** These attributes of a flavor have these values from now on. */
    @Revision(1)
    record FlavorUpdated(UUID id, Attributes changes) implements FlavorEvent, ResourceEvent.Updated {}

    /** There is a flavor no more. */
    @Revision(1)
    record FlavorDeleted(UUID id) implements FlavorEvent, ResourceEvent.Deleted {}
}
