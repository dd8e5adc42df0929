package org.portolan.command.bgpvpn;

import static org.portolan.api.bgpvpn.PortAssociationDescription.BGPVPN_ID;
import static org.portolan.api.bgpvpn.PortAssociationDescription.PORT_ID;
import static org.portolan.api.bgpvpn.PortAssociationDescription.ROUTES;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.portolan.api.bgpvpn.BgpvpnDescription;
import org.portolan.api.bgpvpn.PortAssociationDescription;
import org.portolan.api.caller.Caller;
import org.portolan.api.error.NeutronError;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortEvent.PortJoinedBgpvpn;
import org.portolan.api.port.PortEvent.PortLeftBgpvpn;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.ResourceCommand.Create;
import org.portolan.api.resource.ResourceCommand.Update;
import org.portolan.command.Guards;
import org.portolan.command.PlainDecisions;
import org.portolan.command.Streams;
import org.portolan.command.port.PortState;
import tools.jackson.databind.node.ObjectNode;

/** Decides which ports are in BGP VPNs, and what they announce there: ports and routes of the VPN's own project. */
public final class PortAssociationDecisions extends PlainDecisions {

    /** Decisions on these streams. */
    public PortAssociationDecisions(Streams streams) {
        super(streams, new PortAssociationDescription());
    }

    @Override
    protected void requireParent(UUID id, Caller caller) {
        BgpvpnMembership.getVisible(streams, id, caller);
    }

    @Override
    protected Attributes ofNew(Create wish) {
        UUID id = wish.attributes().get(BGPVPN_ID);
        PortId portId = wish.attributes().get(PORT_ID);
        Port port = Guards.requireVisible(
                PortState.get(streams, portId), wish.caller(), new PortDescription().notFound(portId));
        PlainResource bgpvpn = BgpvpnMembership.get(streams, id);
        BgpvpnMembership.requireSameProject(bgpvpn, port.project(), wish.project());
        requireRoutes(wish.attributes().get(ROUTES), bgpvpn, wish.caller());
        if (bgpvpn.attributes().get(BgpvpnDescription.PORTS).contains(portId.value())) {
            throw new NeutronError(
                    400, "BGPVPNPortAssocAlreadyExists", "port " + portId + " is already associated to BGPVPN " + id);
        }
        return wish.attributes();
    }

    @Override
    protected Attributes ofChanged(PlainResource resource, Update wish) {
        PlainResource bgpvpn =
                BgpvpnMembership.get(streams, resource.attributes().get(BGPVPN_ID));
        wish.changes().find(ROUTES).ifPresent(routes -> requireRoutes(routes, bgpvpn, wish.caller()));
        return wish.changes();
    }

    /** Routes that leak from other VPNs are of VPNs of the same project and type. */
    private void requireRoutes(List<ObjectNode> routes, PlainResource bgpvpn, Caller caller) {
        for (ObjectNode route : routes) {
            if (route.has("bgpvpn_id")) {
                UUID id = UUID.fromString(route.path("bgpvpn_id").stringValue());
                PlainResource other = BgpvpnMembership.getVisible(streams, id, caller);
                BgpvpnMembership.requireSameProject(bgpvpn, other.project());
                if (!other.attributes()
                        .get(BgpvpnDescription.TYPE)
                        .equals(bgpvpn.attributes().get(BgpvpnDescription.TYPE))) {
                    throw NeutronError.badRequest("Bad bgpvpn request: differing bgpvpn types.");
                }
            }
        }
    }

    @Override
    protected void follow(@Nullable PlainResource before, @Nullable PlainResource after) {
        if (before == null && after != null) {
            PortId port = after.attributes().get(PORT_ID);
            BgpvpnMembership.join(streams, after);
            streams.append(PortState.TYPE, port, new PortJoinedBgpvpn(port, after.id()));
        } else if (before != null && after == null) {
            PortId port = before.attributes().get(PORT_ID);
            BgpvpnMembership.leave(streams, before);
            streams.append(PortState.TYPE, port, new PortLeftBgpvpn(port, before.id()));
        }
    }
}
