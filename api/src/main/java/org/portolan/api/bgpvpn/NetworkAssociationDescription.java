package org.portolan.api.bgpvpn;

import com.google.auto.service.AutoService;
import java.util.List;
import org.portolan.api.bgpvpn.NetworkAssociationEvent.NetworkAssociationCreated;
import org.portolan.api.bgpvpn.NetworkAssociationEvent.NetworkAssociationDeleted;
import org.portolan.api.bgpvpn.NetworkAssociationEvent.NetworkAssociationUpdated;
import org.portolan.api.network.NetworkId;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Described;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.Types;

/** The {@code network_association} resource: a network in a BGP VPN. */
@AutoService(Described.class)
public final class NetworkAssociationDescription extends AssociationDescription {

    public static final Attribute<NetworkId> NETWORK_ID =
            Attribute.of("network_id", Types.uuid(NetworkId::new)).required().onPostOnly();

    private static final List<Field> FIELDS =
            join(List.of(id(), tenant(), NETWORK_ID, project(), BGPVPN_ID), unshown());

    /** The description, for whoever looks for all of them. */
    public NetworkAssociationDescription() {
        super(
                "BGPVPNNetAssoc",
                "network",
                new Events(
                        new NetworkAssociationEvent.Family(),
                        NetworkAssociationCreated::new,
                        NetworkAssociationUpdated::new,
                        NetworkAssociationDeleted::new));
    }

    @Override
    public List<Field> fields() {
        return FIELDS;
    }
}
