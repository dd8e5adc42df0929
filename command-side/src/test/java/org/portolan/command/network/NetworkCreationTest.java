package org.portolan.command.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.refusal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portolan.api.agent.Agent;
import org.portolan.api.caller.Caller;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkEvent.NetworkCreated;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.command.Scenario;
import tools.jackson.databind.JsonNode;

class NetworkCreationTest {

    private static final NetworkDescription NETWORKS = new NetworkDescription();
    private static final Caller ADA = Scenario.caller("engines", "member");
    private static final Caller BOB = Scenario.caller("bridges", "member");

    private final Scenario scenario = Scenario.begin();

    @Test
    void a_network_of_which_only_the_name_is_said_gets_a_tunnel_of_its_own_in_one_append() {
        Network network = scenario.create(NETWORKS, "{'name':'sea'}", ADA);

        assertThat(scenario.newEventNames()).containsExactly("SegmentAllocated", "NetworkCreated", "SegmentCreated");
        JsonNode body = NETWORKS.render(network);
        assertThat(body.path("provider:network_type").stringValue()).isEqualTo("vxlan");
        assertThat(body.path("provider:segmentation_id").intValue()).isEqualTo(1000);
        assertThat(body.path("provider:physical_network").isNull()).isTrue();
        assertThat(body.path("mtu").intValue()).isEqualTo(1450);
        assertThat(body.path("status").stringValue()).isEqualTo("ACTIVE");
        assertThat(body.path("admin_state_up").booleanValue()).isTrue();
        assertThat(body.path("shared").booleanValue()).isFalse();
        assertThat(body.path("port_security_enabled").booleanValue()).isTrue();
        assertThat(body.path("subnets")).isEmpty();
        assertThat(body.path("project_id").stringValue()).isEqualTo("engines");
        assertThat(body.path("revision_number").intValue()).isEqualTo(1);
    }

    @Test
    void no_network_says_that_it_is_the_default_beside_the_one_that_is() {
        Network first = scenario.network("{'router:external':true,'is_default':true}");

        refusal(() -> scenario.network("{'is_default':true}"))
                .is(409, "DefaultExternalNetworkExists")
                .says("A default external network already exists: " + first.id() + ".");
        scenario.delete(NETWORKS, first);
        assertThat(scenario.network("{'is_default':true}").isExternal()).isFalse();
    }

    @Test
    void everything_that_may_be_said_of_a_network_is_kept() {
        scenario.agent(Agent.DHCP, "node-1", "nova", "{}");
        Network network = scenario.network(
                "{'name':'net2','description':'second','admin_state_up':'False','shared':true,"
                        + "'mtu':1400,'port_security_enabled':false,'availability_zone_hints':['nova'],'project_id':'bridges'}");

        JsonNode body = NETWORKS.render(network);
        assertThat(body.path("name").stringValue()).isEqualTo("net2");
        assertThat(body.path("description").stringValue()).isEqualTo("second");
        assertThat(body.path("admin_state_up").booleanValue()).isFalse();
        assertThat(body.path("shared").booleanValue()).isTrue();
        assertThat(body.path("mtu").intValue()).isEqualTo(1400);
        assertThat(body.path("port_security_enabled").booleanValue()).isFalse();
        assertThat(body.path("availability_zone_hints").get(0).stringValue()).isEqualTo("nova");
        assertThat(body.path("tenant_id").stringValue()).isEqualTo("bridges");
    }

