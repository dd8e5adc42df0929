package org.portolan.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.query.Story.ADMIN;
import static org.portolan.query.Story.BOB;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.PortId;
import org.portolan.api.qos.BandwidthLimitRuleDescription;
import org.portolan.api.qos.BandwidthLimitRuleEvent;
import org.portolan.api.qos.BandwidthLimitRuleEvent.BandwidthLimitRuleCreated;
import org.portolan.api.qos.QosPolicyDescription;
import org.portolan.api.qos.QosPolicyEvent;
import org.portolan.api.qos.QosPolicyEvent.QosPolicyCreated;
import org.portolan.api.qos.QosRuleDescription;
import org.portolan.api.resource.Attributes;
import org.portolan.api.trunk.SubPort;
import org.portolan.api.trunk.TrunkDescription;
import org.portolan.api.trunk.TrunkEvent;
import org.portolan.api.trunk.TrunkEvent.TrunkCreated;

/** Resources that lie below others in the path, their second paths, what is read of a resource by itself, and fixed lists. */
class NestedReadsTest {

    private static final UUID BOBS = UUID.randomUUID();
    private static final UUID SHARED = UUID.randomUUID();
    private static final UUID HIDDEN = UUID.randomUUID();
    private static final UUID OF_BOBS = UUID.randomUUID();
    private static final UUID OF_SHARED = UUID.randomUUID();
    private static final UUID OF_HIDDEN = UUID.randomUUID();
    private static final UUID TRUNK = UUID.randomUUID();
    private static final PortId CHILD = PortId.of(UUID.randomUUID().toString());

    private static TestServer server;
    private static long end;

    @BeforeAll
    static void tellTheStory() {
        server = new TestServer();
        Story story = server.story();
        policy(story, BOBS, BOB, false);
        policy(story, SHARED, ADMIN, true);
        policy(story, HIDDEN, ADMIN, false);
        rule(story, OF_BOBS, BOBS);
        rule(story, OF_SHARED, SHARED);
        rule(story, OF_HIDDEN, HIDDEN);
        NetworkId network = story.network("net");
        PortId parent = story.port("parent", network, null, BOB, Attributes.none());
        story.append(
                Map.of(
                        new TrunkEvent.Family().stream(TRUNK),
                        new TrunkCreated(
                                TRUNK,
                                BOB,
                                parent,
                                List.of(new SubPort(CHILD, "vlan", 10)),
                                Attributes.none()
                                        .with(TrunkDescription.NAME, "trunk")
                                        .with(TrunkDescription.PORT_ID, parent))),
                "CreateTrunk");
        end = story.position();
        server.settled();
    }

    private static void policy(Story story, UUID id, ProjectId project, boolean shared) {
        story.append(
                Map.of(
                        new QosPolicyEvent.Family().stream(id),
                        new QosPolicyCreated(
                                id,
                                project,
                                Attributes.none()
                                        .with(QosPolicyDescription.NAME, "policy")
                                        .with(QosPolicyDescription.SHARED, shared)
                                        .with(QosPolicyDescription.IS_DEFAULT, false))),
                "CreateQosPolicy");
    }

    private static void rule(Story story, UUID id, UUID policy) {
        story.append(
                Map.of(
                        new BandwidthLimitRuleEvent.Family().stream(id),
                        new BandwidthLimitRuleCreated(
                                id,
                                ADMIN,
                                Attributes.none()
                                        .with(BandwidthLimitRuleDescription.MAX_KBPS, 1000)
                                        .with(QosRuleDescription.POLICY_ID, policy))),
                "CreateQosBandwidthLimitRule");
    }

    @AfterAll
    static void close() {
        server.close();
    }

    private static String below(UUID policy) {
        return "/v2.0/qos/policies/" + policy + "/bandwidth_limit_rules";
    }

    private static List<String> ids(TestServer.Answer answer) {
        return answer.body()
                .get("bandwidth_limit_rules")
                .valueStream()
                .map(rule -> rule.get("id").stringValue())
                .toList();
    }

