package org.portolan.command.bgpvpn;

import static org.portolan.api.bgpvpn.AssociationDescription.BGPVPN_ID;
import static org.portolan.api.bgpvpn.PortAssociationDescription.ROUTES;

import java.util.List;
import java.util.UUID;
import org.portolan.api.bgpvpn.BgpvpnDescription;
import org.portolan.api.bgpvpn.PortAssociationDescription;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortEvent.PortJoinedBgpvpn;
import org.portolan.api.port.PortEvent.PortLeftBgpvpn;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.ResourceCommand.Update;
import org.portolan.command.Guards;
import org.portolan.command.Streams;
import org.portolan.command.port.PortState;
import tools.jackson.databind.node.ObjectNode;

/** Decides which ports are in BGP VPNs, and what they announce there: ports and routes of the VPN's own project. */
public final class PortAssociationDecisions extends AssociationDecisions {

    /** Decisions on these streams. */
    public PortAssociationDecisions(Streams streams) {
        super(streams, new PortAssociationDescription(), "port", BgpvpnDescription.PORTS);
    }

    @Override
    protected ProjectId lock(UUID id, Caller caller) {
        return Guards.requireVisible(PortState.get(streams, new PortId(id)), caller, new PortDescription().notFound(id))
                .project();
    }

    @Override
    protected void requireFit(Attributes association, PlainResource bgpvpn, Caller caller) {
        requireRoutes(association.get(ROUTES), bgpvpn, caller);
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
    protected void joined(UUID id, UUID association) {
        PortId port = new PortId(id);
        streams.append(PortState.TYPE, port, new PortJoinedBgpvpn(port, association));
    }

    @Override
    protected void left(UUID id, UUID association) {
        PortId port = new PortId(id);
        streams.append(PortState.TYPE, port, new PortLeftBgpvpn(port, association));
    }
}
