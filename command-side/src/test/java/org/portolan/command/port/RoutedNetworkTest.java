package org.portolan.command.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.refusal;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portolan.api.agent.Agent;
import org.portolan.api.agent.AgentDescription;
import org.portolan.api.agent.AgentId;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkCommand.ServeDhcp;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.port.FixedIp;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortEvent.PortCreated;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.segment.NetworkType;
import org.portolan.api.segment.SegmentDescription;
import org.portolan.api.subnet.Subnet;
import org.portolan.api.subnet.SubnetDescription;
import org.portolan.api.subnet.SubnetId;
import org.portolan.command.Scenario;

/** Ports of a network whose subnets are on segments, each of which leads to one rack: node-1 is in the first, node-2 in the second. */
class RoutedNetworkTest {

    private static final SubnetDescription SUBNETS = new SubnetDescription();
    private static final PortDescription PORTS = new PortDescription();

    private final Scenario scenario = Scenario.begin();
    private final Network network = scenario.network(
            "{'provider:network_type':'vlan','provider:physical_network':'physnet1','provider:segmentation_id':101}");
    private final PlainResource second = scenario.create(
            new SegmentDescription(),
            "{'network_id':'" + network.id()
                    + "','network_type':'vlan','physical_network':'physnet2','segmentation_id':300}");
    private final Subnet inFirst =
            subnet("10.1.0.0/24", network.segments().getFirst().id());
    private final Subnet inSecond = subnet("10.2.0.0/24", second.id());

    private Subnet subnet(String cidr, Object segment) {
        return scenario.subnet(network, "'ip_version':4,'cidr':'" + cidr + "','segment_id':'" + segment + "'");
    }

    @BeforeEach
    void wire() {
        scenario.host("node-1", "192.0.2.1", List.of(NetworkType.VXLAN), "physnet1");
        scenario.host("node-2", "192.0.2.2", List.of(NetworkType.VXLAN), "physnet2");
        scenario.host("node-3", "192.0.2.3", List.of(NetworkType.VXLAN));
        scenario.host("node-4", "192.0.2.4", List.of(NetworkType.VXLAN), "physnet1", "physnet2");
        scenario.newEvents();
    }

    private Port port(String members) {
        return scenario.port(network, members);
    }

    private Port move(Port port, String host) {
        return scenario.update(PORTS, port, "{'binding:host_id':'" + host + "'}");
    }

    private static Set<SubnetId> subnets(Port port) {
        return port.fixedIps().stream().map(FixedIp::subnetId).collect(Collectors.toSet());
    }

    private static String allocation(Port port) {
        return PORTS.render(port).path("ip_allocation").asString();
    }

    @Test
    void a_port_whose_host_is_known_gets_an_address_of_its_hosts_segment() {
        Port first = port("'binding:host_id':'node-1'");
        Port other = port("'binding:host_id':'node-2'");

        assertThat(subnets(first)).containsExactly(inFirst.id());
        assertThat(subnets(other)).containsExactly(inSecond.id());
        assertThat(allocation(first)).isEqualTo("immediate");
    }

    @Test
    void a_port_whose_host_is_not_known_waits_for_its_address_until_it_is() {
        Port port = port("");

        assertThat(port.fixedIps()).isEmpty();
        assertThat(allocation(port)).isEqualTo("deferred");
        assertThat(scenario.newEvents())
                .filteredOn(PortCreated.class::isInstance)
                .hasSize(1);

        Port bound = move(port, "node-2");

        assertThat(subnets(bound)).containsExactly(inSecond.id());
        assertThat(allocation(bound)).isEqualTo("deferred");
        assertThat(bound.binding().vifType()).isEqualTo("ovs");
        assertThat(scenario.newEventNames())
                .containsSubsequence("AddressAllocated", "PortAddressesChanged", "PortBound");
    }

    @Test
    void a_port_that_is_to_have_no_address_gets_none_on_any_host() {
        Port port = port("'fixed_ips':[]");

        assertThat(allocation(port)).isEqualTo("none");
        assertThat(move(port, "node-1").fixedIps()).isEmpty();
    }

    @Test
    void a_port_with_an_address_of_one_segment_cannot_be_on_a_host_of_another_unless_it_gets_another_address() {
        Port port = port("'fixed_ips':[{'subnet_id':'" + inFirst.id() + "'}]");
        assertThat(subnets(port)).containsExactly(inFirst.id());

        refusal(() -> move(port, "node-2"))
                .is(409, "HostNotCompatibleWithFixedIps")
                .says("Host node-2 is not connected to a segment where the existing fixed_ips on port " + port.id()
                        + " will function given the routed network topology.");
        assertThat(move(port, "node-1").binding().vifType()).isEqualTo("ovs");

        Port moved = scenario.update(
                PORTS, port, "{'binding:host_id':'node-2','fixed_ips':[{'subnet_id':'" + inSecond.id() + "'}]}");
        assertThat(subnets(moved)).containsExactly(inSecond.id());
    }

    @Test
    void an_address_of_a_segment_that_the_host_is_not_wired_to_is_no_choice() {
        refusal(() -> port("'binding:host_id':'node-1','fixed_ips':[{'subnet_id':'" + inSecond.id() + "'}]"))
                .is(400, "InvalidInput")
                .says("Invalid input for operation: Failed to create port on network " + network.id()
                        + ", because fixed_ips included invalid subnet " + inSecond.id() + ".");
    }

    @Test
    void addresses_of_two_segments_do_not_go_together() {
        refusal(() -> port("'fixed_ips':[{'subnet_id':'" + inFirst.id() + "'},{'subnet_id':'" + inSecond.id() + "'}]"))
                .is(400, "FixedIpsSubnetsNotOnSameSegment")
                .says("Cannot allocate addresses from different segments.");
    }

