package org.portolan.api.node;

import inet.ipaddr.IPAddress;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.portolan.api.floatingip.FloatingIp;
import org.portolan.api.floatingip.FloatingIpEvent;
import org.portolan.api.floatingip.FloatingIpEvent.FloatingIpAssociated;
import org.portolan.api.floatingip.FloatingIpEvent.FloatingIpCreated;
import org.portolan.api.floatingip.FloatingIpEvent.FloatingIpDeleted;
import org.portolan.api.floatingip.FloatingIpEvent.FloatingIpDisassociated;
import org.portolan.api.floatingip.FloatingIpEvent.FloatingIpStatusChanged;
import org.portolan.api.floatingip.FloatingIpEvent.FloatingIpUpdated;
import org.portolan.api.floatingip.FloatingIpEvent.ForwardingAdded;
import org.portolan.api.floatingip.FloatingIpEvent.ForwardingRemoved;
import org.portolan.api.floatingip.FloatingIpId;
import org.portolan.api.portforwarding.Forwarding;
import org.portolan.api.router.RouterId;

/**
 * A floating IP, as far as nodes must know it.
 *
 * @param address outside
 * @param routerId the router that leads it inside, or null
 * @param fixedIp where all of it leads, or null
 * @param forwardings where single ports of it lead
 * @param status that the log knows of it
 * @param cause the position of the event that made it so
 */
public record NodeFloatingIp(
        FloatingIpId id,
        IPAddress address,
        @Nullable RouterId routerId,
        @Nullable IPAddress fixedIp,
        List<Forwarding> forwardings,
        String status,
        long cause)
        implements NodeFact {

    static NodeFloatingIp of(FloatingIpCreated created, long at) {
        return new NodeFloatingIp(
                created.id(), created.floatingIpAddress(), null, null, List.of(), FloatingIp.DOWN, at);
    }

    /** The floating IP after an event that is neither its creation nor its end. */
    NodeFloatingIp evolve(FloatingIpEvent event, long at) {
        return switch (event) {
            case FloatingIpAssociated associated ->
                with(associated.routerId(), associated.fixedIpAddress(), forwardings, status, at);
            case FloatingIpDisassociated disassociated -> with(null, null, forwardings, FloatingIp.DOWN, at);
            case ForwardingAdded added ->
                with(
                        added.routerId(),
                        fixedIp,
                        Stream.concat(without(added.forwarding()).stream(), Stream.of(added.forwarding()))
                                .toList(),
                        status,
                        at);
            case ForwardingRemoved removed -> {
                List<Forwarding> left = forwardings.stream()
                        .filter(known -> !known.id().equals(removed.forwardingId()))
                        .toList();
                yield left.isEmpty()
                        ? with(null, null, left, FloatingIp.DOWN, at)
                        : with(routerId, null, left, status, at);
            }
            case FloatingIpStatusChanged changed -> with(routerId, fixedIp, forwardings, changed.status(), cause);
            case FloatingIpUpdated updated -> this;
            case FloatingIpCreated created -> throw new IllegalStateException("created twice: " + created.id());
            case FloatingIpDeleted deleted -> throw new IllegalStateException("gone: " + deleted.id());
        };
    }

    private List<Forwarding> without(Forwarding other) {
        return forwardings.stream()
                .filter(known -> !known.id().equals(other.id()))
                .toList();
    }

    private NodeFloatingIp with(
            @Nullable RouterId newRouter,
            @Nullable IPAddress newFixedIp,
            List<Forwarding> newForwardings,
            String newStatus,
            long at) {
        return new NodeFloatingIp(id, address, newRouter, newFixedIp, newForwardings, newStatus, at);
    }
}
