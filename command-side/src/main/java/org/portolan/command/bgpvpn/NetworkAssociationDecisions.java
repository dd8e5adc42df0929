package org.portolan.command.bgpvpn;

import java.util.UUID;
import org.portolan.api.bgpvpn.BgpvpnDescription;
import org.portolan.api.bgpvpn.NetworkAssociationDescription;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkEvent.NetworkJoinedBgpvpn;
import org.portolan.api.network.NetworkEvent.NetworkLeftBgpvpn;
import org.portolan.api.network.NetworkId;
import org.portolan.command.Guards;
import org.portolan.command.Streams;
import org.portolan.command.network.NetworkState;

/** Decides which networks are in BGP VPNs. */
public final class NetworkAssociationDecisions extends AssociationDecisions {

    /** Decisions on these streams. */
    public NetworkAssociationDecisions(Streams streams) {
        super(streams, new NetworkAssociationDescription(), "network", BgpvpnDescription.NETWORKS);
    }

    @Override
    protected ProjectId lock(UUID id, Caller caller) {
        NetworkId networkId = new NetworkId(id);
        Network network = Guards.requireVisible(
                NetworkState.get(streams, networkId).network(), caller, new NetworkDescription().notFound(id));
        BgpvpnMembership.requireNoRouterIn(streams, NetworkState.get(streams, networkId));
        return network.project();
    }

    @Override
    protected void joined(UUID id, UUID association) {
        NetworkId network = new NetworkId(id);
        streams.append(NetworkState.TYPE, network, new NetworkJoinedBgpvpn(network, association));
    }

    @Override
    protected void left(UUID id, UUID association) {
        NetworkId network = new NetworkId(id);
        streams.append(NetworkState.TYPE, network, new NetworkLeftBgpvpn(network, association));
    }
}
