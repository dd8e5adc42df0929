package org.portolan.command.subnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.ADMIN;
import static org.portolan.command.Scenario.refusal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portolan.api.caller.Caller;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.subnet.Subnet;
import org.portolan.api.subnet.SubnetDescription;
import org.portolan.command.Scenario;
import tools.jackson.databind.JsonNode;

class SubnetChangeTest {

    private static final SubnetDescription SUBNETS = new SubnetDescription();
    private static final Caller BOB = Scenario.caller("bridges", "member");

    private final Scenario scenario = Scenario.begin();
    private final Network network = scenario.network("{}");
    private final Subnet subnet = scenario.subnet4(network, "10.1.0.0/24");

    private JsonNode update(String body) {
        return SUBNETS.render(scenario.update(SUBNETS, subnet, body));
    }

    private static String address(Port port) {
        return port.fixedIps().getFirst().ipAddress().toString();
    }

    @Test
    void only_what_changes_is_told() {
        scenario.newEvents();

        JsonNode body = update("{'name':'s1x','description':'q','enable_dhcp':true}");

        assertThat(scenario.newEventNames()).containsExactly("SubnetUpdated");
        assertThat(body.path("revision_number").intValue()).isEqualTo(1);
        update("{'name':'s1x'}");
        assertThat(scenario.newEvents()).isEmpty();
    }

