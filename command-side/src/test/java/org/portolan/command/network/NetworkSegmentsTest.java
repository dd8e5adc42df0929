package org.portolan.command.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.command.Scenario.refusal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.segment.Segment;
import org.portolan.command.Scenario;
import org.portolan.command.segment.NetworkTypesProperties;
import tools.jackson.databind.JsonNode;

class NetworkSegmentsTest {

    private static final NetworkDescription NETWORKS = new NetworkDescription();

    private final Scenario scenario = Scenario.begin();

    private Network provider(String type, String physicalNetwork, String id) {
        return scenario.network("{'provider:network_type':'" + type + "'"
                + (physicalNetwork.isEmpty() ? "" : ",'provider:physical_network':'" + physicalNetwork + "'")
                + (id.isEmpty() ? "" : ",'provider:segmentation_id':" + id) + "}");
    }

    private static Segment segment(Network network) {
        return network.segments().getFirst();
    }

    @Test
    void an_administrators_vlan_is_the_one_that_was_asked_for_and_nobody_elses() {
        Network vlan = provider("vlan", "physnet1", "2");

        assertThat(segment(vlan).physicalNetwork()).isEqualTo("physnet1");
        assertThat(segment(vlan).segmentationId()).isEqualTo(2);
        assertThat(vlan.attributes().get(NetworkDescription.MTU)).isEqualTo(1500);
        refusal(() -> provider("vlan", "physnet1", "2"))
                .is(409, "VlanIdInUse")
                .says("Unable to create the network. The VLAN 2 on physical network physnet1 is in use.");
        assertThat(segment(provider("vlan", "physnet2", "2")).segmentationId()).isEqualTo(2);
    }

    @Test
    void ids_outside_the_ranges_and_written_as_text_are_administrators_to_choose() {
        assertThat(segment(provider("vlan", "physnet1", "'3000'")).segmentationId())
                .isEqualTo(3000);
        assertThat(segment(provider("vxlan", "", "99999")).segmentationId()).isEqualTo(99999);
        assertThat(segment(provider("gre", "", "4294967295")).segmentationId()).isEqualTo(4294967295L);
    }

    @Test
    void an_administrator_who_names_no_id_gets_a_free_one() {
        assertThat(segment(provider("vlan", "physnet2", "")).segmentationId()).isEqualTo(300);
        assertThat(segment(provider("vlan", "", "")).segmentationId()).isEqualTo(100);
        assertThat(segment(provider("geneve", "", "")).segmentationId()).isEqualTo(1);
        assertThat(segment(provider("vlan", "physnet3", "")).segmentationId()).isEqualTo(1);
        assertThat(segment(provider("vlan", "physnet3", "7")).segmentationId()).isEqualTo(7);
    }