    @Test
    void a_member_creates_for_the_own_project_only() {
        refusal(() -> scenario.create(NETWORKS, "{'project_id':'bridges'}", ADA))
                .is(400, "HTTPBadRequest")
                .says("Specifying 'project_id' or 'tenant_id' other than the authenticated project in request requires"
                        + " admin or advsvc privileges");
        assertThat(scenario.create(NETWORKS, "{'tenant_id':'engines'}", ADA)
                        .project()
                        .value())
                .isEqualTo("engines");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {'provider:network_type':'vxlan'}              | (rule:create_network and rule:create_network:provider:network_type) is disallowed by policy
            {'provider:physical_network':'physnet1'}       | (rule:create_network and rule:create_network:provider:physical_network) is disallowed by policy
            {'provider:segmentation_id':7}                 | (rule:create_network and rule:create_network:provider:segmentation_id) is disallowed by policy
            {'segments':[{'provider:network_type':'vlan'}]}| (rule:create_network and (rule:create_network:segments and (rule:create_network:segments:provider:network_type))) is disallowed by policy
            {'shared':true}                                | (rule:create_network and rule:create_network:shared) is disallowed by policy
            {'router:external':true}                       | (rule:create_network and rule:create_network:router:external) is disallowed by policy
            """, quoteCharacter = '"')
    void what_only_administrators_may_ask_for_is_refused_to_members(String body, String message) {
        refusal(() -> scenario.create(NETWORKS, body, ADA))
                .is(403, "PolicyNotAuthorized")
                .says(message);
        assertThat(scenario.newEvents()).isEmpty();
    }

    @Test
    void the_mtu_may_be_smaller_than_the_segment_carries_but_not_larger() {
        assertThat(scenario.network("{'mtu':1200}").attributes().get(NetworkDescription.MTU))
                .isEqualTo(1200);
        assertThat(scenario.network("{'mtu':0}").attributes().get(NetworkDescription.MTU))
                .isEqualTo(1450);
        refusal(() -> scenario.network("{'mtu':100000}"))
                .is(400, "InvalidInput")
                .says("Invalid input for operation: Requested MTU is too big, maximum is 1450.");
    }

    @ParameterizedTest
    @CsvSource({"vxlan,1450", "gre,1458", "geneve,1450", "local,1500"})
    void the_mtu_leaves_room_for_the_encapsulation(String type, int mtu) {
        Network network = scenario.network("{'provider:network_type':'" + type + "'}");

        assertThat(network.attributes().get(NetworkDescription.MTU)).isEqualTo(mtu);
    }

    @Test
    void a_network_of_several_segments_has_the_smallest_mtu_of_them() {
        Network network = scenario.network("{'segments':[{'provider:network_type':'vlan',"
                + "'provider:physical_network':'physnet1'},{'provider:network_type':'vxlan'}]}");

        assertThat(network.attributes().get(NetworkDescription.MTU)).isEqualTo(1450);
    }

    @Test
    void an_availability_zone_and_a_policy_that_there_is_not_are_not_found() {
        refusal(() -> scenario.network("{'availability_zone_hints':['mars']}"))
                .is(404, "AvailabilityZoneNotFound")
                .says("AvailabilityZone mars could not be found.");
        refusal(() -> scenario.network("{'qos_policy_id':'00000000-0000-0000-0000-000000000000'}"))
                .is(404, "QosPolicyNotFound")
                .says("QoS policy 00000000-0000-0000-0000-000000000000 could not be found.");
    }

    @Test
    void two_names_for_the_owner_must_name_the_same() {
        refusal(() -> scenario.network("{'tenant_id':'a','project_id':'b'}"))
                .is(400, "HTTPBadRequest")
                .says("'project_id' and 'tenant_id' do not match");
    }

    @Test
    void a_shared_network_and_an_external_one_can_be_used_by_others_and_a_plain_one_not_even_found() {
        Network shared = scenario.network("{'shared':true}");
        Network plain = scenario.create(NETWORKS, "{}", ADA);

        Port guest = scenario.create(new PortDescription(), "{'network_id':'" + shared.id() + "'}", BOB);

        assertThat(guest.project().value()).isEqualTo("bridges");
        assertThat(shared.isVisibleTo(BOB)).isTrue();
        assertThat(scenario.network("{'router:external':'yes'}").isVisibleTo(BOB))
                .isTrue();
        assertThat(plain.isVisibleTo(BOB)).isFalse();
        refusal(() -> scenario.create(new PortDescription(), "{'network_id':'" + plain.id() + "'}", BOB))
                .is(404, "NetworkNotFound")
                .says("Network " + plain.id() + " could not be found.");
    }

    @Test
    void a_bulk_of_which_one_network_is_refused_makes_none_and_holds_no_segment() {
        refusal(() -> scenario.createAll(
                        NETWORKS,
                        "{'name':'one'}",
                        "{'provider:network_type':'vlan','provider:physical_network':'physnet1',"
                                + "'provider:segmentation_id':4095}"))
                .is(400, "InvalidInput");

        assertThat(scenario.newEvents()).isEmpty();
        assertThat(scenario.createAll(NETWORKS, "{'name':'one'}", "{'name':'two','mtu':1200}"))
                .extracting(network -> network.segments().getFirst().segmentationId())
                .containsExactly(1000L, 1001L);
        assertThat(scenario.newEvents())
                .filteredOn(NetworkCreated.class::isInstance)
                .hasSize(2);
    }
}
