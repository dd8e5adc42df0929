package org.portolan.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.query.Story.ADMIN;
import static org.portolan.query.Story.BOB;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.json.Json;
import org.portolan.api.localip.LocalIpDescription;
import org.portolan.api.localip.LocalIpEvent;
import org.portolan.api.localip.LocalIpEvent.LocalIpAssociated;
import org.portolan.api.localip.LocalIpEvent.LocalIpCreated;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.segment.SegmentDescription;
import org.portolan.api.segment.SegmentEvent;
import org.portolan.api.segment.SegmentEvent.SegmentCreated;
import org.portolan.api.segmentrange.NetworkSegmentRangeDescription;
import org.portolan.api.segmentrange.NetworkSegmentRangeEvent;
import org.portolan.api.segmentrange.NetworkSegmentRangeEvent.NetworkSegmentRangeCreated;
import org.portolan.api.subnet.SubnetId;
import tools.jackson.databind.JsonNode;

/** What is looked up when it is read: which ids of a range are in use, where a local IP leads, what floating IPs can be of. */
class RangesAndLocalIpsReadsTest {

    private static final UUID RANGE = UUID.randomUUID();
    private static final UUID LOCAL_IP = UUID.randomUUID();

    private static TestServer server;
    private static SubnetId coast;
    private static PortId port;

    @BeforeAll
    static void tellTheStory() {
        server = new TestServer();
        Story story = server.story();
        NetworkId network = story.network("chart", BOB, Attributes.none());
        segment(story, network, "vlan", "physnet1", 201);
        segment(story, network, "vlan", "physnet2", 202);
        segment(story, network, "vxlan", null, 203);
        segment(story, network, "vlan", "physnet1", 300);
        story.append(
                Map.of(
                        new NetworkSegmentRangeEvent.Family().stream(RANGE),
                        new NetworkSegmentRangeCreated(RANGE, new ProjectId(""), range())),
                "CreateNetworkSegmentRange");
        NetworkId sea = story.network("sea", ADMIN, Attributes.none().with(NetworkDescription.EXTERNAL, true));
        coast = story.subnet("coast", sea, ADMIN, "203.0.113.0/24");
        story.subnet("six", sea, ADMIN, "2001:db8::/64");
        story.subnet("inside", network, BOB, "10.0.0.0/24");
        port = story.port("clock", network);
        story.append(
                Map.of(
                        new LocalIpEvent.Family().stream(LOCAL_IP),
                        new LocalIpCreated(
                                LOCAL_IP,
                                BOB,
                                Story.defaults(new LocalIpDescription())
                                        .with(LocalIpDescription.LOCAL_PORT_ID, port)
                                        .with(LocalIpDescription.NETWORK_ID, network)
                                        .with(LocalIpDescription.LOCAL_IP_ADDRESS, Json.address("10.0.0.9")))),
                "CreateLocalIP");
        story.append(
                Map.of(
                        new LocalIpEvent.Family().stream(LOCAL_IP),
                        new LocalIpAssociated(LOCAL_IP, port, Json.address("10.0.0.5"))),
                "AssociateLocalIp");
        story.bind(port, "node-1");
        server.settled();
    }

    private static Attributes range() {
        return Story.defaults(new NetworkSegmentRangeDescription())
                .with(NetworkSegmentRangeDescription.DEFAULT, false)
                .with(NetworkSegmentRangeDescription.NETWORK_TYPE, "vlan")
                .with(NetworkSegmentRangeDescription.PHYSICAL_NETWORK, "physnet1")
                .with(NetworkSegmentRangeDescription.MINIMUM, 200L)
                .with(NetworkSegmentRangeDescription.MAXIMUM, 203L);
    }

    private static void segment(
            Story story, NetworkId network, String type, @Nullable String physicalNetwork, long id) {
        UUID segment = UUID.randomUUID();
        Attributes attributes = Story.defaults(new SegmentDescription())
                .with(SegmentDescription.NETWORK_ID, network)
                .with(SegmentDescription.NETWORK_TYPE, type)
                .with(SegmentDescription.SEGMENTATION_ID, id);
        story.append(
                Map.of(
                        new SegmentEvent.Family().stream(segment),
                        new SegmentCreated(
                                segment,
                                BOB,
                                physicalNetwork == null
                                        ? attributes
                                        : attributes.with(SegmentDescription.PHYSICAL_NETWORK, physicalNetwork))),
                "CreateSegment");
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @Test
    void a_range_tells_who_has_which_of_its_ids_and_which_are_free() {
        JsonNode range =
                server.get("/v2.0/network-segment-ranges/" + RANGE).body().path("network_segment_range");

        assertThat(range.path("used")).hasToString("{\"201\":\"" + BOB.value() + "\"}");
        assertThat(range.path("available")).hasToString("[200,202,203]");
        assertThat(range.path("project_id").isNull()).isTrue();
        JsonNode listed = server.get("/v2.0/network_segment_ranges?physical_network=physnet1&fields=used")
                .body()
                .path("network_segment_ranges");
        assertThat(listed).hasToString("[{\"used\":{\"201\":\"" + BOB.value() + "\"}}]");
    }

    @Test
    void only_administrators_see_ranges() {
        assertThat(server.getAs(BOB, "/v2.0/network-segment-ranges/" + RANGE).status())
                .isEqualTo(404);
        assertThat(server.getAs(BOB, "/v2.0/network-segment-ranges")
                        .body()
                        .path("network_segment_ranges")
                        .size())
                .isZero();
    }

    @Test
    void owners_see_to_which_ports_their_local_ip_leads_and_where_those_are() {
        String path = "/v2.0/local_ips/" + LOCAL_IP + "/port_associations";
        String association = "{\"local_ip_id\":\"" + LOCAL_IP + "\",\"fixed_port_id\":\"" + port
                + "\",\"fixed_ip\":\"10.0.0.5\",\"local_ip_address\":\"10.0.0.9\",\"host\":\"node-1\"}";

        assertThat(server.getAs(BOB, path).body()).hasToString("{\"port_associations\":[" + association + "]}");
        assertThat(server.getAs(BOB, path + "/" + port).body())
                .hasToString("{\"port_association\":" + association + "}");
        assertThat(server.getAs(BOB, path + "/" + LOCAL_IP).error()).contains("LocalIPAssociationNotFound");
        assertThat(server.getAs(new ProjectId("c".repeat(32)), path).status()).isEqualTo(404);
    }

    @Test
    void floating_ips_can_be_of_the_ipv4_subnets_of_external_networks() {
        JsonNode pools = server.getAs(BOB, "/v2.0/floatingip_pools").body().path("floatingip_pools");

        assertThat(pools.size()).isEqualTo(1);
        assertThat(pools.path(0).path("subnet_id").asString()).isEqualTo(coast.toString());
        assertThat(pools.path(0).path("subnet_name").asString()).isEqualTo("coast");
        assertThat(pools.path(0).path("cidr").asString()).isEqualTo("203.0.113.0/24");
        assertThat(pools.path(0).path("tenant_id").asString()).isEqualTo(BOB.value());
    }
}
