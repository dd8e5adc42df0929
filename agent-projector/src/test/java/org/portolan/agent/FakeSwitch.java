package org.portolan.agent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.portolan.agent.openflow.OpenFlow;
import org.portolan.agent.openflow.OpenFlowException;
import org.portolan.agent.ovsdb.Ovsdb;
import org.portolan.agent.ovsdb.OvsdbException;
import org.portolan.agent.ovsdb.SwitchChange;
import org.portolan.agent.ovsdb.SwitchView;
import org.portolan.agent.ovsdb.SwitchView.BridgeRow;
import org.portolan.agent.ovsdb.SwitchView.PortRow;
import org.portolan.agent.pipeline.Bridge;
import org.portolan.agent.pipeline.Flow;
import org.portolan.agent.pipeline.FlowDump;
import org.portolan.agent.pipeline.Meter;
import org.portolan.agent.pipeline.Table;

/** An Open vSwitch that lives in memory: it gives port numbers, takes bundles whole or not at all, and forgets flows when restarted. */
public final class FakeSwitch implements Ovsdb, OpenFlow {
    private final Map<String, BridgeRow> bridges = new TreeMap<>();
    private final Map<Bridge, Map<Flow.Key, Flow>> flows = new HashMap<>();
    private final Map<Bridge, Map<Flow.Key, Flow>> learned = new HashMap<>();
    private final Set<String> limited = new HashSet<>();
    private final Map<Integer, Meter> meters = new HashMap<>();
    private final List<String> bundleLines = new ArrayList<>();
    private final List<SwitchChange> changes = new ArrayList<>();
    private final List<String> journal = new ArrayList<>();
    private final Map<String, Integer> lastNumber = new HashMap<>();
    private int dumps;
    private boolean databaseUp = true;
    private boolean switchUp = true;
    private int bundlesToRefuse;
    private int forgettings;
    private boolean forgets = true;

    @Override
    public synchronized Optional<SwitchView> view() {
        return databaseUp ? Optional.of(new SwitchView(bridges, limited)) : Optional.empty();
    }

    @Override
    public synchronized void apply(List<SwitchChange> wanted) {
        if (!databaseUp) {
            throw new OvsdbException("down");
        }
        wanted.forEach(this::apply);
        changes.addAll(wanted);
        wanted.forEach(change -> journal.add(change.toString()));
        if (!switchUp) {
            throw new OvsdbException("ovs-vswitchd has not followed");
        }
    }

    private void apply(SwitchChange change) {
        switch (change) {
            case SwitchChange.CreateBridge create -> {
                if (bridges.containsKey(create.bridge())) {
                    throw new OvsdbException("constraint violation: two bridges named " + create.bridge());
                }
                bridges.put(
                        create.bridge(),
                        new BridgeRow(
                                "uuid of " + create.bridge(),
                                create.bridge(),
                                create.datapathType(),
                                "secure",
                                Set.of("OpenFlow10", "OpenFlow13", "OpenFlow14"),
                                false,
                                Map.of()));
            }
            case SwitchChange.ConfigureBridge configure -> {
                BridgeRow row = bridge(configure.bridge());
                bridges.put(
                        row.name(),
                        new BridgeRow(
                                row.uuid(),
                                row.name(),
                                configure.datapathType().isEmpty() ? row.datapathType() : configure.datapathType(),
                                "secure",
                                Set.of("OpenFlow10", "OpenFlow13", "OpenFlow14"),
                                false,
                                row.ports()));
            }
            case SwitchChange.AddPort add -> {
                PortRow row =
                        port(add.port(), add.interfaceType(), add.options(), add.externalIds(), number(add.bridge()));
                put(add.bridge(), row);
                retag(add.bridge(), add.port(), add.tag(), Map.of());
            }
            case SwitchChange.RemoveBridge remove -> {
                bridges.remove(remove.bridge());
                flows.keySet().removeIf(bridge -> bridge.ovsName().equals(remove.bridge()));
            }
            case SwitchChange.PlugDevice plug ->
                put(plug.bridge(), port(plug.port(), "", Map.of(), plug.externalIds(), number(plug.bridge())));
            case SwitchChange.SetInterface set -> {
                PortRow row = port(set.bridge(), set.port());
                put(
                        set.bridge(),
                        new PortRow(
                                row.uuid(),
                                row.name(),
                                row.tag(),
                                row.otherConfig(),
                                set.interfaceType(),
                                set.options(),
                                row.externalIds(),
                                row.number(),
                                null,
                                row.limit()));
            }
            case SwitchChange.TagPort tag -> {
                Map<String, String> config =
                        new HashMap<>(port(tag.bridge(), tag.port()).otherConfig());
                config.putAll(tag.otherConfig());
                retag(tag.bridge(), tag.port(), tag.tag(), config);
            }
            case SwitchChange.LimitPort limit -> {
                limited.remove(limit.port());
                if (limit.limit() != null) {
                    limited.add(limit.port());
                }
                if (bridge(limit.bridge()).ports().containsKey(limit.port())) {
                    PortRow row = port(limit.bridge(), limit.port());
                    put(
                            limit.bridge(),
                            new PortRow(
                                    row.uuid(),
                                    row.name(),
                                    row.tag(),
                                    row.otherConfig(),
                                    row.interfaceType(),
                                    row.options(),
                                    row.externalIds(),
                                    row.number(),
                                    row.error(),
                                    limit.limit()));
                }
            }
            case SwitchChange.RemovePort remove -> remove(remove.bridge(), remove.port());
        }
    }

