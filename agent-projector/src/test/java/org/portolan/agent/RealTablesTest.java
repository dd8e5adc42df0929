package org.portolan.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.agent.RealSwitch.until;
import static org.portolan.agent.desired.SecuredHost.all;
import static org.portolan.agent.desired.SecuredHost.allow;
import static org.portolan.agent.desired.SecuredHost.rule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.portolan.agent.desired.SecuredHost;
import org.portolan.agent.openflow.OvsOfctl;
import org.portolan.agent.pipeline.Bridge;
import org.portolan.agent.pipeline.Packet;
import org.portolan.agent.pipeline.Tables;

/** The tables in memory take packets the way that Open vSwitch's own take them. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RealTablesTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Pattern TABLE = Pattern.compile("(?m)^ *(\\d+)\\. ");

    @Test
    void packets_pass_the_same_tables_in_memory_and_in_open_vswitch() {
        SecuredHost host = new SecuredHost()
                .group(
                        1,
                        all("egress"),
                        allow("ingress", 6, 80, "group 2"),
                        rule("ingress", "IPv4", 6, 64, 127, "group 3"),
                        rule("ingress", "IPv4", 17, 1000, 1999, "10.0.0.0/8"),
                        allow("ingress", 1, 8, null))
                .group(2)
                .group(3)
                .statelessGroup(4, all("egress"), allow("ingress", 6, 22, "group 2"))
                .guest(1, 1)
                .guest(2, 4)
                .remote(3, 2)
                .remote(4, 3)
                .remote(5, 2, 3);
        try (RealSwitch ovs = RealSwitch.start()) {
            ovs.vsctl(
                    "add-br",
                    "br-int",
                    "--",
                    "set",
                    "bridge",
                    "br-int",
                    "fail_mode=secure",
                    "protocols=OpenFlow10,OpenFlow13,OpenFlow14");
            for (int guest = 1; guest <= 2; guest++) {
                ovs.vsctl(
                        "add-port",
                        "br-int",
                        "tap" + guest,
                        "--",
                        "set",
                        "interface",
                        "tap" + guest,
                        "type=dummy",
                        "ofport_request=" + host.number(guest));
            }
            ovs.vsctl("add-port", "br-int", "tun", "--", "set", "interface", "tun", "type=dummy", "ofport_request=1");
            until(
                    "the bridge answers",
                    () -> java.nio.file.Files.exists(ovs.directory().resolve("br-int.mgmt")));
            List<String> flows = host.ovs().lines(Bridge.BR_INT);
            OvsOfctl openFlow = new OvsOfctl(ovs.directory(), SOON);
            openFlow.apply(
                    Bridge.BR_INT, flows.stream().map(line -> "add " + line).toList());
            assertThat(openFlow.dump(Bridge.BR_INT).flows())
                    .extracting(Object::toString)
                    .containsExactlyInAnyOrderElementsOf(flows);

            for (int from = 3; from <= 5; from++) {
                for (int port : List.of(22, 63, 64, 80, 81, 127, 128)) {
                    same(ovs, flows, 1, Packet.tcp(from, 1, port).tagged(1));
                    same(ovs, flows, 1, Packet.tcp(from, 2, port).tagged(1));
                }
            }
            for (int port : List.of(999, 1000, 1535, 1999, 2000)) {
                same(ovs, flows, 1, Packet.udp(3, 1, port).tagged(1));
            }
            same(ovs, flows, 1, Packet.ping(3, 1).tagged(1));
            same(ovs, flows, 1, Packet.arp(3, 1).tagged(1));
            for (int guest = 1; guest <= 2; guest++) {
                int number = host.number(guest);
                same(ovs, flows, number, Packet.ping(guest, 3));
                same(ovs, flows, number, Packet.ping(guest, 3).from("10.0.0.77"));
                same(ovs, flows, number, Packet.ping(guest, 3).fromMac("02:00:00:00:00:01"));
                same(ovs, flows, number, Packet.arp(guest, 3));
                same(ovs, flows, number, Packet.arp(guest, 3).from("10.0.0.77"));
                same(ovs, flows, number, Packet.tcp(guest, 3 - guest, 22));
                same(ovs, flows, number, Packet.ping(guest, 3 - guest));
                same(ovs, flows, number, Packet.udp(guest, 3, 0).ports(67, 68));
                same(ovs, flows, number, Packet.icmp6(guest, "fe80::f816:3eff:fe00:" + guest, 135));
                same(ovs, flows, number, Packet.icmp6(guest, "fe80::f816:3eff:fe00:" + guest, 134));
                same(ovs, flows, number, Packet.icmp6(guest, "::", 135));
            }
        }
    }

    private static void same(RealSwitch ovs, List<String> flows, int port, Packet packet) {
        List<Integer> path = new ArrayList<>();
        String trace = String.join("\n", ovs.appctl("ofproto/trace", "br-int", packet.traced(port)));
        Matcher table = TABLE.matcher(trace);
        while (table.find()) {
            path.add(Integer.parseInt(table.group(1)));
        }
        assertThat(new Tables(() -> flows).send(port, packet).path())
                .as("%s%n%s", packet, trace)
                .isEqualTo(path);
    }
}
