package org.portolan.agent.desired;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.portolan.agent.desired.DesiredSwitch.TrunkPatch;
import org.portolan.agent.node.LocalHost;
import org.portolan.agent.ovsdb.SwitchView;
import org.portolan.agent.ovsdb.SwitchView.BridgeRow;
import org.portolan.api.node.NodePort;
import org.portolan.api.node.NodeTrunk;
import org.portolan.api.node.Topology;
import org.portolan.api.port.PortId;
import org.portolan.api.trunk.SubPort;
import org.portolan.api.trunk.Trunk;

/**
 * Guests that speak for several ports: the device is plugged into a bridge of its own, from which each port, by its tag, has a patch to the
 * integration bridge. There it is wired as any other device is. Pure.
 */
final class TrunkBridges {
    private TrunkBridges() {}

    /** Patches of the trunks whose device is plugged in here. */
    static List<TrunkPatch> patches(LocalHost host, Topology view, SwitchView ovs) {
        List<TrunkPatch> patches = new ArrayList<>();
        for (NodeTrunk trunk : view.services().trunks().values()) {
            NodePort parent = view.ports().get(trunk.parent());
            BridgeRow bridge = ovs.bridges().get(Trunk.bridgeName(trunk.id()));
            if (parent != null
                    && bridge != null
                    && parent.isBound()
                    && parent.host().equals(host.name())
                    && isPluggedInto(bridge, trunk.parent().value())) {
                patches.add(patch(bridge, "tp", parent, null));
                for (SubPort sub : trunk.subPorts()) {
                    NodePort port = view.ports().get(new PortId(sub.portId().value()));
                    if (port != null) {
                        patches.add(patch(bridge, "sp", port, sub.segmentationId()));
                    }
                }
            }
        }
        return patches;
    }

    private static boolean isPluggedInto(BridgeRow bridge, UUID port) {
        return bridge.ports().values().stream()
                .anyMatch(row -> row.ifaceId().filter(port.toString()::equals).isPresent());
    }

    private static TrunkPatch patch(BridgeRow bridge, String prefix, NodePort port, @Nullable Integer tag) {
        return new TrunkPatch(
                bridge.name(),
                name(prefix + "t-", port),
                name(prefix + "i-", port),
                tag,
                Map.of(
                        "iface-id",
                        port.id().toString(),
                        "attached-mac",
                        port.macAddress().value()));
    }

    private static String name(String prefix, NodePort port) {
        return (prefix + port.id()).substring(0, TrunkPatch.NAME);
    }
}
