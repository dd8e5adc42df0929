package org.portolan.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.testbed.Cloud.PATIENCE;
import static org.portolan.testbed.Cloud.id;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** QoS policies with real packets between guests on two hosts. */
@FullStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // the cloud is made before all tests
class QosTest {

    private static final Duration BEAT = Duration.ofMillis(20);
    private static final int BYTES = 300_000;

    @AutoClose
    private static Cloud cloud;

    @RegisterExtension
    final CloudStory story = new CloudStory(() -> cloud);

    private JsonNode policy;
    private Guest red;
    private Guest blue;

    private static Neutron api() {
        return cloud.neutron();
    }

    @BeforeAll
    void two_guests_and_a_policy() {
        cloud = Cloud.start();
        cloud.addHost("host1");
        cloud.addHost("host2");
        cloud.awaitAgents(2);
        JsonNode network = api().network("red", Map.of());
        api().subnet(network, "10.1.0.0/24", Map.of("enable_dhcp", false));
        red = cloud.guest("red", "host1", network, "/24", Map.of());
        blue = cloud.guest("blue", "host2", network, "/24", Map.of());
        policy = api().post("/v2.0/qos/policies", Map.of("policy", Map.of("name", "gold")))
                .path("policy");
        red.pingUntilAnswered(blue.ip(), PATIENCE);
    }

    @AfterEach
    void no_policy_holds() {
        holds(null);
    }

    private void holds(@Nullable String policyId) {
        Map<String, Object> changes = new HashMap<>();
        changes.put("qos_policy_id", policyId);
        api().update("port", red.nic().port(), changes);
    }

    private JsonNode rule(String kind, Map<String, Object> rule) {
        return api().post("/v2.0/qos/policies/" + id(policy) + "/" + kind + "_rules", Map.of(kind + "_rule", rule))
                .path(kind + "_rule");
    }

    private boolean isMarked(Guest sender, Guest receiver) {
        try (Capture capture = receiver.capture("icmp[icmptype] == icmp-echo and ip[1] == 0x68")) {
            assertThat(sender.ping(receiver.ip(), 3, BEAT).lost()).isZero();
            return !capture.stop().isEmpty();
        }
    }

    @Test
    void what_a_guest_sends_carries_its_policy_s_mark_and_what_others_send_does_not() {
        assertThat(isMarked(red, blue)).isFalse();
        JsonNode rule = rule("dscp_marking", Map.of("dscp_mark", 26));
        holds(id(policy));

        Await.until("packets are marked", PATIENCE, () -> isMarked(red, blue));
        assertThat(isMarked(blue, red)).isFalse();
        assertThat(red.echoOverTcp(blue, 100_000)).isPositive();

        api().delete("qos/policie", id(policy) + "/dscp_marking_rules/" + id(rule));
        Await.until("packets are marked no more", PATIENCE, () -> !isMarked(red, blue));
    }

    @Test
    void after_a_restart_of_open_vswitch_marks_and_limits_hold_again() {
        JsonNode mark = rule("dscp_marking", Map.of("dscp_mark", 26));
        JsonNode limit =
                rule("bandwidth_limit", Map.of("max_kbps", 2000, "max_burst_kbps", 500, "direction", "egress"));
        holds(id(policy));
        Await.until("packets are marked", PATIENCE, () -> isMarked(red, blue));

        red.host().openVSwitch().restart();
        red.pingUntilAnswered(blue.ip(), PATIENCE);

        Await.until("packets are marked again", PATIENCE, () -> isMarked(red, blue));
        assertThat(red.echoOverTcp(blue, BYTES)).isGreaterThan(Duration.ofMillis(700));
        api().delete("qos/policie", id(policy) + "/dscp_marking_rules/" + id(mark));
        api().delete("qos/policie", id(policy) + "/bandwidth_limit_rules/" + id(limit));
    }

    @Test
    void a_limit_slows_what_a_guest_receives_until_it_is_lifted() {
        String tap = red.nic().tap();
        Duration free = blue.echoOverTcp(red, BYTES);
        JsonNode rule =
                rule("bandwidth_limit", Map.of("max_kbps", 2000, "max_burst_kbps", 500, "direction", "ingress"));
        holds(id(policy));
        Await.until("the limit holds", PATIENCE, () -> !red.host()
                .openVSwitch()
                .vsctl("get", "Port", tap, "qos")
                .strip()
                .equals("[]"));

        Duration limited = blue.echoOverTcp(red, BYTES);
        assertThat(limited)
                .as("2.4 Mbit at 2 Mbit/s, unlimited they took " + free)
                .isGreaterThan(Duration.ofMillis(700));

        api().delete("qos/policie", id(policy) + "/bandwidth_limit_rules/" + id(rule));
        Await.until("the limit is lifted", PATIENCE, () -> red.host()
                .openVSwitch()
                .vsctl("get", "Port", tap, "qos")
                .strip()
                .equals("[]"));
        assertThat(blue.echoOverTcp(red, BYTES)).isLessThan(limited);
        assertThat(red.host().openVSwitch().vsctl("--bare", "--columns=_uuid", "list", "qos"))
                .isBlank();
    }

    @Test
    void a_limit_slows_what_a_guest_sends_until_it_is_lifted() {
        Duration free = red.echoOverTcp(blue, BYTES);
        JsonNode rule = rule("bandwidth_limit", Map.of("max_kbps", 2000, "max_burst_kbps", 500, "direction", "egress"));
        holds(id(policy));
        Await.until("the limit holds", PATIENCE, () -> red.host().openVSwitch().flows("br-int").stream()
                .anyMatch(flow -> flow.contains("meter:")));

        Duration limited = red.echoOverTcp(blue, BYTES);
        assertThat(limited)
                .as("2.4 Mbit at 2 Mbit/s, unlimited they took " + free)
                .isGreaterThan(Duration.ofMillis(700));

        api().delete("qos/policie", id(policy) + "/bandwidth_limit_rules/" + id(rule));
        Await.until("the limit is lifted", PATIENCE, () -> red.host().openVSwitch().flows("br-int").stream()
                .noneMatch(flow -> flow.contains("meter:")));
        assertThat(red.echoOverTcp(blue, BYTES)).isLessThan(limited);
        assertThat(List.of(red.host().openVSwitch().ofctl("dump-meters", "br-int")))
                .noneMatch(meters -> meters.contains("type=drop"));
    }
}
