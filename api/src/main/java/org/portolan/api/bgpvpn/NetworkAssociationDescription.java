package org.portolan.api.bgpvpn;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.portolan.api.bgpvpn.NetworkAssociationEvent.NetworkAssociationCreated;
import org.portolan.api.bgpvpn.NetworkAssociationEvent.NetworkAssociationDeleted;
import org.portolan.api.bgpvpn.NetworkAssociationEvent.NetworkAssociationUpdated;
import org.portolan.api.error.NeutronError;
import org.portolan.api.network.NetworkId;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.PlainDescription;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.resource.Types;

/** The {@code network_association} resource: a network in a BGP VPN. */
@SuppressWarnings("rawtypes") // a service cannot be named with its type arguments
@AutoService(ResourceDescription.class)
public final class NetworkAssociationDescription extends PlainDescription {

    public static final Attribute<UUID> BGPVPN_ID =
            Attribute.of("bgpvpn_id", Types.uuid(Function.identity())).ofPath();
    public static final Attribute<NetworkId> NETWORK_ID =
            Attribute.of("network_id", Types.uuid(NetworkId::new)).required().onPostOnly();

    private static final List<Field> FIELDS = List.of(id(), tenant(), NETWORK_ID, project(), BGPVPN_ID);

    /** The description, for whoever looks for all of them. */
    public NetworkAssociationDescription() {
        super(
                "BGPVPNNetAssoc",
                "network_association",
                "network_associations",
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

    @Override
    public String path() {
        return "bgpvpn/bgpvpns/*/network_associations";
    }

    @Override
    public Parent parent() {
        return new Parent(new BgpvpnDescription(), BGPVPN_ID);
    }

    @Override
    public NeutronError notFound(Object id, @Nullable Object bgpvpn) {
        return new NeutronError(
                404,
                "BGPVPNNetAssocNotFound",
                "BGPVPN network association " + id + " could not be found for BGPVPN " + bgpvpn);
    }
}
