package org.portolan.command.bgpvpn;

import static org.portolan.api.bgpvpn.NetworkAssociationDescription.BGPVPN_ID;
import static org.portolan.api.bgpvpn.NetworkAssociationDescription.NETWORK_ID;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.portolan.api.bgpvpn.BgpvpnDescription;
import org.portolan.api.bgpvpn.NetworkAssociationDescription;
import org.portolan.api.caller.Caller;
import org.portolan.api.error.NeutronError;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkEvent.NetworkJoinedBgpvpn;
import org.portolan.api.network.NetworkEvent.NetworkLeftBgpvpn;
import org.portolan.api.network.NetworkId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.ResourceCommand.Create;
import org.portolan.command.Guards;
import org.portolan.command.PlainDecisions;
import org.portolan.command.Streams;
import org.portolan.command.network.NetworkState;

/** Decides which networks are in BGP VPNs: those of the VPN's own project, each once. */
public final class NetworkAssociationDecisions extends PlainDecisions {

    /** Decisions on these streams. */
    public NetworkAssociationDecisions(Streams streams) {
        super(streams, new NetworkAssociationDescription());
    }

    @Override
    protected void requireParent(UUID id, Caller caller) {
        BgpvpnMembership.getVisible(streams, id, caller);
    }

    @Override
    protected Attributes ofNew(Create wish) {
        UUID id = wish.attributes().get(BGPVPN_ID);
        NetworkId networkId = wish.attributes().get(NETWORK_ID);
        Network network = Guards.requireVisible(
                NetworkState.get(streams, networkId).network(),
                wish.caller(),
                new NetworkDescription().notFound(networkId));
        PlainResource bgpvpn = BgpvpnMembership.get(streams, id);
        BgpvpnMembership.requireSameProject(bgpvpn, network.project(), wish.project());
        if (bgpvpn.attributes().get(BgpvpnDescription.NETWORKS).contains(networkId.value())) {
            throw new NeutronError(
                    400,
                    "BGPVPNNetAssocAlreadyExists",
                    "network " + networkId + " is already associated to BGPVPN " + id);
        }
        return wish.attributes();
    }

    @Override
    protected void follow(@Nullable PlainResource before, @Nullable PlainResource after) {
        if (before == null && after != null) {
            NetworkId network = after.attributes().get(NETWORK_ID);
            BgpvpnMembership.join(streams, after);
            streams.append(NetworkState.TYPE, network, new NetworkJoinedBgpvpn(network, after.id()));
        } else if (before != null && after == null) {
            NetworkId network = before.attributes().get(NETWORK_ID);
            BgpvpnMembership.leave(streams, before);
            streams.append(NetworkState.TYPE, network, new NetworkLeftBgpvpn(network, before.id()));
        }
    }
}