    @Test
    void a_physical_network_carries_one_flat_network() {
        Network flat = provider("flat", "public", "");

        assertThat(segment(flat).segmentationId()).isNull();
        refusal(() -> provider("flat", "public", ""))
                .is(409, "FlatNetworkInUse")
                .says("Unable to create the flat network. Physical network public is in use.");
        scenario.delete(NETWORKS, flat);
        assertThat(segment(provider("flat", "public", "")).physicalNetwork()).isEqualTo("public");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            vlan   | physnet1 | 4095     | segmentation_id out of range (1 through 4094)
            vlan   | physnet1 | 0        | segmentation_id out of range (1 through 4094)
            vlan   |          | 120      | segmentation_id requires physical_network for VLAN provider network
            vlan   | nosuch   | 5        | physical_network 'nosuch' unknown for VLAN provider network
            flat   | physnet1 | 5        | segmentation_id prohibited for flat provider network
            flat   |          |          | physical_network required for flat provider network
            vxlan  | physnet1 | 5001     | provider:physical_network specified for vxlan network
            vxlan  |          | 16777216 | segmentation_id out of range (1 through 16777215)
            gre    |          | 0        | segmentation_id out of range (1 through 4294967295)
            local  |          | 5        | segmentation_id prohibited for local provider network
            local  | physnet1 |          | physical_network prohibited for local provider network
            foo    |          |          | network_type value 'foo' not supported
            """)
    void a_segment_that_cannot_be_is_refused(String type, String physicalNetwork, String id, String reason) {
        refusal(() -> provider(type, physicalNetwork == null ? "" : physicalNetwork, id == null ? "" : id))
                .is(400, "InvalidInput")
                .says("Invalid input for operation: " + reason + ".");
    }

    @Test
    void flat_networks_are_on_the_physical_networks_that_the_operator_allows() {
        Scenario strict = Scenario.begin(new NetworkTypesProperties(
                List.of("vxlan"),
                null,
                List.of("public"),
                Map.of(),
                List.of("1:2"),
                List.of(),
                List.of(),
                1500,
                0,
                30));

        refusal(() -> strict.network("{'provider:network_type':'flat','provider:physical_network':'nosuch'}"))
                .is(400, "InvalidInput")
                .says("Invalid input for operation: physical_network 'nosuch' unknown for flat provider network.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'provider:physical_network':'physnet1'", "'provider:segmentation_id':5"})
    void a_segment_without_its_type_is_refused(String member) {
        refusal(() -> scenario.network("{" + member + "}"))
                .is(400, "InvalidInput")
                .says("Invalid input for operation: network_type required.");
    }

    @Test
    void a_tunnel_id_is_held_once() {
        provider("vxlan", "", "5000");

        refusal(() -> provider("vxlan", "", "5000"))
                .is(409, "TunnelIdInUse")
                .says("Unable to create the network. The tunnel ID 5000 is in use.");
        assertThat(segment(provider("gre", "", "5000")).segmentationId()).isEqualTo(5000);
    }

    @Test
    void several_segments_are_kept_in_order_and_shown_as_such() {
        Network network = scenario.network("{'segments':["
                + "{'provider:network_type':'vlan','provider:physical_network':'physnet1','provider:segmentation_id':2},"
                + "{'provider:network_type':'flat','provider:physical_network':'public'}]}");

        JsonNode body = NETWORKS.render(network);
        assertThat(body.has("provider:network_type")).isFalse();
        assertThat(body.path("segments"))
                .hasToString("[{\"provider:network_type\":\"vlan\",\"provider:physical_network\":\"physnet1\","
                        + "\"provider:segmentation_id\":2},{\"provider:network_type\":\"flat\","
                        + "\"provider:physical_network\":\"public\",\"provider:segmentation_id\":null}]");
    }

    @Test
    void one_listed_segment_is_shown_like_a_single_one_and_none_means_any() {
        JsonNode one = NETWORKS.render(
                scenario.network("{'segments':[{'provider:network_type':'vxlan','provider:segmentation_id':6002}]}"));

        assertThat(one.path("provider:segmentation_id").intValue()).isEqualTo(6002);
        assertThat(one.has("segments")).isFalse();
        assertThat(segment(scenario.network("{'segments':[]}")).segmentationId())
                .isBetween(1000L, 1011L);
    }

    @Test
    void segments_and_provider_attributes_exclude_each_other_and_a_segment_is_listed_once() {
        refusal(() -> scenario.network(
                        "{'provider:network_type':'vxlan','segments':[{'provider:network_type':'vxlan'}]}"))
                .is(400, "SegmentsSetInConjunctionWithProviders")
                .says("Segments and provider values cannot both be set.");
        String vlan = "{'provider:network_type':'vlan','provider:physical_network':'physnet1',"
                + "'provider:segmentation_id':151}";
        refusal(() -> scenario.network("{'segments':[" + vlan + "," + vlan + "]}"))
                .is(400, "SegmentsContainDuplicateEntry")
                .says("Duplicate segment entry in request.");
        refusal(() -> scenario.network("{'segments':[{'provider:network_type':'stt'}]}"))
                .is(400, "InvalidInput")
                .says("Invalid input for operation: network_type value 'stt' not supported.");
        refusal(() -> scenario.network("{'segments':[{'provider:physical_network':'physnet1'}]}"))
                .is(400, "InvalidInput")
                .says("Invalid input for operation: network_type required.");
        assertThat(scenario.newEvents()).isEmpty();
    }

    @Test
    void when_all_vnis_are_held_no_tenant_gets_a_network_until_one_comes_back() {
        List<Network> networks = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            networks.add(scenario.network("{}"));
        }
        assertThat(networks)
                .extracting(network -> segment(network).segmentationId())
                .doesNotHaveDuplicates()
                .allSatisfy(id -> assertThat(id).isBetween(1000L, 1011L));
        refusal(() -> scenario.network("{}"))
                .is(503, "NoNetworkAvailable")
                .says("Unable to create the network. No tenant network is available for allocation.");

        scenario.delete(NETWORKS, networks.get(4));

        assertThat(segment(scenario.network("{}")).segmentationId())
                .isEqualTo(segment(networks.get(4)).segmentationId());
    }

    @Test
    void tenants_get_the_first_type_that_has_an_id_left() {
        Scenario mixed = Scenario.begin("vlan", "gre", "vxlan");
        List<String> types = new ArrayList<>();
        for (int i = 0; i < 4 + 2 + 12; i++) {
            types.add(segment(mixed.network("{}")).networkType().toString());
        }

        assertThat(types.subList(0, 4)).containsOnly("vlan");
        assertThat(types.subList(4, 6)).containsOnly("gre");
        assertThat(types.subList(6, 18)).containsOnly("vxlan");
        refusal(() -> mixed.network("{}")).is(503, "NoNetworkAvailable");
    }

    @Test
    void a_tenants_vlan_and_its_physical_network_come_from_the_same_range() {
        Scenario vlans = Scenario.begin("vlan");
        List<String> given = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Segment segment = segment(vlans.network("{}"));
            given.add(segment.physicalNetwork() + ":" + segment.segmentationId());
        }

        assertThat(given).containsExactlyInAnyOrder("physnet1:100", "physnet1:101", "physnet1:102", "physnet2:300");
        refusal(() -> vlans.network("{}")).is(503, "NoNetworkAvailable");
    }

    @Test
    void tenants_get_no_flat_network_and_local_ones_without_an_id() {
        refusal(() -> Scenario.begin("flat").network("{}")).is(503, "NoNetworkAvailable");

        Segment local = segment(Scenario.begin("local").network("{}"));
        assertThat(local.segmentationId()).isNull();
        assertThat(local.physicalNetwork()).isNull();
    }

    @Test
    void an_external_network_has_the_type_that_the_operator_wants_or_else_a_tenants() {
        Scenario outside = Scenario.begin(Scenario.types(new String[] {"vxlan"}, "vlan"));

        assertThat(segment(outside.network("{'router:external':true}")).networkType())
                .hasToString("vlan");
        assertThat(segment(outside.network("{}")).networkType()).hasToString("vxlan");
        assertThat(segment(scenario.network("{'router:external':true}")).networkType())
                .hasToString("vxlan");
    }

    @Test
    void after_a_restart_with_other_ranges_tenants_get_ids_of_those_and_what_is_held_stays_held() {
        Network old = scenario.network("{}");

        Scenario restarted = scenario.restarted(new NetworkTypesProperties(
                List.of("vxlan"),
                null,
                List.of("*"),
                Map.of(),
                List.of("1:1", "1000:1001"),
                List.of(),
                List.of(),
                1500,
                0,
                30));

        assertThat(restarted.newEventNames()).isEmpty();
        assertThat(List.of(
                        segment(restarted.network("{}")).segmentationId(),
                        segment(restarted.network("{}")).segmentationId()))
                .containsExactlyInAnyOrder(1001L, 1L);
        refusal(() -> restarted.network("{}")).is(503, "NoNetworkAvailable");
        restarted.delete(NETWORKS, old);
        assertThat(segment(restarted.network("{}")).segmentationId()).isEqualTo(1000);
    }

    @Test
    void a_restart_with_the_same_ranges_is_no_event() {
        int before = scenario.log().size();

        scenario.restarted(Scenario.types(new String[] {"vxlan"}, null));

        assertThat(scenario.log()).hasSize(before);
    }
}
