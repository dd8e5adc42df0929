package org.portolan.command.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.refusal;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.portolan.api.caller.Caller;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.segment.SegmentDescription;
import org.portolan.api.segment.SegmentEvent.SegmentCreated;
import org.portolan.api.segment.SegmentEvent.SegmentUpdated;
import org.portolan.api.subnet.Subnet;
import org.portolan.api.subnet.SubnetDescription;
import org.portolan.command.Scenario;

class SegmentTest {

    private static final SegmentDescription SEGMENTS = new SegmentDescription();
    private static final NetworkDescription NETWORKS = new NetworkDescription();
    private static final SubnetDescription SUBNETS = new SubnetDescription();
    private static final Caller ADA = Scenario.caller("engines", "member");

    private final Scenario scenario = Scenario.begin();
    private final Network network = scenario.network(
            "{'provider:network_type':'vlan','provider:physical_network':'physnet1','provider:segmentation_id':101}");

    private UUID first(Network of) {
        return of.segments().getFirst().id();
    }

    private PlainResource segment(String members) {
        return scenario.create(SEGMENTS, "{'network_id':'" + network.id() + "'," + members + "}");
    }

    private Network now() {
        return scenario.update(NETWORKS, network, "{}");
    }

    private Subnet subnet(String cidr, Object segment) {
        return scenario.subnet(network, "'ip_version':4,'cidr':'" + cidr + "','segment_id':'" + segment + "'");
    }

    @Test
    void what_carries_a_network_is_a_resource_from_the_networks_beginning_to_its_end() {
        assertThat(scenario.newEvents())
                .filteredOn(SegmentCreated.class::isInstance)
                .singleElement()
                .satisfies(event -> assertThat(
                                ((SegmentCreated) event).attributes().toString())
                        .contains("physnet1", "vlan", "101"));

        scenario.delete(NETWORKS, network);

        assertThat(scenario.newEventNames()).contains("SegmentDeleted");
    }

    @Test
    void a_network_that_changes_its_vlan_takes_its_segment_along() {
        scenario.newEvents();

        scenario.update(NETWORKS, network, "{'provider:segmentation_id':102}");

        assertThat(scenario.newEvents())
                .contains(new SegmentUpdated(
                        first(network), Attributes.none().with(SegmentDescription.SEGMENTATION_ID, 102L)));
    }

    @Test
    void a_network_gets_another_segment_and_shows_both() {
        PlainResource second =
                segment("'network_type':'vlan','physical_network':'physnet2','segmentation_id':300,'name':'second'");

        assertThat(now().segments()).hasSize(2);
        assertThat(NETWORKS.render(now()).path("segments").size()).isEqualTo(2);
        assertThat(SEGMENTS.render(second).path("name").asString()).isEqualTo("second");

        scenario.delete(SEGMENTS, second);
        assertThat(now().segments()).hasSize(1);
        segment("'network_type':'vlan','physical_network':'physnet2','segmentation_id':300");
    }

    @Test
    void a_network_has_one_segment_of_a_type_on_a_physical_network() {
        refusal(() -> segment("'network_type':'vlan','physical_network':'physnet1','segmentation_id':5000"))
                .is(409, "NeutronDbObjectDuplicateEntry")
                .says("Failed to create a duplicate NetworkSegment: for attribute(s) ['network_id', 'network_type',"
                        + " 'physical_network'] with value(s) " + network.id() + "-vlan-physnet1");
    }

    @Test
    void a_segment_below_the_networks_mtu_is_refused() {
        refusal(() -> segment("'network_type':'vxlan'"))
                .is(400, "InvalidInput")
                .says("Invalid input for operation: Requested MTU is too big, maximum is 1450.");
    }

    @Test
    void only_administrators_know_of_segments() {
        UUID id = first(network);
        refusal(() -> scenario.create(SEGMENTS, "{'network_id':'" + network.id() + "','network_type':'local'}", ADA))
                .is(403, "PolicyNotAuthorized");
        PlainResource row = scenario.update(SEGMENTS, segmentById(id), "{'name':'first'}");
        assertThat(SEGMENTS.render(row).path("name").asString()).isEqualTo("first");
        refusal(() -> scenario.update(SEGMENTS, row, "{'name':'x'}", null, ADA)).is(404, "HTTPNotFound");
        refusal(() -> scenario.delete(SEGMENTS, row, null, ADA)).is(404, "HTTPNotFound");
    }

    private PlainResource segmentById(UUID id) {
        return new PlainResource(id, network.project(), Attributes.none(), network.lifecycle());
    }

    @Test
    void all_subnets_of_a_network_are_on_segments_or_none_is() {
        UUID id = first(network);
        Subnet on = subnet("10.0.0.0/24", id);

        assertThat(NETWORKS.render(now()).path("l2_adjacency").booleanValue()).isFalse();
        refusal(() -> scenario.subnet4(network, "10.0.1.0/24")).is(400, "SubnetsNotAllAssociatedWithSegments");
        refusal(() -> scenario.delete(SEGMENTS, segmentById(id)))
                .is(409, "SegmentInUse")
                .says("Segment '" + id + "' cannot be deleted: The segment is still associated with subnet(s) "
                        + on.id() + ".");
        refusal(() -> subnet("10.0.2.0/24", UUID.randomUUID())).is(404, "SegmentNotFound");

        scenario.delete(SUBNETS, on);
        assertThat(NETWORKS.render(now()).path("l2_adjacency").booleanValue()).isTrue();
        Network other = scenario.network("{}");
        refusal(() -> subnet("10.0.2.0/24", first(other))).is(400, "NetworkIdsDontMatch");
    }

    @Test
    void the_only_subnet_of_a_network_moves_to_its_only_segment_and_stays_there() {
        UUID id = first(network);
        Subnet subnet = scenario.subnet4(network, "10.0.0.0/24");

        scenario.update(SUBNETS, subnet, "{'segment_id':'" + id + "'}");

        assertThat(NETWORKS.render(now()).path("l2_adjacency").booleanValue()).isFalse();
        refusal(() -> scenario.update(SUBNETS, subnet, "{'segment_id':'" + UUID.randomUUID() + "'}"))
                .is(400, "SubnetSegmentAssociationChangeNotAllowed");
    }

    @Test
    void a_subnet_does_not_move_where_there_are_several_segments() {
        PlainResource second = segment("'network_type':'vlan','physical_network':'physnet2'");
        Subnet subnet = scenario.subnet4(network, "10.0.0.0/24");

        refusal(() -> scenario.update(SUBNETS, subnet, "{'segment_id':'" + second.id() + "'}"))
                .is(400, "NoUpdateSubnetWhenMultipleSegmentsOnNetwork");
    }
}