    @Test
    void lists_are_replaced_whole_and_null_clears_them() {
        update("{'dns_nameservers':['1.1.1.1','9.9.9.9'],"
                + "'host_routes':[{'destination':'10.98.0.0/16','nexthop':'10.1.0.9'}],"
                + "'service_types':['compute:nova']}");

        JsonNode body = update("{'dns_nameservers':['9.9.9.9','1.1.1.1']}");
        assertThat(body.path("dns_nameservers")).hasToString("[\"9.9.9.9\",\"1.1.1.1\"]");
        assertThat(body.path("host_routes")).hasSize(1);

        body = update("{'dns_nameservers':null,'host_routes':[],'service_types':[]}");
        assertThat(body.path("dns_nameservers")).isEmpty();
        assertThat(body.path("host_routes")).isEmpty();
        assertThat(body.path("service_types")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cidr", "ip_version", "network_id", "tenant_id", "subnetpool_id", "ipv6_ra_mode"})
    void what_a_subnet_is_stays(String member) {
        refusal(() -> update("{'" + member + "':'10.1.0.0/25'}"))
                .is(400, "HTTPBadRequest")
                .says("Cannot update read-only attribute " + member);
    }

    @Test
    void other_pools_hand_out_other_addresses_and_what_is_held_stays_held() {
        Port early = scenario.port(network, "");
        update("{'allocation_pools':[{'start':'10.1.0.100','end':'10.1.0.101'}]}");

        assertThat(address(scenario.port(network, ""))).isEqualTo("10.1.0.100");
        assertThat(address(scenario.port(network, ""))).isEqualTo("10.1.0.101");
        refusal(() -> scenario.port(network, "")).is(409, "IpAddressGenerationFailure");
        assertThat(address(scenario.now(early))).isEqualTo("10.1.0.2");

        update(
                "{'allocation_pools':[{'start':'10.1.0.2','end':'10.1.0.4'},{'start':'10.1.0.100','end':'10.1.0.102'}]}");
        assertThat(address(scenario.port(network, ""))).isEqualTo("10.1.0.3");
        scenario.delete(new PortDescription(), early);
        assertThat(address(scenario.port(network, ""))).isEqualTo("10.1.0.2");
        assertThat(address(scenario.port(network, ""))).isEqualTo("10.1.0.4");
        assertThat(address(scenario.port(network, ""))).isEqualTo("10.1.0.102");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {'allocation_pools':[{'start':'10.9.0.100','end':'10.9.0.199'}]} | 400 | OutOfBoundsAllocationPool | The allocation pool 10.9.0.100-10.9.0.199 spans beyond the subnet cidr 10.1.0.0/24.
            {'gateway_ip':'10.1.0.150'}  | 409 | GatewayConflictWithAllocationPools | Gateway ip 10.1.0.150 conflicts with allocation pool 10.1.0.2-10.1.0.254.
            {'gateway_ip':'10.1.0.0'}    | 400 | InvalidInput | Invalid input for operation: Gateway is not valid on subnet.
            {'gateway_ip':'2001:db8::1'} | 400 | InvalidInput | Invalid input for operation: gateway_ip '2001:db8::1' does not match the ip_version '4'.
            {'service_types':['foo']}    | 400 | InvalidSubnetServiceType | Subnet service type foo does not correspond to a valid device owner.
            """, quoteCharacter = '"')
    void a_change_that_contradicts_the_rest_is_refused(String body, int status, String type, String message) {
        refusal(() -> update(body)).is(status, type).says(message);
    }

    @Test
    void the_gateway_moves_within_and_out_of_the_prefix_and_away() {
        update("{'allocation_pools':[{'start':'10.1.0.100','end':'10.1.0.199'}]}");

        assertThat(update("{'gateway_ip':'10.1.0.254'}").path("gateway_ip").stringValue())
                .isEqualTo("10.1.0.254");
        assertThat(update("{'gateway_ip':'10.7.0.1'}").path("gateway_ip").stringValue())
                .isEqualTo("10.7.0.1");
        assertThat(update("{'gateway_ip':null}").path("gateway_ip").isNull()).isTrue();
    }

    @Test
    void a_limit_names_the_subnet_that_would_break_it() {
        refusal(() -> update("{'dns_nameservers':['8.8.8.1','8.8.8.2','8.8.8.3','8.8.8.4','8.8.8.5','8.8.8.6']}"))
                .is(400, "DNSNameServersExhausted")
                .says("Unable to complete operation for " + subnet.id()
                        + ". The number of DNS nameservers exceeds the limit 5.");
    }

    @Test
    void of_two_changes_of_the_same_revision_the_second_is_refused() {
        scenario.update(SUBNETS, subnet, "{'name':'first'}", 0L, ADMIN);

        refusal(() -> scenario.update(SUBNETS, subnet, "{'name':'second'}", 0L, ADMIN))
                .is(412, "RevisionNumberConstraintFailed")
                .says("Constrained to 0, but current revision is 1");
    }

    @Test
    void strangers_do_not_find_a_subnet() {
        refusal(() -> scenario.update(SUBNETS, subnet, "{'name':'mine'}", null, BOB))
                .is(404, "SubnetNotFound")
                .says("Subnet " + subnet.id() + " could not be found.");
        refusal(() -> scenario.delete(SUBNETS, subnet, null, BOB)).is(404, "SubnetNotFound");
    }

    @Test
    void a_subnet_whose_addresses_ports_have_is_not_deleted_until_they_are_gone() {
        Port port = scenario.port(network, "");

        refusal(() -> scenario.delete(SUBNETS, subnet))
                .is(409, "SubnetInUse")
                .says("Unable to complete operation on subnet " + subnet.id()
                        + ": One or more ports have an IP allocation from this subnet.");
        scenario.delete(new PortDescription(), port);
        scenario.newEvents();
        scenario.delete(SUBNETS, subnet);

        assertThat(scenario.newEventNames()).containsExactly("SubnetDeleted", "SubnetRemoved");
        refusal(() -> scenario.delete(SUBNETS, subnet))
                .is(404, "SubnetNotFound")
                .says("Subnet " + subnet.id() + " could not be found.");
        assertThat(scenario.update(new NetworkDescription(), network, "{}").subnets())
                .isEmpty();
        assertThat(scenario.subnet4(network, "10.1.0.0/24").cidr()).hasToString("10.1.0.0/24");
    }

    @Test
    void addresses_that_hosts_make_themselves_and_those_of_dhcp_ports_go_with_their_subnet() {
        Subnet slaac = scenario.subnet(
                network, "'ip_version':6,'cidr':'2001:db8::/64','ipv6_ra_mode':'slaac','ipv6_address_mode':'slaac'");
        Port dhcp = scenario.port(network, "'device_owner':'network:dhcp'");
        Port guest = scenario.port(network, "'fixed_ips':[]");
        assertThat(guest.fixedIps()).hasSize(1);

        scenario.delete(SUBNETS, slaac);
        scenario.delete(SUBNETS, subnet);

        assertThat(scenario.now(guest).fixedIps()).isEmpty();
        assertThat(scenario.now(dhcp).fixedIps()).isEmpty();
    }

    @Test
    void a_routers_address_keeps_a_subnet_even_when_hosts_make_theirs() {
        Subnet slaac = scenario.subnet(
                network, "'ip_version':6,'cidr':'2001:db8::/64','ipv6_ra_mode':'slaac','ipv6_address_mode':'slaac'");
        scenario.port(
                network,
                "'device_owner':'network:router_interface','fixed_ips':[{'subnet_id':'" + slaac.id()
                        + "','ip_address':'2001:db8::'}]");

        refusal(() -> scenario.delete(SUBNETS, slaac)).is(409, "SubnetInUse");
    }
}
