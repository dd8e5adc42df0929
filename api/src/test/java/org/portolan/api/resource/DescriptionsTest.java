package org.portolan.api.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portolan.api.address.Mac;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.json.Json;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.Binding;
import org.portolan.api.port.FixedIp;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortId;
import org.portolan.api.segment.NetworkType;
import org.portolan.api.segment.Segment;
import org.portolan.api.subnet.Subnet;
import org.portolan.api.subnet.SubnetDescription;
import org.portolan.api.subnet.SubnetId;
import tools.jackson.databind.JsonNode;

class DescriptionsTest {

    private static final NetworkDescription NETWORKS = new NetworkDescription();
    private static final SubnetDescription SUBNETS = new SubnetDescription();
    private static final PortDescription PORTS = new PortDescription();
    private static final Caller ADMIN = new Caller("req-1", "root", new ProjectId("admins"), List.of("admin"));
    private static final Caller ADA = new Caller("req-2", "ada", new ProjectId("engines"), List.of("member"));
    private static final String NETWORK = "'network_id':'8c9e00fb-0197-47d6-bdde-75fb1946848d'";

    private static JsonNode json(String text) {
        return Json.mapper().readTree(text.replace('\'', '"'));
    }

    private static AbstractThrowableAssert<?, ?> refused(int status, String type, Runnable parsing) {
        return assertThatThrownBy(parsing::run)
                .isInstanceOfSatisfying(NeutronError.class, error -> assertThat(error.status() + " " + error.type())
                        .isEqualTo(status + " " + type));
    }

    @Test
    void what_a_post_does_not_say_has_its_default_or_is_left_to_the_decision() {
        Attributes network = NETWORKS.parseCreate(json("{}"), ADA);

        assertThat(network.get(NetworkDescription.NAME)).isEmpty();
        assertThat(network.get(NetworkDescription.ADMIN_STATE_UP)).isTrue();
        assertThat(network.get(NetworkDescription.SHARED)).isFalse();
        assertThat(network.has(NetworkDescription.QOS_POLICY_ID)).isTrue();
        assertThat(network.has(NetworkDescription.MTU)).isFalse();
    }

    @Test
    void a_put_says_just_what_it_names() {
        assertThat(NETWORKS.parseUpdate(json("{'name':'x'}"), ADA).names()).containsExactly("name");
        assertThat(NETWORKS.parseUpdate(json("{}"), ADA).isEmpty()).isTrue();
    }

