package org.portolan.command.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.refusal;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.portolan.api.caller.Caller;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.ResourceCommand.Update;
import org.portolan.api.segment.Segment;
import org.portolan.api.segmentrange.NetworkSegmentRangeDescription;
import org.portolan.api.world.World;
import org.portolan.command.Scenario;

class NetworkSegmentRangeTest {

    private static final NetworkSegmentRangeDescription RANGES = new NetworkSegmentRangeDescription();
    private static final NetworkDescription NETWORKS = new NetworkDescription();
    private static final Caller ADA = Scenario.caller("engines", "member");

    private final Scenario scenario = Scenario.begin();

    private PlainResource range(String members) {
        return scenario.create(RANGES, "{'name':'r'," + members + "}");
    }

    private static String vxlan(int minimum, int maximum) {
        return "'network_type':'vxlan','minimum':" + minimum + ",'maximum':" + maximum;
    }

    private Segment networkOf(String project) {
        return segmentOf(scenario.create(NETWORKS, "{'project_id':'" + project + "'}"));
    }

    private static Segment segmentOf(Network network) {
        return network.segments().getFirst();
    }

    private static NetworkTypesProperties withVlan(Map<String, List<String>> vlan) {
        return new NetworkTypesProperties(
                List.of("vlan"), null, List.of("*"), vlan, List.of("1:5"), List.of("1:2"), List.of("1:2"), 1500, 0, 30);
    }

    @Test
    void a_project_draws_from_its_own_range_first_and_from_everybodys_when_that_is_used_up() {
        range(vxlan(5000, 5001) + ",'shared':false,'project_id':'engines'");

        assertThat(networkOf("engines").segmentationId()).isEqualTo(5000);
        assertThat(networkOf("engines").segmentationId()).isEqualTo(5001);
        assertThat(networkOf("engines").segmentationId()).isEqualTo(1000);
        assertThat(networkOf("harbours").segmentationId()).isEqualTo(1001);
    }

    @Test
    void nobody_else_gets_an_id_of_a_projects_range_though_the_configuration_has_it_too() {
        range(vxlan(1000, 1010) + ",'shared':false,'project_id':'engines'");

        assertThat(networkOf("harbours").segmentationId()).isEqualTo(1011);
        refusal(() -> networkOf("harbours")).is(503, "NoNetworkAvailable");
        assertThat(networkOf("engines").segmentationId()).isEqualTo(1000);
    }

    @Test
    void a_shared_range_widens_what_everybody_gets() {
        for (int i = 0; i < 12; i++) {
            networkOf("engines");
        }
        refusal(() -> networkOf("engines")).is(503, "NoNetworkAvailable");

        PlainResource wider = range(vxlan(7, 7));

        assertThat(networkOf("engines").segmentationId()).isEqualTo(7);
        assertThat(RANGES.render(wider).path("project_id").isNull()).isTrue();
    }

    @Test
    void an_administrator_who_does_not_say_which_id_gets_one_of_the_range_of_the_project_he_makes_the_network_for() {
        range("'network_type':'vlan','physical_network':'physnet1','minimum':500,'maximum':501,'shared':false,"
                + "'project_id':'engines'");

        Network network = scenario.create(
                NETWORKS,
                "{'project_id':'engines','provider:network_type':'vlan','provider:physical_network':'physnet1'}");

        assertThat(segmentOf(network).segmentationId()).isEqualTo(500);
    }

    @Test
    void a_range_makes_a_physical_network_known_for_vlans_as_long_as_it_is_there() {
        Scenario onVlans = Scenario.begin(withVlan(Map.of()));
        refusal(() -> onVlans.network("{}")).is(503, "NoNetworkAvailable");

        PlainResource range = onVlans.create(
                RANGES, "{'network_type':'vlan','physical_network':'pier','minimum':9,'maximum':9,'name':'r'}");
        Network network = onVlans.network("{}");
        assertThat(segmentOf(network).physicalNetwork()).isEqualTo("pier");
        assertThat(segmentOf(network).segmentationId()).isEqualTo(9);

        onVlans.delete(NETWORKS, network);
        onVlans.delete(RANGES, range);
        refusal(() -> onVlans.network("{'provider:network_type':'vlan','provider:physical_network':'pier'}"))
                .says("Invalid input for operation: physical_network 'pier' unknown for VLAN provider network.");
    }

    @Test
    void answers_tell_who_has_which_id_and_which_are_free() {
        PlainResource range = range(vxlan(5000, 5003) + ",'shared':false,'project_id':'engines'");
        assertThat(RANGES.renderNew(range).path("used")).hasToString("{}");
        assertThat(RANGES.renderNew(range).path("available")).hasToString("[5000,5001,5002,5003]");
        scenario.network("{'provider:network_type':'vxlan','provider:segmentation_id':5001,'project_id':'harbours'}");

        PlainResource after = scenario.update(RANGES, range, "{'name':'x'}");

        assertThat(RANGES.renderNew(after).path("used")).hasToString("{\"5001\":\"harbours\"}");
        assertThat(RANGES.renderNew(after).path("available")).hasToString("[5000,5002,5003]");
    }