    @Test
    void a_list_below_a_resource_has_what_lies_below_that_one_only() {
        for (String asOf : new String[] {"", "?as_of=" + end}) {
            assertThat(ids(server.get(below(BOBS) + asOf))).containsExactly(OF_BOBS.toString());
            assertThat(ids(server.getAs(BOB, below(BOBS) + asOf))).containsExactly(OF_BOBS.toString());
            assertThat(ids(server.getAs(BOB, below(SHARED) + asOf)))
                    .as("who sees the policy sees its rules")
                    .containsExactly(OF_SHARED.toString());
        }
    }

    @Test
    void the_path_is_no_member_of_the_body() {
        assertThat(server.get(below(BOBS) + "/" + OF_BOBS)
                        .body()
                        .path("bandwidth_limit_rule")
                        .propertyNames())
                .contains("id", "max_kbps")
                .doesNotContain("qos_policy_id");
    }

    @Test
    void what_lies_below_another_resource_is_not_found_here() {
        assertThat(server.get(below(SHARED) + "/" + OF_BOBS).status()).isEqualTo(404);
        assertThat(server.get(below(UUID.randomUUID()) + "/" + OF_BOBS).error()).startsWith("QosPolicyNotFound");
        assertThat(server.get(below(UUID.randomUUID())).error()).startsWith("QosPolicyNotFound");
    }

    @Test
    void what_lies_below_what_one_may_not_see_is_not_found_on_any_path() {
        assertThat(server.getAs(BOB, below(HIDDEN)).error())
                .isEqualTo("QosPolicyNotFound: QoS policy " + HIDDEN + " could not be found.");
        assertThat(server.getAs(BOB, below(HIDDEN) + "/" + OF_HIDDEN).status()).isEqualTo(404);
        assertThat(server.getAs(BOB, "/v2.0/qos/alias_bandwidth_limit_rules/" + OF_HIDDEN)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void a_second_path_needs_no_parent_and_has_a_name_of_its_own() {
        assertThat(server.getAs(BOB, "/v2.0/qos/alias_bandwidth_limit_rules/" + OF_SHARED)
                        .body()
                        .path("alias_bandwidth_limit_rule")
                        .path("max_kbps")
                        .asInt())
                .isEqualTo(1000);
        assertThat(server.get("/v2.0/qos/alias_bandwidth_limit_rules").status()).isEqualTo(404);
    }

    @Test
    void sub_ports_are_read_by_themselves() {
        assertThat(server.getAs(BOB, "/v2.0/trunks/" + TRUNK + "/get_subports")
                        .raw()
                        .body())
                .isEqualTo("{\"sub_ports\":[{\"port_id\":\"" + CHILD
                        + "\",\"segmentation_type\":\"vlan\",\"segmentation_id\":10}]}");
        assertThat(server.get("/v2.0/trunks/" + TRUNK + "/get_tea").status()).isEqualTo(404);
        assertThat(server.getAs(new ProjectId("nobody"), "/v2.0/trunks/" + TRUNK + "/get_subports")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void rule_types_are_told_and_their_details_to_administrators() {
        assertThat(server.getAs(BOB, "/v2.0/qos/rule-types")
                        .body()
                        .get("rule_types")
                        .valueStream()
                        .map(type -> type.get("type").stringValue()))
                .contains("bandwidth_limit", "dscp_marking", "minimum_bandwidth");
        assertThat(server.get("/v2.0/qos/rule-types/dscp_marking")
                        .body()
                        .path("rule_type")
                        .path("drivers")
                        .size())
                .isEqualTo(1);
        assertThat(server.get("/v2.0/qos/rule-types/tea").status()).isEqualTo(404);
        assertThat(server.getAs(BOB, "/v2.0/qos/rule-types/dscp_marking").status())
                .isEqualTo(403);
        assertThat(server.get("/v2.0/log/loggable-resources").raw().body())
                .isEqualTo("{\"loggable_resources\":[{\"type\":\"security_group\"}]}");
        assertThat(server.get("/v2.0/log/loggable-resources?fields=id").raw().body())
                .isEqualTo("{\"loggable_resources\":[{\"type\":\"security_group\"}]}");
        assertThat(server.getAs(BOB, "/v2.0/log/loggable-resources")
                        .body()
                        .get("loggable_resources")
                        .isEmpty())
                .isTrue();
    }
}
