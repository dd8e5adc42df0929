package org.portolan.command.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.refusal;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portolan.api.network.Network;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.subnet.Subnet;
import org.portolan.api.subnet.SubnetDescription;
import org.portolan.command.Scenario;

class PortAddressesTest {

    private static final PortDescription PORTS = new PortDescription();

    private final Scenario scenario = Scenario.begin();
    private final Network network = scenario.network("{'name':'sea'}");
    private Subnet subnet;
    private Subnet slaac;

    @BeforeEach
    void makeSubnets() {
        subnet = scenario.subnet(
                network,
                "'ip_version':4,'cidr':'10.60.0.0/24','allocation_pools':[{'start':'10.60.0.100','end':'10.60.0.200'}]");
        slaac = scenario.subnet(
                network, "'ip_version':6,'cidr':'2001:db8:60::/64','ipv6_ra_mode':'slaac','ipv6_address_mode':'slaac'");
    }

    private Port port(String fixedIps) {
        return scenario.port(network, "'mac_address':'fa:16:3e:00:01:02','fixed_ips':" + fixedIps);
    }

    private Port update(Port port, String fixedIps) {
        return scenario.update(PORTS, port, "{'fixed_ips':" + fixedIps + "}");
    }

    private static List<String> addresses(Port port) {
        return port.fixedIps().stream()
                .map(fixedIp -> fixedIp.ipAddress().toString())
                .toList();
    }

    @Test
    void a_port_whose_creator_does_not_say_gets_one_address_of_each_version_and_those_it_makes_itself() {
        scenario.subnet(network, "'ip_version':4,'cidr':'10.61.0.0/24'");
        scenario.subnet(network, "'ip_version':6,'cidr':'2001:db8:61::/64'");

        Port port = scenario.port(network, "'mac_address':'fa:16:3e:00:01:02'");

        assertThat(addresses(port))
                .containsExactly("10.60.0.100", "2001:db8:61::1", "2001:db8:60:0:f816:3eff:fe00:102");
    }

    @Test
    void when_one_subnet_is_exhausted_the_next_of_its_version_gives() {
        Network tiny = scenario.network("{}");
        scenario.subnet4(tiny, "10.61.0.0/30");
        scenario.subnet4(tiny, "10.62.0.0/30");

        assertThat(addresses(scenario.port(tiny, ""))).containsExactly("10.61.0.2");
        assertThat(addresses(scenario.port(tiny, ""))).containsExactly("10.62.0.2");
        refusal(() -> scenario.port(tiny, ""))
                .is(409, "IpAddressGenerationFailure")
                .says("No more IP addresses available on network " + tiny.id() + ".");
    }

    @Test
    void an_address_a_subnet_or_both_can_be_asked_for() {
        assertThat(addresses(port("[{'ip_address':'10.60.0.10'}]")))
                .containsExactly("10.60.0.10", "2001:db8:60:0:f816:3eff:fe00:102");
        Port both = scenario.port(
                network,
                "'fixed_ips':[{'subnet_id':'" + subnet.id() + "','ip_address':'10.60.0.11'},{'subnet_id':'"
                        + subnet.id() + "'},{'subnet_id':'" + subnet.id() + "','ip_address':'10.60.0.100'}]");
        assertThat(addresses(both)).startsWith("10.60.0.11", "10.60.0.101", "10.60.0.100");
        assertThat(both.fixedIps().getFirst().subnetId()).isEqualTo(subnet.id());
    }

    @Test
    void addresses_of_several_subnets_of_the_network_can_be_asked_for_and_more_than_five() {
        Subnet other = scenario.subnet4(network, "10.1.0.0/24");

        assertThat(addresses(port("[{'ip_address':'10.60.0.1','subnet_id':'" + subnet.id()
                        + "'},{'ip_address':'10.1.0.1','subnet_id':'" + other.id() + "'},{'ip_address':'10.1.0.2'},"
                        + "{'ip_address':'10.1.0.3'},{'ip_address':'10.1.0.4'},{'ip_address':'10.1.0.5'}]")))
                .startsWith("10.60.0.1", "10.1.0.1", "10.1.0.2", "10.1.0.3", "10.1.0.4", "10.1.0.5");
    }

