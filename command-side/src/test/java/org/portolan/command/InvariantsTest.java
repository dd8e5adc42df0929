package org.portolan.command;

import static org.assertj.core.api.Assertions.assertThat;

import inet.ipaddr.IPAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.portolan.api.agent.Agent;
import org.portolan.api.agent.AgentCommand.MarkAgentDown;
import org.portolan.api.agent.AgentId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.event.Recorded;
import org.portolan.api.event.StreamId;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkEvent.PortAttached;
import org.portolan.api.network.NetworkEvent.PortDetached;
import org.portolan.api.network.NetworkEvent.SubnetAdded;
import org.portolan.api.network.NetworkEvent.SubnetRemoved;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.Binding;
import org.portolan.api.port.FixedIp;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Resource;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.segment.NetworkType;
import org.portolan.api.segment.Segment;
import org.portolan.api.segment.SegmentPoolEvent.SegmentAllocated;
import org.portolan.api.segment.SegmentPoolEvent.SegmentReleased;
import org.portolan.api.subnet.Subnet;
import org.portolan.api.subnet.SubnetDescription;
import org.portolan.api.subnet.SubnetEvent.AddressAllocated;
import org.portolan.api.subnet.SubnetEvent.AddressReleased;
import org.portolan.api.subnet.SubnetId;

/** Whatever clients and agents do in whatever order, the log tells of a network that can be. */
class InvariantsTest {

    private static final NetworkDescription NETWORKS = new NetworkDescription();
    private static final SubnetDescription SUBNETS = new SubnetDescription();
    private static final PortDescription PORTS = new PortDescription();

    /** One request: what kind, on which of what there is, and how. */
    record Request(int kind, int which, int how) {}

