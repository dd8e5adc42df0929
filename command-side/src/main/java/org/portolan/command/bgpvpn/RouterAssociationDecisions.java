package org.portolan.command.bgpvpn;

import java.util.UUID;
import org.portolan.api.bgpvpn.BgpvpnDescription;
import org.portolan.api.bgpvpn.RouterAssociationDescription;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.router.Router;
import org.portolan.api.router.RouterDescription;
import org.portolan.api.router.RouterEvent.RouterJoinedBgpvpn;
import org.portolan.api.router.RouterEvent.RouterLeftBgpvpn;
import org.portolan.api.router.RouterId;
import org.portolan.command.Guards;
import org.portolan.command.Streams;
import org.portolan.command.router.RouterState;

/** Decides which routers are in BGP VPNs: in those of layer 3, and not beside networks that they have legs on. */
public final class RouterAssociationDecisions extends AssociationDecisions {

    /** Decisions on these streams. */
    public RouterAssociationDecisions(Streams streams) {
        super(streams, new RouterAssociationDescription(), "router", BgpvpnDescription.ROUTERS);
    }

    @Override
    protected ProjectId lock(UUID id, Caller caller) {
        Router router = Guards.requireVisible(
                RouterState.get(streams, new RouterId(id)).router(), caller, new RouterDescription().notFound(id));
        BgpvpnMembership.requireNoNetworkIn(streams, router);
        return router.project();
    }

    @Override
    protected void requireFit(Attributes association, PlainResource bgpvpn, Caller caller) {
        if (!bgpvpn.attributes().get(BgpvpnDescription.TYPE).equals("l3")) {
            throw new NeutronError(
                    400, "BadRequest", "Bad bgpvpn request: Router associations require the bgpvpn to be of type l3.");
        }
    }

    @Override
    protected void joined(UUID id, UUID association) {
        RouterId router = new RouterId(id);
        streams.append(RouterState.TYPE, router, new RouterJoinedBgpvpn(router, association));
    }

    @Override
    protected void left(UUID id, UUID association) {
        RouterId router = new RouterId(id);
        streams.append(RouterState.TYPE, router, new RouterLeftBgpvpn(router, association));
    }
}
