package org.portolan.agent;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.portolan.agent.node.LocalHost;
import org.portolan.agent.node.Network;
import org.portolan.agent.node.NetworkType;
import org.portolan.agent.node.NodeView;
import org.portolan.agent.node.Port;
import org.portolan.agent.node.TunnelEndpoint;

/** Small clouds for tests: networks, ports and hosts by number. */
public final class Sample {
    public static final LocalHost HOST1 =
            new LocalHost("host1", "10.77.0.1", EnumSet.of(NetworkType.VXLAN, NetworkType.GRE, NetworkType.GENEVE));

    private Sample() {}

    public static UUID networkId(int number) {
        return new UUID(0x0000_0000_0000_4000L, 0x8000_0000_0000_0000L | number);
    }

    public static UUID portId(int number) {
        return new UUID(0x0000_0001_0000_4000L, 0x8000_0000_0000_0000L | number);
    }

    /** A VXLAN network whose identifier is its number plus 1000. */
    public static Network network(int number) {
        return network(number, NetworkType.VXLAN);
    }

    public static Network network(int number, NetworkType type) {
        return new Network(networkId(number), type, null, 1000L + number, 10L + number);
    }

    /** MAC {@code fa:16:3e:00:00:NN} or so, one address out of 10.0.0.0/8; caused at its number plus 100. */
    public static Port port(int number, int network, String host) {
        return new Port(
                portId(number),
                networkId(network),
                mac(number),
                List.of(address(number)),
                host,
                true,
                1,
                100L + number);
    }

    public static Port disabled(Port port, long cause) {
        return new Port(
                port.id(), port.network(), port.mac(), port.addresses(), port.host(), false, port.generation(), cause);
    }

    public static Port moved(Port port, String host, long cause) {
        return new Port(
                port.id(),
                port.network(),
                port.mac(),
                port.addresses(),
                host,
                port.adminUp(),
                port.generation() + 1,
                cause);
    }

    public static String mac(int number) {
        return "fa:16:3e:%02x:%02x:%02x".formatted(number >> 16 & 0xff, number >> 8 & 0xff, number & 0xff);
    }

    public static String address(int number) {
        return "10." + (number >> 16 & 0xff) + "." + (number >> 8 & 0xff) + "." + (number & 0xff);
    }

    /** Host {@code hostN} takes VXLAN at 10.77.0.N. */
    public static TunnelEndpoint endpoint(int number) {
        return endpoint(number, Set.of(NetworkType.VXLAN));
    }

    public static TunnelEndpoint endpoint(int number, Set<NetworkType> types) {
        return new TunnelEndpoint("host" + number, "10.77." + (number >> 8) + "." + (number & 0xff), types, number);
    }

    /** Three hosts, one network with a port on each. */
    public static NodeView threeHosts() {
        return NodeView.empty()
                .with(endpoint(1))
                .with(endpoint(2))
                .with(endpoint(3))
                .with(network(1))
                .with(port(1, 1, "host1"))
                .with(port(2, 1, "host2"))
                .with(port(3, 1, "host3"))
                .at(103);
    }
}
