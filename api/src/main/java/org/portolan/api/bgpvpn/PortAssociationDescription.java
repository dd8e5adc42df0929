package org.portolan.api.bgpvpn;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.portolan.api.bgpvpn.PortAssociationEvent.PortAssociationCreated;
import org.portolan.api.bgpvpn.PortAssociationEvent.PortAssociationDeleted;
import org.portolan.api.bgpvpn.PortAssociationEvent.PortAssociationUpdated;
import org.portolan.api.error.NeutronError;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.PlainDescription;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.resource.Types;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.node.ObjectNode;

/** The {@code port_association} resource: a port in a BGP VPN, with what it announces there. */
@SuppressWarnings("rawtypes") // a service cannot be named with its type arguments
@AutoService(ResourceDescription.class)
public final class PortAssociationDescription extends PlainDescription {

    public static final Attribute<UUID> BGPVPN_ID =
            Attribute.of("bgpvpn_id", Types.uuid(Function.identity())).ofPath();
    public static final Attribute<PortId> PORT_ID =
            Attribute.of("port_id", Types.uuid(PortId::new)).required().onPostOnly();
    public static final Attribute<List<ObjectNode>> ROUTES = Attribute.of(
                    "routes", Types.structured(RouteTargets::routes, new TypeReference<List<ObjectNode>>() {}))
            .defaultsTo(List.of());
    public static final Attribute<Boolean> ADVERTISE_FIXED_IPS =
            Attribute.of("advertise_fixed_ips", Types.bool()).defaultsTo(true);

    private static final List<Field> FIELDS =
            List.of(id(), tenant(), PORT_ID, ROUTES, ADVERTISE_FIXED_IPS, project(), BGPVPN_ID);

    /** The description, for whoever looks for all of them. */
    public PortAssociationDescription() {
        super(
                "BGPVPNPortAssoc",
                "port_association",
                "port_associations",
                new Events(
                        new PortAssociationEvent.Family(),
                        PortAssociationCreated::new,
                        PortAssociationUpdated::new,
                        PortAssociationDeleted::new));
    }

    @Override
    public List<Field> fields() {
        return FIELDS;
    }

    @Override
    public String path() {
        return "bgpvpn/bgpvpns/*/port_associations";
    }

    @Override
    public Parent parent() {
        return new Parent(new BgpvpnDescription(), BGPVPN_ID);
    }

    @Override
    public NeutronError notFound(Object id, @Nullable Object bgpvpn) {
        return new NeutronError(
                404,
                "BGPVPNPortAssocNotFound",
                "BGPVPN port association " + id + " could not be found for BGPVPN " + bgpvpn);
    }
}
