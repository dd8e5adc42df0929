package org.portolan.agent.reconcile;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.portolan.agent.desired.DesiredSwitch;
import org.portolan.agent.desired.DesiredSwitch.Access;
import org.portolan.agent.desired.DesiredSwitch.TrunkPatch;
import org.portolan.agent.desired.LocalVlans;
import org.portolan.agent.ovsdb.SwitchChange;
import org.portolan.agent.ovsdb.SwitchView;
import org.portolan.agent.ovsdb.SwitchView.BridgeRow;
import org.portolan.agent.ovsdb.SwitchView.PortRow;
import org.portolan.agent.pipeline.Bridge;
import org.portolan.agent.pipeline.Patch;
import org.portolan.api.trunk.Trunk;

/**
 * What to change in the configuration of Open vSwitch. A pure comparison: what is equal is not touched, and what was made is equal.
 *
 * @param changes to be made before flows are
 * @param connections to be made after flows have been: ways that nothing may take before
 * @param removals to be made after flows have been
 */
public record SwitchPlan(List<SwitchChange> changes, List<SwitchChange> connections, List<SwitchChange> removals) {
    private static final Pattern OUR_TUNNELS = Pattern.compile("(vxlan|gre|geneve)-[0-9a-f]{8}");
    private static final String BUNDLE_PROTOCOL = "OpenFlow14";
    private static final String PEER = "peer";
    private static final Map<String, String> NOWHERE = Map.of(PEER, Patch.NOWHERE);

    public SwitchPlan {
        changes = List.copyOf(changes);
        connections = List.copyOf(connections);
        removals = List.copyOf(removals);
    }

    public boolean isEmpty() {
        return changes.isEmpty() && connections.isEmpty() && removals.isEmpty();
    }

    /** All that is to be made after flows have been. */
    public List<SwitchChange> afterFlows() {
        return Stream.concat(connections.stream(), removals.stream()).toList();
    }

    /** How to get from what is to what should be. */
    public static SwitchPlan between(SwitchView observed, DesiredSwitch desired) {
        List<SwitchChange> changes = new ArrayList<>();
        List<SwitchChange> removals = new ArrayList<>();
        List<SwitchChange> connections = new ArrayList<>();
        bridge(Bridge.BR_INT, observed, desired, changes);
        if (desired.tunnelling()) {
            bridge(Bridge.BR_TUN, observed, desired, changes);
        }
        desired.physical().forEach(bridge -> bridge(bridge, observed, desired, changes));
        desired.patches().forEach(patch -> {
            half(Bridge.BR_INT, patch.inner(), patch.outer(), patch, observed, changes, connections);
            half(patch.bridge(), patch.outer(), patch.inner(), patch, observed, changes, connections);
        });
        desired.trunks().forEach(patch -> trunk(patch, observed, changes));
        strayTrunks(observed, desired.trunks(), removals);
        strayHalves(observed, desired.patches(), changes, removals);
        String tunnelBridge = Bridge.BR_TUN.ovsName();
        desired.tunnels()
                .forEach((name, tunnel) ->
                        interfaceOn(tunnelBridge, name, tunnel.type().toString(), tunnel.options(), observed, changes));
        observed.bridge(tunnelBridge).ifPresent(bridge -> new TreeMap<>(bridge.ports()).forEach((name, row) -> {
            if (OUR_TUNNELS.matcher(name).matches()
                    && name.startsWith(row.interfaceType() + "-")
                    && !desired.tunnels().containsKey(name)) {
                removals.add(new SwitchChange.RemovePort(tunnelBridge, name));
            }
        }));
        desired.access().forEach((name, access) -> observed.port(Bridge.BR_INT.ovsName(), name)
                .filter(row -> !isAttached(row, access))
                .ifPresent(row -> changes.add(
                        new SwitchChange.TagPort(Bridge.BR_INT.ovsName(), name, access.tag(), access.otherConfig()))));
        limits(observed, desired, changes, removals);
        return new SwitchPlan(changes, connections, removals);
    }

    /** Those of ports that are gone go last. */
    private static void limits(
            SwitchView observed, DesiredSwitch desired, List<SwitchChange> changes, List<SwitchChange> removals) {
        String bridge = Bridge.BR_INT.ovsName();
        desired.access().forEach((name, access) -> observed.port(bridge, name)
                .filter(row -> !Objects.equals(row.limit(), access.limit()))
                .ifPresent(row -> changes.add(new SwitchChange.LimitPort(bridge, name, access.limit()))));
        observed.limited().stream()
                .filter(name -> !desired.access().containsKey(name))
                .sorted()
                .forEach(name -> removals.add(new SwitchChange.LimitPort(bridge, name, null)));
    }

    private static boolean isAttached(PortRow row, Access access) {
        Integer tag = row.tag();
        return tag != null
                && tag == access.tag()
                && row.otherConfig().entrySet().containsAll(access.otherConfig().entrySet());
    }

    private static void bridge(Bridge bridge, SwitchView observed, DesiredSwitch desired, List<SwitchChange> changes) {
        BridgeRow row = observed.bridges().get(bridge.ovsName());
        if (row == null) {
            changes.add(new SwitchChange.CreateBridge(bridge.ovsName(), desired.datapathType()));
        } else if (!isConfigured(row, desired.datapathType())) {
            changes.add(new SwitchChange.ConfigureBridge(bridge.ovsName(), desired.datapathType()));
        }
    }

    private static boolean isConfigured(BridgeRow row, String datapathType) {
        return row.failMode().equals("secure")
                && !row.hasController()
                && row.protocols().contains(BUNDLE_PROTOCOL)
                && (datapathType.isEmpty() || datapathType.equals(systemIfEmpty(row.datapathType())));
    }

