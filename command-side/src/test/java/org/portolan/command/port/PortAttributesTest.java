package org.portolan.command.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.ADMIN;
import static org.portolan.command.Scenario.refusal;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portolan.api.caller.Caller;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.segment.NetworkType;
import org.portolan.command.Scenario;
import tools.jackson.databind.JsonNode;

class PortAttributesTest {

    private static final PortDescription PORTS = new PortDescription();
    private static final Caller ADA = Scenario.caller("engines", "member");
    private static final Caller BOB = Scenario.caller("bridges", "member");

    private final Scenario scenario = Scenario.begin();
    private final Network network = scenario.network("{'name':'sea'}");

    private JsonNode body(String members) {
        return PORTS.render(scenario.port(network, members));
    }

    private JsonNode update(Port port, String body) {
        return PORTS.render(scenario.update(PORTS, port, body));
    }

    @Test
    void a_port_of_which_nothing_is_said_is_down_unbound_and_secure() {
        JsonNode body = body("");

        assertThat(body.path("status").stringValue()).isEqualTo("DOWN");
        assertThat(body.path("admin_state_up").booleanValue()).isTrue();
        assertThat(body.path("device_id").stringValue()).isEmpty();
        assertThat(body.path("device_owner").stringValue()).isEmpty();
        assertThat(body.path("port_security_enabled").booleanValue()).isTrue();
        assertThat(body.path("binding:vif_type").stringValue()).isEqualTo("unbound");
        assertThat(body.path("binding:vnic_type").stringValue()).isEqualTo("normal");
        assertThat(body.path("binding:host_id").stringValue()).isEmpty();
        assertThat(body.path("binding:profile")).isEmpty();
        assertThat(body.path("data_plane_status").isNull()).isTrue();
        assertThat(body.path("revision_number").intValue()).isEqualTo(1);
    }

    @Test
    void everything_that_may_be_said_of_a_port_is_kept() {
        JsonNode body = body("'name':'p7','description':'dd','admin_state_up':false,'mac_address':'FA-16-3E-00-01-07',"
                + "'device_id':'11111111-1111-1111-1111-111111111111','device_owner':'compute:nova',"
                + "'binding:profile':{'a':'b'},'binding:vnic_type':'direct','propagate_uplink_status':false,"
                + "'project_id':'bridges','security_groups':null");

        assertThat(body.path("name").stringValue()).isEqualTo("p7");
        assertThat(body.path("description").stringValue()).isEqualTo("dd");
        assertThat(body.path("admin_state_up").booleanValue()).isFalse();
        assertThat(body.path("mac_address").stringValue()).isEqualTo("fa:16:3e:00:01:07");
        assertThat(body.path("device_id").stringValue()).isEqualTo("11111111-1111-1111-1111-111111111111");
        assertThat(body.path("device_owner").stringValue()).isEqualTo("compute:nova");
        assertThat(body.path("binding:profile")).hasToString("{\"a\":\"b\"}");
        assertThat(body.path("binding:vnic_type").stringValue()).isEqualTo("direct");
        assertThat(body.path("propagate_uplink_status").booleanValue()).isFalse();
        assertThat(body.path("project_id").stringValue()).isEqualTo("bridges");
        assertThat(body.path("security_groups")).isEmpty();
    }

    @Test
    void a_mac_is_held_once_on_a_network_and_free_on_others() {
        body("'mac_address':'fa:16:3e:00:01:01'");

        refusal(() -> body("'mac_address':'FA:16:3E:00:01:01'"))
                .is(409, "MacAddressInUse")
                .says("Unable to complete operation for network " + network.id()
                        + ". The mac address fa:16:3e:00:01:01 is in use.");
        assertThat(scenario.port(scenario.network("{}"), "'mac_address':'fa:16:3e:00:01:01'")
                        .macAddress())
                .hasToString("fa:16:3e:00:01:01");
    }

