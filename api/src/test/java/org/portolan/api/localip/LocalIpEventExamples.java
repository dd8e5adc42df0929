package org.portolan.api.localip;

import com.google.auto.service.AutoService;
import java.util.UUID;
import java.util.stream.Stream;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.json.EventExamples;
import org.portolan.api.json.Json;
import org.portolan.api.localip.LocalIpEvent.LocalIpAssociated;
import org.portolan.api.localip.LocalIpEvent.LocalIpCreated;
import org.portolan.api.localip.LocalIpEvent.LocalIpDeleted;
import org.portolan.api.localip.LocalIpEvent.LocalIpDissociated;
import org.portolan.api.localip.LocalIpEvent.LocalIpUpdated;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attributes;

/** Examples of what happens to local IPs. */
@AutoService(EventExamples.class)
public final class LocalIpEventExamples implements EventExamples {

    private static final UUID ID = UUID.fromString("23232323-2323-2323-2323-232323232323");
    private static final PortId PORT = PortId.of("24242424-2424-2424-2424-242424242424");
    private static final PortId OTHER = PortId.of("25252525-2525-2525-2525-252525252525");

    @Override
    public Stream<Event> events() {
        return Stream.of(
                new LocalIpCreated(
                        ID,
                        new ProjectId("engines"),
                        Attributes.none()
                                .with(LocalIpDescription.NAME, "time")
                                .with(LocalIpDescription.LOCAL_PORT_ID, PORT)
                                .with(
                                        LocalIpDescription.NETWORK_ID,
                                        NetworkId.of("26262626-2626-2626-2626-262626262626"))
                                .with(LocalIpDescription.LOCAL_IP_ADDRESS, Json.address("10.0.0.5"))
                                .with(LocalIpDescription.IP_MODE, "translate")),
                new LocalIpUpdated(ID, Attributes.none().with(LocalIpDescription.NAME, "clock")),
                new LocalIpAssociated(ID, OTHER, Json.address("10.0.0.9")),
                new LocalIpDissociated(ID, OTHER),
                new LocalIpDeleted(ID));
    }
}
