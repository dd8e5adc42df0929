package org.portolan.api.segmentrange;

import com.google.auto.service.AutoService;
import java.util.UUID;
import java.util.stream.Stream;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.json.EventExamples;
import org.portolan.api.resource.Attributes;
import org.portolan.api.segmentrange.NetworkSegmentRangeEvent.NetworkSegmentRangeCreated;
import org.portolan.api.segmentrange.NetworkSegmentRangeEvent.NetworkSegmentRangeDeleted;
import org.portolan.api.segmentrange.NetworkSegmentRangeEvent.NetworkSegmentRangeUpdated;

/** Examples of what happens to ranges of segmentation ids. */
@AutoService(EventExamples.class)
public final class NetworkSegmentRangeEventExamples implements EventExamples {

    private static final UUID ID = UUID.fromString("18181818-1818-1818-1818-181818181818");

    @Override
    public Stream<Event> events() {
        return Stream.of(
                new NetworkSegmentRangeCreated(
                        ID,
                        new ProjectId("engines"),
                        Attributes.none()
                                .with(NetworkSegmentRangeDescription.NAME, "of the engines")
                                .with(NetworkSegmentRangeDescription.DEFAULT, false)
                                .with(NetworkSegmentRangeDescription.SHARED, false)
                                .with(NetworkSegmentRangeDescription.NETWORK_TYPE, "vlan")
                                .with(NetworkSegmentRangeDescription.PHYSICAL_NETWORK, "physnet1")
                                .with(NetworkSegmentRangeDescription.MINIMUM, 200L)
                                .with(NetworkSegmentRangeDescription.MAXIMUM, 220L)),
                new NetworkSegmentRangeUpdated(
                        ID, Attributes.none().with(NetworkSegmentRangeDescription.MAXIMUM, 230L)),
                new NetworkSegmentRangeDeleted(ID));
    }
}