    @Test
    void another_mac_is_taken_the_old_one_is_free_and_self_made_addresses_follow() {
        scenario.subnet(
                network, "'ip_version':6,'cidr':'2001:db8:60::/64','ipv6_ra_mode':'slaac','ipv6_address_mode':'slaac'");
        scenario.subnet4(network, "10.0.0.0/24");
        Port port = scenario.port(network, "'mac_address':'fa:16:3e:00:01:02'");
        body("'mac_address':'fa:16:3e:00:01:01'");
        scenario.newEvents();

        JsonNode body = update(port, "{'mac_address':'fa:16:3e:00:01:f2'}");

        assertThat(scenario.newEventNames())
                .containsExactly(
                        "PortAttached",
                        "PortMacChanged",
                        "AddressReleased",
                        "AddressAllocated",
                        "PortAddressesChanged");
        assertThat(body.path("fixed_ips").valueStream().map(ip -> ip.path("ip_address")
                        .stringValue()))
                .containsExactly("10.0.0.2", "2001:db8:60:0:f816:3eff:fe00:1f2");
        refusal(() -> update(port, "{'mac_address':'fa:16:3e:00:01:01'}"))
                .is(409, "MacAddressInUse")
                .says("Unable to complete operation for network " + network.id()
                        + ". The mac address fa:16:3e:00:01:01 is in use.");
        assertThat(body("'mac_address':'fa:16:3e:00:01:02'").path("mac_address").stringValue())
                .isEqualTo("fa:16:3e:00:01:02");
    }

    @Test
    void a_mac_of_null_asks_for_a_new_one_and_the_same_mac_for_nothing() {
        Port port = scenario.port(network, "'mac_address':'00:11:22:33:44:55'");
        scenario.newEvents();
        update(port, "{'mac_address':'00-11-22-33-44-55'}");
        assertThat(scenario.newEvents()).isEmpty();

        assertThat(update(port, "{'mac_address':null}").path("mac_address").stringValue())
                .startsWith("fa:16:3e:");
    }

    @Test
    void the_macs_of_bound_ports_and_of_the_networks_own_ports_stay() {
        scenario.host("node-1", "10.77.0.1", List.of(NetworkType.VXLAN));
        Port bound = scenario.port(network, "'mac_address':'fa:16:3e:00:01:f2','binding:host_id':'node-1'");
        Port dhcp = scenario.port(network, "'device_owner':'network:dhcp'");

        refusal(() -> update(bound, "{'mac_address':'fa:16:3e:00:01:f3'}"))
                .is(409, "PortBound")
                .says("Unable to complete operation on port " + bound.id()
                        + ", port is already bound, port type: ovs, old_mac fa:16:3e:00:01:f2, new_mac"
                        + " fa:16:3e:00:01:f3.");
        refusal(() -> update(dhcp, "{'mac_address':'fa:16:3e:00:01:f3'}"))
                .is(409, "UnsupportedPortDeviceOwner")
                .says("Operation mac address update is not supported for device_owner network:dhcp on port " + dhcp.id()
                        + ".");
    }

    @Test
    void the_networks_own_ports_are_not_filtered() {
        assertThat(body("'device_owner':'network:dhcp','port_security_enabled':true")
                        .path("port_security_enabled")
                        .booleanValue())
                .isFalse();
    }

