package org.portolan.api.bgpvpn;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.portolan.api.bgpvpn.BgpvpnEvent.BgpvpnCreated;
import org.portolan.api.bgpvpn.BgpvpnEvent.BgpvpnDeleted;
import org.portolan.api.bgpvpn.BgpvpnEvent.BgpvpnUpdated;
import org.portolan.api.bgpvpn.NetworkAssociationEvent.NetworkAssociationCreated;
import org.portolan.api.bgpvpn.NetworkAssociationEvent.NetworkAssociationDeleted;
import org.portolan.api.bgpvpn.NetworkAssociationEvent.NetworkAssociationUpdated;
import org.portolan.api.bgpvpn.PortAssociationEvent.PortAssociationCreated;
import org.portolan.api.bgpvpn.PortAssociationEvent.PortAssociationDeleted;
import org.portolan.api.bgpvpn.PortAssociationEvent.PortAssociationUpdated;
import org.portolan.api.bgpvpn.RouterAssociationEvent.RouterAssociationCreated;
import org.portolan.api.bgpvpn.RouterAssociationEvent.RouterAssociationDeleted;
import org.portolan.api.bgpvpn.RouterAssociationEvent.RouterAssociationUpdated;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.json.EventExamples;
import org.portolan.api.network.NetworkEvent.NetworkJoinedBgpvpn;
import org.portolan.api.network.NetworkEvent.NetworkLeftBgpvpn;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.PortEvent.PortJoinedBgpvpn;
import org.portolan.api.port.PortEvent.PortLeftBgpvpn;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.router.RouterEvent.RouterJoinedBgpvpn;
import org.portolan.api.router.RouterEvent.RouterLeftBgpvpn;
import org.portolan.api.router.RouterId;

/** Examples of what happens to BGP VPNs and their members. */
@AutoService(EventExamples.class)
public final class BgpvpnEventExamples implements EventExamples {

    private static final UUID ID = UUID.fromString("99999999-9999-9999-9999-999999999999");
    private static final ProjectId ENGINES = new ProjectId("engines");
    private static final NetworkId NETWORK = NetworkId.of("11111111-1111-1111-1111-111111111111");
    private static final PortId PORT = PortId.of("55555555-5555-5555-5555-555555555555");

    private static final RouterId ROUTER = RouterId.of("72deeaae-4548-46e3-9623-ef73521c4dd6");

    @Override
    public Stream<Event> events() {
        return Stream.of(
                new BgpvpnCreated(
                        ID, ENGINES, Attributes.none().with(BgpvpnDescription.ROUTE_TARGETS, List.of("64512:1"))),
                new BgpvpnUpdated(ID, Attributes.none().with(BgpvpnDescription.NAME, "sites")),
                new BgpvpnDeleted(ID),
                new NetworkAssociationCreated(
                        ID,
                        ENGINES,
                        Attributes.none()
                                .with(AssociationDescription.BGPVPN_ID, ID)
                                .with(NetworkAssociationDescription.NETWORK_ID, NETWORK)),
                new NetworkAssociationUpdated(
                        ID, Attributes.none().with(NetworkAssociationDescription.NETWORK_ID, NETWORK)),
                new NetworkAssociationDeleted(ID),
                new PortAssociationCreated(
                        ID,
                        ENGINES,
                        Attributes.none()
                                .with(AssociationDescription.BGPVPN_ID, ID)
                                .with(PortAssociationDescription.PORT_ID, PORT)),
                new PortAssociationUpdated(
                        ID, Attributes.none().with(PortAssociationDescription.ADVERTISE_FIXED_IPS, false)),
                new PortAssociationDeleted(ID),
                new NetworkJoinedBgpvpn(NETWORK, ID),
                new NetworkLeftBgpvpn(NETWORK, ID),
                new PortJoinedBgpvpn(PORT, ID),
                new PortLeftBgpvpn(PORT, ID),
                new RouterAssociationCreated(
                        ID,
                        ENGINES,
                        Attributes.none()
                                .with(AssociationDescription.BGPVPN_ID, ID)
                                .with(RouterAssociationDescription.ROUTER_ID, ROUTER)),
                new RouterAssociationUpdated(
                        ID, Attributes.none().with(RouterAssociationDescription.ADVERTISE_EXTRA_ROUTES, false)),
                new RouterAssociationDeleted(ID),
                new RouterJoinedBgpvpn(ROUTER, ID),
                new RouterLeftBgpvpn(ROUTER, ID));
    }
}
