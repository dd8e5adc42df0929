package org.portolan.agent.desired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.agent.Sample.endpoint;
import static org.portolan.agent.Sample.network;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.portolan.agent.FakeSwitch;
import org.portolan.agent.Sample;
import org.portolan.agent.openflow.OpenFlow;
import org.portolan.agent.ovsdb.Ovsdb;
import org.portolan.agent.pipeline.Bridge;
import org.portolan.agent.pipeline.Packet;
import org.portolan.agent.pipeline.Tables;
import org.portolan.agent.pipeline.Tables.Verdict;
import org.portolan.agent.reconcile.Receipt;
import org.portolan.agent.reconcile.Reconciler;
import org.portolan.agent.reconcile.Trigger;
import org.portolan.api.json.Json;
import org.portolan.api.node.NodeAddressGroup;
import org.portolan.api.node.NodePort;
import org.portolan.api.node.NodeSecurityGroup;
import org.portolan.api.node.NodeSecurityGroup.Rule;
import org.portolan.api.node.PortSecurity;
import org.portolan.api.node.Topology;
import org.portolan.api.port.AddressPair;
import org.portolan.api.securitygroup.RuleMeaning;

/** Host {@code host1} of a cloud whose ports have security groups, and packets that are sent through its flows in memory. */
public final class SecuredHost {
    private final FakeSwitch ovs = new FakeSwitch();
    private final AtomicReference<Topology> view = new AtomicReference<>(Topology.empty()
            .with(endpoint(1))
            .with(endpoint(2))
            .with(network(1))
            .with(network(2)));
    private final Reconciler reconciler;
    private final Tables tables = new Tables(() -> ovs.lines(Bridge.BR_INT));
    private final Map<Integer, Integer> numbers = new HashMap<>();
    private long position = 1000;

    /** On an Open vSwitch in memory. */
    public SecuredHost() {
        reconciler = reconciler(ovs, ovs);
        pass(Trigger.STARTED);
    }

    /** An agent of the same host, as it knows the log now, on another switch. */
    public Reconciler reconciler(Ovsdb ovsdb, OpenFlow openFlow) {
        return new Reconciler(
                new Renderer(Sample.HOST1, ""),
                Sample.views(view),
                ovsdb,
                openFlow,
                receipt -> {},
                Reconciler.Rhythm.standard());
    }

    /** An agent that starts on the same switch. */
    public void restart() {
        assertThat(reconciler(ovs, ovs).pass(EnumSet.of(Trigger.STARTED))).isInstanceOf(Receipt.Applied.class);
    }

    private void pass(Trigger reason) {
        assertThat(reconciler.pass(EnumSet.of(reason))).isInstanceOf(Receipt.Applied.class);
    }

    private void happen(UnaryOperator<Topology> change) {
        view.updateAndGet(change);
        pass(Trigger.LOG);
    }

    private long next() {
        return ++position;
    }

    /** A guest of this host on network 1, in these security groups. */
    public SecuredHost guest(int number, Integer... groups) {
        return guestOf(1, number, groups);
    }

    public SecuredHost guestOf(int network, int number, Integer... groups) {
        numbers.put(number, ovs.plug("tap" + number, Sample.portId(number).toString()));
        return port(secured(Sample.port(number, network, "host1"), true, List.of(), groups));
    }

    /** A guest of another host. */
    public SecuredHost remote(int number, Integer... groups) {
        return port(secured(Sample.port(number, 1, "host2"), true, List.of(), groups));
    }

    public SecuredHost remotes(int first, int last, Integer... groups) {
        view.updateAndGet(topology -> {
            Topology all = topology;
            for (int number = first; number <= last; number++) {
                all = all.with(secured(Sample.port(number, 1, "host2"), true, List.of(), groups));
            }
            return all;
        });
        pass(Trigger.LOG);
        return this;
    }

    /** The port joins these groups, and leaves those that it was in. */
    public SecuredHost join(int number, Integer... groups) {
        NodePort port = known(number);
        return port(secured(port, port.security().enabled(), port.security().addressPairs(), groups));
    }

    public SecuredHost portSecurity(int number, boolean enabled) {
        NodePort port = known(number);
        return port(with(
                port,
                new PortSecurity(
                        enabled, port.security().addressPairs(), port.security().groups())));
    }

    /** The port may also send from that address or prefix, and that MAC if there is one. */
    public SecuredHost pair(int number, @Nullable String mac, String prefix) {
        NodePort port = known(number);
        List<AddressPair> pairs = new ArrayList<>(port.security().addressPairs());
        pairs.add(new AddressPair(mac == null ? null : new org.portolan.api.address.Mac(mac), Json.address(prefix)));
        return port(with(port, new PortSecurity(true, pairs, port.security().groups())));
    }

