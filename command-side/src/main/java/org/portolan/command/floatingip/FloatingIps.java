package org.portolan.command.floatingip;

import inet.ipaddr.IPAddress;
import java.util.List;
import org.portolan.api.floatingip.FloatingIp;
import org.portolan.api.floatingip.FloatingIp.Association;
import org.portolan.api.floatingip.FloatingIpDescription;
import org.portolan.api.floatingip.FloatingIpEvent.FloatingIpAssociated;
import org.portolan.api.floatingip.FloatingIpEvent.FloatingIpDeleted;
import org.portolan.api.floatingip.FloatingIpEvent.FloatingIpDisassociated;
import org.portolan.api.floatingip.FloatingIpEvent.ForwardingAdded;
import org.portolan.api.floatingip.FloatingIpEvent.ForwardingRemoved;
import org.portolan.api.floatingip.FloatingIpId;
import org.portolan.api.floatingip.TranslationEvent.PortForwarded;
import org.portolan.api.floatingip.TranslationEvent.PortTranslated;
import org.portolan.api.floatingip.TranslationEvent.PortUnforwarded;
import org.portolan.api.floatingip.TranslationEvent.PortUntranslated;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortId;
import org.portolan.api.portforwarding.Forwarding;
import org.portolan.api.portforwarding.PortForwardingId;
import org.portolan.api.router.RouterEvent.FloatingIpRouted;
import org.portolan.api.router.RouterEvent.FloatingIpUnrouted;
import org.portolan.api.router.RouterId;
import org.portolan.command.Streams;
import org.portolan.command.port.PortRemoval;
import org.portolan.command.qos.QosPolicyUse;
import org.portolan.command.router.RouterPorts;
import org.portolan.command.router.RouterState;

/** What is told when a floating IP leads somewhere else: to itself, to its router, and to the port that it leads to. */
public final class FloatingIps {

    private FloatingIps() {}

    /** All of the floating IP leads to that address of that port from now on, by that router. */
    static void associate(Streams streams, FloatingIp floatingIp, RouterId router, PortId port, IPAddress address) {
        disassociate(streams, floatingIp);
        FloatingIpId id = floatingIp.id();
        streams.append(RouterState.TYPE, router, new FloatingIpRouted(router, id, List.of(address)));
        streams.append(
                TranslationState.TYPE, port, new PortTranslated(port, id, floatingIp.floatingNetworkId(), address));
        streams.append(FloatingIpState.TYPE, id, new FloatingIpAssociated(id, port, address, router));
    }

    /** The floating IP leads to no port any more; nothing happens if it did not. */
    static void disassociate(Streams streams, FloatingIp floatingIp) {
        Association association = floatingIp.association();
        if (association == null) {
            return;
        }
        unroute(streams, floatingIp);
        streams.append(
                TranslationState.TYPE,
                association.portId(),
                new PortUntranslated(association.portId(), floatingIp.id()));
        streams.append(FloatingIpState.TYPE, floatingIp.id(), new FloatingIpDisassociated(floatingIp.id()));
    }

    private static void unroute(Streams streams, FloatingIp floatingIp) {
        RouterId router = floatingIp.routerId();
        if (router != null) {
            streams.append(RouterState.TYPE, router, new FloatingIpUnrouted(router, floatingIp.id()));
        }
    }

    /** Ports of the floating IP lead there from now on, by that router; in place of where that forwarding led before. */
    public static void forward(Streams streams, FloatingIp floatingIp, RouterId router, Forwarding forwarding) {
        FloatingIpId id = floatingIp.id();
        floatingIp
                .forwarding(forwarding.id())
                .filter(before -> !before.internalPortId().equals(forwarding.internalPortId()))
                .ifPresent(before -> unforwardPort(streams, before));
        streams.append(FloatingIpState.TYPE, id, new ForwardingAdded(id, forwarding, router));
        streams.append(
                TranslationState.TYPE,
                forwarding.internalPortId(),
                new PortForwarded(forwarding.internalPortId(), id, forwarding));
        streams.append(RouterState.TYPE, router, routed(streams, id, router));
    }

    private static FloatingIpRouted routed(Streams streams, FloatingIpId id, RouterId router) {
        List<IPAddress> inside = FloatingIpState.get(streams, id).forwardings().stream()
                .map(Forwarding::internalIpAddress)
                .distinct()
                .toList();
        return new FloatingIpRouted(router, id, inside);
    }

    private static void unforwardPort(Streams streams, Forwarding forwarding) {
        streams.append(
                TranslationState.TYPE,
                forwarding.internalPortId(),
                new PortUnforwarded(forwarding.internalPortId(), forwarding.id()));
    }

    /** Ports of the floating IP that the forwarding led inside lead nowhere any more. */
    public static void unforward(Streams streams, FloatingIp floatingIp, PortForwardingId forwarding) {
        FloatingIpId id = floatingIp.id();
        floatingIp.forwarding(forwarding).ifPresent(before -> unforwardPort(streams, before));
        streams.append(FloatingIpState.TYPE, id, new ForwardingRemoved(id, forwarding));
        FloatingIp left = FloatingIpState.get(streams, id);
        RouterId router = left.routerId();
        if (router == null) {
            unroute(streams, floatingIp);
        } else {
            streams.append(RouterState.TYPE, router, routed(streams, id, router));
        }
    }

    /** Ends a floating IP with the port that holds it. */
    static void remove(Streams streams, FloatingIp floatingIp, Port floatingPort) {
        disassociate(streams, floatingIp);
        PortRemoval.remove(streams, floatingPort);
        streams.append(FloatingIpState.TYPE, floatingIp.id(), new FloatingIpDeleted(floatingIp.id()));
        QosPolicyUse.end(
                streams, floatingIp.attributes().find(FloatingIpDescription.QOS_POLICY_ID), "fip", floatingIp.id());
    }

    /** Ends the floating IP that the port holds, if it holds one that leads nowhere. */
    public static void removeIfIdle(Streams streams, Port port) {
        if (port.deviceOwner().equals(RouterPorts.FLOATING_IP)) {
            String device = port.attributes().get(PortDescription.DEVICE_ID);
            streams.find(FloatingIpState.TYPE, device)
                    .filter(floatingIp -> floatingIp.association() == null && floatingIp.routerId() == null)
                    .ifPresent(floatingIp -> remove(streams, floatingIp, port));
        }
    }
}
