package org.portolan.api.autoallocated;

import com.google.auto.service.AutoService;
import java.util.stream.Stream;
import org.portolan.api.autoallocated.AutoAllocatedTopologyEvent.TopologyAllocated;
import org.portolan.api.autoallocated.AutoAllocatedTopologyEvent.TopologyRemoved;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.json.EventExamples;
import org.portolan.api.network.NetworkId;
import org.portolan.api.router.RouterId;

/** Examples of what happens to topologies that projects were given. */
@AutoService(EventExamples.class)
public final class AutoAllocatedTopologyEventExamples implements EventExamples {

    private static final ProjectId PROJECT = new ProjectId("engines");

    @Override
    public Stream<Event> events() {
        return Stream.of(
                new TopologyAllocated(
                        PROJECT,
                        NetworkId.of("18181818-1818-1818-1818-181818181818"),
                        RouterId.of("19191919-1919-1919-1919-191919191919")),
                new TopologyRemoved(PROJECT));
    }
}
