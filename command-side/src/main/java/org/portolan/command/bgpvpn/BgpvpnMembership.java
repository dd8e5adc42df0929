package org.portolan.command.bgpvpn;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.portolan.api.bgpvpn.BgpvpnDescription;
import org.portolan.api.bgpvpn.BgpvpnMemberships;
import org.portolan.api.bgpvpn.NetworkAssociationDescription;
import org.portolan.api.bgpvpn.PortAssociationDescription;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.PlainDescription;
import org.portolan.api.resource.PlainResource;
import org.portolan.command.Guards;
import org.portolan.command.StreamType;
import org.portolan.command.Streams;

/** Who is in a BGP VPN: the VPN knows its members and by which associations, and each member knows its associations. */
public final class BgpvpnMembership {

    private static final BgpvpnDescription BGPVPNS = new BgpvpnDescription();
    private static final StreamType<PlainResource> TYPE = StreamType.of(BGPVPNS);

    private BgpvpnMembership() {}

    /** Ends the associations of a network or a port that is about to end. */
    public static void end(Streams streams, Attributes member) {
        for (UUID association : BgpvpnMemberships.of(member)) {
            end(streams, association, true);
        }
    }

    /** Ends an association, and tells its VPN if that stays. */
    static void end(Streams streams, UUID association, boolean vpnStays) {
        for (PlainDescription description :
                List.of(new NetworkAssociationDescription(), new PortAssociationDescription())) {
            streams.find(StreamType.of(description), association).ifPresent(known -> {
                streams.append(
                        StreamType.of(description),
                        association,
                        description.events().deleted().apply(association));
                if (vpnStays) {
                    leave(streams, known);
                }
            });
        }
    }

    static PlainResource get(Streams streams, UUID id) {
        return streams.get(TYPE, id, () -> BGPVPNS.notFound(id));
    }

    static PlainResource getVisible(Streams streams, UUID id, Caller caller) {
        return Guards.requireVisible(get(streams, id), caller, BGPVPNS.notFound(id));
    }

    /**
     * Refuses what would connect projects.
     *
     * @throws NeutronError 403
     */
    static void requireSameProject(PlainResource bgpvpn, ProjectId... others) {
        for (ProjectId other : others) {
            if (!other.equals(bgpvpn.project())) {
                throw new NeutronError(403, "NotAuthorized", "Not authorized.");
            }
        }
    }

    /** The VPN has the association's member from now on. */
    static void join(Streams streams, PlainResource association) {
        change(streams, association, true);
    }

    /** The VPN has the association's member no more. */
    static void leave(Streams streams, PlainResource association) {
        change(streams, association, false);
    }

    private static void change(Streams streams, PlainResource association, boolean joins) {
        UUID id = association.attributes().get(NetworkAssociationDescription.BGPVPN_ID);
        Attributes bgpvpn = get(streams, id).attributes();
        boolean isNetwork = association.attributes().has(NetworkAssociationDescription.NETWORK_ID);
        Attribute<List<UUID>> members = isNetwork ? BgpvpnDescription.NETWORKS : BgpvpnDescription.PORTS;
        UUID member = UUID.fromString(association
                .attributes()
                .json(
                        isNetwork
                                ? NetworkAssociationDescription.NETWORK_ID.name()
                                : PortAssociationDescription.PORT_ID.name())
                .stringValue());
        Attributes changes = Attributes.none()
                .with(members, changed(bgpvpn.get(members), member, joins))
                .with(
                        BgpvpnDescription.ASSOCIATIONS,
                        changed(bgpvpn.get(BgpvpnDescription.ASSOCIATIONS), association.id(), joins));
        streams.append(TYPE, id, BGPVPNS.events().updated().apply(id, changes));
    }

    private static List<UUID> changed(List<UUID> ids, UUID id, boolean joins) {
        List<UUID> changed = new ArrayList<>(ids);
        if (joins) {
            changed.add(id);
        } else {
            changed.remove(id);
        }
        return changed;
    }
}
