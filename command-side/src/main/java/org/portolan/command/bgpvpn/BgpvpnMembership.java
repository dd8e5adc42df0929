package org.portolan.command.bgpvpn;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.portolan.api.bgpvpn.BgpvpnDescription;
import org.portolan.api.bgpvpn.BgpvpnMemberships;
import org.portolan.api.bgpvpn.NetworkAssociationDescription;
import org.portolan.api.bgpvpn.PortAssociationDescription;
import org.portolan.api.bgpvpn.RouterAssociationDescription;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.PlainDescription;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.router.Router;
import org.portolan.api.router.RouterInterface;
import org.portolan.command.Guards;
import org.portolan.command.StreamType;
import org.portolan.command.Streams;
import org.portolan.command.network.NetworkState;
import org.portolan.command.port.PortState;
import org.portolan.command.router.RouterState;

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
        for (PlainDescription description : List.of(
                new NetworkAssociationDescription(),
                new PortAssociationDescription(),
                new RouterAssociationDescription())) {
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

    static void lock(Streams streams, UUID id) {
        var unused = streams.find(TYPE, id);
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

    /** The VPN has the association's member, or has it no more. */
    static void change(
            Streams streams, Attribute<List<UUID>> members, UUID member, PlainResource association, boolean joins) {
        UUID id = AssociationDecisions.vpnOf(association.attributes());
        Attributes bgpvpn = get(streams, id).attributes();
        Attributes changes = Attributes.none()
                .with(members, changed(bgpvpn.get(members), member, joins))
                .with(
                        BgpvpnDescription.ASSOCIATIONS,
                        changed(bgpvpn.get(BgpvpnDescription.ASSOCIATIONS), association.id(), joins));
        streams.append(TYPE, id, BGPVPNS.events().updated().apply(id, changes));
    }

    private static void leave(Streams streams, PlainResource association) {
        Attributes known = association.attributes();
        if (known.has(NetworkAssociationDescription.NETWORK_ID)) {
            UUID network = known.get(NetworkAssociationDescription.NETWORK_ID).value();
            change(streams, BgpvpnDescription.NETWORKS, network, association, false);
        } else if (known.has(RouterAssociationDescription.ROUTER_ID)) {
            UUID router = known.get(RouterAssociationDescription.ROUTER_ID).value();
            change(streams, BgpvpnDescription.ROUTERS, router, association, false);
        } else {
            UUID port = known.get(PortAssociationDescription.PORT_ID).value();
            change(streams, BgpvpnDescription.PORTS, port, association, false);
        }
    }

    /** The VPNs that a member with these attributes is in. */
    private static List<UUID> vpnsOf(Streams streams, Attributes member) {
        return BgpvpnMemberships.of(member).stream()
                .flatMap(association -> Stream.of(
                                new NetworkAssociationDescription(), new RouterAssociationDescription())
                        .flatMap(description -> streams.peek(StreamType.of(description), association).stream()))
                .map(association -> AssociationDecisions.vpnOf(association.attributes()))
                .toList();
    }

    private static NeutronError badRequest(String reason) {
        return new NeutronError(400, "BadRequest", "Bad bgpvpn request: " + reason + ".");
    }

    private static String listed(List<UUID> ids) {
        return "['" + ids.stream().map(UUID::toString).collect(Collectors.joining("', '")) + "']";
    }

    /**
     * Refuses a router that has a leg on a network which is in a VPN.
     *
     * @throws NeutronError 400
     */
    static void requireNoNetworkIn(Streams streams, Router router) {
        for (RouterInterface leg : router.interfaces()) {
            List<UUID> vpns = streams.peek(PortState.TYPE, leg.portId())
                    .flatMap(port -> streams.peek(NetworkState.TYPE, port.networkId()))
                    .map(state -> vpnsOf(streams, state.network().attributes()))
                    .orElse(List.of());
            if (!vpns.isEmpty()) {
                NetworkId network =
                        streams.peek(PortState.TYPE, leg.portId()).orElseThrow().networkId();
                throw badRequest("router " + router.id() + " has an attached network " + network
                        + " which is already associated to bgpvpn(s) " + listed(vpns));
            }
        }
    }

    /**
     * Refuses a network on which a router has a leg that is in a VPN.
     *
     * @throws NeutronError 400
     */
    static void requireNoRouterIn(Streams streams, NetworkState network) {
        for (PortId id : network.macs().keySet()) {
            List<UUID> vpns = streams.peek(PortState.TYPE, id)
                    .filter(port -> port.deviceOwner().equals("network:router_interface"))
                    .flatMap(port ->
                            streams.peek(RouterState.TYPE, port.attributes().get(PortDescription.DEVICE_ID)))
                    .map(state -> vpnsOf(streams, state.router().attributes()))
                    .orElse(List.of());
            if (!vpns.isEmpty()) {
                throw badRequest("Network " + network.network().id()
                        + " is linked to a router which is already associated to bgpvpn(s) " + listed(vpns));
            }
        }
    }

    /**
     * Refuses a leg of a router that is in a VPN on a network that is in one of layer 3.
     *
     * @throws NeutronError 409
     */
    public static void requireNotBoth(Streams streams, Router router, Network network) {
        boolean both = !vpnsOf(streams, router.attributes()).isEmpty()
                && vpnsOf(streams, network.attributes()).stream().anyMatch(vpn -> streams.peek(TYPE, vpn)
                        .filter(known ->
                                known.attributes().get(BgpvpnDescription.TYPE).equals("l3"))
                        .isPresent());
        if (both) {
            throw NeutronError.conflict(
                    "RouterInterfaceAttachmentConflict",
                    "Error cannot perform router interface attachment due to It is not allowed to add an interface to a"
                            + " router if both the router and the network are bound to an L3 BGPVPN while attempting the"
                            + " operation.");
        }
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
