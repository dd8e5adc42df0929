package org.portolan.agent.desired;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.portolan.agent.pipeline.Bridge;
import org.portolan.agent.pipeline.Ipv4;
import org.portolan.agent.pipeline.Meter;
import org.portolan.agent.pipeline.Patch;
import org.portolan.api.segment.NetworkType;
import org.portolan.api.segment.Segment;

/**
 * How Open vSwitch should be configured.
 *
 * @param datapathType {@code system}, {@code netdev}, or empty to leave it to Open vSwitch
 * @param tunnelling whether there should be a tunnel bridge at all
 * @param physical bridges that lead to physical networks, to be joined to the integration bridge
 * @param trunks patches to bridges of guests that speak for several ports
 * @param tunnels ports of the tunnel bridge by name
 * @param access ports of the integration bridge by name
 */
public record DesiredSwitch(
        String datapathType,
        boolean tunnelling,
        SortedSet<Bridge> physical,
        List<TrunkPatch> trunks,
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
     * A way from a guest's trunk bridge to the integration bridge.
     *
     * @param outer name of the port of the trunk bridge
     * @param inner name of the port of the integration bridge
     * @param tag that the guest's frames have there; null if they have none
     * @param externalIds of the port of the integration bridge, as any guest's device has them
     */
    public record TrunkPatch(
            String bridge,
            String outer,
            String inner,
            @Nullable Integer tag,
            Map<String, String> externalIds) {
        /** Length of the names. */
        static final int NAME = 15;

        private static final Pattern OUTER = Pattern.compile("[ts]pt-[0-9a-f-]{11}");
        private static final Pattern INNER = Pattern.compile("[ts]pi-[0-9a-f-]{11}");

        public TrunkPatch {
            externalIds = Map.copyOf(externalIds);
        }

        /** Whether a patch port of a trunk bridge has such a name. */
        public static boolean isOuter(String port) {
            return OUTER.matcher(port).matches();
        }

        /** Whether a patch port of the integration bridge has such a name. */
        public static boolean isInner(String port) {
            return INNER.matcher(port).matches();
        }
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
     * @param limit of what its guest receives
     */
    public record Access(
            int tag,
            SortedMap<String, String> otherConfig,
            @Nullable Meter limit) {
        static final String NETWORK = "net_uuid";

        /** Cut off. */
        static Access dead() {
            return new Access(LocalVlans.DEAD, new TreeMap<>(), null);
        }

        /** In a network; the keys are Neutron's, and let a restarted agent find the VLAN id again. */
        static Access in(UUID network, Segment segment, int tag, @Nullable Meter limit) {
            SortedMap<String, String> config = new TreeMap<>();
            config.put(NETWORK, network.toString());
            config.put("network_type", segment.networkType().toString());
            if (segment.physicalNetwork() != null) {
                config.put("physical_network", segment.physicalNetwork());
            }
            if (segment.segmentationId() != null) {
                config.put("segmentation_id", Long.toString(segment.segmentationId()));
            }
            return new Access(tag, config, limit);
        }
    }

    /** The network named by a port's other_config, if it is there and well-formed. */
    static Optional<UUID> networkOf(Map<String, String> otherConfig) {
        return Ids.parse(otherConfig.get(Access.NETWORK));
    }
}
