package org.portolan.api.bgpvpn;

import com.google.auto.service.AutoService;
import java.util.List;
import org.portolan.api.bgpvpn.RouterAssociationEvent.RouterAssociationCreated;
import org.portolan.api.bgpvpn.RouterAssociationEvent.RouterAssociationDeleted;
import org.portolan.api.bgpvpn.RouterAssociationEvent.RouterAssociationUpdated;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Derived;
import org.portolan.api.resource.Described;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.Types;
import org.portolan.api.router.RouterId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** The {@code router_association} resource: a router in a BGP VPN, with all networks that it has legs on. */
@AutoService(Described.class)
public final class RouterAssociationDescription extends AssociationDescription {

    public static final Attribute<RouterId> ROUTER_ID =
            Attribute.of("router_id", Types.uuid(RouterId::new)).required().onPostOnly();
    public static final Attribute<Boolean> ADVERTISE_EXTRA_ROUTES =
            Attribute.of("advertise_extra_routes", Types.bool()).defaultsTo(true);

    private static final List<Field> FIELDS = join(
            List.of(
                    id(),
                    tenant(),
                    ROUTER_ID,
                    Derived.<PlainResource>asked(ADVERTISE_EXTRA_ROUTES, RouterAssociationDescription::withheld),
                    project(),
                    BGPVPN_ID),
            unshown());

    /** The description, for whoever looks for all of them. */
    public RouterAssociationDescription() {
        super(
                "BGPVPNRouterAssoc",
                "router",
                new Events(
                        new RouterAssociationEvent.Family(),
                        RouterAssociationCreated::new,
                        RouterAssociationUpdated::new,
                        RouterAssociationDeleted::new));
    }

    /** Shown where it says something, which is that they are not advertised. */
    private static JsonNode withheld(PlainResource association) {
        JsonNode advertised = association.attributes().json(ADVERTISE_EXTRA_ROUTES.name());
        return advertised.asBoolean(true) ? MissingNode.getInstance() : advertised;
    }

    @Override
    public List<Field> fields() {
        return FIELDS;
    }
}