    private static String systemIfEmpty(String datapathType) {
        return datapathType.isEmpty() ? "system" : datapathType;
    }

    /** One end of a patch. To a physical network it leads nowhere until there are flows: no frame crosses untranslated. */
    private static void half(
            Bridge bridge,
            String port,
            String peer,
            Patch patch,
            SwitchView observed,
            List<SwitchChange> changes,
            List<SwitchChange> connections) {
        Map<String, String> connected = Map.of(PEER, peer);
        if (patch.bridge().role() != Bridge.Role.PHYSICAL) {
            interfaceOn(bridge.ovsName(), port, Patch.TYPE, connected, observed, changes);
            return;
        }
        Map<String, String> found =
                observed.port(bridge.ovsName(), port).map(PortRow::options).orElse(Map.of());
        boolean isConnected = found.equals(connected);
        interfaceOn(bridge.ovsName(), port, Patch.TYPE, isConnected ? connected : NOWHERE, observed, changes);
        if (!isConnected) {
            connections.add(new SwitchChange.SetInterface(bridge.ovsName(), port, Patch.TYPE, connected));
        }
    }

    /** Of the integration bridge, it is cut off until it is wired as the guest's port that it stands for. */
    private static void trunk(TrunkPatch patch, SwitchView observed, List<SwitchChange> changes) {
        Map<String, String> outward = Map.of(PEER, patch.inner());
        PortRow outer = observed.port(patch.bridge(), patch.outer()).orElse(null);
        if (outer == null) {
            changes.add(new SwitchChange.AddPort(
                    patch.bridge(), patch.outer(), Patch.TYPE, outward, Map.of(), patch.tag()));
        } else {
            interfaceOn(patch.bridge(), patch.outer(), Patch.TYPE, outward, observed, changes);
            if (patch.tag() != null && !patch.tag().equals(outer.tag())) {
                changes.add(new SwitchChange.TagPort(patch.bridge(), patch.outer(), patch.tag(), Map.of()));
            }
        }
        String integration = Bridge.BR_INT.ovsName();
        Map<String, String> inward = Map.of(PEER, patch.outer());
        if (observed.port(integration, patch.inner()).isEmpty()) {
            changes.add(new SwitchChange.AddPort(
                    integration, patch.inner(), Patch.TYPE, inward, patch.externalIds(), LocalVlans.DEAD));
        } else {
            interfaceOn(integration, patch.inner(), Patch.TYPE, inward, observed, changes);
        }
    }

    /** Patches of sub-ports that are none any more; a trunk bridge goes with the device that was plugged into it. */
    private static void strayTrunks(SwitchView observed, List<TrunkPatch> patches, List<SwitchChange> removals) {
        Set<String> wanted = new HashSet<>();
        Set<String> used = new HashSet<>();
        for (TrunkPatch patch : patches) {
            wanted.add(patch.inner());
            wanted.add(patch.outer());
            used.add(patch.bridge());
        }
        new TreeMap<>(observed.bridges()).values().forEach(bridge -> {
            boolean isTrunk = bridge.name().startsWith(Trunk.BRIDGE_PREFIX);
            boolean isIntegration = bridge.name().equals(Bridge.BR_INT.ovsName());
            List<String> stray = new TreeMap<>(bridge.ports())
                    .values().stream()
                            .filter(row -> row.patchPeer().isPresent())
                            .map(PortRow::name)
                            .filter(name -> (isTrunk && TrunkPatch.isOuter(name))
                                    || (isIntegration && TrunkPatch.isInner(name)))
                            .filter(name -> !wanted.contains(name))
                            .toList();
            boolean isLeft = isTrunk
                    && !stray.isEmpty()
                    && !used.contains(bridge.name())
                    && bridge.ports().keySet().stream()
                            .allMatch(name -> name.equals(bridge.name()) || TrunkPatch.isOuter(name));
            if (isLeft) {
                removals.add(new SwitchChange.RemoveBridge(bridge.name()));
            } else {
                stray.forEach(name -> removals.add(new SwitchChange.RemovePort(bridge.name(), name)));
            }
        });
    }

    /** Ends of patches to bridges that lead to no physical network any more: what translates goes when nothing crosses. */
    private static void strayHalves(
            SwitchView observed, List<Patch> patches, List<SwitchChange> changes, List<SwitchChange> removals) {
        Set<String> wanted = new HashSet<>();
        for (Patch patch : patches) {
            wanted.add(Bridge.BR_INT.ovsName() + " " + patch.inner());
            wanted.add(patch.bridge().ovsName() + " " + patch.outer());
        }
        new TreeMap<>(observed.bridges()).values().forEach(bridge -> new TreeMap<>(bridge.ports())
                .values().stream()
                        .filter(row -> SwitchView.isHalfOfPatch(bridge, row)
                                && !wanted.contains(bridge.name() + " " + row.name()))
                        .forEach(row -> {
                            interfaceOn(bridge.name(), row.name(), Patch.TYPE, NOWHERE, observed, changes);
                            removals.add(new SwitchChange.RemovePort(bridge.name(), row.name()));
                        }));
    }

    private static void interfaceOn(
            String bridge,
            String port,
            String type,
            Map<String, String> options,
            SwitchView observed,
            List<SwitchChange> changes) {
        PortRow row = observed.port(bridge, port).orElse(null);
        if (row == null) {
            changes.add(new SwitchChange.AddPort(bridge, port, type, options));
        } else if (!row.interfaceType().equals(type) || !row.options().equals(options)) {
            changes.add(new SwitchChange.SetInterface(bridge, port, type, options));
        }
    }
}