    @Test
    void unknown_members_are_named_together() {
        refused(400, "HTTPBadRequest", () -> NETWORKS.parseCreate(json("{'foo':1,'bar':2}"), ADMIN))
                .hasMessage("Unrecognized attribute(s) 'foo, bar'");
        refused(400, "HTTPBadRequest", () -> NETWORKS.parseUpdate(json("{'zork':1}"), ADMIN))
                .hasMessage("Unrecognized attribute(s) 'zork'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "status", "subnets", "revision_number", "tags", "created_at", "l2_adjacency"})
    void what_the_server_decides_of_a_network_is_not_for_a_post(String member) {
        refused(400, "HTTPBadRequest", () -> NETWORKS.parseCreate(json("{'" + member + "':'x'}"), ADMIN))
                .hasMessage("Attribute '" + member + "' not allowed in POST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "binding:vif_type", "binding:vif_details", "ip_allocation", "data_plane_status"})
    void what_the_server_decides_of_a_port_is_not_for_a_post(String member) {
        refused(400, "HTTPBadRequest", () -> PORTS.parseCreate(json("{" + NETWORK + ",'" + member + "':'x'}"), ADMIN))
                .hasMessage("Attribute '" + member + "' not allowed in POST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cidr", "ip_version", "network_id", "subnetpool_id", "id", "tenant_id"})
    void what_a_subnet_is_is_read_only(String member) {
        refused(400, "HTTPBadRequest", () -> SUBNETS.parseUpdate(json("{'" + member + "':'x'}"), ADMIN))
                .hasMessage("Cannot update read-only attribute " + member);
    }

    @Test
    void required_members_are_asked_for_by_name() {
        refused(400, "HTTPBadRequest", () -> SUBNETS.parseCreate(json("{" + NETWORK + "}"), ADMIN))
                .hasMessage("Failed to parse request. Required attribute 'ip_version' not specified");
        refused(400, "HTTPBadRequest", () -> PORTS.parseCreate(json("{}"), ADMIN))
                .hasMessage("Failed to parse request. Required attribute 'network_id' not specified");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            'allowed_address_pairs':[{'ip_address':'10.0.0.1'},{'ip_address':'10.0.0.1'}] | DuplicateAddressPairInRequest | Request contains duplicate address pair: mac_address None ip_address 10.0.0.1.
            'allowed_address_pairs':[{'ip_address':'abc'}]                    | HTTPBadRequest | 'abc' is not a valid IP address
            'allowed_address_pairs':[{'mac_address':'fa:16:3e:00:01:01'}]     | AllowedAddressPairsMissingIP | AllowedAddressPair must contain ip_address
            'allowed_address_pairs':'x'                                       | HTTPBadRequest | Invalid input for allowed_address_pairs. Reason: Allowed address pairs must be a list. 'x' is not a list.
            'fixed_ips':'x'                                                   | HTTPBadRequest | Invalid input for fixed_ips. Reason: Invalid data format for fixed IP: 'x'.
            'fixed_ips':[{}]                                                  | InvalidInput | Invalid input for operation: IP allocation requires subnet_id or ip_address.
            'fixed_ips':[{'ip_address':'abc'}]                                | HTTPBadRequest | Invalid input for fixed_ips. Reason: 'abc' is not a valid IP address.
            'fixed_ips':[{'subnet_id':'abc'}]                                 | HTTPBadRequest | Invalid input for fixed_ips. Reason: 'abc' is not a valid UUID.
            'binding:vnic_type':'zork'                                        | HTTPBadRequest | Invalid input for binding:vnic_type. Reason: zork is not in valid_values.
            'binding:profile':'x'                                             | HTTPBadRequest | Invalid input for binding:profile. Reason: 'x' is not a dictionary.
            'security_groups':['abc']                                         | HTTPBadRequest | Invalid input for security_groups. Reason: 'abc' is not a valid UUID.
            'extra_dhcp_opts':[{'opt_name':'','opt_value':'x'}]               | InvalidInput | Invalid input for operation: No valid key specs matched for: {'opt_name': '', 'opt_value': 'x'}.
            'extra_dhcp_opts':[{'opt_name':'a','opt_value':'x','ip_version':5}] | InvalidInput | Invalid input for operation: No valid key specs matched for: {'opt_name': 'a', 'opt_value': 'x', 'ip_version': 5}.
            'extra_dhcp_opts':[{'opt_name':'a','opt_value':''}]               | InvalidInput | Invalid input for operation: No valid key specs matched for: {'opt_name': 'a', 'opt_value': ''}.
            'extra_dhcp_opts':[{'opt_name':'a','opt_value':'x','zork':1}]     | InvalidInput | Invalid input for operation: No valid key specs matched for: {'opt_name': 'a', 'opt_value': 'x', 'zork': 1}.
            """)
    void the_lists_of_a_port_are_checked_item_by_item(String members, String type, String message) {
        refused(400, type, () -> PORTS.parseCreate(json("{" + NETWORK + "," + members + "}"), ADMIN))
                .hasMessage(message);
    }

    @Test
    void a_port_has_ten_address_pairs_at_most() {
        StringBuilder pairs = new StringBuilder("{'ip_address':'10.0.0.1'}");
        for (int i = 2; i <= 10; i++) {
            pairs.append(",{'ip_address':'10.0.0.").append(i).append("'}");
        }
        String ten = "{" + NETWORK + ",'allowed_address_pairs':[" + pairs + "]}";
        assertThat(PORTS.parseCreate(json(ten), ADMIN).get(PortDescription.ALLOWED_ADDRESS_PAIRS))
                .hasSize(10);
        refused(
                        400,
                        "AllowedAddressPairExhausted",
                        () -> PORTS.parseCreate(json(ten.replace("]}", ",{'ip_address':'10.0.0.11'}]}")), ADMIN))
                .hasMessage("The number of allowed address pair exceeds the maximum 10.");
    }

    @Test
    void null_clears_what_may_be_empty() {
        Attributes port = PORTS.parseUpdate(
                json("{'security_groups':null,'allowed_address_pairs':null,'binding:host_id':null,"
                        + "'binding:profile':null,'extra_dhcp_opts':null}"),
                ADMIN);

        assertThat(port.get(PortDescription.SECURITY_GROUPS)).isEmpty();
        assertThat(port.get(PortDescription.ALLOWED_ADDRESS_PAIRS)).isEmpty();
        assertThat(port.get(PortDescription.EXTRA_DHCP_OPTS)).isEmpty();
        assertThat(port.get(PortDescription.HOST_ID)).isEmpty();
        assertThat(port.get(PortDescription.PROFILE)).isEmpty();
    }

    @Test
    void a_network_is_shown_with_neutrons_members_in_neutrons_order() {
        Network network = network(List.of(new Segment(UUID.randomUUID(), NetworkType.VXLAN, null, 1000L)));

        assertThat(NETWORKS.render(network).propertyNames())
                .containsExactly(
                        "id",
                        "name",
                        "tenant_id",
                        "admin_state_up",
                        "mtu",
                        "status",
                        "subnets",
                        "shared",
                        "project_id",
                        "port_security_enabled",
                        "qos_policy_id",
                        "dns_domain",
                        "router:external",
                        "provider:network_type",
                        "provider:physical_network",
                        "provider:segmentation_id",
                        "availability_zone_hints",
                        "availability_zones",
                        "ipv4_address_scope",
                        "ipv6_address_scope",
                        "description",
                        "l2_adjacency",
                        "tags",
                        "created_at",
                        "updated_at",
                        "revision_number");
    }

    @Test
    void a_network_of_several_segments_lists_them_in_place_of_the_single_one() {
        Segment segment = new Segment(UUID.randomUUID(), NetworkType.VLAN, "physnet1", 150L);

        assertThat(NETWORKS.render(network(List.of(segment, segment))).propertyNames())
                .contains("segments")
                .doesNotContain("provider:network_type", "provider:physical_network", "provider:segmentation_id");
    }

    private static Network network(List<Segment> segments) {
        return new Network(
                new NetworkId(UUID.randomUUID()),
                new ProjectId("engines"),
                NETWORKS.parseCreate(json("{}"), ADMIN),
                segments,
                List.of(),
                Lifecycle.startedAt(Instant.parse("2026-11-20T12:00:00.9Z"), 1));
    }

    @Test
    void a_subnet_is_shown_with_neutrons_members_in_neutrons_order() {
        Subnet subnet = new Subnet(
                new SubnetId(UUID.randomUUID()),
                new ProjectId("engines"),
                new NetworkId(UUID.randomUUID()),
                SUBNETS.parseCreate(json("{" + NETWORK + ",'ip_version':4,'cidr':'10.0.0.0/24','prefixlen':24}"), ADA),
                Lifecycle.startedAt(Instant.parse("2026-11-20T12:00:00.9Z"), 0));

        JsonNode body = SUBNETS.render(subnet);

        assertThat(body.propertyNames())
                .containsExactly(
                        "id",
                        "name",
                        "tenant_id",
                        "network_id",
                        "ip_version",
                        "subnetpool_id",
                        "enable_dhcp",
                        "ipv6_ra_mode",
                        "ipv6_address_mode",
                        "gateway_ip",
                        "cidr",
                        "allocation_pools",
                        "host_routes",
                        "dns_nameservers",
                        "description",
                        "service_types",
                        "segment_id",
                        "tags",
                        "created_at",
                        "updated_at",
                        "revision_number",
                        "project_id");
        assertThat(body.path("created_at").stringValue()).isEqualTo("2026-11-20T12:00:00Z");
    }

    @Test
    void a_port_is_shown_with_neutrons_members_in_neutrons_order() {
        Port port = new Port(
                new PortId(UUID.randomUUID()),
                new ProjectId("engines"),
                new NetworkId(UUID.randomUUID()),
                new Mac("fa:16:3e:00:01:02"),
                List.of(new FixedIp(new SubnetId(UUID.randomUUID()), Json.address("10.0.0.2"))),
                PORTS.parseCreate(json("{" + NETWORK + "}"), ADMIN),
                new Binding(0, "", Binding.UNBOUND, Json.object(), List.of()),
                false,
                Lifecycle.startedAt(Instant.parse("2026-11-20T12:00:00.9Z"), 1));

        JsonNode body = PORTS.render(port);

        assertThat(body.propertyNames())
                .containsExactly(
                        "id",
                        "name",
                        "network_id",
                        "tenant_id",
                        "mac_address",
                        "admin_state_up",
                        "status",
                        "device_id",
                        "device_owner",
                        "fixed_ips",
                        "project_id",
                        "port_security_enabled",
                        "qos_policy_id",
                        "propagate_uplink_status",
                        "security_groups",
                        "binding:vnic_type",
                        "binding:profile",
                        "binding:host_id",
                        "binding:vif_type",
                        "binding:vif_details",
                        "allowed_address_pairs",
                        "extra_dhcp_opts",
                        "description",
                        "qos_network_policy_id",
                        "dns_name",
                        "dns_assignment",
                        "dns_domain",
                        "numa_affinity_policy",
                        "data_plane_status",
                        "ip_allocation",
                        "resource_request",
                        "tags",
                        "created_at",
                        "updated_at",
                        "revision_number");
        assertThat(body.path("fixed_ips").get(0).propertyNames()).containsExactly("subnet_id", "ip_address");
    }
}
