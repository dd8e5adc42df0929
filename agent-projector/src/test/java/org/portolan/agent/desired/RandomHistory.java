package org.portolan.agent.desired;

import static org.portolan.agent.Sample.disabled;
import static org.portolan.agent.Sample.endpoint;
import static org.portolan.agent.Sample.mac;
import static org.portolan.agent.Sample.network;
import static org.portolan.agent.Sample.networkId;
import static org.portolan.agent.Sample.port;
import static org.portolan.agent.Sample.portId;
import static org.portolan.agent.Sample.without;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.portolan.agent.FakeSwitch;
import org.portolan.api.network.NetworkId;
import org.portolan.api.node.Topology;
import org.portolan.api.segment.NetworkType;

/** Things that may happen to a small cloud of three networks, four hosts and eight ports. */
public final class RandomHistory {
    private RandomHistory() {}

    /** Something that the log says, or that happens to the switch. */
    public record Step(String name, UnaryOperator<Topology> inLog, Consumer<FakeSwitch> onHost) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Step inLog(String name, UnaryOperator<Topology> change) {
        return new Step(name, change, ovs -> {});
    }

    private static Step onHost(String name, Consumer<FakeSwitch> change) {
        return new Step(name, view -> view, change);
    }

    /** A cloud in which things are already going on: {@code host1} has guests 1 to 3, one in each network. */
    public static Topology busyCloud() {
        Topology view = Topology.empty();
        for (int number = 1; number <= 4; number++) {
            view = view.with(endpoint(number, Set.of(NetworkType.VXLAN, NetworkType.GRE)));
        }
        for (int number = 1; number <= 3; number++) {
            view = view.with(network(number)).with(port(number, number, "host1"));
        }
        for (int number = 4; number <= 8; number++) {
            view = view.with(port(number, 1 + number % 3, "host" + (2 + number % 3)));
        }
        return view;
    }

    /** Plugs in the guests of {@link #busyCloud()}. */
    public static void plugGuests(FakeSwitch ovs) {
        for (int number = 1; number <= 3; number++) {
            ovs.plug("tap" + number, portId(number).toString());
        }
    }

    /** Up to twenty steps. */
    public static Arbitrary<List<Step>> steps() {
        Arbitrary<Integer> ports = Arbitraries.integers().between(1, 8);
        Arbitrary<Integer> networks = Arbitraries.integers().between(1, 3);
        Arbitrary<Integer> hosts = Arbitraries.integers().between(1, 4);
        Arbitrary<Step> step = Arbitraries.frequencyOf(
                Tuple.of(
                        6,
                        Combinators.combine(ports, networks, hosts)
                                .as((port, net, host) ->
                                        inLog("port " + port + " of " + net + " on " + host, view -> without(view, port)
                                                .with(port(port, net, "host" + host))))),
                Tuple.of(
                        1,
                        ports.map(port -> inLog("disable " + port, view -> view.ports().values().stream()
                                .filter(known -> known.id().value().equals(portId(port)))
                                .findFirst()
                                .map(known -> view.with(disabled(known, 900 + port)))
                                .orElse(view)))),
                Tuple.of(2, ports.map(port -> inLog("delete port " + port, view -> without(view, port)))),
                Tuple.of(
                        3,
                        Combinators.combine(
                                        networks,
                                        Arbitraries.of(
                                                NetworkType.VXLAN,
                                                NetworkType.GRE,
                                                NetworkType.VLAN,
                                                NetworkType.FLAT,
                                                NetworkType.LOCAL))
                                .as((net, type) ->
                                        inLog("network " + net + " " + type, view -> view.with(network(net, type))))),
                Tuple.of(
                        1,
                        networks.map(net ->
                                inLog("delete network " + net, view -> view.without(new NetworkId(networkId(net)))))),
                Tuple.of(
                        3,
                        hosts.map(host -> inLog(
                                "endpoint " + host,
                                view -> view.with(endpoint(host, Set.of(NetworkType.VXLAN, NetworkType.GRE)))))),
                Tuple.of(1, hosts.map(host -> inLog("gone " + host, view -> view.withoutEndpoint("host" + host)))),
                Tuple.of(
                        4,
                        ports.map(port -> onHost(
                                "plug " + port,
                                ovs -> ovs.plug("tap" + port, portId(port).toString())))),
                Tuple.of(1, ports.map(port -> onHost("unplug " + port, ovs -> ovs.unplug("tap" + port)))),
                Tuple.of(
                        5,
                        Combinators.combine(networks, ports)
                                .as((net, port) -> onHost(
                                        "frame of " + net + " from " + port,
                                        ovs -> ovs.hear(2 + port % 4, 1000 + net, mac(port))))));
        return step.list().ofMaxSize(20);
    }
}
