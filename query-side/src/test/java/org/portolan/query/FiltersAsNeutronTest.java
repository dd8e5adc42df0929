package org.portolan.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.query.Story.ADMIN;
import static org.portolan.query.Story.BOB;
import static org.portolan.query.Story.defaults;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portolan.api.address.Mac;
import org.portolan.api.addressgroup.AddressGroupDescription;
import org.portolan.api.addressgroup.AddressGroupEvent;
import org.portolan.api.addressgroup.AddressGroupEvent.AddressGroupCreated;
import org.portolan.api.flavor.FlavorDescription;
import org.portolan.api.flavor.FlavorEvent;
import org.portolan.api.flavor.FlavorEvent.FlavorCreated;
import org.portolan.api.floatingip.FloatingIpId;
import org.portolan.api.json.Json;
import org.portolan.api.metering.MeteringLabelRuleDescription;
import org.portolan.api.metering.MeteringLabelRuleEvent;
import org.portolan.api.metering.MeteringLabelRuleEvent.MeteringLabelRuleCreated;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortId;
import org.portolan.api.portforwarding.PortForwardingDescription;
import org.portolan.api.portforwarding.PortRange;
import org.portolan.api.resource.Attributes;
import org.portolan.api.trunk.TrunkDetails;
import org.portolan.query.TestServer.Answer;
import tools.jackson.databind.JsonNode;

/** What lists do with filters, sort keys, limits and markers that they know, take no notice of, or refuse. */
class FiltersAsNeutronTest {

    private static final UUID NOTHING = UUID.fromString("00000000-0000-0000-0000-000000000000");
    private static final UUID RULE = UUID.randomUUID();

    private static TestServer server;
    private static FloatingIpId forwarding;

    @BeforeAll
    static void tellTheStory() {
        server = new TestServer();
        Story story = server.story();
        NetworkId network = story.network("net");
        story.port(
                "parent",
                network,
                null,
                ADMIN,
                Attributes.none()
                        .with(
                                PortDescription.TRUNK_DETAILS,
                                new TrunkDetails(
                                        NOTHING,
                                        List.of(new TrunkDetails.TaggedPort(
                                                5, "vlan", new PortId(NOTHING), Mac.ofBits(0xfa163e000001L))))));
        forwarding = story.floatingIp(network, ADMIN);
        wideForwarding(story, "80:90");
        wideForwarding(story, "100:120");
        for (int i = 0; i < 3; i++) {
            UUID flavor = UUID.randomUUID();
            story.append(
                    Map.of(
                            new FlavorEvent.Family().stream(flavor),
                            new FlavorCreated(
                                    flavor,
                                    ADMIN,
                                    defaults(new FlavorDescription())
                                            .with(FlavorDescription.NAME, "f" + i)
                                            .with(FlavorDescription.SERVICE_TYPE, "L3_ROUTER_NAT"))),
                    "CreateFlavor");
        }
        UUID group = UUID.randomUUID();
        story.append(
                Map.of(
                        new AddressGroupEvent.Family().stream(group),
                        new AddressGroupCreated(
                                group,
                                BOB,
                                defaults(new AddressGroupDescription()).with(AddressGroupDescription.NAME, "group"))),
                "CreateAddressGroup");
        story.append(
                Map.of(
                        new MeteringLabelRuleEvent.Family().stream(RULE),
                        new MeteringLabelRuleCreated(
                                RULE,
                                BOB,
                                defaults(new MeteringLabelRuleDescription())
                                        .with(MeteringLabelRuleDescription.LABEL_ID, NOTHING)
                                        .with(MeteringLabelRuleDescription.DIRECTION, "ingress"))),
                "CreateMeteringLabelRule");
        server.settled();
    }

