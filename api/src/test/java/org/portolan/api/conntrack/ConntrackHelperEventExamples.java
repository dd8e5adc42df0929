package org.portolan.api.conntrack;

import com.google.auto.service.AutoService;
import java.util.UUID;
import java.util.stream.Stream;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.conntrack.ConntrackHelperEvent.ConntrackHelperCreated;
import org.portolan.api.conntrack.ConntrackHelperEvent.ConntrackHelperDeleted;
import org.portolan.api.conntrack.ConntrackHelperEvent.ConntrackHelperUpdated;
import org.portolan.api.event.Event;
import org.portolan.api.json.EventExamples;
import org.portolan.api.resource.Attributes;

/** Examples of what happens to conntrack helpers. */
@AutoService(EventExamples.class)
public final class ConntrackHelperEventExamples implements EventExamples {

    private static final UUID ID = UUID.fromString("16161616-1616-1616-1616-161616161616");
    private static final UUID OTHER = UUID.fromString("17171717-1717-1717-1717-171717171717");

    @Override
    public Stream<Event> events() {
        return Stream.of(
                new ConntrackHelperCreated(
                        ID,
                        new ProjectId("engines"),
                        Attributes.none()
                                .with(ConntrackHelperDescription.ROUTER_ID, OTHER)
                                .with(ConntrackHelperDescription.PROTOCOL, "tcp")
                                .with(ConntrackHelperDescription.PORT, 21)
                                .with(ConntrackHelperDescription.HELPER, "ftp")),
                new ConntrackHelperUpdated(ID, Attributes.none().with(ConntrackHelperDescription.PORT, 2121)),
                new ConntrackHelperDeleted(ID));
    }
}
