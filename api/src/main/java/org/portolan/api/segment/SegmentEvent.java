package org.portolan.api.segment;

import com.google.auto.service.AutoService;
import java.util.UUID;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.ResourceEvent;

/** What happens to a segment. Which segments carry a network is told by the network's events, in the same append. */
public sealed interface SegmentEvent extends Event {

    /** The events of segments. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("segment", SegmentEvent.class);
        }
    }

    /** A segment exists. */
    @Revision(1)
    record SegmentCreated(UUID id, ProjectId projectId, Attributes attributes)
            implements SegmentEvent, ResourceEvent.Created {}

    /** These attributes of the segment have these values from now on. */
    @Revision(1)
    record SegmentUpdated(UUID id, Attributes changes) implements SegmentEvent, ResourceEvent.Updated {}

    /** The segment is gone. */
    @Revision(1)
    record SegmentDeleted(UUID id) implements SegmentEvent, ResourceEvent.Deleted {}
}
