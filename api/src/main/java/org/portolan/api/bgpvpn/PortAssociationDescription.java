package org.portolan.api.bgpvpn;

import com.google.auto.service.AutoService;
import java.util.List;
import org.portolan.api.bgpvpn.PortAssociationEvent.PortAssociationCreated;
import org.portolan.api.bgpvpn.PortAssociationEvent.PortAssociationDeleted;
import org.portolan.api.bgpvpn.PortAssociationEvent.PortAssociationUpdated;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Described;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.Types;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.node.ObjectNode;

/** The {@code port_association} resource: a port in a BGP VPN, with what it announces there. */
@AutoService(Described.class)
public final class PortAssociationDescription extends AssociationDescription {

    public static final Attribute<PortId> PORT_ID =
            Attribute.of("port_id", Types.uuid(PortId::new)).required().onPostOnly();
    public static final Attribute<List<ObjectNode>> ROUTES = Attribute.of(
                    "routes", Types.structured(RouteTargets::routes, new TypeReference<List<ObjectNode>>() {}))
            .defaultsTo(List.of());
    public static final Attribute<Boolean> ADVERTISE_FIXED_IPS =
            Attribute.of("advertise_fixed_ips", Types.bool()).defaultsTo(true);

    private static final List<Field> FIELDS =
            join(List.of(id(), tenant(), PORT_ID, ROUTES, ADVERTISE_FIXED_IPS, project(), BGPVPN_ID), unshown());

    /** The description, for whoever looks for all of them. */
    public PortAssociationDescription() {
        super(
                "BGPVPNPortAssoc",
                "port",
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
}
