package org.portolan.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two hosts with tunnels and flows made by hand: what the full-stack tests stand on. */
@FullStack
class TwoHostsTest {

    private static final int VNI = 5001;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Guest.Nic RED = new Guest.Nic("11111111-aaaa", "fa:16:3e:00:00:01", "10.0.0.1/24", 1450);
    private static final Guest.Nic BLUE = new Guest.Nic("22222222-aaaa", "fa:16:3e:00:00:02", "10.0.0.2/24", 1450);

    private Testbed testbed;
    private Host host1;
    private Host host2;
    private Guest red;
    private Guest blue;

    @BeforeEach
    void two_hosts_with_a_guest_each() {
        testbed = Testbed.open();
        host1 = testbed.addHost("host1");
        host2 = testbed.addHost("host2");
        red = host1.plug("red", RED);
        blue = host2.plug("blue", BLUE);
        connect(host1, host2, RED);
        connect(host2, host1, BLUE);
    }

    @AfterEach
    void close() {
        testbed.close();
    }

    @Test
    void guests_on_two_hosts_reach_each_other_over_vxlan_by_ping_and_by_tcp() {
        try (Capture wire = host1.captureUnderlay("udp port 4789")) {
            red.pingUntilAnswered(blue.ip(), PATIENCE);

            Ping ping = red.ping(blue.ip(), 20, Duration.ofMillis(20));
            assertThat(ping.received()).isEqualTo(20);
            assertThat(ping.lost()).isZero();
            assertThat(ping.average()).isPresent();
            assertThat(blue.echoOverTcp(red, 300_000)).isPositive();
            assertThat(red.arping(blue.ip())).isTrue();

            assertThat(wire.stop())
                    .anySatisfy(packet -> assertThat(packet).contains("10.77.0.1", "10.77.0.2", "vni " + VNI));
        }
    }

    @Test
    void an_address_that_nobody_has_is_not_reached() {
        red.pingUntilAnswered(blue.ip(), PATIENCE);

        assertThat(red.cannotReach("10.0.0.77")).isTrue();
        assertThat(red.arping("10.0.0.77")).isFalse();
    }

    @Test
    void a_device_is_plugged_as_nova_does_it() {
        String ids = host1.openVSwitch().vsctl("get", "Interface", RED.tap(), "external_ids");

        assertThat(RED.tap()).isEqualTo("tap11111111-aa");
        assertThat(ids)
                .contains(
                        "iface-id=\"11111111-aaaa\"",
                        "iface-status=active",
                        "attached-mac=\"fa:16:3e:00:00:01\"",
                        "vm-uuid=");
    }

    @Test
    void a_guest_that_was_unplugged_is_reached_again_after_it_is_plugged_in_again() {
        red.pingUntilAnswered(blue.ip(), PATIENCE);

        blue.unplug();
        assertThat(red.cannotReach(blue.ip())).isTrue();

        blue.replug();
        forward(host2, BLUE);
        assertThat(red.pingUntilAnswered(blue.ip(), PATIENCE)).isLessThan(PATIENCE);
    }

    @Test
    void a_running_ping_counts_what_a_cut_of_the_underlay_costs() {
        red.pingUntilAnswered(blue.ip(), PATIENCE);
        RunningPing running = red.startPing(blue.ip(), Duration.ofMillis(20));
        host1.cutUnderlay();
        assertThat(red.cannotReach(blue.ip())).isTrue();
        host1.mendUnderlay();
        red.pingUntilAnswered(blue.ip(), PATIENCE);
        Ping ping = running.stop();

        assertThat(ping.lost()).isGreaterThan(20);
        assertThat(ping.longestGap()).isGreaterThan(20);
        assertThat(ping.received()).isPositive();
    }

    @Test
    void a_killed_ovs_vswitchd_comes_back_without_its_flows() {
        red.pingUntilAnswered(blue.ip(), PATIENCE);

        host1.openVSwitch().kill();
        assertThat(host1.openVSwitch().alive()).isFalse();
        assertThat(red.cannotReach(blue.ip())).isTrue();

        host1.openVSwitch().start();
        assertThat(host1.openVSwitch().flows("br-int")).isEmpty();
        forward(host1, RED);
        assertThat(red.pingUntilAnswered(blue.ip(), PATIENCE)).isLessThan(PATIENCE);
        assertThat(host1.openVSwitch().residentBytes()).isBetween(5_000_000L, 200_000_000L);
    }

    @Test
    void flows_are_told_with_their_cookies() {
        host1.openVSwitch().addFlows("br-int", List.of("cookie=0xabc,table=7,priority=5,ip,actions=drop"));

        assertThat(host1.openVSwitch().flows("br-int")).contains("cookie=0xabc, table=7, priority=5,ip actions=drop");
    }

    @Test
    void a_process_on_a_host_reaches_a_server_on_the_main_loopback_and_no_other() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> greet(server));
            host1.reach(server.getLocalPort());

            String address = "TCP:127.0.0.1:" + server.getLocalPort();
            Program client = Program.of("socat", "-t", "5", "-", address).reading("a question");
            assertThat(client.in(host1.namespace()).succeed().out()).isEqualTo("you asked: a question");
            assertThat(client.in(host2.namespace()).run().succeeded()).isFalse();
        }
    }

    @Test
    void a_daemon_on_a_host_is_killed_and_started_again() {
        Daemon sleeper = host1.start(
                "sleeper", List.of("sh", "-c", "echo $GREETING; exec sleep 60"), Map.of("GREETING", "hello"));
        Await.until("it greets", PATIENCE, () -> sleeper.logText().equals("hello\n"));
        long first = sleeper.pid();
        assertThat(sleeper.residentBytes()).isPositive();

        sleeper.kill();
        assertThat(sleeper.alive()).isFalse();

        sleeper.start();
        Await.until("it greets again", PATIENCE, () -> sleeper.logText().equals("hello\nhello\n"));
        assertThat(sleeper.pid()).isNotEqualTo(first);
        assertThat(new ProcessId(sleeper.pid()).runs()).isTrue();

        testbed.close();
        assertThat(sleeper.alive()).isFalse();
    }

    private static void greet(ServerSocket server) {
        try (Socket client = server.accept();
                InputStream in = client.getInputStream();
                OutputStream out = client.getOutputStream()) {
            String question = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            out.write(("you asked: " + question).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void connect(Host here, Host there, Guest.Nic guest) {
        here.openVSwitch().vsctl("set", "bridge", "br-int", "fail_mode=secure");
        here.openVSwitch()
                .vsctl(
                        "add-port",
                        "br-int",
                        "vxlan",
                        "--",
                        "set",
                        "interface",
                        "vxlan",
                        "type=vxlan",
                        "options:local_ip=" + here.tunnelAddress(),
                        "options:remote_ip=" + there.tunnelAddress(),
                        "options:key=" + VNI);
        forward(here, guest);
    }

    private static void forward(Host host, Guest.Nic guest) {
        OpenVSwitch ovs = host.openVSwitch();
        Await.until("the tunnel has a port number", PATIENCE, () -> portNumber(ovs, "vxlan") > 0);
        int tap = portNumber(ovs, guest.tap());
        int tunnel = portNumber(ovs, "vxlan");
        ovs.addFlows(
                "br-int",
                List.of(
                        "in_port=" + tap + ",actions=output:" + tunnel,
                        "in_port=" + tunnel + ",actions=output:" + tap));
    }

    private static int portNumber(OpenVSwitch ovs, String port) {
        return Integer.parseInt(ovs.vsctl("get", "interface", port, "ofport"));
    }
}