    @Override
    public synchronized FlowDump dump(Bridge bridge) {
        answer(bridge);
        dumps++;
        return ours(bridge, flow -> true);
    }

    @Override
    public synchronized FlowDump dump(Bridge bridge, Table table) {
        answer(bridge);
        return ours(bridge, flow -> flow.key().table() == table.id());
    }

    private FlowDump ours(Bridge bridge, Predicate<Flow> which) {
        return new FlowDump(
                flows(bridge).values().stream()
                        .filter(flow -> flow.cookie().isOurs())
                        .filter(which)
                        .toList(),
                learned(bridge).values().stream()
                        .filter(flow -> flow.cookie().isOurs())
                        .filter(which)
                        .toList());
    }

    @Override
    public synchronized void apply(Bridge bridge, List<String> lines) {
        answer(bridge);
        if (bundlesToRefuse > 0) {
            bundlesToRefuse--;
            throw new OpenFlowException("refused");
        }
        Map<Flow.Key, Flow> after = new LinkedHashMap<>(flows(bridge));
        Map<Flow.Key, Flow> learnedAfter = new LinkedHashMap<>(learned(bridge));
        for (String line : lines) {
            if (line.startsWith("add ")) {
                Flow flow = FlowDump.parse(line.substring(4));
                if (flow.actions().startsWith("meter:")
                        && !meters.containsKey(Integer.valueOf(flow.actions().replaceAll("^meter:(\\d+),.*", "$1")))) {
                    throw new OpenFlowException("OFPBAC_BAD_METER");
                }
                after.put(flow.key(), flow);
            } else if (line.startsWith("delete_strict ")) {
                after.keySet().removeIf(key -> key.toDelete().equals(line));
                learnedAfter.keySet().removeIf(key -> key.toDelete().equals(line));
            } else if (line.startsWith("delete ")) {
                after.values().removeIf(flow -> isCovered(flow, line));
                learnedAfter.values().removeIf(flow -> isCovered(flow, line));
            } else {
                throw new OpenFlowException("unknown keyword " + line);
            }
        }
        flows.put(bridge, after);
        learned.put(bridge, learnedAfter);
        bundleLines.addAll(lines);
        journal.add("bundle for " + bridge.ovsName());
    }

    @Override
    public synchronized Map<Integer, Meter> meters(Bridge bridge) {
        answer(bridge);
        return new HashMap<>(meters);
    }

    @Override
    public synchronized void put(Bridge bridge, int number, Meter meter, boolean known) {
        answer(bridge);
        if (meters.containsKey(number) != known) {
            throw new OpenFlowException("OFPMMFC_" + (known ? "UNKNOWN_METER" : "METER_EXISTS"));
        }
        meters.put(number, meter);
        journal.add("meter " + number + " lets " + meter.kbps() + " pass");
    }

    @Override
    public synchronized void removeMeter(Bridge bridge, int number) {
        answer(bridge);
        meters.remove(number);
        flows(bridge).values().removeIf(flow -> flow.actions().contains("meter:" + number + ","));
        journal.add("meter " + number + " removed");
    }

