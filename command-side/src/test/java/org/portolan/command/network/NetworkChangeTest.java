package org.portolan.command.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.ADMIN;
import static org.portolan.command.Scenario.refusal;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portolan.api.caller.Caller;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkEvent.NetworkUpdated;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.segment.NetworkType;
import org.portolan.api.subnet.SubnetDescription;
import org.portolan.command.Scenario;

class NetworkChangeTest {

    private static final NetworkDescription NETWORKS = new NetworkDescription();
    private static final Caller ADA = Scenario.caller("engines", "member");
    private static final Caller BOB = Scenario.caller("bridges", "member");

    private final Scenario scenario = Scenario.begin();
    private final Network network = scenario.create(NETWORKS, "{'name':'sea'}", ADA);

    private Network update(Network which, String body) {
        return scenario.update(NETWORKS, which, body);
    }

    private Network vlan(int id) {
        return scenario.network("{'provider:network_type':'vlan','provider:physical_network':'physnet1',"
                + "'provider:segmentation_id':" + id + "}");
    }

    @Test
    void only_what_changes_is_told_and_a_change_of_nothing_is_no_event() {
        scenario.newEvents();

        Network changed = update(network, "{'name':'ocean','admin_state_up':true,'description':'wide'}");

        assertThat(scenario.newEvents())
                .singleElement()
                .isInstanceOfSatisfying(
                        NetworkUpdated.class,
                        event -> assertThat(event.changes().names()).containsExactly("name", "description"));
        assertThat(changed.lifecycle().revision()).isEqualTo(2);
        assertThat(update(network, "{}").lifecycle().revision()).isEqualTo(2);
        assertThat(update(network, "{'name':'ocean'}").lifecycle().revision()).isEqualTo(2);
        assertThat(scenario.newEvents()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "id", "tenant_id", "project_id", "subnets", "created_at", "revision_number"})
    void what_the_server_decides_is_read_only(String member) {
        refusal(() -> update(network, "{'" + member + "':'x'}"))
                .is(400, "HTTPBadRequest")
                .says("Cannot update read-only attribute " + (member.equals("project_id") ? "tenant_id" : member));
    }

    @Test
    void the_mtu_stays_within_what_the_segment_carries_and_the_subnets_need() {
        assertThat(update(network, "{'mtu':1300}").attributes().get(NetworkDescription.MTU))
                .isEqualTo(1300);
        refusal(() -> update(network, "{'mtu':9000}"))
                .is(400, "InvalidInput")
                .says("Invalid input for operation: Requested MTU is too big, maximum is 1450.");
        scenario.subnet4(network, "10.0.0.0/24");
        assertThat(update(network, "{'mtu':68}").attributes().get(NetworkDescription.MTU))
                .isEqualTo(68);
        refusal(() -> update(network, "{'mtu':67}"))
                .is(409, "NetworkMTUSubnetConflict")
                .says("MTU of " + network.id() + " is not valid, subnet requires a minimum of 68");
        refusal(() -> scenario.subnet(network, "'ip_version':6,'cidr':'2001:db8::/64'"))
                .is(409, "NetworkMTUSubnetConflict")
                .says("MTU of " + network.id() + " is not valid, subnet requires a minimum of 1280");
        assertThat(update(network, "{'mtu':0}").attributes().get(NetworkDescription.MTU))
                .isEqualTo(1450);
    }

    @Test
    void a_vlan_moves_to_another_id_and_stays_the_segment_to_which_ports_are_bound() {
        Network vlan = vlan(111);
        scenario.host("node-1", "10.77.0.1", List.of(), "physnet1");
        Port port = scenario.port(vlan, "'binding:host_id':'node-1'");
        scenario.newEvents();

        Network moved = update(vlan, "{'provider:segmentation_id':113}");

        assertThat(scenario.newEventNames())
                .containsExactly("SegmentAllocated", "SegmentReleased", "NetworkSegmentsChanged", "SegmentUpdated");
        assertThat(moved.segments().getFirst().segmentationId()).isEqualTo(113);
        assertThat(moved.segments().getFirst().id()).isEqualTo(port.binding().bottomSegment());
        assertThat(vlan(111).segments().getFirst().segmentationId()).isEqualTo(111);
    }

