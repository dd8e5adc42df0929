package org.portolan.command.subnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.refusal;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portolan.api.caller.Caller;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.subnet.Subnet;
import org.portolan.api.subnet.SubnetDescription;
import org.portolan.command.Scenario;
import tools.jackson.databind.JsonNode;

class SubnetCreationTest {

    private static final SubnetDescription SUBNETS = new SubnetDescription();
    private static final Caller ADA = Scenario.caller("engines", "member");
    private static final Caller BOB = Scenario.caller("bridges", "member");

    private final Scenario scenario = Scenario.begin();
    private final Network network = scenario.network("{'name':'sea'}");

    private JsonNode body(String members) {
        return SUBNETS.render(scenario.subnet(network, members));
    }

    private JsonNode body4(String cidr, String more) {
        return body("'ip_version':4,'cidr':'" + cidr + "'" + (more.isEmpty() ? "" : "," + more));
    }

    private JsonNode body6(String cidr, String more) {
        return body("'ip_version':6,'cidr':'" + cidr + "'" + (more.isEmpty() ? "" : "," + more));
    }

    private static String pools(JsonNode body) {
        return body.path("allocation_pools")
                .valueStream()
                .map(pool -> pool.path("start").stringValue() + "-"
                        + pool.path("end").stringValue())
                .collect(Collectors.joining(" "));
    }