    @Override
    public synchronized void forget(Bridge bridge, int zone) {
        answer(bridge);
        journal.add("connections of zone " + zone + " forgotten");
    }

    @Override
    public synchronized void forgetDecisions() {
        if (!switchUp || !forgets) {
            throw new OpenFlowException("ovs-vswitchd does not run");
        }
        forgettings++;
    }

    /** Whether ovs-vswitchd answers when its datapath is to forget what it decided. */
    public synchronized void forgets(boolean forgets) {
        this.forgets = forgets;
    }

    /** How often its datapath was to forget what it decided, since the last call. */
    public synchronized int takeForgettings() {
        int taken = forgettings;
        forgettings = 0;
        return taken;
    }

    /** Loose deletion of what was learned, by VLAN or by output. */
    private static boolean isCovered(Flow flow, String line) {
        int table = Integer.parseInt(line.replaceAll(".*,table=(\\d+),.*", "$1"));
        if (flow.key().table() != table || !flow.cookie().isOurs()) {
            return false;
        }
        if (line.contains("out_port=")) {
            return (flow.actions() + ",").contains("output:" + line.replaceAll(".*out_port=(\\d+)$", "$1") + ",");
        }
        String vlan = line.replaceAll(".*(vlan_tci=0x([0-9a-f]{4})/0x0fff)$", "$1");
        int id = Integer.parseInt(vlan.substring(11, 15), 16);
        return flow.key().match().contains(vlan) || ("," + flow.key().match() + ",").contains(",dl_vlan=" + id + ",");
    }

    private void answer(Bridge bridge) {
        if (!switchUp || !bridges.containsKey(bridge.ovsName())) {
            throw new OpenFlowException(bridge.ovsName() + ".mgmt: connection refused");
        }
    }

    /** The operator makes a bridge that switches by itself, as {@code ovs-vsctl add-br} does. */
    public synchronized void addBridge(String name) {
        bridges.put(name, new BridgeRow("uuid of " + name, name, "", "", Set.of(), false, Map.of()));
    }

    /** A device appears on a bridge, such as that of a guest with a trunk. */
    public synchronized void plug(String bridge, String tap, String ifaceId) {
        put(bridge, port(tap, "", Map.of(), Map.of("iface-id", ifaceId), number(bridge)));
    }

    public synchronized void unplug(String bridge, String tap) {
        remove(bridge, tap);
    }

    public synchronized boolean hasBridge(String name) {
        return bridges.containsKey(name);
    }

    public synchronized Set<String> ports(String bridge) {
        return new HashSet<>(bridge(bridge).ports().keySet());
    }

    /** The operator takes a bridge away. */
    public synchronized void deleteBridge(String name) {
        bridges.remove(name);
        flows.remove(Bridge.physical(name));
    }

    /** A guest's network card appears on the integration bridge. */
    public synchronized int plug(String tap, String ifaceId) {
        int number = number(Bridge.BR_INT.ovsName());
        put(Bridge.BR_INT.ovsName(), port(tap, "", Map.of(), Map.of("iface-id", ifaceId), number));
        return number;
    }

    public synchronized void unplug(String tap) {
        remove(Bridge.BR_INT.ovsName(), tap);
    }

    /** Somebody changes a tag by hand. */
    public synchronized void retag(String bridge, String port, @Nullable Integer tag, Map<String, String> otherConfig) {
        PortRow row = port(bridge, port);
        put(
                bridge,
                new PortRow(
                        row.uuid(),
                        row.name(),
                        tag,
                        otherConfig,
                        row.interfaceType(),
                        row.options(),
                        row.externalIds(),
                        row.number(),
                        row.error(),
                        row.limit()));
    }

    /** Somebody, or the switch itself, adds a flow. */
    public synchronized void write(Bridge bridge, String flow) {
        FlowDump dump = FlowDump.parse(Stream.of(flow));
        dump.flows().forEach(one -> flows(bridge).put(one.key(), one));
        dump.learned().forEach(one -> learned(bridge).put(one.key(), one));
    }

