package org.portolan.api.segment;

import com.google.auto.service.AutoService;
import java.util.UUID;
import java.util.stream.Stream;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.json.EventExamples;
import org.portolan.api.network.NetworkId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.segment.SegmentEvent.SegmentCreated;
import org.portolan.api.segment.SegmentEvent.SegmentDeleted;
import org.portolan.api.segment.SegmentEvent.SegmentUpdated;

/** Examples of what happens to segments. */
@AutoService(EventExamples.class)
public final class SegmentEventExamples implements EventExamples {

    private static final UUID ID = UUID.fromString("16161616-1616-1616-1616-161616161616");
    private static final UUID OTHER = UUID.fromString("17171717-1717-1717-1717-171717171717");

    @Override
    public Stream<Event> events() {
        return Stream.of(
                new SegmentCreated(
                        ID,
                        new ProjectId("engines"),
                        Attributes.none()
                                .with(SegmentDescription.NETWORK_ID, new NetworkId(OTHER))
                                .with(SegmentDescription.NETWORK_TYPE, "gre")
                                .with(SegmentDescription.SEGMENTATION_ID, 4294967295L)),
                new SegmentUpdated(ID, Attributes.none().with(SegmentDescription.NAME, "first")),
                new SegmentDeleted(ID));
    }
}
