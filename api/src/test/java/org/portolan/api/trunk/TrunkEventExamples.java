package org.portolan.api.trunk;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.portolan.api.address.Mac;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.json.EventExamples;
import org.portolan.api.port.PortEvent.PortJoinedTrunk;
import org.portolan.api.port.PortEvent.PortLeftTrunk;
import org.portolan.api.port.PortEvent.PortTrunked;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.trunk.TrunkDetails.TaggedPort;
import org.portolan.api.trunk.TrunkEvent.SubPortsAdded;
import org.portolan.api.trunk.TrunkEvent.SubPortsRemoved;
import org.portolan.api.trunk.TrunkEvent.TrunkCreated;
import org.portolan.api.trunk.TrunkEvent.TrunkDeleted;
import org.portolan.api.trunk.TrunkEvent.TrunkStatusChanged;
import org.portolan.api.trunk.TrunkEvent.TrunkUpdated;

/** Examples of what happens to trunks and to the ports in them. */
@AutoService(EventExamples.class)
public final class TrunkEventExamples implements EventExamples {

    private static final UUID TRUNK = UUID.fromString("44444444-4444-4444-4444-444444444444");
    private static final PortId PARENT = PortId.of("55555555-5555-5555-5555-555555555555");
    private static final PortId CHILD = PortId.of("66666666-6666-6666-6666-666666666666");
    private static final SubPort TAGGED = new SubPort(CHILD, "vlan", 10);

    @Override
    public Stream<Event> events() {
        return Stream.of(
                new TrunkCreated(
                        TRUNK,
                        new ProjectId("engines"),
                        PARENT,
                        List.of(TAGGED),
                        Attributes.none()
                                .with(TrunkDescription.ADMIN_STATE_UP, true)
                                .with(TrunkDescription.PORT_ID, PARENT)),
                new TrunkUpdated(TRUNK, Attributes.none().with(TrunkDescription.NAME, "bundle")),
                new SubPortsAdded(TRUNK, List.of(TAGGED)),
                new SubPortsRemoved(TRUNK, List.of(CHILD)),
                new TrunkStatusChanged(TRUNK, "ACTIVE"),
                new TrunkDeleted(TRUNK, PARENT),
                new PortTrunked(
                        PARENT,
                        new TrunkDetails(
                                TRUNK, List.of(new TaggedPort(10, "vlan", CHILD, new Mac("fa:16:3e:00:00:07"))))),
                new PortJoinedTrunk(CHILD, TRUNK),
                new PortLeftTrunk(CHILD, TRUNK));
    }
}
