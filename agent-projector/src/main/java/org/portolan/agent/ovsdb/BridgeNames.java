package org.portolan.agent.ovsdb;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.portolan.agent.ovsdb.SwitchView.BridgeRow;
import org.portolan.agent.pipeline.Bridge;

/**
 * What the agent's own bridges are called on this host. Everything else in the agent knows them by their usual names.
 *
 * @param integration usually {@code br-int}
 * @param tunnel usually {@code br-tun}
 */
public record BridgeNames(String integration, String tunnel) {

    /** Neutron's own. */
    public static BridgeNames usual() {
        return new BridgeNames(Bridge.BR_INT.ovsName(), Bridge.BR_TUN.ovsName());
    }

    /** The name of the bridge on this host. */
    public String of(Bridge bridge) {
        return switch (bridge.role()) {
            case INTEGRATION -> integration;
            case TUNNEL -> tunnel;
            case PHYSICAL -> bridge.ovsName();
        };
    }

    /** The database with the bridges under their usual names. */
    public Ovsdb over(Ovsdb database) {
        return equals(usual()) ? database : new Renamed(this, database);
    }

    private String here(String usual) {
        for (Bridge bridge : Bridge.ofEveryNode()) {
            if (bridge.ovsName().equals(usual)) {
                return of(bridge);
            }
        }
        return usual;
    }

    private SwitchView usual(SwitchView here) {
        Map<String, BridgeRow> bridges = new HashMap<>(here.bridges());
        for (Bridge bridge : Bridge.ofEveryNode()) {
            bridges.remove(bridge.ovsName());
        }
        for (Bridge bridge : Bridge.ofEveryNode()) {
            here.bridge(of(bridge)).ifPresent(row -> {
                bridges.remove(row.name());
                bridges.put(
                        bridge.ovsName(),
                        new BridgeRow(
                                row.uuid(),
                                bridge.ovsName(),
                                row.datapathType(),
                                row.failMode(),
                                row.protocols(),
                                row.hasController(),
                                row.ports()));
            });
        }
        return new SwitchView(bridges, here.limited());
    }

    private SwitchChange here(SwitchChange change) {
        String bridge = here(change.bridge());
        return switch (change) {
            case SwitchChange.CreateBridge it -> new SwitchChange.CreateBridge(bridge, it.datapathType());
            case SwitchChange.ConfigureBridge it -> new SwitchChange.ConfigureBridge(bridge, it.datapathType());
            case SwitchChange.AddPort it ->
                new SwitchChange.AddPort(
                        bridge, it.port(), it.interfaceType(), it.options(), it.externalIds(), it.tag());
            case SwitchChange.PlugDevice it -> new SwitchChange.PlugDevice(bridge, it.port(), it.externalIds());
            case SwitchChange.SetInterface it ->
                new SwitchChange.SetInterface(bridge, it.port(), it.interfaceType(), it.options());
            case SwitchChange.TagPort it -> new SwitchChange.TagPort(bridge, it.port(), it.tag(), it.otherConfig());
            case SwitchChange.RemoveBridge it -> new SwitchChange.RemoveBridge(bridge);
            case SwitchChange.LimitPort it -> new SwitchChange.LimitPort(bridge, it.port(), it.limit());
            case SwitchChange.RemovePort it -> new SwitchChange.RemovePort(bridge, it.port());
        };
    }

    private record Renamed(BridgeNames names, Ovsdb database) implements Ovsdb {
        @Override
        public Optional<SwitchView> view() {
            return database.view().map(names::usual);
        }

        @Override
        public void apply(List<SwitchChange> changes) {
            database.apply(changes.stream().map(names::here).toList());
        }
    }
}