    @Provide
    Arbitrary<List<Request>> requests() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 21),
                        Arbitraries.integers().between(0, 11),
                        Arbitraries.integers().between(0, 11))
                .as(Request::new)
                .list()
                .ofMinSize(10)
                .ofMaxSize(60);
    }

    @Property(tries = 400)
    void nothing_is_held_twice_or_by_what_is_gone_and_the_log_tells_the_same_states_again(
            @ForAll("requests") List<Request> requests) {
        Clients clients = new Clients();
        clients.send(new Request(0, 0, 0));
        clients.send(new Request(4, 0, 0));
        clients.send(new Request(18, 0, 0));
        requests.forEach(clients::send);

        Told told = new Told(clients.scenario.log());
        told.requireEachHeldOnceByWhatIs();
        assertThat(told.networks).isEqualTo(clients.networks);
        assertThat(told.ports.keySet()).isEqualTo(clients.ports);
        Scenario restarted = clients.scenario.restarted(Scenario.types(new String[] {"vxlan"}, null));
        told.networks.values().forEach(network -> assertThat(restarted.update(NETWORKS, network, "{}"))
                .isEqualTo(network));
        told.subnets.values().forEach(subnet -> assertThat(restarted.update(SUBNETS, subnet, "{}"))
                .isEqualTo(subnet));
        // Where binding failed, even an empty update is a chance to try again.
        told.ports.values().stream()
                .filter(port -> !port.binding().vifType().equals(Binding.BINDING_FAILED))
                .forEach(port -> assertThat(restarted.now(port)).isEqualTo(port));
    }

    /** Clients and agents that ask for all sorts of things, many of which must be refused. */
    private static final class Clients {

        private final Scenario scenario = Scenario.begin();
        private final Map<Object, Network> networks = new HashMap<>();
        private final Set<Object> ports = new HashSet<>();
        private final List<Network> everyNetwork = new ArrayList<>();
        private final List<Subnet> everySubnet = new ArrayList<>();
        private final List<Port> everyPort = new ArrayList<>();

        void send(Request request) {
            try {
                carryOut(request);
            } catch (NeutronError refused) {
                assertThat(refused.status()).isIn(400, 404, 409, 503);
            }
            networks.keySet()
                    .forEach(id ->
                            networks.computeIfPresent(id, (key, network) -> scenario.update(NETWORKS, network, "{}")));
        }

        private void carryOut(Request request) {
            int how = request.how();
            switch (request.kind()) {
                case 0, 1 -> createNetwork(how);
                case 2 -> {
                    Network network = one(everyNetwork, request);
                    scenario.delete(NETWORKS, network);
                    networks.remove(network.id());
                    forgetPortsOf(network);
                }
                case 3 ->
                    scenario.update(
                            NETWORKS,
                            one(everyNetwork, request),
                            how % 2 == 0
                                    ? "{'provider:segmentation_id':" + (100 + how) + "}"
                                    : "{'shared':" + (how % 3 == 0) + ",'mtu':" + (1200 + 50 * how) + "}");
                case 4, 5, 6 -> everySubnet.add(createSubnet(one(everyNetwork, request), how));
                case 7 -> scenario.delete(SUBNETS, one(everySubnet, request));
                case 8 -> scenario.update(SUBNETS, one(everySubnet, request), subnetChange(how));
                case 9, 10, 11, 12 ->
                    remember(scenario.port(one(everyNetwork, request), portMembers(request.which(), how)));
                case 13, 14, 15 -> scenario.update(PORTS, one(everyPort, request), portChange(request.which(), how));
                case 16, 17 -> {
                    Port port = one(everyPort, request);
                    scenario.delete(PORTS, port);
                    ports.remove(port.id());
                }
                case 18 ->
                    scenario.host(
                            "node-" + how % 3,
                            "10.77.0." + (1 + how % 3),
                            how < 9 ? List.of(NetworkType.VXLAN) : List.of(),
                            how % 2 == 0 ? "physnet1" : "physnet2");
                case 19 ->
                    scenario.execute(
                            new MarkAgentDown(AgentId.of(Agent.OPEN_VSWITCH, "node-" + how % 3), Scenario.ADMIN));
                case 20 -> scenario.reportWired(one(everyPort, request));
                default -> {
                    String body = "{'network_id':'" + one(everyNetwork, request).id() + "'";
                    String second = how % 3 == 0 ? ",'fixed_ips':[{'ip_address':'10.0.0.2'}]}" : "}";
                    scenario.createAll(PORTS, body + "}", body + second).forEach(this::remember);
                }
            }
        }

        private static <T> T one(List<T> all, Request request) {
            if (all.isEmpty()) {
                throw NeutronError.notFound("Resource", "any");
            }
            return all.get((request.which() * 7 + request.how()) % all.size());
        }

        private void createNetwork(int how) {
            Network network = scenario.network(
                    switch (how % 6) {
                        case 0, 1 -> "{}";
                        case 2 ->
                            "{'provider:network_type':'vlan','provider:physical_network':'physnet1',"
                                    + "'provider:segmentation_id':" + (100 + how) + "}";
                        case 3 -> "{'provider:network_type':'flat','provider:physical_network':'physnet2'}";
                        case 4 -> "{'provider:network_type':'gre','shared':true}";
                        default ->
                            "{'segments':[{'provider:network_type':'vlan','provider:physical_network':'physnet2'},"
                                    + "{'provider:network_type':'vxlan'}]}";
                    });
            everyNetwork.add(network);
            networks.put(network.id(), network);
        }

        private Subnet createSubnet(Network network, int how) {
            return scenario.subnet(
                    network,
                    switch (how % 5) {
                        case 0 -> "'ip_version':4,'cidr':'10.0.0.0/29'";
                        case 1 ->
                            "'ip_version':4,'cidr':'10.0.1.0/24',"
                                    + "'allocation_pools':[{'start':'10.0.1.9','end':'10.0.1.11'}]";
                        case 2 -> "'ip_version':6,'cidr':'2001:db8:1::/64'";
                        case 3 -> "'ip_version':6,'cidr':'2001:db8:2::/64','ipv6_address_mode':'slaac'";
                        default -> "'ip_version':6,'cidr':'2001:db8:3::/64','ipv6_ra_mode':'dhcpv6-stateless'";
                    });
        }

        private static String subnetChange(int how) {
            return switch (how % 3) {
                case 0 -> "{'allocation_pools':[{'start':'10.0.0.4','end':'10.0.0.5'}]}";
                case 1 -> "{'gateway_ip':null}";
                default -> "{'name':'n" + how + "'}";
            };
        }

        private String portMembers(int which, int how) {
            return switch (how) {
                case 0, 1 -> "";
                case 2 -> "'fixed_ips':[]";
                case 3 -> "'fixed_ips':[{'ip_address':'10.0.0." + which + "'}]";
                case 4 -> "'mac_address':'fa:16:3e:00:00:0" + which % 4 + "'";
                case 5 -> "'binding:host_id':'node-" + which % 4 + "'";
                case 6 -> "'device_owner':'network:dhcp'";
                case 7 -> "'device_owner':'network:router_interface','fixed_ips':[{'ip_address':'2001:db8:2::'}]";
                case 8 -> "'project_id':'bridges'";
                case 9 -> "'fixed_ips':[{'subnet_id':'" + anySubnet(which) + "'},{'ip_address':'10.0.1.10'}]";
                default -> "'fixed_ips':[{'subnet_id':'" + anySubnet(which) + "'}]";
            };
        }

        private Object anySubnet(int which) {
            return everySubnet.isEmpty()
                    ? "00000000-0000-0000-0000-000000000000"
                    : everySubnet.get(which % everySubnet.size()).id();
        }

        private String portChange(int which, int how) {
            return switch (how) {
                case 0, 1 -> "{'fixed_ips':[{'subnet_id':'" + anySubnet(which) + "'}]}";
                case 2 -> "{'fixed_ips':[]}";
                case 3, 4 -> "{'fixed_ips':[{'ip_address':'10.0.0." + which + "'},{'ip_address':'10.0.1.10'}]}";
                case 5, 6 -> "{'mac_address':'fa:16:3e:00:00:0" + which % 4 + "'}";
                case 7 -> "{'mac_address':null,'binding:host_id':''}";
                case 8, 9 -> "{'binding:host_id':'node-" + which % 4 + "'}";
                case 10 -> "{'binding:host_id':''}";
                default -> "{'device_owner':'network:router_interface'}";
            };
        }

        private void remember(Port port) {
            everyPort.add(port);
            ports.add(port.id());
        }

        private void forgetPortsOf(Network network) {
            everyPort.stream()
                    .filter(port -> port.networkId().equals(network.id()))
                    .forEach(port -> ports.remove(port.id()));
        }
    }

    /** What the log tells, folded from nothing by the resources' own folds and by plain sets of who holds what. */
    private static final class Told {

        private final Map<Object, Network> networks = new HashMap<>();
        private final Map<Object, Subnet> subnets = new HashMap<>();
        private final Map<Object, Port> ports = new HashMap<>();
        private final Map<String, NetworkId> segments = new HashMap<>();
        private final Map<SubnetId, Map<IPAddress, PortId>> addresses = new HashMap<>();
        private final Map<NetworkId, Map<PortId, String>> macs = new HashMap<>();
        private final Map<NetworkId, Set<SubnetId>> subnetsOf = new HashMap<>();

        Told(List<Recorded<?>> log) {
            Map<StreamId, Long> next = new LinkedHashMap<>();
            for (Recorded<?> recorded : log) {
                assertThat(recorded.sequence()).isEqualTo(next.getOrDefault(recorded.stream(), 0L));
                next.put(recorded.stream(), recorded.sequence() + 1);
                fold(recorded);
                hold(recorded);
            }
        }

        private void fold(Recorded<?> recorded) {
            switch (recorded.stream().type()) {
                case "network" -> fold(NETWORKS, networks, recorded);
                case "subnet" -> fold(SUBNETS, subnets, recorded);
                case "port" -> fold(PORTS, ports, recorded);
                default ->
                    assertThat(recorded.stream().type())
                            .isIn(
                                    "agent",
                                    "segment",
                                    "segment-pool",
                                    "network_segment_range",
                                    "security_group",
                                    "security_group_rule",
                                    "default_security_group",
                                    "rbac_policy");
            }
        }

        private static <S extends Resource> void fold(
                ResourceDescription<S> description, Map<Object, S> states, Recorded<?> recorded) {
            String key = recorded.stream().key();
            S before = states.values().stream()
                    .filter(state -> state.id().toString().equals(key))
                    .findAny()
                    .orElse(null);
            S after = description.evolve(before, recorded);
            if (after != null) {
                states.put(after.id(), after);
            } else if (before != null) {
                states.remove(before.id());
            }
        }

        private void hold(Recorded<?> recorded) {
            switch (recorded.event()) {
                case SegmentAllocated e ->
                    assertThat(segments.put(
                                    e.networkType() + "/" + e.physicalNetwork() + "/" + e.segmentationId(),
                                    e.networkId()))
                            .isNull();
                case SegmentReleased e ->
                    assertThat(segments.remove(e.networkType() + "/" + e.physicalNetwork() + "/" + e.segmentationId()))
                            .isEqualTo(e.networkId());
                case AddressAllocated e ->
                    assertThat(addresses
                                    .computeIfAbsent(e.id(), id -> new HashMap<>())
                                    .put(e.ipAddress(), e.portId()))
                            .isNull();
                case AddressReleased e ->
                    assertThat(Objects.requireNonNull(addresses.get(e.id())).remove(e.ipAddress()))
                            .isEqualTo(e.portId());
                case PortAttached e ->
                    macs.computeIfAbsent(e.id(), id -> new HashMap<>())
                            .put(e.portId(), e.macAddress().value());
                case PortDetached e ->
                    assertThat(Objects.requireNonNull(macs.get(e.id())).remove(e.portId()))
                            .isNotNull();
                case SubnetAdded e ->
                    subnetsOf.computeIfAbsent(e.id(), id -> new HashSet<>()).add(e.subnetId());
                case SubnetRemoved e ->
                    assertThat(Objects.requireNonNull(subnetsOf.get(e.id())).remove(e.subnetId()))
                            .isTrue();
                default -> {}
            }
        }

        void requireEachHeldOnceByWhatIs() {
            ports.values().forEach(this::requireSound);
            subnets.values().forEach(subnet -> assertThat(networks).containsKey(subnet.networkId()));
            networks.values().forEach(network -> {
                assertThat(subnetsOf.getOrDefault(network.id(), Set.of()))
                        .containsExactlyInAnyOrderElementsOf(network.subnets());
                assertThat(network.subnets())
                        .allSatisfy(subnet -> assertThat(subnets).containsKey(subnet));
                assertThat(macs.getOrDefault(network.id(), Map.of()).values()).doesNotHaveDuplicates();
            });
            assertThat(held(addresses))
                    .isEqualTo(ports.values().stream()
                            .flatMap(port -> port.fixedIps().stream()
                                    .map(fixedIp -> fixedIp.subnetId() + " " + fixedIp.ipAddress() + " " + port.id()))
                            .collect(Collectors.toSet()));
            assertThat(held(macs))
                    .isEqualTo(ports.values().stream()
                            .map(port -> port.networkId() + " " + port.id() + " " + port.macAddress())
                            .collect(Collectors.toSet()));
            assertThat(segments)
                    .isEqualTo(networks.values().stream()
                            .flatMap(network -> network.segments().stream())
                            .collect(Collectors.toMap(Told::key, this::carried)));
        }

        private static String key(Segment segment) {
            Long id = segment.segmentationId();
            return segment.networkType() + "/" + segment.physicalNetwork() + "/" + (id == null ? 0 : id);
        }

        private NetworkId carried(Segment segment) {
            return networks.values().stream()
                    .filter(network -> network.segments().contains(segment))
                    .map(Network::id)
                    .findAny()
                    .orElseThrow();
        }

        private static <A, B, C> Set<String> held(Map<A, Map<B, C>> holders) {
            Set<String> held = new HashSet<>();
            holders.forEach((where, what) -> what.forEach((key, value) -> held.add(where + " " + key + " " + value)));
            return held;
        }

        private void requireSound(Port port) {
            Network network = Objects.requireNonNull(networks.get(port.networkId()));
            Map<FixedIp, Long> counts =
                    port.fixedIps().stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
            assertThat(counts.values()).allMatch(count -> count == 1);
            for (FixedIp fixedIp : port.fixedIps()) {
                Subnet subnet = Objects.requireNonNull(subnets.get(fixedIp.subnetId()));
                assertThat(subnet.networkId()).isEqualTo(port.networkId());
                assertThat(subnet.cidr().contains(fixedIp.ipAddress())).isTrue();
            }
            if (port.binding().isBound()) {
                assertThat(network.segments())
                        .extracting(Segment::id)
                        .contains(port.binding().bottomSegment());
            } else {
                assertThat(port.status()).isEqualTo("DOWN");
            }
        }
    }
}