    @Test
    void a_host_is_wired_to_one_segment_of_a_routed_network_and_not_to_none_or_two() {
        refusal(() -> port("'binding:host_id':'node-3'"))
                .is(409, "HostNotConnectedToAnySegment")
                .says("Host node-3 is not connected to any segments on routed provider network '" + network.id()
                        + "'.  It should be connected to one.");
        refusal(() -> port("'binding:host_id':'node-4'"))
                .is(409, "HostConnectedToMultipleSegments")
                .says("Host node-4 is connected to multiple segments on routed provider network '" + network.id()
                        + "'.  It should be connected to one.");
        Port waiting = port("");
        refusal(() -> move(waiting, "node-3")).is(409, "HostNotConnectedToAnySegment");
        assertThat(scenario.now(waiting).fixedIps()).isEmpty();
    }

    @Test
    void a_subnet_for_certain_devices_only_comes_before_one_for_all() {
        Network plain = scenario.network("{}");
        scenario.subnet4(plain, "10.3.0.0/24");
        Subnet reserved =
                scenario.subnet(plain, "'ip_version':4,'cidr':'10.4.0.0/24','service_types':['compute:nova']");

        assertThat(subnets(scenario.port(plain, "'device_owner':'compute:nova'")))
                .containsExactly(reserved.id());
    }

    @Test
    void a_rack_is_served_dhcp_for_its_own_subnet() {
        Agent agent = scenario.agent(Agent.DHCP, "node-2", "nova", "{}");
        AgentId id = agent.id();
        scenario.act(
                new AgentDescription(),
                id.toString(),
                "POST dhcp-networks",
                "",
                "{'network_id':'" + network.id() + "'}",
                Scenario.ADMIN);
        scenario.newEvents();

        scenario.execute(new ServeDhcp(network.id(), "node-2", Scenario.ADMIN));

        assertThat(scenario.newEvents())
                .filteredOn(PortCreated.class::isInstance)
                .singleElement()
                .satisfies(event -> assertThat(((PortCreated) event).fixedIps())
                        .singleElement()
                        .satisfies(fixedIp -> assertThat(fixedIp.subnetId()).isEqualTo(inSecond.id())));
    }

    private List<String> routes(Subnet subnet) {
        return SUBNETS.render(scenario.update(SUBNETS, subnet, "{}"))
                .path("host_routes")
                .valueStream()
                .map(route -> route.path("destination").asString() + " over "
                        + route.path("nexthop").asString())
                .toList();
    }

    @Test
    void each_subnet_leads_to_those_of_the_other_segments_over_its_own_gateway() {
        assertThat(routes(inFirst)).containsExactly("10.2.0.0/24 over 10.1.0.1");
        assertThat(routes(inSecond)).containsExactly("10.1.0.0/24 over 10.2.0.1");

        Subnet again = subnet("10.3.0.0/24", second.id());
        assertThat(routes(again)).containsExactly("10.1.0.0/24 over 10.3.0.1");
        assertThat(routes(inFirst)).containsExactly("10.2.0.0/24 over 10.1.0.1", "10.3.0.0/24 over 10.1.0.1");

        scenario.delete(SUBNETS, again);
        assertThat(routes(inFirst)).containsExactly("10.2.0.0/24 over 10.1.0.1");
    }

    @Test
    void routes_to_other_segments_follow_the_gateway_and_give_way_to_those_that_a_client_gave() {
        scenario.update(
                SUBNETS,
                inFirst,
                "{'gateway_ip':'10.1.0.254','allocation_pools':[{'start':'10.1.0.10','end':'10.1.0.99'}]}");
        assertThat(routes(inFirst)).containsExactly("10.2.0.0/24 over 10.1.0.254");

        scenario.update(SUBNETS, inFirst, "{'host_routes':[{'destination':'10.0.0.0/8','nexthop':'10.1.0.9'}]}");
        assertThat(routes(inFirst)).containsExactly("10.0.0.0/8 over 10.1.0.9");

        scenario.update(SUBNETS, inFirst, "{'host_routes':[]}");
        assertThat(routes(inFirst)).containsExactly("10.2.0.0/24 over 10.1.0.254");
    }

    @Test
    void a_new_subnet_whose_hosts_make_their_own_addresses_is_for_ports_of_its_segment_only() {
        Port first = port("'binding:host_id':'node-1'");
        Port other = port("'binding:host_id':'node-2'");

        Subnet automatic = scenario.subnet(
                network,
                "'ip_version':6,'cidr':'2001:db8:1::/64','ipv6_ra_mode':'slaac','ipv6_address_mode':'slaac','segment_id':'"
                        + network.segments().getFirst().id() + "'");

        assertThat(subnets(scenario.now(first))).containsExactlyInAnyOrder(inFirst.id(), automatic.id());
        assertThat(subnets(scenario.now(other))).containsExactly(inSecond.id());

        scenario.update(PORTS, first, "{'fixed_ips':[{'subnet_id':'" + automatic.id() + "'}]}");
        refusal(() -> scenario.delete(SUBNETS, automatic))
                .is(409, "SubnetInUse")
                .says("Unable to complete operation on subnet " + automatic.id()
                        + ": One or more ports have an IP allocation from this subnet.");
        scenario.delete(PORTS, scenario.now(first));
        scenario.delete(SUBNETS, automatic);
    }

    @Test
    void the_network_says_that_its_hosts_are_not_all_on_one_link() {
        NetworkDescription networks = new NetworkDescription();

        assertThat(networks.render(scenario.update(networks, network, "{}"))
                        .path("l2_adjacency")
                        .asBoolean())
                .isFalse();
    }
}
