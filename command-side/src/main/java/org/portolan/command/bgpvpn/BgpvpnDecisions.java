package org.portolan.command.bgpvpn;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.portolan.api.bgpvpn.BgpvpnDescription;
import org.portolan.api.bgpvpn.NetworkAssociationDescription;
import org.portolan.api.bgpvpn.PortAssociationDescription;
import org.portolan.api.bgpvpn.RouterAssociationDescription;
import org.portolan.api.network.NetworkEvent.NetworkLeftBgpvpn;
import org.portolan.api.port.PortEvent.PortLeftBgpvpn;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.ResourceCommand.Create;
import org.portolan.api.router.RouterEvent.RouterLeftBgpvpn;
import org.portolan.command.PlainDecisions;
import org.portolan.command.StreamType;
import org.portolan.command.Streams;
import org.portolan.command.network.NetworkState;
import org.portolan.command.port.PortState;
import org.portolan.command.router.RouterState;

/** Decides about BGP VPNs: administrators make and remove them, with all that is associated; their owners may rename them. */
public final class BgpvpnDecisions extends PlainDecisions {

    /** Decisions on these streams. */
    public BgpvpnDecisions(Streams streams) {
        super(streams, new BgpvpnDescription());
    }

    @Override
    protected Attributes ofNew(Create wish) {
        return wish.attributes()
                .with(BgpvpnDescription.NETWORKS, List.of())
                .with(BgpvpnDescription.ROUTERS, List.of())
                .with(BgpvpnDescription.PORTS, List.of())
                .with(BgpvpnDescription.ASSOCIATIONS, List.of());
    }

    @Override
    protected void follow(@Nullable PlainResource before, @Nullable PlainResource after) {
        if (before != null && after == null) {
            before.attributes().get(BgpvpnDescription.ASSOCIATIONS).forEach(this::free);
        }
    }

    private void free(UUID association) {
        streams.find(StreamType.of(new NetworkAssociationDescription()), association)
                .map(known -> known.attributes().get(NetworkAssociationDescription.NETWORK_ID))
                .ifPresent(network ->
                        streams.append(NetworkState.TYPE, network, new NetworkLeftBgpvpn(network, association)));
        streams.find(StreamType.of(new PortAssociationDescription()), association)
                .map(known -> known.attributes().get(PortAssociationDescription.PORT_ID))
                .ifPresent(port -> streams.append(PortState.TYPE, port, new PortLeftBgpvpn(port, association)));
        streams.find(StreamType.of(new RouterAssociationDescription()), association)
                .map(known -> known.attributes().get(RouterAssociationDescription.ROUTER_ID))
                .ifPresent(
                        router -> streams.append(RouterState.TYPE, router, new RouterLeftBgpvpn(router, association)));
        BgpvpnMembership.end(streams, association, false);
    }
}