    @Test
    void a_range_that_cannot_be_is_refused() {
        refusal(() -> range("'minimum':1,'maximum':2"))
                .is(400, "NetworkSegmentRangeNetTypeNotSupported")
                .says("Network type None does not support network segment ranges.");
        refusal(() -> range("'network_type':'flat','minimum':1,'maximum':2")).is(400, "HTTPBadRequest");
        refusal(() -> range("'network_type':'vlan','minimum':1,'maximum':2"))
                .is(400, "BadRequest")
                .says("Bad network_segment_range request: Network type vlan requires 'physical_network' to be specified"
                        + " while creating new range.");
        refusal(() -> range("'network_type':'vlan','physical_network':'p','minimum':1,'maximum':4095"))
                .is(400, "NetworkVlanRangeError")
                .says("Invalid network VLAN range: '1:4095' - '4095 is not a valid VLAN tag'.");
        refusal(() -> range(vxlan(9, 8)))
                .is(400, "NetworkTunnelRangeError")
                .says("Invalid network tunnel range: '9:8' - End of tunnel range is less than start of tunnel range.");
        refusal(() -> range(vxlan(1, 16777216)))
                .says("Invalid network tunnel range: '1:16777216' - 16777216 is not a valid vxlan identifier.");
        refusal(() -> range(vxlan(0, 1)))
                .says("Invalid input for minimum. Reason: '0' is too small - must be at least '1'.");
        refusal(() -> scenario.create(RANGES, "{" + vxlan(1, 2) + ",'name':'r'}", ADA))
                .is(403, "PolicyNotAuthorized");
    }

    @Test
    void ranges_of_administrators_do_not_overlap_but_may_lie_in_the_configurations() {
        PlainResource first = range(vxlan(1003, 1005));

        refusal(() -> range(vxlan(1005, 1009) + ",'shared':false"))
                .is(409, "NetworkSegmentRangeOverlaps")
                .says("Network segment range overlaps with range(s) with id " + first.id());
        range("'network_type':'gre','minimum':1003,'maximum':1005");
    }

    @Test
    void a_range_is_narrowed_and_removed_only_beside_the_ids_that_networks_hold() {
        PlainResource range = range(vxlan(5000, 5010));
        Network network = scenario.network("{'provider:network_type':'vxlan','provider:segmentation_id':5005}");

        scenario.update(RANGES, range, "{'minimum':5004,'maximum':5006}");
        refusal(() -> scenario.update(RANGES, range, "{'minimum':5005}"))
                .is(409, "NetworkSegmentRangeReferencedByProject")
                .says("Network Segment Range " + range.id() + " is referenced by one or more tenant networks.");
        refusal(() -> scenario.update(RANGES, range, "{'maximum':5005}"))
                .is(409, "NetworkSegmentRangeReferencedByProject");
        refusal(() -> scenario.delete(RANGES, range)).is(409, "NetworkSegmentRangeReferencedByProject");

        scenario.delete(NETWORKS, network);
        scenario.delete(RANGES, range);
        refusal(() -> scenario.delete(RANGES, range)).is(404, "NetworkSegmentRangeNotFound");
    }

    @Test
    void what_is_drawn_follows_the_bounds() {
        PlainResource range = range(vxlan(5000, 5000) + ",'shared':false,'project_id':'engines'");
        scenario.update(RANGES, range, "{'minimum':6000,'maximum':6001}");

        assertThat(networkOf("engines").segmentationId()).isEqualTo(6000);
    }

    @Test
    void the_configurations_ranges_are_there_from_the_start_read_only_and_the_same_after_a_restart() {
        Scenario first = Scenario.begin(withVlan(Map.of("a", List.of("1:2"), "b", List.of("3:4"))));
        List<String> before = rangesOf(first);
        assertThat(before)
                .containsExactlyInAnyOrder(
                        "vlan a 1:2", "vlan b 3:4", "vxlan null 1:5", "gre null 1:2", "geneve null 1:2");

        String id = World.of(first.log())
                .bodies("network_segment_range")
                .keySet()
                .iterator()
                .next();
        PlainResource shown = first.commands()
                .execute(
                        new Update("NetworkSegmentRange", id, Attributes.none(), null, Scenario.ADMIN),
                        PlainResource.class);
        refusal(() -> first.update(RANGES, shown, "{'name':'mine'}"))
                .is(400, "NetworkSegmentRangeDefaultReadOnly")
                .says("Network Segment Range " + id
                        + " is a default segment range which could not be updated or deleted.");
        refusal(() -> first.delete(RANGES, shown)).is(400, "NetworkSegmentRangeDefaultReadOnly");

        int told = first.log().size();
        Scenario again = first.restarted(withVlan(Map.of("a", List.of("1:2"), "b", List.of("3:4"))));
        assertThat(again.log()).hasSize(told);
        Scenario changed = first.restarted(withVlan(Map.of("a", List.of("1:3"))));
        assertThat(rangesOf(changed))
                .containsExactlyInAnyOrder("vlan a 1:3", "vxlan null 1:5", "gre null 1:2", "geneve null 1:2");
        Scenario back = first.restarted(withVlan(Map.of("a", List.of("1:2"), "b", List.of("3:4"))));
        assertThat(rangesOf(back)).containsExactlyInAnyOrderElementsOf(before);
    }

    private static List<String> rangesOf(Scenario scenario) {
        return World.of(scenario.log()).bodies("network_segment_range").values().stream()
                .map(body -> body.path("network_type").asString() + " "
                        + body.path("physical_network").asString("null") + " " + body.path("minimum") + ":"
                        + body.path("maximum"))
                .toList();
    }
}
