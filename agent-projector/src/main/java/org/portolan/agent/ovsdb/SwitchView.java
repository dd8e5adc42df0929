package org.portolan.agent.ovsdb;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.portolan.agent.pipeline.Bridge;
import org.portolan.agent.pipeline.Meter;
import org.portolan.agent.pipeline.Patch;

/**
 * What Open vSwitch is configured to be, and which port numbers it gave: one consistent picture of the database.
 *
 * @param bridges by name
 * @param limited names of ports that we have limits for, whether or not they are there
 */
public record SwitchView(Map<String, BridgeRow> bridges, Set<String> limited) {
    public SwitchView {
        bridges = Map.copyOf(bridges);
        limited = Set.copyOf(limited);
    }

    /** A switch that limits nothing. */
    public SwitchView(Map<String, BridgeRow> bridges) {
        this(bridges, Set.of());
    }

    /** A switch without bridges. */
    public static SwitchView empty() {
        return new SwitchView(Map.of());
    }

    public Optional<BridgeRow> bridge(String name) {
        return Optional.ofNullable(bridges.get(name));
    }

    public Optional<PortRow> port(String bridge, String name) {
        return bridge(bridge).map(row -> row.ports().get(name));
    }

    /** OpenFlow port number of a port, empty if the port is absent or has no number yet. */
    public Optional<Integer> portNumber(String bridge, String name) {
        return port(bridge, name).map(PortRow::number);
    }

    /** Ports that join the integration bridge and a bridge to a physical network, of either. */
    public static boolean isHalfOfPatch(BridgeRow bridge, PortRow port) {
        boolean integration = bridge.name().equals(Bridge.BR_INT.ovsName());
        return port.patchPeer()
                .filter(peer -> integration ? Patch.isInner(port.name(), peer) : Patch.isOuter(port.name(), peer))
                .isPresent();
    }

    /**
     * A bridge.
     *
     * @param uuid of the row in table Bridge
     * @param datapathType empty stands for {@code system}
     * @param failMode empty stands for {@code standalone}
     * @param protocols OpenFlow versions spoken; empty stands for the default
     * @param hasController whether an OpenFlow controller is set
     * @param ports by name
     */
    public record BridgeRow(
            String uuid,
            String name,
            String datapathType,
            String failMode,
            Set<String> protocols,
            boolean hasController,
            Map<String, PortRow> ports) {
        public BridgeRow {
            protocols = Set.copyOf(protocols);
            ports = Map.copyOf(ports);
        }
    }

    /**
     * A port with its interface; of a bond, the first interface.
     *
     * @param uuid of the row in table Port
     * @param tag VLAN id of an access port
     * @param number OpenFlow port number, if Open vSwitch has given one
     * @param error why Open vSwitch could not open the interface
     * @param limit of ours, for what leaves the switch there
     */
    public record PortRow(
            String uuid,
            String name,
            @Nullable Integer tag,
            Map<String, String> otherConfig,
            String interfaceType,
            Map<String, String> options,
            Map<String, String> externalIds,
            @Nullable Integer number,
            @Nullable String error,
            @Nullable Meter limit) {
        public PortRow {
            otherConfig = Map.copyOf(otherConfig);
            options = Map.copyOf(options);
            externalIds = Map.copyOf(externalIds);
        }

        /** Name of the port at the other end; empty if this is no patch port. */
        public Optional<String> patchPeer() {
            return interfaceType.equals(Patch.TYPE) ? Optional.ofNullable(options.get("peer")) : Optional.empty();
        }

        /** Id of the port that this interface serves, as the hypervisor or another agent wrote it when plugging. */
        public Optional<String> ifaceId() {
            return Optional.ofNullable(externalIds.get("iface-id"));
        }
    }
}
