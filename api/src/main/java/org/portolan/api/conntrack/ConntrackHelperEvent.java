package org.portolan.api.conntrack;

import com.google.auto.service.AutoService;
import java.util.UUID;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.ResourceEvent;

/** What happens to a conntrack helper. */
public sealed interface ConntrackHelperEvent extends Event {

    /** The events of conntrack helpers. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("conntrack_helper", ConntrackHelperEvent.class);
        }
    }

    /** A conntrack helper exists. */
    @Revision(1)
    record ConntrackHelperCreated(UUID id, ProjectId projectId, Attributes attributes)
            implements ConntrackHelperEvent, ResourceEvent.Created {}

    /** These attributes of the conntrack helper have these values from now on. */
    @Revision(1)
    record ConntrackHelperUpdated(UUID id, Attributes changes) implements ConntrackHelperEvent, ResourceEvent.Updated {}

    /** The conntrack helper is gone. */
    @Revision(1)
    record ConntrackHelperDeleted(UUID id) implements ConntrackHelperEvent, ResourceEvent.Deleted {}
}