    @Test
    void a_port_can_have_no_address_but_those_it_makes_itself() {
        Port none = port("[]");

        assertThat(addresses(none)).containsExactly("2001:db8:60:0:f816:3eff:fe00:102");
        assertThat(PORTS.render(none).path("ip_allocation").stringValue()).isEqualTo("none");
        Port routers = scenario.port(network, "'device_owner':'network:router_interface','fixed_ips':[]");
        assertThat(routers.fixedIps()).isEmpty();
        Port nowhere = scenario.port(scenario.network("{}"), "");
        assertThat(nowhere.fixedIps()).isEmpty();
        assertThat(PORTS.render(nowhere).path("ip_allocation").stringValue()).isEqualTo("immediate");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [{'ip_address':'10.99.0.10'}]                                     | 400 | InvalidIpForNetwork | IP address 10.99.0.10 is not a valid IP for any of the subnets on the specified network.
            [{'subnet_id':'SUBNET','ip_address':'10.60.0.0'}]                 | 400 | InvalidIpForSubnet  | IP address 10.60.0.0 is not a valid IP for the specified subnet.
            [{'subnet_id':'SUBNET','ip_address':'10.60.0.255'}]               | 400 | InvalidIpForSubnet  | IP address 10.60.0.255 is not a valid IP for the specified subnet.
            [{'subnet_id':'SUBNET','ip_address':'10.61.0.5'}]                 | 400 | InvalidIpForSubnet  | IP address 10.61.0.5 is not a valid IP for the specified subnet.
            [{'subnet_id':'00000000-0000-0000-0000-000000000000'}]            | 404 | SubnetNotFound      | Subnet 00000000-0000-0000-0000-000000000000 could not be found.
            [{'zork':1}]                                                      | 400 | InvalidInput        | Invalid input for operation: IP allocation requires subnet_id or ip_address.
            [{'ip_address':'10.60.0.44'},{'ip_address':'10.60.0.44'}]         | 400 | HTTPBadRequest      | Invalid input for fixed_ips. Reason: Duplicate IP address '10.60.0.44'.
            [{'ip_address':'10.60.0.7'}]                                      | 409 | IpAddressAlreadyAllocated | IP address 10.60.0.7 already allocated in subnet SUBNET
            [{'subnet_id':'SLAAC','ip_address':'2001:db8:60::5'}]             | 400 | AllocationOnAutoAddressSubnet | IPv6 address 2001:db8:60::5 cannot be directly assigned to a port on subnet SLAAC as the subnet is configured for automatic addresses
            """, quoteCharacter = '"')
    void an_address_that_cannot_be_had_is_refused(String fixedIps, int status, String type, String message) {
        scenario.port(network, "'fixed_ips':[{'ip_address':'10.60.0.7'}]");
        scenario.newEvents();

        refusal(() -> port(withIds(fixedIps))).is(status, type).says(withIds(message));

        assertThat(scenario.newEvents()).isEmpty();
    }

    private String withIds(String text) {
        return text.replace("SUBNET", subnet.id().toString())
                .replace("SLAAC", slaac.id().toString());
    }

    @Test
    void a_subnet_of_another_network_and_any_subnet_where_there_is_none_are_refused() {
        Network other = scenario.network("{}");
        Subnet elsewhere = scenario.subnet4(other, "10.1.0.0/24");

        refusal(() -> port("[{'subnet_id':'" + elsewhere.id() + "'}]"))
                .is(400, "InvalidInput")
                .says("Invalid input for operation: Failed to create port on network " + network.id()
                        + ", because fixed_ips included invalid subnet " + elsewhere.id() + ".");
        Network empty = scenario.network("{}");
        refusal(() -> scenario.port(empty, "'fixed_ips':[{'ip_address':'10.1.0.5'}]"))
                .is(400, "InvalidInput")
                .says("Invalid input for operation: IP allocation requires subnets for network.");
    }

    @Test
    void the_gateway_and_addresses_outside_the_pools_are_there_for_who_asks() {
        assertThat(addresses(port("[{'ip_address':'10.60.0.1'}]"))).contains("10.60.0.1");
        refusal(() -> scenario.port(network, "'fixed_ips':[{'ip_address':'10.60.0.1'}]"))
                .is(409, "IpAddressAlreadyAllocated");
    }

    @Test
    void an_address_that_was_asked_for_is_not_handed_out_again() {
        scenario.port(network, "'fixed_ips':[{'ip_address':'10.60.0.100'}]");
        scenario.port(network, "'fixed_ips':[{'ip_address':'10.60.0.102'}]");

        assertThat(addresses(scenario.port(network, "'fixed_ips':[{'subnet_id':'" + subnet.id() + "'}]")))
                .contains("10.60.0.101");
        assertThat(addresses(scenario.port(network, ""))).contains("10.60.0.103");
    }

    @Test
    void a_subnet_serves_the_owners_that_it_is_for() {
        Network served = scenario.network("{}");
        scenario.subnet(served, "'ip_version':4,'cidr':'10.1.0.0/24','service_types':['network:floatingip']");

        refusal(() -> scenario.port(served, "'device_owner':'compute:nova'"))
                .is(409, "IpAddressGenerationFailureNoMatchingSubnet")
                .says("No valid service subnet for the given device owner, network " + served.id()
                        + ", service type compute:nova.");
        scenario.subnet(served, "'ip_version':4,'cidr':'10.2.0.0/24'");
        assertThat(addresses(scenario.port(served, "'device_owner':'compute:nova'")))
                .containsExactly("10.2.0.2");
        assertThat(addresses(scenario.port(served, "'device_owner':'network:floatingip'")))
                .containsExactly("10.1.0.2");
    }

    @Test
    void other_addresses_replace_those_that_a_port_had_and_keep_what_meets_a_wish() {
        Port port = port("[{'ip_address':'10.60.0.10'}]");
        scenario.newEvents();

        assertThat(addresses(update(port, "[{'ip_address':'10.60.0.20'}]")))
                .containsExactly("10.60.0.20", "2001:db8:60:0:f816:3eff:fe00:102");
        assertThat(scenario.newEventNames())
                .containsExactly("AddressReleased", "AddressAllocated", "PortAddressesChanged");
        assertThat(addresses(update(port, "[{'ip_address':'10.60.0.20'},{'ip_address':'10.60.0.21'}]")))
                .startsWith("10.60.0.20", "10.60.0.21");
        assertThat(scenario.newEventNames()).containsExactly("AddressAllocated", "PortAddressesChanged");
        assertThat(addresses(update(port, "[{'subnet_id':'" + subnet.id() + "'}]")))
                .startsWith("10.60.0.20");
        assertThat(addresses(update(port, "[]"))).containsExactly("2001:db8:60:0:f816:3eff:fe00:102");
        assertThat(addresses(scenario.port(network, "'fixed_ips':[{'ip_address':'10.60.0.20'}]")))
                .startsWith("10.60.0.20");
    }

    @Test
    void an_address_that_a_port_makes_itself_may_be_named_when_it_has_it() {
        Port port = port("[{'ip_address':'10.60.0.10'}]");

        assertThat(addresses(update(
                        port, "[{'ip_address':'2001:db8:60:0:f816:3eff:fe00:102'},{'ip_address':'10.60.0.10'}]")))
                .containsExactly("10.60.0.10", "2001:db8:60:0:f816:3eff:fe00:102");
    }

    @Test
    void a_change_of_addresses_that_is_refused_leaves_them_as_they_were() {
        Port port = port("[{'ip_address':'10.60.0.10'}]");
        scenario.port(network, "'fixed_ips':[{'ip_address':'10.60.0.11'}]");
        scenario.newEvents();

        refusal(() -> update(port, "[{'ip_address':'10.60.0.11'}]"))
                .is(409, "IpAddressAlreadyAllocated")
                .says("IP address 10.60.0.11 already allocated in subnet " + subnet.id());
        refusal(() -> update(port, "[{'ip_address':'1.2.3.4'}]")).is(400, "InvalidIpForNetwork");

        assertThat(scenario.newEvents()).isEmpty();
        assertThat(addresses(scenario.now(port))).contains("10.60.0.10");
    }

    @Test
    void an_address_that_somebody_else_was_given_is_not_made_again() {
        scenario.port(
                network,
                "'device_owner':'network:router_interface','fixed_ips':[{'ip_address':'2001:db8:60:0:f816:3eff:fe00:102'}]");

        refusal(() -> port("[]"))
                .is(409, "IpAddressAlreadyAllocated")
                .says("IP address 2001:db8:60:0:f816:3eff:fe00:102 already allocated in subnet " + slaac.id());
    }

    @Test
    void two_projects_may_have_the_same_prefix_and_the_same_addresses() {
        Network other = scenario.network("{'project_id':'bridges'}");
        scenario.subnet4(other, "10.60.0.0/24");
        port("[{'ip_address':'10.60.0.10'}]");

        assertThat(addresses(scenario.port(other, "'fixed_ips':[{'ip_address':'10.60.0.10'}]")))
                .containsExactly("10.60.0.10");
    }

    @Test
    void ipv6_keeps_its_network_address_for_routers() {
        Subnet plain = scenario.subnet(network, "'ip_version':6,'cidr':'2001:db8:61::/64'");
        String wish = "'fixed_ips':[{'subnet_id':'" + plain.id() + "','ip_address':'2001:db8:61::'}]";

        refusal(() -> scenario.port(network, "'device_owner':'compute:nova'," + wish))
                .is(400, "InvalidIpForSubnet");
        refusal(() -> port("[{'ip_address':'10.60.0.255'}]")).is(400, "InvalidIpForNetwork");
        assertThat(addresses(scenario.port(network, "'device_owner':'network:router_interface'," + wish)))
                .contains("2001:db8:61::");
    }

    @Test
    void what_a_deleted_port_had_is_free_again() {
        Port port = port("[{'ip_address':'10.60.0.10'}]");
        scenario.newEvents();

        scenario.delete(PORTS, port);

        assertThat(scenario.newEventNames())
                .containsExactly(
                        "PortDetached",
                        "AddressReleased",
                        "AddressReleased",
                        "SecurityGroupMemberRemoved",
                        "PortDeleted");
        assertThat(addresses(port("[{'ip_address':'10.60.0.10'}]"))).hasSize(2);
        assertThat(new SubnetDescription()
                        .render(subnet)
                        .path("revision_number")
                        .intValue())
                .isZero();
    }
}
