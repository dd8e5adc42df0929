package org.portolan.command.floatingip;

import inet.ipaddr.IPAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.portolan.api.floatingip.FloatingIpId;
import org.portolan.api.port.FixedIp;
import org.portolan.api.port.Port;
import org.portolan.api.portforwarding.PortForwardingEvent.PortForwardingDeleted;
import org.portolan.api.portforwarding.PortForwardingId;
import org.portolan.command.Streams;
import org.portolan.command.floatingip.TranslationState.Single;
import org.portolan.command.portforwarding.PortForwardingState;
import org.portolan.command.router.RouterPorts;

/** What becomes of floating IPs when the port that they lead to loses addresses, or ends. */
public final class Translations {

    /** Ports that nothing from outside leads to, so that nobody needs to look. */
    private static final Set<String> HOLDERS = Set.of(RouterPorts.GATEWAY, RouterPorts.FLOATING_IP, "network:dhcp");

    private Translations() {}

    /** The port ends: floating IPs that led to it lead nowhere, and its port forwardings end too. */
    public static void end(Streams streams, Port port) {
        if (HOLDERS.contains(port.deviceOwner())) {
            return;
        }
        TranslationState known = TranslationState.peek(streams, port.id());
        for (FloatingIpId floatingIp : known.whole().keySet()) {
            FloatingIps.disassociate(streams, FloatingIpState.get(streams, floatingIp));
        }
        for (Map.Entry<PortForwardingId, Single> entry : known.single().entrySet()) {
            end(streams, entry.getKey(), entry.getValue());
        }
    }

    private static void end(Streams streams, PortForwardingId id, Single single) {
        FloatingIps.unforward(streams, FloatingIpState.get(streams, single.floatingIpId()), id);
        streams.append(PortForwardingState.TYPE, id, new PortForwardingDeleted(id.value()));
    }

    /** The port loses these addresses: port forwardings to them end, floating IPs go on leading there, as Neutron's do. */
    public static void addressesLost(Streams streams, Port port, List<FixedIp> lost) {
        if (lost.isEmpty()) {
            return;
        }
        List<IPAddress> addresses = lost.stream().map(FixedIp::ipAddress).toList();
        TranslationState known = TranslationState.of(streams, port.id());
        for (Map.Entry<PortForwardingId, Single> entry : known.single().entrySet()) {
            if (addresses.contains(entry.getValue().forwarding().internalIpAddress())) {
                end(streams, entry.getKey(), entry.getValue());
            }
        }
    }
}
