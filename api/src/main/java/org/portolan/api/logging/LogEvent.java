package org.portolan.api.logging;

import com.google.auto.service.AutoService;
import java.util.UUID;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.ResourceEvent;

/** What happens to a log. */
public sealed interface LogEvent extends Event {

    /** The events of logs. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("log", LogEvent.class);
        }
    }

    /** There is a log. */
    @Revision(1)
    record LogCreated(UUID id, ProjectId projectId, Attributes attributes) implements LogEvent, ResourceEvent.Created {}

    /** These attributes of a log have these values from now on. */
    @Revision(1)
    record LogUpdated(UUID id, Attributes changes) implements LogEvent, ResourceEvent.Updated {}

    /** There is a log no more. */
    @Revision(1)
    record LogDeleted(UUID id) implements LogEvent, ResourceEvent.Deleted {}
}
