package org.portolan.api.ndpproxy;

import com.google.auto.service.AutoService;
import java.util.UUID;
import java.util.stream.Stream;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.json.EventExamples;
import org.portolan.api.json.Json;
import org.portolan.api.ndpproxy.NdpProxyEvent.NdpProxyCreated;
import org.portolan.api.ndpproxy.NdpProxyEvent.NdpProxyDeleted;
import org.portolan.api.ndpproxy.NdpProxyEvent.NdpProxyUpdated;
import org.portolan.api.port.PortEvent.PortUserCame;
import org.portolan.api.port.PortEvent.PortUserLeft;
import org.portolan.api.port.PortId;
import org.portolan.api.port.PortUser;
import org.portolan.api.resource.Attributes;
import org.portolan.api.router.RouterEvent.NdpProxyRouted;
import org.portolan.api.router.RouterEvent.NdpProxyUnrouted;
import org.portolan.api.router.RouterId;

/** Examples of what happens to NDP proxies, and what their routers and ports hear of it. */
@AutoService(EventExamples.class)
public final class NdpProxyEventExamples implements EventExamples {

    private static final UUID ID = UUID.fromString("19191919-1919-1919-1919-191919191919");
    private static final RouterId ROUTER = RouterId.of("20202020-2020-2020-2020-202020202020");
    private static final PortId PORT = PortId.of("21212121-2121-2121-2121-212121212121");

    @Override
    public Stream<Event> events() {
        return Stream.of(
                new NdpProxyCreated(
                        ID,
                        new ProjectId("engines"),
                        Attributes.none()
                                .with(NdpProxyDescription.NAME, "of the engine")
                                .with(NdpProxyDescription.ROUTER_ID, ROUTER)
                                .with(NdpProxyDescription.PORT_ID, PORT)
                                .with(NdpProxyDescription.IP_ADDRESS, Json.address("2001:db8::5"))),
                new NdpProxyUpdated(ID, Attributes.none().with(NdpProxyDescription.NAME, "of another")),
                new NdpProxyDeleted(ID),
                new NdpProxyRouted(ROUTER, ID, Json.address("2001:db8::5")),
                new NdpProxyUnrouted(ROUTER, ID),
                new PortUserCame(PORT, new PortUser("ndp_proxy", ID)),
                new PortUserLeft(PORT, new PortUser("ndp_proxy", ID)));
    }
}