    @Test
    void address_pairs_need_port_security_and_mean_the_ports_mac_when_they_name_none() {
        JsonNode body = body("'mac_address':'fa:16:3e:00:01:b0','allowed_address_pairs':[{'ip_address':'10.0.0.1'},"
                + "{'ip_address':'10.1.0.0/24','mac_address':'D0-57-7B-A0-FB-69'},{'ip_address':'2001:DB8::/64'}]");
        assertThat(body.path("allowed_address_pairs"))
                .hasToString("[{\"mac_address\":\"fa:16:3e:00:01:b0\",\"ip_address\":\"10.0.0.1\"},"
                        + "{\"mac_address\":\"d0:57:7b:a0:fb:69\",\"ip_address\":\"10.1.0.0/24\"},"
                        + "{\"mac_address\":\"fa:16:3e:00:01:b0\",\"ip_address\":\"2001:db8::/64\"}]");

        refusal(() -> body("'port_security_enabled':false,'allowed_address_pairs':[{'ip_address':'10.0.0.1'}]"))
                .is(409, "AddressPairAndPortSecurityRequired")
                .says("Port Security must be enabled in order to have allowed address pairs on a port.");
        refusal(() -> body("'mac_address':'fa:16:3e:00:01:b1','allowed_address_pairs':[{'ip_address':'10.0.0.1'},"
                        + "{'ip_address':'10.0.0.1','mac_address':'fa:16:3e:00:01:b1'}]"))
                .is(400, "DuplicateAddressPairInRequest")
                .says("Request contains duplicate address pair: mac_address fa:16:3e:00:01:b1 ip_address 10.0.0.1.");
    }

    @Test
    void port_security_is_not_taken_from_a_port_with_address_pairs() {
        Port port = scenario.port(network, "'security_groups':[],'allowed_address_pairs':[{'ip_address':'10.0.0.1'}]");

        refusal(() -> update(port, "{'port_security_enabled':false}")).is(409, "AddressPairAndPortSecurityRequired");
        JsonNode body = update(port, "{'port_security_enabled':false,'allowed_address_pairs':[]}");
        assertThat(body.path("port_security_enabled").booleanValue()).isFalse();
        assertThat(body.path("allowed_address_pairs")).isEmpty();
        assertThat(update(port, "{'port_security_enabled':true}")
                        .path("port_security_enabled")
                        .booleanValue())
                .isTrue();
    }

    @Test
    void security_groups_that_there_are_not_are_not_found_and_need_port_security() {
        String zero = "['00000000-0000-0000-0000-000000000000']";

        refusal(() -> body("'security_groups':" + zero))
                .is(404, "SecurityGroupNotFound")
                .says("Security group 00000000-0000-0000-0000-000000000000 does not exist");
        refusal(() -> body("'port_security_enabled':false,'security_groups':" + zero))
                .is(400, "PortSecurityAndIPRequiredForSecurityGroups")
                .says("Port security must be enabled and port must have an IP address in order to use security"
                        + " groups.");
        assertThat(body("'security_groups':[]").path("security_groups")).isEmpty();
    }

    @Test
    void dhcp_options_are_added_replaced_and_removed_by_name() {
        Port port = scenario.port(
                network,
                "'extra_dhcp_opts':[{'opt_name':'bootfile-name','opt_value':'x'},{'opt_name':'gone','opt_value':null}]");
        assertThat(PORTS.render(port).path("extra_dhcp_opts"))
                .hasToString("[{\"opt_name\":\"bootfile-name\",\"opt_value\":\"x\",\"ip_version\":4}]");

        assertThat(update(port, "{'extra_dhcp_opts':[{'opt_name':'mtu','opt_value':'1300'}]}")
                        .path("extra_dhcp_opts"))
                .hasSize(2);
        assertThat(update(
                                port,
                                "{'extra_dhcp_opts':[{'opt_name':'mtu','opt_value':'1200'},"
                                        + "{'opt_name':'bootfile-name','opt_value':null}]}")
                        .path("extra_dhcp_opts"))
                .hasToString("[{\"opt_name\":\"mtu\",\"opt_value\":\"1200\",\"ip_version\":4}]");
        assertThat(update(port, "{'extra_dhcp_opts':[{'opt_name':'mtu','opt_value':null}]}")
                        .path("extra_dhcp_opts"))
                .isEmpty();
    }

