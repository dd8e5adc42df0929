package org.portolan.api.floatingip;

import inet.ipaddr.IPAddress;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Recorded;
import org.portolan.api.floatingip.FloatingIpEvent.FloatingIpAssociated;
import org.portolan.api.floatingip.FloatingIpEvent.FloatingIpCreated;
import org.portolan.api.floatingip.FloatingIpEvent.FloatingIpDeleted;
import org.portolan.api.floatingip.FloatingIpEvent.FloatingIpDisassociated;
import org.portolan.api.floatingip.FloatingIpEvent.FloatingIpStatusChanged;
import org.portolan.api.floatingip.FloatingIpEvent.FloatingIpUpdated;
import org.portolan.api.floatingip.FloatingIpEvent.ForwardingAdded;
import org.portolan.api.floatingip.FloatingIpEvent.ForwardingRemoved;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.PortId;
import org.portolan.api.portforwarding.Forwarding;
import org.portolan.api.portforwarding.PortForwardingId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Lifecycle;
import org.portolan.api.resource.Resource;
import org.portolan.api.router.RouterId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/**
 * A floating IP: an address of an external network that a router leads to a port inside, whole or port by port.
 *
 * @param floatingPortId the port that holds the address
 * @param association where all of it leads, or null
 * @param routerId the router that leads it, or null
 * @param forwardings where single ports of it lead, oldest first
 * @param portDetails some of the port that it leads to, where a decision has looked; else JSON's null
 * @param status {@code ACTIVE} when the router's node has said that frames pass, else {@code DOWN} or {@code ERROR}
 */
public record FloatingIp(
        FloatingIpId id,
        ProjectId project,
        NetworkId floatingNetworkId,
        IPAddress floatingIpAddress,
        PortId floatingPortId,
        Attributes attributes,
        @Nullable Association association,
        @Nullable RouterId routerId,
        List<Forwarding> forwardings,
        String status,
        JsonNode portDetails,
        Lifecycle lifecycle)
        implements Resource {

    /** What frames to a floating IP that leads nowhere do. */
    public static final String DOWN = "DOWN";

    /**
     * Where all of a floating IP leads.
     *
     * @param fixedIpAddress an IPv4 address of the port
     */
    public record Association(PortId portId, IPAddress fixedIpAddress) {}

    /** The floating IP after an event, or null when it is gone. */
    public static @Nullable FloatingIp evolve(
            @Nullable FloatingIp floatingIp, Recorded<? extends FloatingIpEvent> recorded) {
        if (recorded.event() instanceof FloatingIpCreated created) {
            return new FloatingIp(
                    created.id(),
                    created.projectId(),
                    created.floatingNetworkId(),
                    created.floatingIpAddress(),
                    created.floatingPortId(),
                    created.attributes(),
                    null,
                    null,
                    List.of(),
                    DOWN,
                    NullNode.getInstance(),
                    Lifecycle.startedAt(recorded.at(), 0));
        }
        FloatingIp before = Objects.requireNonNull(floatingIp, "a floating IP's first event is its creation");
        Lifecycle later = before.lifecycle.changedAt(recorded.at());
        return switch (recorded.event()) {
            case FloatingIpCreated created -> throw new IllegalStateException("created twice: " + created.id());
            case FloatingIpUpdated updated -> before.with(before.attributes.with(updated.changes()), later);
            case FloatingIpAssociated associated ->
                before.with(
                        new Association(associated.portId(), associated.fixedIpAddress()),
                        associated.routerId(),
                        before.forwardings,
                        before.status,
                        later);
            case FloatingIpDisassociated disassociated -> before.with(null, null, before.forwardings, DOWN, later);
            case ForwardingAdded added ->
                before.with(
                        before.association,
                        added.routerId(),
                        Stream.concat(before.without(added.forwarding().id()).stream(), Stream.of(added.forwarding()))
                                .toList(),
                        before.status,
                        later);
            case ForwardingRemoved removed -> {
                List<Forwarding> left = before.without(removed.forwardingId());
                yield left.isEmpty()
                        ? before.with(null, null, left, DOWN, later)
                        : before.with(null, before.routerId, left, before.status, later);
            }
            case FloatingIpStatusChanged changed ->
                before.with(before.association, before.routerId, before.forwardings, changed.status(), later);
            case FloatingIpDeleted deleted -> null;
        };
    }

    private List<Forwarding> without(PortForwardingId forwarding) {
        return forwardings.stream()
                .filter(known -> !known.id().equals(forwarding))
                .toList();
    }

    private FloatingIp with(Attributes newAttributes, Lifecycle later) {
        return new FloatingIp(
                id,
                project,
                floatingNetworkId,
                floatingIpAddress,
                floatingPortId,
                newAttributes,
                association,
                routerId,
                forwardings,
                status,
                portDetails,
                later);
    }

    private FloatingIp with(
            @Nullable Association newAssociation,
            @Nullable RouterId newRouterId,
            List<Forwarding> newForwardings,
            String newStatus,
            Lifecycle later) {
        return new FloatingIp(
                id,
                project,
                floatingNetworkId,
                floatingIpAddress,
                floatingPortId,
                attributes,
                newAssociation,
                newRouterId,
                newForwardings,
                newStatus,
                portDetails,
                later);
    }

    /** The same, showing that of the port that it leads to. */
    public FloatingIp showing(JsonNode newPortDetails) {
        return new FloatingIp(
                id,
                project,
                floatingNetworkId,
                floatingIpAddress,
                floatingPortId,
                attributes,
                association,
                routerId,
                forwardings,
                status,
                newPortDetails,
                lifecycle);
    }

    /** The port that all of it leads to, if it does. */
    public Optional<PortId> portId() {
        return Optional.ofNullable(association).map(Association::portId);
    }

    /** The forwarding with that id, if it has it. */
    public Optional<Forwarding> forwarding(PortForwardingId forwardingId) {
        return forwardings.stream()
                .filter(known -> known.id().equals(forwardingId))
                .findFirst();
    }
}