    @Test
    void a_subnet_joins_its_network_in_one_append_and_the_network_shows_it() {
        scenario.newEvents();

        Subnet subnet = scenario.subnet4(network, "10.0.0.0/24");

        assertThat(scenario.newEventNames()).containsExactly("SubnetAdded", "SubnetCreated");
        Network now = scenario.update(new NetworkDescription(), network, "{}");
        assertThat(now.subnets()).containsExactly(subnet.id());
        assertThat(SUBNETS.render(subnet).path("revision_number").intValue()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            4 | 10.1.0.0/24     | 10.1.0.1      | 10.1.0.2-10.1.0.254
            4 | 10.5.0.0/28     | 10.5.0.1      | 10.5.0.2-10.5.0.14
            4 | 10.6.15.0/30    | 10.6.15.1     | 10.6.15.2-10.6.15.2
            6 | 2001:db8:1::/64 | 2001:db8:1::  | 2001:db8:1::1-2001:db8:1:0:ffff:ffff:ffff:ffff
            6 | 2001:db8:2::/126| 2001:db8:2::  | 2001:db8:2::1-2001:db8:2::3
            """)
    void the_gateway_is_the_first_address_that_routers_have_and_all_others_are_to_hand_out(
            int version, String cidr, String gateway, String pool) {
        JsonNode body = version == 4 ? body4(cidr, "") : body6(cidr, "");

        assertThat(body.path("gateway_ip").stringValue()).isEqualTo(gateway);
        assertThat(pools(body)).isEqualTo(pool);
        assertThat(body.path("enable_dhcp").booleanValue()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            null          | 10.3.0.1-10.3.0.254
            '10.3.0.254'  | 10.3.0.1-10.3.0.253
            '10.3.0.9'    | 10.3.0.1-10.3.0.8 10.3.0.10-10.3.0.254
            '10.7.0.1'    | 10.3.0.1-10.3.0.254
            """, quoteCharacter = '"')
    void the_pools_leave_the_gateway_out_wherever_it_is(String gateway, String pools) {
        assertThat(pools(body4("10.3.0.0/24", "'gateway_ip':" + gateway))).isEqualTo(pools);
    }

    @Test
    void a_gateway_of_the_link_only_and_one_outside_the_prefix_are_taken_as_they_are() {
        assertThat(body6("2001:db8:a::/64", "'gateway_ip':'fe80::1'")
                        .path("gateway_ip")
                        .stringValue())
                .isEqualTo("fe80::1");
        assertThat(body4("10.6.1.0/24", "'gateway_ip':'10.7.0.1'")
                        .path("gateway_ip")
                        .stringValue())
                .isEqualTo("10.7.0.1");
    }

    @Test
    void host_bits_are_cleared_letters_are_small_and_numbers_may_be_text() {
        assertThat(body4("10.4.0.77/24", "").path("cidr").stringValue()).isEqualTo("10.4.0.0/24");
        assertThat(body6("2001:DB8:9:0::/64", "").path("cidr").stringValue()).isEqualTo("2001:db8:9::/64");
        assertThat(body("'ip_version':'4','cidr':'10.5.0.0/28'")
                        .path("ip_version")
                        .intValue())
                .isEqualTo(4);
    }

    @Test
    void an_empty_list_of_pools_is_none_that_was_asked_for() {
        assertThat(pools(body4("10.6.8.0/24", "'allocation_pools':[]"))).isEqualTo("10.6.8.2-10.6.8.254");
    }

    @Test
    void name_servers_keep_their_order_and_routes_and_service_types_are_kept() {
        JsonNode body = body4(
                "200.10.0.0/16",
                "'dns_nameservers':['8.8.8.8','8.8.4.4','0.0.0.0'],'enable_dhcp':false,"
                        + "'host_routes':[{'destination':'200.50.50.0/24','nexthop':'200.10.10.1'},"
                        + "{'destination':'200.50.60.0/24','nexthop':'200.10.20.1'}],"
                        + "'service_types':['network:router_gateway','compute:nova']");

        assertThat(body.path("dns_nameservers")).hasToString("[\"8.8.8.8\",\"8.8.4.4\",\"0.0.0.0\"]");
        assertThat(body.path("host_routes"))
                .hasToString("[{\"destination\":\"200.50.50.0/24\",\"nexthop\":\"200.10.10.1\"},"
                        + "{\"destination\":\"200.50.60.0/24\",\"nexthop\":\"200.10.20.1\"}]");
        assertThat(body.path("service_types")).hasToString("[\"network:router_gateway\",\"compute:nova\"]");
        assertThat(body.path("enable_dhcp").booleanValue()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            '10.300.0.0/24'   | 10.300.0.0/24 is not in a CIDR format
            'abc'             | abc is not in a CIDR format
            '10.6.0.0/33'     | 10.6.0.0/33 is not in a CIDR format
            null              | None is not in a CIDR format
            '10.6.0.0'        | Subnet has a prefix length that is incompatible with DHCP service enabled
            '10.6.13.0/31'    | Subnet has a prefix length that is incompatible with DHCP service enabled
            '10.6.14.1/32'    | Subnet has a prefix length that is incompatible with DHCP service enabled
            '0.0.0.0/0'       | First IP '0.0.0.0' of network is not supported if enable_dhcp is True.
            '224.0.0.0/24'    | Multicast IP subnet is not supported if enable_dhcp is True
            '127.0.0.0/24'    | Loopback IP subnet is not supported if enable_dhcp is True
            '2001:db8::/64'   | cidr '2001:db8::/64' does not match the ip_version '4'
            """, quoteCharacter = '"')
    void a_prefix_that_cannot_be_is_refused(String cidr, String reason) {
        refusal(() -> scenario.subnet(network, "'ip_version':4,'cidr':" + cidr))
                .is(400, "InvalidInput")
                .says("Invalid input for operation: " + reason + ".");
    }

    @Test
    void short_prefixes_are_fine_without_dhcp() {
        assertThat(pools(body4("10.6.13.0/31", "'enable_dhcp':false,'gateway_ip':null")))
                .isEqualTo("10.6.13.0-10.6.13.1");
        assertThat(pools(body4("10.6.14.1/32", "'enable_dhcp':false,'gateway_ip':null")))
                .isEqualTo("10.6.14.1-10.6.14.1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'gateway_ip':'10.6.0.0'                                                       | 400 | InvalidInput                       | Invalid input for operation: Gateway is not valid on subnet.
            'gateway_ip':'10.6.0.255'                                                     | 400 | InvalidInput                       | Invalid input for operation: Gateway is not valid on subnet.
            'gateway_ip':'2001:db8::1'                                                    | 400 | InvalidInput                       | Invalid input for operation: gateway_ip '2001:db8::1' does not match the ip_version '4'.
            'gateway_ip':'10.6.0.20','allocation_pools':[{'start':'10.6.0.10','end':'10.6.0.50'}] | 409 | GatewayConflictWithAllocationPools | Gateway ip 10.6.0.20 conflicts with allocation pool 10.6.0.10-10.6.0.50.
            'allocation_pools':[{'start':'10.6.7.10','end':'10.6.7.50'}]                  | 400 | OutOfBoundsAllocationPool          | The allocation pool 10.6.7.10-10.6.7.50 spans beyond the subnet cidr 10.6.0.0/24.
            'allocation_pools':[{'start':'10.6.0.2','end':'10.6.0.255'}]                  | 400 | OutOfBoundsAllocationPool          | The allocation pool 10.6.0.2-10.6.0.255 spans beyond the subnet cidr 10.6.0.0/24.
            'allocation_pools':[{'start':'10.6.0.10','end':'10.6.0.50'},{'start':'10.6.0.40','end':'10.6.0.60'}] | 409 | OverlappingAllocationPools | Found overlapping allocation pools: 10.6.0.10-10.6.0.50 10.6.0.40-10.6.0.60 for subnet 10.6.0.0/24.
            'allocation_pools':[{'start':'10.6.0.50','end':'10.6.0.10'}]                  | 400 | InvalidAllocationPool              | The allocation pool {'start': '10.6.0.50', 'end': '10.6.0.10'} is not valid.
            'allocation_pools':[{'start':'10.6.0.50','end':'2001:db8::1'}]                | 400 | InvalidAllocationPool              | The allocation pool {'start': '10.6.0.50', 'end': '2001:db8::1'} is not valid.
            'dns_nameservers':['2001:db8::1']                                             | 400 | InvalidInput                       | Invalid input for operation: dns_nameserver '2001:db8::1' does not match the ip_version '4'.
            'host_routes':[{'destination':'2001:db8::/64','nexthop':'10.6.0.9'}]          | 400 | InvalidInput                       | Invalid input for operation: destination '2001:db8::/64' does not match the ip_version '4'.
            'service_types':['foo']                                                       | 400 | InvalidSubnetServiceType           | Subnet service type foo does not correspond to a valid device owner.
            'ipv6_address_mode':'slaac'                                                   | 400 | InvalidInput                       | Invalid input for operation: ipv6_address_mode is not valid when ip_version is 4.
            'dns_nameservers':['8.8.8.1','8.8.8.2','8.8.8.3','8.8.8.4','8.8.8.5','8.8.8.6'] | 400 | DNSNameServersExhausted           | Unable to complete operation for new subnet. The number of DNS nameservers exceeds the limit 5.
            'segment_id':'00000000-0000-0000-0000-000000000000'                           | 404 | SegmentNotFound                    | Segment 00000000-0000-0000-0000-000000000000 could not be found.
            """, quoteCharacter = '"')
    void values_that_contradict_each_other_are_refused(String members, int status, String type, String message) {
        refusal(() -> scenario.subnet(network, "'ip_version':4,'cidr':'10.6.0.0/24'," + members))
                .is(status, type)
                .says(message);
        assertThat(scenario.newEventNames()).doesNotContain("SubnetCreated");
    }

    @Test
    void more_than_twenty_routes_are_refused() {
        String routes = IntStream.range(0, 21)
                .mapToObj(i -> "{'destination':'10." + (100 + i) + ".0.0/16','nexthop':'10.6.0.5'}")
                .collect(Collectors.joining(","));

        refusal(() -> body4("10.6.0.0/24", "'host_routes':[" + routes + "]"))
                .is(400, "HostRoutesExhausted")
                .says("Unable to complete operation for new subnet. The number of host routes exceeds the limit 20.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2001:db8:5::/64  | 'ipv6_ra_mode':'slaac','ipv6_address_mode':'dhcpv6-stateful' | ipv6_ra_mode set to 'slaac' with ipv6_address_mode set to 'dhcpv6-stateful' is not valid. If both attributes are set, they must be the same value
            2001:db8:6::/80  | 'ipv6_ra_mode':'slaac','ipv6_address_mode':'slaac'           | Invalid CIDR 2001:db8:6::/80 for IPv6 address mode. OpenStack uses the EUI-64 address format, which requires the prefix to be /64
            2001:db8:7::/64  | 'enable_dhcp':false,'ipv6_ra_mode':'slaac'                   | ipv6_ra_mode or ipv6_address_mode cannot be set when enable_dhcp is set to False
            2001:db8:b::1/128| 'gateway_ip':null                                            | Subnet has a prefix length that is incompatible with DHCP service enabled
            10.8.0.0/24      | 'gateway_ip':null                                            | cidr '10.8.0.0/24' does not match the ip_version '6'
            """, quoteCharacter = '"')
    void ipv6_modes_go_with_each_other_with_dhcp_and_with_the_prefix(String cidr, String members, String reason) {
        refusal(() -> body6(cidr, members))
                .is(400, "InvalidInput")
                .says("Invalid input for operation: " + reason + ".");
    }

    @ParameterizedTest
    @CsvSource({"slaac", "dhcpv6-stateful", "dhcpv6-stateless"})
    void each_way_to_get_ipv6_addresses_can_be_asked_for(String mode) {
        JsonNode body = body6("2001:db8:2::/64", "'ipv6_ra_mode':'" + mode + "','ipv6_address_mode':'" + mode + "'");

        assertThat(body.path("ipv6_ra_mode").stringValue()).isEqualTo(mode);
        assertThat(body.path("ipv6_address_mode").stringValue()).isEqualTo(mode);
    }

    @Test
    void a_prefix_comes_from_the_request_alone() {
        refusal(() -> scenario.subnet(network, "'ip_version':4"))
                .is(400, "BadRequest")
                .says("Bad subnets request: a subnetpool must be specified in the absence of a cidr.");
        refusal(() -> scenario.subnet(network, "'ip_version':4,'cidr':'10.0.0.0/24','prefixlen':24"))
                .is(400, "BadRequest")
                .says("Bad subnets request: cidr and prefixlen must not be supplied together.");
    }

    @ParameterizedTest
    @CsvSource({"10.1.0.0/24", "10.1.0.128/25", "10.0.0.0/8"})
    void prefixes_of_one_network_do_not_overlap(String cidr) {
        scenario.subnet4(network, "10.1.0.0/24");

        refusal(() -> scenario.subnet4(network, cidr))
                .is(400, "InvalidInput")
                .says("Invalid input for operation: Requested subnet with cidr: " + cidr + " for network: "
                        + network.id() + " overlaps with another subnet.");
    }

    @Test
    void two_networks_may_have_the_same_prefix() {
        scenario.subnet4(network, "10.1.0.0/24");

        assertThat(scenario.subnet4(scenario.network("{}"), "10.1.0.0/24").cidr())
                .hasToString("10.1.0.0/24");
    }

    @Test
    void a_bulk_whose_subnets_overlap_makes_none() {
        String one = "{'network_id':'" + network.id() + "','ip_version':4,'cidr':'10.42.0.0/24'}";
        scenario.newEvents();

        refusal(() -> scenario.createAll(SUBNETS, one, one)).is(400, "InvalidInput");

        assertThat(scenario.newEvents()).isEmpty();
    }

    @Test
    void subnets_are_made_on_ones_own_networks_and_on_those_that_are_shared_not_on_those_that_are_external() {
        Network shared = scenario.network("{'shared':true}");
        Network external = scenario.network("{'router:external':true}");
        refusal(() -> scenario.create(
                        SUBNETS, "{'network_id':'" + network.id() + "','ip_version':4,'cidr':'10.0.0.0/24'}", BOB))
                .is(404, "NetworkNotFound");
        refusal(() -> scenario.create(
                        SUBNETS,
                        "{'network_id':'" + shared.id() + "','ip_version':4,'cidr':'10.0.0.0/24'}",
                        Scenario.caller("tunnels", "reader")))
                .is(403, "PolicyNotAuthorized")
                .says("rule:create_subnet is disallowed by policy");
        refusal(() -> scenario.create(
                        SUBNETS, "{'network_id':'" + external.id() + "','ip_version':4,'cidr':'10.0.0.0/24'}", BOB))
                .is(403, "HTTPForbidden");
        Subnet guest = scenario.create(
                SUBNETS, "{'network_id':'" + shared.id() + "','ip_version':4,'cidr':'10.0.0.0/24'}", BOB);
        Network own = scenario.create(new NetworkDescription(), "{}", ADA);

        Subnet subnet =
                scenario.create(SUBNETS, "{'network_id':'" + own.id() + "','ip_version':4,'cidr':'10.0.0.0/24'}", ADA);

        assertThat(subnet.project().value()).isEqualTo("engines");
        assertThat(guest.project().value()).isEqualTo("bridges");
    }

    @Test
    void a_subnet_whose_hosts_make_their_addresses_gives_one_to_each_port_that_is_there_but_routers() {
        Port guest = scenario.port(network, "'mac_address':'fa:16:3e:00:01:60'");
        Port router = scenario.port(network, "'device_owner':'network:router_interface'");
        scenario.newEvents();

        Subnet subnet = scenario.subnet(
                network, "'ip_version':6,'cidr':'2001:db8:60::/64','ipv6_ra_mode':'slaac','ipv6_address_mode':'slaac'");

        assertThat(scenario.newEventNames())
                .containsExactly("SubnetAdded", "SubnetCreated", "AddressAllocated", "PortAddressesChanged");
        assertThat(scenario.now(guest).fixedIps()).singleElement().satisfies(fixedIp -> {
            assertThat(fixedIp.subnetId()).isEqualTo(subnet.id());
            assertThat(fixedIp.ipAddress()).hasToString("2001:db8:60:0:f816:3eff:fe00:160");
        });
        assertThat(scenario.now(router).fixedIps()).isEmpty();
        assertThat(new PortDescription().render(guest).path("ip_allocation").stringValue())
                .isEqualTo("immediate");
    }
}