    /** A frame comes in by tunnel. If the flows take it to the learning table, its sender is remembered. */
    public synchronized void hear(int tunnelPort, long segment, String sender) {
        List<String> lines = lines(Bridge.BR_TUN);
        lines.stream()
                .filter(line -> line.contains("priority=1,in_port=" + tunnelPort + " "))
                .map(line -> "table=" + line.replaceAll(".*resubmit\\(,(\\d+)\\)$", "$1") + ", priority=1,tun_id=0x"
                        + Long.toHexString(segment) + " ")
                .flatMap(arrival -> lines.stream().filter(line -> line.contains(arrival)))
                .map(line -> Integer.parseInt(line.replaceAll(".*set_field:(\\d+)->vlan_vid.*", "$1")) - 4096)
                .forEach(vlan -> write(
                        Bridge.BR_TUN,
                        "cookie=0x504f070000000000, table=20, hard_timeout=300, priority=1,vlan_tci=0x%04x/0x0fff,dl_dst=%s actions=load:0->NXM_OF_VLAN_TCI[],load:0x%x->NXM_NX_TUN_ID[],output:%d"
                                .formatted(vlan, sender, segment, tunnelPort)));
    }

    /** Somebody deletes flows whose text contains that. */
    public synchronized void erase(Bridge bridge, String part) {
        flows(bridge).values().removeIf(flow -> flow.text().contains(part));
    }

    /** ovs-vswitchd stops and starts again: ports stay, flows do not. */
    public synchronized void restart() {
        flows.clear();
        learned.clear();
        meters.clear();
    }

    public synchronized void databaseUp(boolean up) {
        databaseUp = up;
    }

    public synchronized void switchUp(boolean up) {
        switchUp = up;
    }

    public synchronized void refuseBundles(int number) {
        bundlesToRefuse = number;
    }

    /** Texts of all flows that stay, whoever made them. */
    public synchronized List<String> lines(Bridge bridge) {
        return flows(bridge).values().stream().map(Flow::text).toList();
    }

    public synchronized List<String> learnedLines(Bridge bridge) {
        return learned(bridge).values().stream().map(Flow::text).toList();
    }

    /** What was written since the last call. */
    public synchronized List<String> takeBundleLines() {
        List<String> taken = List.copyOf(bundleLines);
        bundleLines.clear();
        return taken;
    }

    public synchronized List<SwitchChange> takeChanges() {
        List<SwitchChange> taken = List.copyOf(changes);
        changes.clear();
        return taken;
    }

    /** Bundles and changes in the order in which they came, since the last call. */
    public synchronized List<String> takeJournal() {
        List<String> taken = List.copyOf(journal);
        journal.clear();
        return taken;
    }

    /** How often all flows of a bridge were read since the last call. */
    public synchronized int takeDumps() {
        int taken = dumps;
        dumps = 0;
        return taken;
    }

    public synchronized PortRow port(String bridge, String port) {
        PortRow row = bridge(bridge).ports().get(port);
        if (row == null) {
            throw new OvsdbException("no port " + port);
        }
        return row;
    }

    public synchronized Set<String> ports(Bridge bridge) {
        return new HashSet<>(bridge(bridge.ovsName()).ports().keySet());
    }

    private BridgeRow bridge(String name) {
        BridgeRow row = bridges.get(name);
        if (row == null) {
            throw new OvsdbException("no bridge " + name);
        }
        return row;
    }

    private Map<Flow.Key, Flow> flows(Bridge bridge) {
        return flows.computeIfAbsent(bridge, any -> new LinkedHashMap<>());
    }

    private Map<Flow.Key, Flow> learned(Bridge bridge) {
        return learned.computeIfAbsent(bridge, any -> new LinkedHashMap<>());
    }

    private int number(String bridge) {
        return lastNumber.merge(bridge, 1, Integer::sum);
    }

    private static PortRow port(
            String name, String type, Map<String, String> options, Map<String, String> externalIds, int number) {
        return new PortRow(
                UUID.randomUUID().toString(), name, null, Map.of(), type, options, externalIds, number, null, null);
    }

    private void put(String bridge, PortRow port) {
        change(bridge, ports -> ports.put(port.name(), port));
    }

    private void remove(String bridge, String port) {
        change(bridge, ports -> ports.remove(port));
    }

    private void change(String bridge, Consumer<Map<String, PortRow>> step) {
        BridgeRow row = bridge(bridge);
        Map<String, PortRow> ports = new HashMap<>(row.ports());
        step.accept(ports);
        bridges.put(
                bridge,
                new BridgeRow(
                        row.uuid(),
                        row.name(),
                        row.datapathType(),
                        row.failMode(),
                        row.protocols(),
                        row.hasController(),
                        ports));
    }
}
