package org.portolan.agent.desired;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.UUID;
import org.portolan.agent.pipeline.Bridge;
import org.portolan.agent.pipeline.Ipv4;
import org.portolan.agent.pipeline.Patch;
import org.portolan.api.segment.NetworkType;
import org.portolan.api.segment.Segment;

/**
 * How Open vSwitch should be configured.
 *
 * @param datapathType {@code system}, {@code netdev}, or empty to leave it to Open vSwitch
 * @param tunnelling whether there should be a tunnel bridge at all
 * @param physical bridges that lead to physical networks, to be joined to the integration bridge
 * @param tunnels ports of the tunnel bridge by name
 * @param access ports of the integration bridge by name
 */
public record DesiredSwitch(
        String datapathType,
        boolean tunnelling,
        SortedSet<Bridge> physical,
        SortedMap<String, Tunnel> tunnels,
        SortedMap<String, Access> access) {

    /** The pairs of ports by which bridges are joined to the integration bridge. */
    public List<Patch> patches() {
        List<Patch> patches = new ArrayList<>();
        if (tunnelling) {
            patches.add(Patch.to(Bridge.BR_TUN));
        }
        physical.forEach(bridge -> patches.add(Patch.to(bridge)));
        return patches;
    }

    /**
     * A tunnel to one host.
     *
     * @param localAddress IPv4, in dotted form
     * @param remoteAddress IPv4, in dotted form
     * @param cause position of the event that announced the other end
     */
    public record Tunnel(NetworkType type, String localAddress, String remoteAddress, String host, long cause) {
        /** Neutron's name for such a port: the type and the remote address in hexadecimal digits. */
        public String portName() {
            return "%s-%08x".formatted(type, Ipv4.bits(remoteAddress));
        }

        /** Options of the interface; the key comes from the flow. */
        public SortedMap<String, String> options() {
            return new TreeMap<>(Map.of(
                    "local_ip", localAddress,
                    "remote_ip", remoteAddress,
                    "in_key", "flow",
                    "out_key", "flow",
                    "df_default", "true"));
        }
    }

    /**
     * How a tap is attached.
     *
     * @param tag local VLAN id, or {@link LocalVlans#DEAD}
     * @param otherConfig what the tag stands for, empty for a dead port
     */
    public record Access(int tag, SortedMap<String, String> otherConfig) {
        static final String NETWORK = "net_uuid";

        /** Cut off. */
        static Access dead() {
            return new Access(LocalVlans.DEAD, new TreeMap<>());
        }

        /** In a network; the keys are Neutron's, and let a restarted agent find the VLAN id again. */
        static Access in(UUID network, Segment segment, int tag) {
            SortedMap<String, String> config = new TreeMap<>();
            config.put(NETWORK, network.toString());
            config.put("network_type", segment.networkType().toString());
            if (segment.physicalNetwork() != null) {
                config.put("physical_network", segment.physicalNetwork());
            }
            if (segment.segmentationId() != null) {
                config.put("segmentation_id", Long.toString(segment.segmentationId()));
            }
            return new Access(tag, config);
        }
    }

    /** The network named by a port's other_config, if it is there and well-formed. */
    static Optional<UUID> networkOf(Map<String, String> otherConfig) {
        return Ids.parse(otherConfig.get(Access.NETWORK));
    }
}