    private static void wideForwarding(Story story, String range) {
        story.portForwarding(
                ADMIN,
                Attributes.of(Json.object().putNull("external_port").putNull("internal_port"))
                        .with(PortForwardingDescription.FLOATING_IP_ID, forwarding.value())
                        .with(PortForwardingDescription.EXTERNAL_PORT_RANGE, PortRange.of(range))
                        .with(PortForwardingDescription.INTERNAL_PORT_RANGE, PortRange.of(range)));
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            segments?zork=1&qork=2                      | InvalidInput: Invalid input for operation: 'zork, qork' is not supported for filtering.
            segments?project_id=x                       | InvalidInput: Invalid input for operation: 'project_id' is not supported for filtering.
            flavors?tenant_id=x                         | InvalidInput: Invalid input for operation: 'tenant_id' is not supported for filtering.
            flavors?service_profiles=x                  | InvalidInput: Invalid input for operation: 'service_profiles' is not supported for filtering.
            service_profiles?name=x                     | InvalidInput: Invalid input for operation: 'name' is not supported for filtering.
            metering/metering-label-rules?changed_since=2020 | InvalidInput: Invalid input for operation: 'changed_since' is not supported for filtering.
            rbac-policies?tags=x                        | InvalidInput: Invalid input for operation: 'tags' is not supported for filtering.
            address-groups?addresses=x                  | InvalidInput: Invalid input for operation: 'addresses' is not supported for filtering.
            qos/policies?rules=x                        | InvalidInput: Invalid input for operation: 'rules' is not supported for filtering.
            trunks?sub_ports=port_id=x                  | InvalidInput: Invalid input for operation: 'sub_ports' is not supported for filtering.
            agents?project_id=x                         | InvalidInput: Invalid input for operation: 'project_id' is not supported for filtering.
            availability_zones?zork=1&qork=2            | InvalidInput: Invalid input for operation: 'zork, qork' is not supported for filtering.
            qos/rule-types?name=x                       | InvalidInput: Invalid input for operation: 'name' is not supported for filtering.
            flavors?zork=1&enabled=qq                   | InvalidInput: Invalid input for operation: 'qq' cannot be converted to boolean.
            ports?port_security_enabled=qq              | InvalidInput: Invalid input for operation: 'qq' cannot be converted to boolean.
            subnets?prefixlen=qq                        | InvalidInput: Invalid input for operation: 'qq' is not an integer.
            security-group-rules?ethertype=qq           | SecurityGroupRuleInvalidEtherType: Security group rule for ethertype 'qq' not supported. Allowed values are ['IPv4', 'IPv6'].
            networks?provider:segmentation_id=qq        | InvalidInput: Invalid input for operation: 'qq' is not an integer.
            security-group-rules?port_range_min=qq      | SecurityGroupInvalidPortValue: Invalid value for port qq
            subnetpools?sort_key=shared&sort_dir=asc    | BadRequest: Bad subnetpools request: 'shared' is an invalid attribute for sort key.
            networks?sort_key=shared&sort_dir=asc       | HTTPBadRequest: ['shared'] is invalid attribute for sort_keys
            networks?segments=x                         | InvalidInput: Invalid input for operation: 'x' is not of the form <key>=[value].
            ports?allowed_address_pairs=x               | InvalidInput: Invalid input for operation: 'x' is not of the form <key>=[value].
            rbac-policies?sort_key=id&sort_dir=asc      | HTTPBadRequest: ['id'] is invalid attribute for sort_keys
            bgpvpn/bgpvpns?sort_key=id&sort_dir=asc     | HTTPBadRequest: ['id'] is invalid attribute for sort_keys
            network-ip-availabilities?sort_key=id&sort_dir=asc | HTTPBadRequest: ['id'] is invalid attribute for sort_keys
            qos/rule-types?sort_key=type&sort_dir=asc   | HTTPBadRequest: ['type'] is invalid attribute for sort_keys
            log/loggable-resources?sort_key=type        | HTTPBadRequest: The number of sort_keys and sort_dirs must be same
            ports?sort_key=dns_name&sort_dir=asc        | HTTPBadRequest: ['dns_name'] is invalid attribute for sort_keys
            networks?sort_key=description&sort_dir=asc  | HTTPBadRequest: ['description'] is invalid attribute for sort_keys
            qos/rule-types?limit=abc                    | BadRequest: Bad limit request: Limit must be an integer 0 or greater and not 'abc'.
            log/loggable-resources?limit=abc            | BadRequest: Bad limit request: Limit must be an integer 0 or greater and not 'abc'.
            network-ip-availabilities?limit=abc         | BadRequest: Bad limit request: Limit must be an integer 0 or greater and not 'abc'.
            routers?limit=1&marker=00000000-0000-0000-0000-000000000000 | RouterNotFound: Router 00000000-0000-0000-0000-000000000000 could not be found
            """)
    void a_list_refuses_what_neutron_refuses_in_its_words(String query, String error) {
        assertThat(server.get("/v2.0/" + query).error()).isEqualTo(error);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            networks?zork=1&mtu=1450                                    | networks            | 1
            networks?mtu=99999999999999999999                           | networks            | 0
            networks?provider:segmentation_id=99999999                  | networks            | 0
            subnetpools?ip_version=qq                                   | subnetpools         | 0
            networks?qos_policy_id=x                                    | networks            | 1
            networks?subnets=x                                          | networks            | 1
            networks?dhcp_agents=x                                      | networks            | 1
            networks?revision_number=99                                 | networks            | 0
            networks?sort_key=availability_zone_hints&sort_dir=asc&limit=1 | networks         | 1
            ports?dns_name=x                                            | ports               | 1
            ports?qos_network_policy_id=x                               | ports               | 1
            ports?binding:vif_type=x                                    | ports               | 0
            flavors?tags=x                                              | flavors             | 3
            flavors?not-tags=x                                          | flavors             | 3
            flavors?limit=2&marker=00000000-0000-0000-0000-000000000000 | flavors             | 0
            subnets?limit=2&marker=00000000-0000-0000-0000-000000000000 | subnets             | 0
            security-groups?name=default                                | security_groups     | 0
            address-groups?tags=x                                       | address_groups      | 0
            address-groups?not-tags=x                                   | address_groups      | 1
            address-groups?shared=false                                 | address_groups      | 1
            address-groups?shared=true                                  | address_groups      | 0
            address-groups?created_at=2000-01-01T00:00:00Z              | address_groups      | 0
            agents?limit=abc&sort_key=zork                              | agents              | 0
            qos/rule-types?type=zork                                    | rule_types          | 5
            qos/rule-types?all_supported=true                           | rule_types          | 5
            log/loggable-resources?type=zork                            | loggable_resources  | 1
            service-providers                                           | service_providers   | 5
            service-providers?service_type=BGPVPN                       | service_providers   | 1
            service-providers?name=dvr&name=ha                          | service_providers   | 2
            service-providers?name=zork                                 | service_providers   | 0
            service-providers?limit=abc&sort_key=zork                   | service_providers   | 5
            availability_zones?tags=x                                   | availability_zones  | 0
            network-ip-availabilities?zork=1&limit=1                    | network_ip_availabilities | 1
            routers/00000000-0000-0000-0000-000000000000/conntrack_helpers | conntrack_helpers | 0
            bgpvpn/bgpvpns/00000000-0000-0000-0000-000000000000/network_associations | network_associations | 0
            """)
    void a_list_takes_what_neutron_takes_whether_it_matters_or_not(String query, String collection, int found) {
        Answer answer = server.get("/v2.0/" + query);

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        assertThat(answer.body().path(collection)).hasSize(found);
    }

