package org.portolan.command.port;

import java.util.List;
import java.util.Set;
import org.portolan.api.network.NetworkEvent.PortDetached;
import org.portolan.api.port.FixedIp;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortEvent.PortDeleted;
import org.portolan.api.subnet.SubnetEvent.AddressReleased;
import org.portolan.command.Streams;
import org.portolan.command.bgpvpn.BgpvpnMembership;
import org.portolan.command.floatingip.Translations;
import org.portolan.command.localip.LocalIps;
import org.portolan.command.logging.LogSubjects;
import org.portolan.command.ndpproxy.NdpProxyDecisions;
import org.portolan.command.network.NetworkState;
import org.portolan.command.qos.QosPolicyUse;
import org.portolan.command.securitygroup.Memberships;
import org.portolan.command.subnet.SubnetState;

/** The end of a port, by whichever command. */
public final class PortRemoval {

    private static final Set<String> MADE_BY_THE_NETWORK = Set.of("network:dhcp");

    private PortRemoval() {}

    /** Whether the port was made for the network's own sake and is no reason to keep the network. */
    public static boolean goesWithItsNetwork(Port port) {
        return MADE_BY_THE_NETWORK.contains(port.deviceOwner());
    }

    /**
     * Takes back the port's addresses and its MAC, and ends it; floating IPs and local IPs that led to it lead nowhere then, and
     * its NDP proxies end.
     */
    public static void remove(Streams streams, Port port) {
        LocalIps.requireHoldsNone(port);
        LocalIps.leave(streams, port);
        Translations.end(streams, port);
        NdpProxyDecisions.endAllOf(streams, port);
        BgpvpnMembership.end(streams, port.attributes());
        LogSubjects.endWith(streams, port);
        streams.append(NetworkState.TYPE, port.networkId(), new PortDetached(port.networkId(), port.id()));
        for (FixedIp fixedIp : port.fixedIps()) {
            streams.append(
                    SubnetState.TYPE,
                    fixedIp.subnetId(),
                    new AddressReleased(fixedIp.subnetId(), fixedIp.ipAddress(), port.id()));
        }
        new Memberships(streams).change(port.id(), Memberships.of(port), List.of());
        DynamicSegments.leave(streams, port, Set.of());
        streams.append(PortState.TYPE, port.id(), new PortDeleted(port.id(), port.networkId()));
        QosPolicyUse.end(streams, port.attributes().find(PortDescription.QOS_POLICY_ID), "port", port.id());
    }
}