    @Test
    void a_vlan_does_not_move_to_an_id_that_is_held_or_that_cannot_be() {
        Network vlan = vlan(111);
        vlan(112);

        refusal(() -> update(vlan, "{'provider:segmentation_id':112}"))
                .is(409, "VlanIdInUse")
                .says("Unable to create the network. The VLAN 112 on physical network physnet1 is in use.");
        refusal(() -> update(vlan, "{'provider:segmentation_id':4095}")).is(400, "InvalidInput");
        assertThat(update(vlan, "{'provider:segmentation_id':111}").lifecycle().revision())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"provider:network_type,'''vxlan'''", "provider:physical_network,'''physnet2'''"})
    void what_carries_a_network_stays(String member, String value) {
        Network vlan = vlan(111);

        refusal(() -> update(vlan, "{'" + member + "':" + value + "}"))
                .is(400, "InvalidInput")
                .says("Invalid input for operation: Plugin does not support updating the following provider network"
                        + " attributes: provider:network_type, provider:physical_network.");
    }

    @Test
    void a_member_changes_neither_sharing_nor_what_carries_the_network() {
        refusal(() -> scenario.update(NETWORKS, network, "{'shared':true}", null, ADA))
                .is(403, "PolicyNotAuthorized")
                .says("(rule:update_network and rule:update_network:shared) is disallowed by policy");
        refusal(() -> scenario.update(NETWORKS, network, "{'provider:segmentation_id':5}", null, ADA))
                .is(403, "PolicyNotAuthorized");
    }

    @Test
    void strangers_do_not_find_a_network_and_users_of_a_shared_one_may_not_change_it() {
        refusal(() -> scenario.update(NETWORKS, network, "{'name':'mine'}", null, BOB))
                .is(404, "NetworkNotFound");
        refusal(() -> scenario.delete(NETWORKS, network, null, BOB)).is(404, "NetworkNotFound");

        update(network, "{'shared':true}");

        refusal(() -> scenario.update(NETWORKS, network, "{'name':'mine'}", null, BOB))
                .is(403, "PolicyNotAuthorized")
                .says("rule:update_network is disallowed by policy");
        refusal(() -> scenario.delete(NETWORKS, network, null, BOB)).is(403, "PolicyNotAuthorized");
    }

    @Test
    void a_network_is_shared_no_more_only_when_no_other_project_is_on_it() {
        update(network, "{'shared':true}");
        Port guest = scenario.create(new PortDescription(), "{'network_id':'" + network.id() + "'}", BOB);

        refusal(() -> update(network, "{'shared':false}"))
                .is(409, "InvalidSharedSetting")
                .says("Unable to reconfigure sharing settings for network "
                        + network.attributes().get(NetworkDescription.NAME) + ". Multiple tenants are using it.");
        scenario.delete(new PortDescription(), guest);

        assertThat(update(network, "{'shared':false}").isShared()).isFalse();
    }

    @Test
    void another_projects_subnet_keeps_a_network_shared() {
        update(network, "{'shared':true}");
        scenario.subnet(network, "'ip_version':4,'cidr':'10.0.0.0/24','project_id':'bridges'");

        refusal(() -> update(network, "{'shared':false}")).is(409, "InvalidSharedSetting");
    }

    @Test
    void of_two_changes_of_the_same_revision_the_second_is_refused() {
        long revision = network.lifecycle().revision();
        scenario.update(NETWORKS, network, "{'name':'first'}", revision, ADMIN);

        refusal(() -> scenario.update(NETWORKS, network, "{'name':'second'}", revision, ADMIN))
                .is(412, "RevisionNumberConstraintFailed")
                .says("Constrained to 1, but current revision is 2");
        refusal(() -> scenario.delete(NETWORKS, network, revision, ADMIN)).is(412, "RevisionNumberConstraintFailed");
        scenario.delete(NETWORKS, network, 2L, ADMIN);
    }

    @Test
    void port_security_of_a_network_is_the_default_of_its_new_ports_only() {
        Port before = scenario.port(network, "");
        update(network, "{'port_security_enabled':false}");

        assertThat(scenario.port(network, "").attributes().get(PortDescription.PORT_SECURITY_ENABLED))
                .isFalse();
        assertThat(scenario.port(network, "'port_security_enabled':true")
                        .attributes()
                        .get(PortDescription.PORT_SECURITY_ENABLED))
                .isTrue();
        assertThat(scenario.now(before).attributes().get(PortDescription.PORT_SECURITY_ENABLED))
                .isTrue();
    }

    @Test
    void a_network_with_ports_is_not_deleted_and_says_which() {
        String ports = Stream.of(scenario.port(network, ""), scenario.port(network, ""))
                .map(port -> port.id().toString())
                .sorted()
                .collect(Collectors.joining(","));

        refusal(() -> scenario.delete(NETWORKS, network))
                .is(409, "NetworkInUse")
                .says("Unable to complete operation on network " + network.id()
                        + ". There are one or more ports still in use on the network, id for these ports is: " + ports
                        + ".");
    }

    @Test
    void with_a_network_go_its_subnets_its_dhcp_ports_and_its_segment() {
        var subnet = scenario.subnet4(network, "10.0.0.0/24");
        scenario.port(network, "'device_owner':'network:dhcp'");
        scenario.newEvents();

        scenario.delete(NETWORKS, network);

        assertThat(scenario.newEventNames())
                .containsExactly(
                        "PortDetached",
                        "AddressReleased",
                        "PortDeleted",
                        "SubnetDeleted",
                        "SubnetRemoved",
                        "SegmentDeleted",
                        "NetworkDeleted",
                        "SegmentReleased");
        refusal(() -> scenario.delete(NETWORKS, network))
                .is(404, "NetworkNotFound")
                .says("Network " + network.id() + " could not be found.");
        refusal(() -> scenario.update(new SubnetDescription(), subnet, "{'name':'x'}"))
                .is(404, "SubnetNotFound");
        refusal(() -> scenario.port(network, "")).is(404, "NetworkNotFound");
        refusal(() -> scenario.subnet4(network, "10.0.0.0/24")).is(404, "NetworkNotFound");
    }

    @Test
    void a_segment_of_a_deleted_network_can_be_asked_for_again() {
        Network vlan = vlan(111);
        scenario.delete(NETWORKS, vlan);

        assertThat(vlan(111).segments().getFirst().networkType()).isEqualTo(NetworkType.VLAN);
    }
}