    @Test
    void address_groups_are_filtered_by_members_that_no_body_shows() {
        JsonNode group = server.get("/v2.0/address-groups").body().at("/address_groups/0");

        assertThat(group.propertyNames())
                .containsExactly("id", "name", "project_id", "addresses", "description", "tenant_id");
    }

    @Test
    void port_forwardings_are_filtered_by_their_ranges_and_not_by_what_is_inside() {
        String below = "/v2.0/floatingips/" + forwarding + "/port_forwardings";

        assertThat(server.get(below + "?external_port_range=80:90").body().path("port_forwardings"))
                .hasSize(1);
        assertThat(server.get(below + "?zork=1&internal_port=80").error())
                .isEqualTo(
                        "PortForwardingNotSupportFilterField: Port Forwarding filter internal_port is not supported.");
        assertThat(server.get(below + "?zork=1").error())
                .isEqualTo("InvalidInput: Invalid input for operation: 'zork' is not supported for filtering.");
    }

    @Test
    void lists_leave_out_the_one_port_of_a_range_of_several() {
        JsonNode listed = server.get("/v2.0/floatingips/" + forwarding + "/port_forwardings")
                .body()
                .at("/port_forwardings/0");

        assertThat(listed.path("external_port_range").isString()).isTrue();
        assertThat(listed.propertyNames()).doesNotContain("external_port", "internal_port");
    }

    @Test
    void only_a_get_of_a_trunks_parent_alone_tells_the_macs_of_its_sub_ports() {
        JsonNode listed = server.get("/v2.0/ports?name=parent").body().at("/ports/0");
        JsonNode alone = server.get("/v2.0/ports/" + listed.path("id").stringValue())
                .body()
                .path("port");

        assertThat(listed.at("/trunk_details/sub_ports/0").propertyNames())
                .containsExactly("segmentation_id", "segmentation_type", "port_id");
        assertThat(alone.at("/trunk_details/sub_ports/0").propertyNames())
                .containsExactly("segmentation_id", "segmentation_type", "port_id", "mac_address");
        assertThat(server.get("/v2.0/ports?fields=trunk_details").body().toString())
                .doesNotContain("mac_address");
    }

    @Test
    void what_only_the_policy_withholds_is_nothing_and_what_is_not_there_has_its_name() {
        String rules = "/v2.0/metering/metering-label-rules/";

        assertThat(server.getAs(BOB, rules + RULE).error()).isEqualTo("HTTPNotFound: The resource could not be found.");
        assertThat(server.getAs(BOB, rules + NOTHING).error())
                .isEqualTo("MeteringLabelRuleNotFound: Metering label rule '" + NOTHING + "' does not exist.");
        assertThat(server.getAs(BOB, "/v2.0/metering/metering-label-rules")
                        .body()
                        .path("metering_label_rules"))
                .isEmpty();
        assertThat(server.get(rules + RULE).status()).isEqualTo(200);
    }
}
