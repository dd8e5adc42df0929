package org.portolan.agent.desired;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv6.IPv6Address;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.Set;
import org.portolan.agent.pipeline.Prefix;
import org.portolan.api.address.Mac;
import org.portolan.api.node.NodePort;
import org.portolan.api.port.AddressPair;

/**
 * A port that is wired to its network on this host.
 *
 * @param number OpenFlow port number on the integration bridge
 * @param vlan local VLAN id of its network
 */
record LocalPort(NodePort port, int number, int vlan) {

    /** A source that a port may send from. */
    record Source(Mac mac, Prefix prefix) {}

    /** Everything that the port may send from, its link-local address among it (RFC 4291, appendix A). */
    Set<Source> sources() {
        SequencedSet<Source> sources = new LinkedHashSet<>();
        for (IPAddress address : port.addresses()) {
            sources.add(new Source(port.macAddress(), Prefix.of(address)));
        }
        sources.add(new Source(port.macAddress(), linkLocal(port.macAddress())));
        for (AddressPair pair : port.security().addressPairs()) {
            sources.add(new Source(macOf(pair), Prefix.of(pair.ipAddress())));
        }
        return sources;
    }

    /** All MACs that it may send from, its own first. */
    Set<Mac> macs() {
        SequencedSet<Mac> macs = new LinkedHashSet<>(List.of(port.macAddress()));
        port.security().addressPairs().forEach(pair -> macs.add(macOf(pair)));
        return macs;
    }

    private Mac macOf(AddressPair pair) {
        Mac mac = pair.macAddress();
        return mac == null ? port.macAddress() : mac;
    }

    private static Prefix linkLocal(Mac mac) {
        long bits = mac.bits();
        long id = (((bits >>> 24) ^ 0x020000L) << 40) | (0xfffeL << 24) | (bits & 0xffffffL);
        byte[] address = new byte[16];
        address[0] = (byte) 0xfe;
        address[1] = (byte) 0x80;
        for (int i = 0; i < 8; i++) {
            address[8 + i] = (byte) (id >>> (8 * (7 - i)));
        }
        return Prefix.of(new IPv6Address(address));
    }
}
