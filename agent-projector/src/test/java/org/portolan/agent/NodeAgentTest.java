package org.portolan.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.portolan.agent.RealSwitch.until;
import static org.portolan.agent.Sample.portId;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.portolan.agent.controller.Backoff;
import org.portolan.agent.controller.Header;
import org.portolan.agent.controller.StateDirectory;
import org.portolan.agent.ovsdb.BridgeNames;
import org.portolan.agent.pipeline.Bridge;
import org.portolan.agent.reconcile.Reconciler;
import org.portolan.api.node.Topology;
import org.portolan.api.segment.NetworkType;

/** A whole agent between a controller and a switch, both in memory. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class NodeAgentTest {
    private static final Reconciler.Rhythm CALM = new Reconciler.Rhythm(
            Duration.ofMinutes(10), Duration.ofMinutes(10), Duration.ofMillis(5), Duration.ofMillis(40));
    private static final Backoff QUICK = new Backoff(Duration.ofMillis(5), Duration.ofMillis(40));

    @TempDir
    private Path directory;

    private final FakeController controller = FakeController.start();
    private final FakeSwitch ovs = new FakeSwitch();
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void three_hosts_and_a_guest_on_two_of_them() {
        controller.happen(log -> log.endpoint(1)
                .endpoint(2)
                .endpoint(3)
                .network(1)
                .port(1, 1)
                .guest(2, 1, "host2")
                .guest(3, 1, "host3"));
    }

    @AfterEach
    void stop() throws Exception {
        stopAgent();
        controller.close();
    }

    private void stopAgent() throws Exception {
        for (AutoCloseable resource : open.reversed()) {
            resource.close();
        }
        open.clear();
    }

    private Settings settings() {
        return new Settings(
                controller.address(),
                List.of(new Header("X-User-Id", "node-1")),
                "host1",
                "10.77.0.1",
                List.of(NetworkType.VXLAN, NetworkType.GRE),
                Map.of("physnet1", "br-ex"),
                directory,
                "netdev",
                BridgeNames.usual(),
                Duration.ofMillis(50),
                Settings.Serving.nothing());
    }

    private NodeAgent agent() throws IOException {
        return agent(QUICK);
    }

    private NodeAgent agent(Backoff backoff) throws IOException {
        StateDirectory state = StateDirectory.open(directory, "host1");
        open.add(state);
        NodeAgent agent = new NodeAgent(settings(), state, ovs, ovs, CALM, backoff);
        open.add(agent);
        agent.start();
        return agent;
    }

    private NodeAgent agentWithOneGuest() throws IOException {
        NodeAgent agent = agent();
        until("the bridges are there", () -> ovs.lines(Bridge.BR_TUN).size() > 12);
        controller.happen(log -> log.bind(1, 1, "host1", 1));
        ovs.plug("tap1", portId(1).toString());
        agent.switchChanged();
        until("the guest is wired", () -> controller.receipts().contains("1 wired 1"));
        return agent;
    }

    /** What it has told and heard the answer of; what it has not heard the answer of it tells again. */
    private boolean hasKept(String report) {
        try {
            return Files.readString(directory.resolve("host1/reports.ndjson")).contains(report);
        } catch (IOException notYet) {
            return false;
        }
    }

    private boolean knows(String part) {
        return ovs.lines(Bridge.BR_TUN).stream().anyMatch(line -> line.contains(part));
    }

    @Test
    void it_registers_with_what_neutron_would_be_told() throws Exception {
        agent();

        until("it is registered", () -> !controller.registrations().isEmpty());
        assertThat(controller.registrations().getFirst().toString())
                .isEqualTo("{\"agent_type\":\"Open vSwitch agent\",\"host\":\"host1\",\"binary\":\"portolan-agent\","
                        + "\"topic\":\"N/A\",\"availability_zone\":\"nova\",\"configurations\":{"
                        + "\"bridge_mappings\":{\"physnet1\":\"br-ex\"},\"tunnel_types\":[\"vxlan\",\"gre\"],"
                        + "\"tunneling_ip\":\"10.77.0.1\",\"integration_bridge\":\"br-int\",\"tunnel_bridge\":\"br-tun\","
                        + "\"datapath_type\":\"netdev\",\"arp_responder_enabled\":true,\"l2_population\":true,"
                        + "\"enable_distributed_routing\":false},\"tunnel_ip\":\"10.77.0.1\","
                        + "\"tunnel_types\":[\"vxlan\",\"gre\"]}");
    }

    @Test
    void a_plugged_guest_is_wired_and_reported_once() throws Exception {
        NodeAgent agent = agentWithOneGuest();

        agent.switchChanged();
        controller.happen(log -> log.guest(4, 1, "host2"));
        until("the new port is reached", () -> knows("fa:16:3e:00:00:04"));

        assertThat(ovs.port("br-int", "tap1").tag()).isEqualTo(1);
        assertThat(controller.receipts()).containsExactly("1 wired 1");
    }

    @Test
    void a_guest_that_goes_and_comes_is_reported_each_time() throws Exception {
        NodeAgent agent = agentWithOneGuest();

        ovs.unplug("tap1");
        agent.switchChanged();
        until("the loss is reported", () -> controller.receipts().size() == 2);
        ovs.plug("tap1", portId(1).toString());
        agent.switchChanged();
        until("the return is reported", () -> controller.receipts().size() == 3);

        assertThat(controller.receipts()).containsExactly("1 wired 1", "1 unwired 1", "1 wired 1");
    }

    @Test
    void a_disabled_guest_is_reported_as_unwired_and_a_new_binding_as_wired_again() throws Exception {
        agentWithOneGuest();

        controller.happen(log -> log.adminState(1, false));
        until("it is cut off", () -> controller.receipts().contains("1 unwired 1"));
        controller.happen(log -> log.bind(1, 1, "host1", 2).adminState(1, true));
        until("it is back", () -> controller.receipts().contains("1 wired 2"));

        assertThat(controller.receipts()).containsExactly("1 wired 1", "1 unwired 1", "1 wired 2");
    }

    @Test
    void a_guest_that_cannot_be_wired_is_reported_with_the_reason() throws Exception {
        NodeAgent agent = agentWithOneGuest();

        controller.happen(log -> log.network(2, NetworkType.VLAN).guest(9, 2, "host1"));
        ovs.plug("tap9", portId(9).toString());
        agent.switchChanged();

        until("the failure is reported", () -> controller.receipts().size() == 2);
        assertThat(controller.receipts().getLast())
                .isEqualTo("9 failed 1 no bridge of the host leads to the physical network");
    }

    @Test
    void heartbeats_tell_the_position_that_is_applied() throws Exception {
        agentWithOneGuest();

        controller.happen(log -> log.guest(4, 1, "host2"));

        until("it is told", () -> controller.heartbeats().contains(controller.head()));
        assertThat(controller.heartbeats()).isSorted();
    }

    @Test
    void what_does_not_concern_nodes_is_applied_without_a_word() throws Exception {
        agentWithOneGuest();
        ovs.takeBundleLines();

        controller.happen(log -> log.rename(2).rename(3));

        until("it is told", () -> controller.heartbeats().contains(controller.head()));
        assertThat(ovs.takeBundleLines()).isEmpty();
    }

    @Test
    void a_restarted_agent_goes_on_from_its_own_state_and_changes_and_reports_nothing() throws Exception {
        agentWithOneGuest();
        until("its report is answered", () -> hasKept("\"WIRED\""));
        stopAgent();
        long kept = controller.head();
        ovs.takeBundleLines();
        ovs.takeChanges();
        int asked = controller.asked().size();

        agent();
        until("it is there again", () -> controller.registrations().size() == 2);
        controller.happen(log -> log.endpoint(4));
        until("it follows", () -> ovs.ports(Bridge.BR_TUN).contains("vxlan-0a4d0004"));

        assertThat(controller.asked().get(asked)).startsWith("/portolan/v1/feed?after=" + kept + "&log=");
        assertThat(ovs.takeChanges()).allMatch(change -> change.toString().contains("0a4d0004"));
        assertThat(ovs.takeBundleLines())
                .allMatch(line -> line.matches("add .*, priority=1,in_port=\\d+ actions=resubmit.*"));
        assertThat(controller.receipts()).containsExactly("1 wired 1");
    }

    @Test
    void without_its_state_it_asks_for_the_snapshot_and_reports_again_what_it_finds() throws Exception {
        agentWithOneGuest();
        controller.happen(log -> log.guest(5, 1, "host1"));
        stopAgent();
        Files.writeString(directory.resolve("host1/topology.ndjson"), "{\"position\":10}\n{\"port\":");
        Files.deleteIfExists(directory.resolve("host1/reports.ndjson"));
        ovs.takeBundleLines();

        agent();
        until("all is reported", () -> controller.receipts().size() == 3);

        assertThat(controller.asked().stream().filter(path -> path.endsWith("/snapshot")))
                .hasSize(2);
        assertThat(controller.receipts()).containsExactlyInAnyOrder("1 wired 1", "1 wired 1", "5 unwired 1");
        assertThat(ovs.takeBundleLines()).isEmpty();
    }

    @Test
    void what_another_version_has_kept_is_thrown_away_and_the_snapshot_taken_instead() throws Exception {
        agentWithOneGuest();
        stopAgent();
        Path kept = directory.resolve("host1/topology.ndjson");
        String form = "{\"form\":" + Topology.FORM + "}";
        String whole = Files.readString(kept);
        assertThat(whole).contains(form);
        Files.writeString(kept, whole.replace(form, "{\"form\":" + (Topology.FORM - 1) + "}"));
        ovs.takeBundleLines();

        agent();
        until("it is there again", () -> controller.registrations().size() == 2);
        until(
                "it follows",
                () -> controller.asked().stream()
                                .filter(path -> path.endsWith("/snapshot"))
                                .count()
                        == 2);

        assertThat(ovs.takeBundleLines()).isEmpty();
    }

    @Test
    void while_the_controller_is_away_the_host_stays_as_it_is_and_reports_wait() throws Exception {
        NodeAgent agent = agentWithOneGuest();
        List<String> before = ovs.lines(Bridge.BR_TUN);

        controller.down();
        ovs.unplug("tap1");
        agent.switchChanged();
        until("the host lets go of it", () -> !knows("dl_vlan=1"));
        ovs.plug("tap1", portId(1).toString());
        agent.switchChanged();
        until("the host heals on its own", () -> ovs.lines(Bridge.BR_TUN).size() == before.size());
        ovs.unplug("tap1");
        agent.switchChanged();
        until("the host lets go of it again", () -> !knows("dl_vlan=1"));
        controller.happen(log -> log.endpoint(4));
        controller.up();

        until("the report is delivered", () -> controller.receipts().contains("1 unwired 1"));
        until("the news is applied", () -> ovs.ports(Bridge.BR_TUN).contains("vxlan-0a4d0004"));
    }

    @Test
    void a_controller_that_is_away_at_the_start_is_waited_for() throws Exception {
        controller.down();
        agent();
        controller.up();

        until("it is registered", () -> !controller.registrations().isEmpty());
        until("the pipeline is there", () -> ovs.lines(Bridge.BR_TUN).size() > 12);
    }

    @Test
    void nothing_is_written_before_the_log_is_read_to_the_head_that_was_found() throws Exception {
        agentWithOneGuest();
        stopAgent();
        long known = controller.head();
        controller.happen(log -> log.withdraw(2).delete(1, 1).endpoint(4));
        controller.holdAt(known + 2);
        ovs.erase(Bridge.BR_TUN, "arp_tpa=10.0.0.2");
        List<String> before = ovs.lines(Bridge.BR_TUN);
        ovs.takeChanges();
        ovs.takeBundleLines();
        int heartbeats = controller.heartbeats().size();

        NodeAgent agent = agent();
        agent.switchChanged();
        agent.flowsLost();
        until("it has been there for a while", () -> controller.heartbeats().size() >= heartbeats + 5);
        assertThat(ovs.takeChanges()).isEmpty();
        assertThat(ovs.lines(Bridge.BR_TUN)).isEqualTo(before);
        assertThat(controller.heartbeats().getLast()).isZero();

        controller.holdAt(Long.MAX_VALUE);
        until("the news is applied", () -> controller.heartbeats().contains(known + 3));
        assertThat(ovs.ports(Bridge.BR_TUN))
                .containsExactlyInAnyOrder(
                        "patch-int", "vxlan-0a4d0003", "gre-0a4d0003", "vxlan-0a4d0004", "gre-0a4d0004");
        assertThat(ovs.lines(Bridge.BR_TUN)).noneMatch(line -> line.contains("dl_vlan=1"));
    }

    @Test
    void reports_that_are_refused_for_now_are_delivered_later() throws Exception {
        NodeAgent agent = agent();
        until("the bridges are there", () -> ovs.lines(Bridge.BR_TUN).size() > 12);
        controller.refusePosts(20);
        controller.happen(log -> log.bind(1, 1, "host1", 1));
        ovs.plug("tap1", portId(1).toString());
        agent.switchChanged();

        until("the guest is reported", () -> controller.receipts().equals(List.of("1 wired 1")));
    }

    @Test
    void an_agent_that_the_controller_has_forgotten_registers_again_at_once() throws Exception {
        agent(new Backoff(Duration.ofMinutes(10), Duration.ofMinutes(10)));
        until(
                "it has told for a while that it runs",
                () -> controller.heartbeats().size() > 5);

        controller.forgetAgents();

        until("it is registered again", () -> controller.registrations().size() == 2);
    }

    @Test
    void every_request_carries_the_headers_that_were_given() throws Exception {
        agentWithOneGuest();
        until("it has told that it runs", () -> controller.heartbeats().size() > 1);

        assertThat(controller.callers()).containsExactly("node-1");
    }

    @Test
    void a_controller_that_begins_a_new_log_is_followed_from_its_snapshot_and_told_all_again() throws Exception {
        agentWithOneGuest();

        controller.startOver(log -> another(log).guest(6, 1, "host2"));

        until("what the new log tells is known", () -> knows("fa:16:3e:00:00:06"));
        until("what only the old log told is gone", () -> !knows("fa:16:3e:00:00:03"));
        until("it registers anew", () -> controller.registrations().size() == 2);
        until("the guest is reported anew", () -> controller.receipts().equals(List.of("1 wired 1", "1 wired 1")));
        until("the new position is told", () -> controller.heartbeats().getLast() == controller.head());
    }

    @Test
    void a_longer_log_in_the_place_of_the_old_one_is_noticed_all_the_same() throws Exception {
        agentWithOneGuest();
        stopAgent();
        long known = controller.head();

        controller.startOver(log -> {
            another(log);
            for (int port = 100; log.head() <= 2 * known; port++) {
                log.guest(port, 1, "host3");
            }
        });
        agent();

        until("what the new log tells is known", () -> knows("fa:16:3e:00:00:64"));
        until("what only the old log told is gone", () -> !knows("fa:16:3e:00:00:03"));
        until("the guest is reported anew", () -> controller.receipts().equals(List.of("1 wired 1", "1 wired 1")));
    }

    @Test
    void a_log_that_was_put_back_is_followed_from_its_snapshot_after_some_looks() throws Exception {
        agentWithOneGuest();
        int asked = controller.asked().size();

        controller.putBack(this::another);

        until("what was lost is gone", () -> !knows("fa:16:3e:00:00:03"));
        until("the guest is reported anew", () -> controller.receipts().equals(List.of("1 wired 1", "1 wired 1")));
        assertThat(controller.asked().stream().skip(asked).takeWhile(path -> path.contains("/feed")))
                .as("looks before the snapshot")
                .hasSize(5);
    }

    @Test
    void a_controller_that_lags_behind_for_a_while_is_not_taken_for_another() throws Exception {
        agentWithOneGuest();
        List<String> before = ovs.lines(Bridge.BR_TUN);
        int asked = controller.asked().size();

        controller.lagFor(4);
        controller.happen(log -> log.guest(7, 1, "host2"));
        until("it goes on", () -> knows("fa:16:3e:00:00:07"));

        assertThat(ovs.lines(Bridge.BR_TUN)).containsAll(before);
        assertThat(controller.asked().stream().skip(asked)).noneMatch(path -> path.contains("/snapshot"));
        assertThat(controller.receipts()).containsExactly("1 wired 1");
    }

    private static SampleLog three(SampleLog log) {
        return log.endpoint(1).endpoint(2).endpoint(3).network(1);
    }

    /** The guest of this host, and no other port. */
    private SampleLog another(SampleLog log) {
        return three(log).guest(1, 1, "host1");
    }

    @Test
    void a_feed_that_breaks_off_is_taken_up_where_it_ended() throws Exception {
        agentWithOneGuest();
        long before = controller.head();

        controller.cut();
        controller.happen(log -> log.guest(4, 1, "host2"));

        until("the new port is reached", () -> knows("fa:16:3e:00:00:04"));
        assertThat(controller.asked()).anyMatch(asked -> asked.startsWith("/portolan/v1/feed?after=" + before + "&"));
    }

    @Test
    void an_event_that_is_not_understood_is_never_passed_over() throws Exception {
        agentWithOneGuest();

        controller.speakInTongues(true);
        controller.happen(log -> log.guest(4, 1, "host2"));

        until(
                "the snapshot is asked for",
                () -> controller.asked().stream()
                                .filter(path -> path.endsWith("/snapshot"))
                                .count()
                        >= 2);
        until("the new port is known from the snapshot", () -> knows("fa:16:3e:00:00:04"));
    }

    @Test
    void a_second_agent_for_the_same_host_is_refused() throws Exception {
        agent();

        assertThatThrownBy(() -> StateDirectory.open(directory, "host1"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another agent for host host1 runs on this machine");
        try (StateDirectory other = StateDirectory.open(directory, "host2")) {
            assertThat(other).isNotNull();
        }
    }
}
