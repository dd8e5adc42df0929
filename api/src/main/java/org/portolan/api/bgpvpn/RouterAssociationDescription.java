package org.portolan.api.bgpvpn;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.portolan.api.bgpvpn.RouterAssociationEvent.RouterAssociationCreated;
import org.portolan.api.bgpvpn.RouterAssociationEvent.RouterAssociationDeleted;
import org.portolan.api.bgpvpn.RouterAssociationEvent.RouterAssociationUpdated;
import org.portolan.api.error.NeutronError;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.PlainDescription;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.resource.Types;
import org.portolan.api.router.RouterId;

/** The {@code router_association} resource: a router in a BGP VPN, with all networks that it has legs on. */
@SuppressWarnings("rawtypes") // a service cannot be named with its type arguments
@AutoService(ResourceDescription.class)
public final class RouterAssociationDescription extends PlainDescription {

    public static final Attribute<UUID> BGPVPN_ID =
            Attribute.of("bgpvpn_id", Types.uuid(Function.identity())).ofPath();
    public static final Attribute<RouterId> ROUTER_ID =
            Attribute.of("router_id", Types.uuid(RouterId::new)).required().onPostOnly();
    public static final Attribute<Boolean> ADVERTISE_EXTRA_ROUTES =
            Attribute.of("advertise_extra_routes", Types.bool()).defaultsTo(true);

    private static final List<Field> FIELDS =
            List.of(id(), tenant(), ROUTER_ID, ADVERTISE_EXTRA_ROUTES, project(), BGPVPN_ID);

    /** The description, for whoever looks for all of them. */
    public RouterAssociationDescription() {
        super(
                "BGPVPNRouterAssoc",
                "router_association",
                "router_associations",
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

    @Override
    public String path() {
        return "bgpvpn/bgpvpns/*/router_associations";
    }

    @Override
    public Parent parent() {
        return new Parent(new BgpvpnDescription(), BGPVPN_ID);
    }

    @Override
    public NeutronError notFound(Object id, @Nullable Object bgpvpn) {
        return new NeutronError(
                404,
                "BGPVPNRouterAssocNotFound",
                "BGPVPN router association " + id + " could not be found for BGPVPN " + bgpvpn);
    }
}
