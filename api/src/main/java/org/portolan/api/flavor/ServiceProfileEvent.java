package org.portolan.api.flavor;

import com.google.auto.service.AutoService;
import java.util.UUID;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.ResourceEvent;

/** What happens to a service profile. */
public sealed interface ServiceProfileEvent extends Event {

    /** The events of service profiles. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("service_profile", ServiceProfileEvent.class);
        }
    }

    /** There is a service profile. */
    @Revision(1)
    record ServiceProfileCreated(UUID id, ProjectId projectId, Attributes attributes)
            implements ServiceProfileEvent, ResourceEvent.Created {}

    /** These attributes of a service profile have these values from now on. */
    @Revision(1)
    record ServiceProfileUpdated(UUID id, Attributes changes) implements ServiceProfileEvent, ResourceEvent.Updated {}

    /** There is a service profile no more. */
    @Revision(1)
    record ServiceProfileDeleted(UUID id) implements ServiceProfileEvent, ResourceEvent.Deleted {}
}