    public SecuredHost owner(int number, String deviceOwner) {
        NodePort port = known(number);
        return port(new NodePort(
                port.id(),
                port.networkId(),
                port.macAddress(),
                port.addresses(),
                deviceOwner,
                port.security(),
                port.host(),
                port.generation(),
                port.segmentId(),
                true,
                next()));
    }

    public SecuredHost addresses(int number, String... addresses) {
        NodePort port = known(number);
        return port(port.addressed(
                port.macAddress(), Stream.of(addresses).map(Json::address).toList(), next()));
    }

    public SecuredHost delete(int number) {
        NodePort port = known(number);
        happen(topology -> topology.without(port.id()));
        return this;
    }

    private NodePort known(int number) {
        return Objects.requireNonNull(view.get()).ports().values().stream()
                .filter(port -> port.id().value().equals(Sample.portId(number)))
                .findFirst()
                .orElseThrow();
    }

    private SecuredHost port(NodePort port) {
        happen(topology -> topology.with(port));
        return this;
    }

    private static NodePort secured(NodePort port, boolean enabled, List<AddressPair> pairs, Integer... groups) {
        List<UUID> ids = Stream.of(groups).map(Sample::groupId).toList();
        return with(port, new PortSecurity(enabled, pairs, ids));
    }

    private static NodePort with(NodePort port, PortSecurity security) {
        return new NodePort(
                port.id(),
                port.networkId(),
                port.macAddress(),
                port.addresses(),
                port.deviceOwner(),
                security,
                port.host(),
                port.generation(),
                port.segmentId(),
                port.adminStateUp(),
                port.cause());
    }

    /** A stateful group with these rules. */
    public SecuredHost group(int number, Rule... rules) {
        happen(topology -> topology.with(new NodeSecurityGroup(Sample.groupId(number), true, List.of(rules), 10)));
        return this;
    }

    public SecuredHost statelessGroup(int number, Rule... rules) {
        happen(topology -> topology.with(new NodeSecurityGroup(Sample.groupId(number), false, List.of(rules), 10)));
        return this;
    }

    public SecuredHost addressGroup(int number, String... prefixes) {
        happen(topology -> topology.with(new NodeAddressGroup(Sample.groupId(number), List.of(prefixes), next())));
        return this;
    }

    /**
     * A rule: direction, ethertype, protocol or null, first and last port or null, and remote: {@code group N}, a prefix, or null. Its
     * number is a function of what it says.
     */
    public static Rule rule(
            String direction,
            String ethertype,
            @Nullable Integer protocol,
            @Nullable Integer first,
            @Nullable Integer last,
            @Nullable String remote) {
        String group = remote != null && remote.startsWith("group ")
                ? Sample.groupId(Integer.parseInt(remote.substring(6))).toString()
                : null;
        RuleMeaning meaning = new RuleMeaning(
                direction, ethertype, protocol, first, last, group == null ? remote : null, group, null);
        return new Rule(Sample.ruleId(meaning.hashCode()), meaning, 500);
    }

    /** A rule of IPv4 for one port or ICMP type. */
    public static Rule allow(
            String direction, @Nullable Integer protocol, @Nullable Integer port, @Nullable String remote) {
        Integer last = protocol != null && protocol == 1 ? null : port;
        return rule(direction, "IPv4", protocol, port, last, remote);
    }

    public static Rule all(String direction) {
        return rule(direction, "IPv4", null, null, null, null);
    }

    public static Rule ofAddressGroup(String direction, int group) {
        RuleMeaning meaning = new RuleMeaning(
                direction,
                "IPv4",
                null,
                null,
                null,
                null,
                null,
                Sample.groupId(group).toString());
        return new Rule(Sample.ruleId(meaning.hashCode()), meaning, 500);
    }

    /** What becomes of a packet that a guest of this host sends. */
    public Verdict sends(int guest, Packet packet) {
        return tables.send(number(guest), packet);
    }

    /** What becomes of a packet for network 1 that comes by tunnel. */
    public Verdict arrives(Packet packet) {
        return tables.send(1, packet.tagged(1));
    }

    public int number(int guest) {
        return numbers.getOrDefault(guest, -1);
    }

    public FakeSwitch ovs() {
        return ovs;
    }

    /** Flows of br-int of a table. */
    public List<String> flows(int table) {
        return ovs.lines(Bridge.BR_INT).stream()
                .filter(line -> line.contains("table=" + table + ","))
                .toList();
    }
}