    @Test
    void what_the_data_plane_says_of_itself_is_set_by_update_only() {
        Port port = scenario.port(network, "");

        assertThat(update(port, "{'data_plane_status':'DOWN'}")
                        .path("data_plane_status")
                        .stringValue())
                .isEqualTo("DOWN");
        assertThat(update(port, "{'data_plane_status':null}")
                        .path("data_plane_status")
                        .isNull())
                .isTrue();
        refusal(() -> body("'data_plane_status':'DOWN'"))
                .is(400, "HTTPBadRequest")
                .says("Attribute 'data_plane_status' not allowed in POST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"network_id", "status", "id", "tenant_id", "binding:vif_type", "ip_allocation"})
    void what_a_port_is_and_what_the_server_decides_is_read_only(String member) {
        Port port = scenario.port(network, "");

        refusal(() -> update(port, "{'" + member + "':'x'}"))
                .is(400, "HTTPBadRequest")
                .says("Cannot update read-only attribute " + member);
    }

    @Test
    void only_what_changes_is_told() {
        Port port = scenario.port(network, "'name':'p'");
        scenario.newEvents();

        assertThat(update(port, "{'name':'q','admin_state_up':true}")
                        .path("revision_number")
                        .intValue())
                .isEqualTo(2);
        update(port, "{'name':'q'}");

        assertThat(scenario.newEventNames()).containsExactly("PortUpdated");
    }

    @Test
    void of_two_changes_of_the_same_revision_the_second_is_refused() {
        Port port = scenario.port(network, "");
        scenario.update(PORTS, port, "{'name':'first'}", 1L, ADMIN);

        refusal(() -> scenario.update(PORTS, port, "{'name':'second'}", 1L, ADMIN))
                .is(412, "RevisionNumberConstraintFailed")
                .says("Constrained to 1, but current revision is 2");
        refusal(() -> scenario.delete(PORTS, port, 1L, ADMIN)).is(412, "RevisionNumberConstraintFailed");
    }

    @Test
    void strangers_do_not_find_a_port_and_the_networks_owner_may_remove_but_not_change_it() {
        Network shared = scenario.network("{'shared':true,'project_id':'engines'}");
        Port guest = scenario.create(PORTS, "{'network_id':'" + shared.id() + "'}", BOB);
        Caller carol = Scenario.caller("tunnels", "member");

        refusal(() -> scenario.update(PORTS, guest, "{'name':'x'}", null, carol))
                .is(404, "PortNotFound")
                .says("Port " + guest.id() + " could not be found.");
        refusal(() -> scenario.delete(PORTS, guest, null, carol)).is(404, "PortNotFound");
        refusal(() -> scenario.update(PORTS, guest, "{'name':'x'}", null, ADA))
                .is(403, "PolicyNotAuthorized")
                .says("rule:update_port is disallowed by policy");
        scenario.delete(PORTS, guest, null, ADA);
        refusal(() -> scenario.delete(PORTS, guest)).is(404, "PortNotFound");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            'binding:host_id':'node-1' | binding:host_id
            'binding:profile':{'a':1}  | binding:profile
            """)
    void members_do_not_say_where_a_port_is(String member, String attribute) {
        Network own = scenario.create(new NetworkDescription(), "{}", ADA);

        refusal(() -> scenario.create(PORTS, "{'network_id':'" + own.id() + "'," + member + "}", ADA))
                .is(403, "PolicyNotAuthorized")
                .says("(rule:create_port and rule:create_port:" + attribute + ") is disallowed by policy");
    }

    @Test
    void a_port_on_a_network_that_there_is_not_is_refused_also_in_a_bulk() {
        String lost = "{'network_id':'00000000-0000-0000-0000-000000000000'}";

        refusal(() -> scenario.create(PORTS, lost)).is(404, "NetworkNotFound");
        refusal(() -> scenario.createAll(PORTS, lost, "{'network_id':'" + network.id() + "'}"))
                .is(404, "NetworkNotFound")
                .says("Network 00000000-0000-0000-0000-000000000000 could not be found.");
    }
}
