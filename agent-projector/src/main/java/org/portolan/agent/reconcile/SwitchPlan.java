package org.portolan.agent.reconcile;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.portolan.agent.desired.DesiredSwitch;
import org.portolan.agent.desired.DesiredSwitch.Access;
import org.portolan.agent.ovsdb.SwitchChange;
import org.portolan.agent.ovsdb.SwitchView;
import org.portolan.agent.ovsdb.SwitchView.BridgeRow;
import org.portolan.agent.ovsdb.SwitchView.PortRow;
import org.portolan.agent.pipeline.Bridge;

/**
 * What to change in the configuration of Open vSwitch. A pure comparison: what is equal is not touched, and what was made is equal.
 *
 * @param changes to be made before flows are
 * @param removals to be made after flows have been
 */
public record SwitchPlan(List<SwitchChange> changes, List<SwitchChange> removals) {
    private static final Pattern OUR_TUNNELS = Pattern.compile("(vxlan|gre|geneve)-[0-9a-f]{8}");
    private static final String BUNDLE_PROTOCOL = "OpenFlow14";

    public SwitchPlan {
        changes = List.copyOf(changes);
        removals = List.copyOf(removals);
    }

    public boolean isEmpty() {
        return changes.isEmpty() && removals.isEmpty();
    }

    /** How to get from what is to what should be. */
    public static SwitchPlan between(SwitchView observed, DesiredSwitch desired) {
        List<SwitchChange> changes = new ArrayList<>();
        List<SwitchChange> removals = new ArrayList<>();
        bridge(Bridge.BR_INT, observed, desired, changes);
        if (desired.tunnelling()) {
            bridge(Bridge.BR_TUN, observed, desired, changes);
            patch(Bridge.BR_INT, observed, changes);
            patch(Bridge.BR_TUN, observed, changes);
        }
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
        return new SwitchPlan(changes, removals);
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

    private static void patch(Bridge bridge, SwitchView observed, List<SwitchChange> changes) {
        Map<String, String> options = Map.of("peer", bridge.peer().patchPort());
        interfaceOn(bridge.ovsName(), bridge.patchPort(), "patch", options, observed, changes);
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
