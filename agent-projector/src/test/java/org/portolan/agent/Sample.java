package org.portolan.agent;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.portolan.agent.desired.TopologyView;
import org.portolan.agent.node.LocalHost;
import org.portolan.api.address.Mac;
import org.portolan.api.json.Json;
import org.portolan.api.network.NetworkId;
import org.portolan.api.node.NodeNetwork;
import org.portolan.api.node.NodePort;
import org.portolan.api.node.PortSecurity;
import org.portolan.api.node.Topology;
import org.portolan.api.node.TunnelEndpoint;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.segment.NetworkType;
import org.portolan.api.segment.Segment;

/** Small clouds for tests: networks, ports and hosts by number. */
public final class Sample {
    public static final LocalHost HOST1 = new LocalHost(
            "host1",
            "10.77.0.1",
            EnumSet.of(NetworkType.VXLAN, NetworkType.GRE, NetworkType.GENEVE),
            Map.of("physnet1", "br-ex", "physnet2", "br-provider-two"));

    private Sample() {}

    public static UUID networkId(int number) {
        return new UUID(0x0000_0000_0000_4000L, 0x8000_0000_0000_0000L | number);
    }

    public static UUID portId(int number) {
        return new UUID(0x0000_0001_0000_4000L, 0x8000_0000_0000_0000L | number);
    }

    public static UUID segmentId(int number) {
        return new UUID(0x0000_0002_0000_4000L, 0x8000_0000_0000_0000L | number);
    }

    /** Of a security group, or of an address group. */
    public static UUID groupId(int number) {
        return new UUID(0x0000_0004_0000_4000L, 0x8000_0000_0000_0000L | number);
    }

    public static UUID ruleId(int number) {
        return new UUID(0x0000_0005_0000_4000L, 0x8000_0000_0000_0000L | number);
    }

    /** A VXLAN network whose identifier is its number plus 1000. */
    public static NodeNetwork network(int number) {
        return network(number, NetworkType.VXLAN);
    }

    public static NodeNetwork network(int number, NetworkType type) {
        return new NodeNetwork(
                new NetworkId(networkId(number)),
                List.of(new Segment(segmentId(number), type, type.isPhysical() ? "physnet1" : null, 1000L + number)),
                10L + number);
    }

    /** MAC {@code fa:16:3e:00:00:NN} or so, one address out of 10.0.0.0/8; caused at its number plus 100. */
    public static NodePort port(int number, int network, @Nullable String host) {
        return new NodePort(
                new PortId(portId(number)),
                new NetworkId(networkId(network)),
                new Mac(mac(number)),
                List.of(Json.address(address(number))),
                "compute:nova",
                new PortSecurity(false, List.of(), List.of()),
                host == null ? "" : host,
                1,
                host == null ? null : segmentId(network),
                true,
                100L + number);
    }

    public static NodePort disabled(NodePort port, long cause) {
        return port.updated(Attributes.none().with(PortDescription.ADMIN_STATE_UP, false), cause);
    }

    public static NodePort moved(NodePort port, String host, long cause) {
        return port.placed(host, port.generation() + 1, port.segmentId(), cause);
    }

    /** The topology without that port, if it has it. */
    public static Topology without(Topology topology, int port) {
        PortId id = new PortId(portId(port));
        return topology.ports().containsKey(id) ? topology.without(id) : topology;
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
        return new TunnelEndpoint(
                "host" + number,
                Json.address("10.77." + (number >> 8) + "." + (number & 0xff)),
                List.copyOf(types),
                number);
    }

    /** Three hosts, one network with a port on each. */
    public static Topology threeHosts() {
        return Topology.empty()
                .with(endpoint(1))
                .with(endpoint(2))
                .with(endpoint(3))
                .with(network(1))
                .with(port(1, 1, "host1"))
                .with(port(2, 1, "host2"))
                .with(port(3, 1, "host3"))
                .at(103);
    }

    /** What that holds at the time, as nodes see it. */
    public static Supplier<TopologyView> views(AtomicReference<Topology> topology) {
        return () -> TopologyView.of(Objects.requireNonNull(topology.get()));
    }
}
