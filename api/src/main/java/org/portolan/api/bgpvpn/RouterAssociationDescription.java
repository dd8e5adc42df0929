package org.portolan.api.bgpvpn;

import com.google.auto.service.AutoService;
import java.util.List;
import org.portolan.api.bgpvpn.RouterAssociationEvent.RouterAssociationCreated;
import org.portolan.api.bgpvpn.RouterAssociationEvent.RouterAssociationDeleted;
import org.portolan.api.bgpvpn.RouterAssociationEvent.RouterAssociationUpdated;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.resource.Types;
import org.portolan.api.router.RouterId;

/** The {@code router_association} resource: a router in a BGP VPN, with all networks that it has legs on. */
@SuppressWarnings("rawtypes") // a service cannot be named with its type arguments
@AutoService(ResourceDescription.class)
public final class RouterAssociationDescription extends AssociationDescription {

    public static final Attribute<RouterId> ROUTER_ID =
            Attribute.of("router_id", Types.uuid(RouterId::new)).required().onPostOnly();
    public static final Attribute<Boolean> ADVERTISE_EXTRA_ROUTES =
            Attribute.of("advertise_extra_routes", Types.bool()).defaultsTo(true);

    private static final List<Field> FIELDS =
            join(List.of(id(), tenant(), ROUTER_ID, ADVERTISE_EXTRA_ROUTES, project(), BGPVPN_ID), unshown());

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

    @Override
    public List<Field> fields() {
        return FIELDS;
    }
}
