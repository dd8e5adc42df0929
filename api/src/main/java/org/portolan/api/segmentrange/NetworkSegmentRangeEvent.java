package org.portolan.api.segmentrange;

import com.google.auto.service.AutoService;
import java.util.UUID;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Revision;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.ResourceEvent;

/** What happens to a range of segmentation ids. What may be drawn from it is told by its pool's events, in the same append. */
public sealed interface NetworkSegmentRangeEvent extends Event {

    /** The events of ranges. */
    @AutoService(EventFamily.class)
    final class Family extends EventFamily {
        /** The family, for whoever looks for all of them. */
        public Family() {
            super("network_segment_range", NetworkSegmentRangeEvent.class);
        }
    }

    /** A range exists: by the configuration, or because an administrator has made it. */
    @Revision(1)
    record NetworkSegmentRangeCreated(UUID id, ProjectId projectId, Attributes attributes)
            implements NetworkSegmentRangeEvent, ResourceEvent.Created {}

    /** These attributes of the range have these values from now on. */
    @Revision(1)
    record NetworkSegmentRangeUpdated(UUID id, Attributes changes)
            implements NetworkSegmentRangeEvent, ResourceEvent.Updated {}

    /** The range is gone. */
    @Revision(1)
    record NetworkSegmentRangeDeleted(UUID id) implements NetworkSegmentRangeEvent, ResourceEvent.Deleted {}
}
