package org.portolan.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.portolan.agent.RealSwitch.until;
import static org.portolan.agent.Sample.HOST1;
import static org.portolan.agent.Sample.disabled;
import static org.portolan.agent.Sample.network;
import static org.portolan.agent.Sample.port;
import static org.portolan.agent.Sample.portId;
import static org.portolan.agent.Sample.threeHosts;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.portolan.agent.desired.Attachment.Wired;
import org.portolan.agent.desired.Renderer;
import org.portolan.agent.openflow.Lifeline;
import org.portolan.agent.openflow.OpenFlowException;
import org.portolan.agent.openflow.OvsOfctl;
import org.portolan.agent.ovsdb.OvsdbClient;
import org.portolan.agent.ovsdb.OvsdbException;
import org.portolan.agent.ovsdb.SwitchChange;
import org.portolan.agent.pipeline.Action;
import org.portolan.agent.pipeline.Bridge;
import org.portolan.agent.pipeline.Flow;
import org.portolan.agent.pipeline.Match;
import org.portolan.agent.pipeline.Prefix;
import org.portolan.agent.pipeline.Table;
import org.portolan.agent.reconcile.Receipt;
import org.portolan.agent.reconcile.Reconciler;
import org.portolan.agent.reconcile.Trigger;
import org.portolan.api.node.Topology;
import org.portolan.api.segment.NetworkType;

/** The southbound against a real Open vSwitch. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class OpenVSwitchTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final List<AutoCloseable> open = new ArrayList<>();
    private final AtomicReference<Topology> view = new AtomicReference<>(threeHosts());
    private final BlockingQueue<Receipt> receipts = new LinkedBlockingQueue<>();
    private RealSwitch ovs;
    private OvsdbClient ovsdb;
    private OvsOfctl openFlow;
    private Reconciler reconciler;

    @BeforeEach
    void start() {
        ovs = RealSwitch.start();
        open.add(ovs);
        openFlow = new OvsOfctl(ovs.directory(), SOON);
        AtomicReference<Reconciler> listener = new AtomicReference<>();
        ovsdb = OvsdbClient.watch(ovs.directory().resolve("db.sock"), SOON, () -> {
            Reconciler told = listener.get();
            if (told != null) {
                told.trigger(Trigger.SWITCH);
            }
        });
        open.add(ovsdb);
        reconciler = reconciler();
        listener.set(reconciler);
        open.add(reconciler);
        for (Bridge bridge : Bridge.ofEveryNode()) {
            open.add(Lifeline.hold(
                    ovs.directory().resolve(bridge.ovsName() + ".mgmt"), () -> reconciler.trigger(Trigger.FLOWS_LOST)));
        }
        ovsdb.awaitView();
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable resource : open.reversed()) {
            resource.close();
        }
    }

    private Reconciler reconciler() {
        return new Reconciler(
                new Renderer(HOST1, ""),
                Sample.views(view),
                ovsdb,
                openFlow,
                receipts::add,
                new Reconciler.Rhythm(
                        Duration.ofMinutes(10), Duration.ofMinutes(10), Duration.ofMillis(20), Duration.ofMillis(200)));
    }

    private Receipt.Applied pass(Trigger reason) {
        Receipt receipt = reconciler.pass(EnumSet.of(reason));
        assertThat(receipt).isInstanceOf(Receipt.Applied.class);
        return (Receipt.Applied) receipt;
    }

    private void startedWithOneGuest() {
        pass(Trigger.STARTED);
        ovs.plug("tap1", portId(1).toString());
        until("the tap is seen", () -> number("br-int", "tap1") > 0);
        assertThat(pass(Trigger.SWITCH).attachments()).containsEntry(portId(1), new Wired(1));
    }

    private int number(String bridge, String port) {
        return ovsdb.view().flatMap(seen -> seen.portNumber(bridge, port)).orElse(-1);
    }

    private Set<String> lines(Bridge bridge) {
        return new HashSet<>(texts(openFlow.dump(bridge).flows()));
    }

    private static List<String> texts(Collection<Flow> flows) {
        return flows.stream().map(Flow::text).toList();
    }

    private void log(UnaryOperator<Topology> change) {
        view.updateAndGet(change);
        pass(Trigger.LOG);
    }

    @Test
    void bridges_are_secure_and_patched_and_a_second_agent_changes_nothing() {
        pass(Trigger.STARTED);
        int patch = number("br-tun", "patch-int");

        assertThat(ovs.vsctl("get", "Bridge", "br-int", "fail_mode")).containsExactly("secure");
        assertThat(ovs.vsctl("get", "Bridge", "br-tun", "fail_mode")).containsExactly("secure");
        assertThat(ovs.vsctl("get-controller", "br-tun")).isEmpty();
        assertThat(ovs.vsctl("get", "Interface", "patch-int", "options")).containsExactly("{peer=patch-tun}");
        assertThat(ovs.vsctl("get", "Interface", "patch-tun", "options")).containsExactly("{peer=patch-int}");

        try (Reconciler second = reconciler()) {
            Receipt receipt = second.pass(EnumSet.of(Trigger.STARTED));
            assertThat(receipt)
                    .isInstanceOfSatisfying(Receipt.Applied.class, applied -> assertThat(applied.isUnchanged())
                            .isTrue());
        }
        assertThat(number("br-tun", "patch-int")).isEqualTo(patch);
    }

    @Test
    void bridges_made_by_another_hand_are_adopted() {
        ovs.vsctl(
                "add-br",
                "br-int",
                "--",
                "set-fail-mode",
                "br-int",
                "standalone",
                "--",
                "set-controller",
                "br-int",
                "tcp:127.0.0.1:1");

        pass(Trigger.STARTED);

        assertThat(ovs.vsctl("get", "Bridge", "br-int", "fail_mode")).containsExactly("secure");
        assertThat(ovs.vsctl("get-controller", "br-int")).isEmpty();
        assertThat(pass(Trigger.AUDIT).isUnchanged()).isTrue();
    }

    @Test
    void tunnel_ports_have_the_name_and_options_that_neutron_gives_them() {
        pass(Trigger.STARTED);

        assertThat(ovs.vsctl("get", "Interface", "vxlan-0a4d0002", "type")).containsExactly("vxlan");
        assertThat(ovs.vsctl("get", "Interface", "vxlan-0a4d0002", "options"))
                .containsExactly(
                        "{df_default=\"true\", in_key=flow, local_ip=\"10.77.0.1\", out_key=flow, remote_ip=\"10.77.0.2\"}");
    }

    @Test
    void every_flow_is_read_back_as_it_was_written() {
        startedWithOneGuest();
        ovs.plug("tap9", portId(9).toString());
        until("the tap is seen", () -> number("br-int", "tap9") > 0);
        pass(Trigger.SWITCH);

        Receipt.Applied audit = pass(Trigger.AUDIT);

        assertThat(audit.drift()).isEmpty();
        assertThat(audit.isUnchanged()).isTrue();
    }

    @Test
    void every_spelling_of_matches_and_actions_is_the_normal_form_of_open_vswitch() {
        pass(Trigger.STARTED);
        List<Flow> flows = List.of(
                Flow.in(Table.LOCAL_SWITCHING)
                        .priority(3)
                        .match(Match.from(5).andVlan(100))
                        .then(Action.changeVlan(7), Action.normal()),
                Flow.in(Table.LOCAL_SWITCHING)
                        .priority(4)
                        .match(Match.untagged().andFrom(5))
                        .then(Action.pushVlan(7), Action.normal()),
                Flow.in(Table.LOCAL_SWITCHING)
                        .priority(32768)
                        .match(Match.from(6))
                        .then(Action.output(1), Action.output(2), Action.backToInPort()),
                Flow.in(Table.LOCAL_SWITCHING).priority(32768).then(Action.drop()),
                Flow.in(Table.ARP_SPOOFING)
                        .priority(2)
                        .match(Match.arp()
                                .andArpSender(Prefix.parse("10.0.0.9"))
                                .andFrom(1))
                        .then(Action.goOn(Table.MAC_SPOOFING)),
                Flow.in(Table.ARP_SPOOFING)
                        .priority(2)
                        .match(Match.arp()
                                .andArpSender(Prefix.parse("10.0.0.0/24"))
                                .andFrom(1))
                        .then(Action.goOn(Table.MAC_SPOOFING)),
                Flow.in(Table.MAC_SPOOFING)
                        .priority(2)
                        .match(Match.from(1).andSource("fa:16:3e:00:00:01").andDestination("fa:16:3e:00:00:02"))
                        .then(Action.normal()),
                Flow.in(Table.ARP_SPOOFING)
                        .priority(1)
                        .match(Match.arp()
                                .andVlan(4094)
                                .andFrom(1)
                                .andArpTarget("10.0.0.1")
                                .andArpSender(Prefix.parse("10.0.0.2")))
                        .then(Action.answerArp("02:00:00:00:00:0a", "255.255.255.255"), Action.tunnelId(16777215)));

        openFlow.apply(
                Bridge.BR_INT, flows.stream().map(flow -> "add " + flow.text()).toList());

        assertThat(openFlow.dump(Bridge.BR_INT).flows()).containsAll(flows);
        openFlow.apply(
                Bridge.BR_INT, flows.stream().map(flow -> flow.key().toDelete()).toList());
        assertThat(openFlow.dump(Bridge.BR_INT).flows()).doesNotContainAnyElementsOf(flows);
    }

    @Test
    void a_bundle_with_one_bad_line_changes_nothing() {
        pass(Trigger.STARTED);
        Set<String> before = lines(Bridge.BR_TUN);

        assertThatThrownBy(() -> openFlow.apply(
                        Bridge.BR_TUN,
                        List.of(
                                "add cookie=0x504f010000000000,table=20,priority=7 actions=drop",
                                "add cookie=0x504f010000000000,table=21,priority=7 actions=set_field:2->arp_op")))
                .isInstanceOf(OpenFlowException.class);

        assertThat(lines(Bridge.BR_TUN)).isEqualTo(before);
    }

    @Test
    void a_frame_to_a_known_station_leaves_by_its_tunnel_alone() {
        startedWithOneGuest();
        int patch = number("br-tun", "patch-int");

        String trace = ovs.trace(
                "br-tun",
                "in_port=" + patch + ",dl_vlan=1,dl_src=fa:16:3e:00:00:01,dl_dst=fa:16:3e:00:00:02,dl_type=0x0800");

        assertThat(trace)
                .contains("set_field:0x3e9->tun_id", "output:" + number("br-tun", "vxlan-0a4d0002"))
                .doesNotContain("output:" + number("br-tun", "vxlan-0a4d0003"));
    }

    @Test
    void an_arp_request_for_a_known_address_is_answered_on_the_host() {
        startedWithOneGuest();
        int patch = number("br-tun", "patch-int");

        String trace = ovs.trace(
                "br-tun",
                "in_port=" + patch + ",dl_vlan=1,dl_src=fa:16:3e:00:00:01,dl_dst=ff:ff:ff:ff:ff:ff,dl_type=0x0806,"
                        + "arp_op=1,arp_spa=10.0.0.1,arp_tpa=10.0.0.2,arp_sha=fa:16:3e:00:00:01,arp_tha=00:00:00:00:00:00");

        assertThat(trace)
                .contains("IN_PORT", "load:0xfa163e000002->NXM_NX_ARP_SHA[]")
                .doesNotContain("tun_id");
    }

    @Test
    void broadcast_reaches_every_host_of_the_network() {
        startedWithOneGuest();

        String trace = ovs.trace(
                "br-tun",
                "in_port=" + number("br-tun", "patch-int")
                        + ",dl_vlan=1,dl_src=fa:16:3e:00:00:01,dl_dst=ff:ff:ff:ff:ff:ff,dl_type=0x0800");

        assertThat(trace)
                .contains(
                        "output:" + number("br-tun", "vxlan-0a4d0002"), "output:" + number("br-tun", "vxlan-0a4d0003"));
    }

    @Test
    void frames_of_unknown_networks_or_by_the_wrong_tunnel_type_are_dropped() {
        startedWithOneGuest();
        String from = "in_port=" + number("br-tun", "vxlan-0a4d0002") + ",tun_src=10.77.0.2,tun_dst=10.77.0.1,tun_id=";

        assertThat(ovs.trace("br-tun", from + "0x3ea,dl_src=fa:16:3e:00:00:77"))
                .contains(" 4. priority 0")
                .doesNotContain("learn");
        assertThat(ovs.trace("br-tun", from + "0x3e9,dl_src=fa:16:3e:00:00:77")).contains("learn(");
    }

    @Test
    void senders_are_learned_left_alone_by_audits_and_forgotten_with_their_network() {
        startedWithOneGuest();
        learn("fa:16:3e:00:00:77", "vxlan-0a4d0002");
        assertThat(texts(openFlow.dump(Bridge.BR_TUN, Table.UNICAST).learned()))
                .singleElement()
                .asString()
                .contains("vlan_tci=0x0001/0x0fff,dl_dst=fa:16:3e:00:00:77", "load:0x3e9->NXM_NX_TUN_ID[]");

        assertThat(pass(Trigger.AUDIT).isUnchanged()).isTrue();
        try (Reconciler second = reconciler()) {
            second.pass(EnumSet.of(Trigger.STARTED));
        }
        assertThat(openFlow.dump(Bridge.BR_TUN, Table.UNICAST).learned()).hasSize(1);

        log(before -> before.with(disabled(port(1, 1, "host1"), 400)));
        assertThat(openFlow.dump(Bridge.BR_TUN, Table.UNICAST).learned()).isEmpty();
    }

    @Test
    void a_vlan_network_leaves_with_its_tag_and_arrives_at_its_port_and_no_other_does() {
        ovs.vsctl("add-br", "br-ex");
        ovs.vsctl("add-port", "br-ex", "wire", "--", "set", "interface", "wire", "type=dummy");
        view.updateAndGet(before -> before.with(network(2, NetworkType.VLAN)).with(port(4, 2, "host1")));
        until("the bridge is seen", () -> number("br-ex", "wire") > 0);
        startedWithOneGuest();
        ovs.plug("tap4", portId(4).toString());
        until("the tap is seen", () -> number("br-int", "tap4") > 0);
        assertThat(pass(Trigger.SWITCH).attachments()).containsEntry(portId(4), new Wired(1));
        assertThat(pass(Trigger.AUDIT).isUnchanged()).isTrue();

        int wire = number("br-ex", "wire");
        String inside = ovs.trace("br-int", "in_port=tap4,dl_src=fa:16:3e:00:00:04,dl_dst=ff:ff:ff:ff:ff:ff");
        assertThat(inside).contains("push_vlan(vid=1002,pcp=0)");
        assertThat(ovs.trace("br-int", "in_port=tap1,dl_src=fa:16:3e:00:00:01,dl_dst=ff:ff:ff:ff:ff:ff"))
                .containsPattern("bridge\\(\"br-ex\"\\)\\s+-+\\s+0\\. in_port=\\d+, priority 2, .*\\s+drop");
        assertThat(ovs.trace(
                        "br-ex", "in_port=" + wire + ",dl_vlan=1002,dl_src=fa:16:3e:00:00:77,dl_dst=fa:16:3e:00:00:04"))
                .contains("set_field:4098->vlan_vid");
        assertThat(ovs.trace(
                        "br-ex", "in_port=" + wire + ",dl_vlan=2,dl_src=fa:16:3e:00:00:77,dl_dst=fa:16:3e:00:00:04"))
                .doesNotContain("resubmit");
    }

    @Test
    void what_was_learned_from_a_host_is_forgotten_when_its_tunnel_goes() {
        startedWithOneGuest();
        learn("fa:16:3e:00:00:77", "vxlan-0a4d0002");
        learn("fa:16:3e:00:00:78", "vxlan-0a4d0003");

        log(before -> before.withoutEndpoint("host2"));

        assertThat(texts(openFlow.dump(Bridge.BR_TUN, Table.UNICAST).learned()))
                .singleElement()
                .asString()
                .contains("fa:16:3e:00:00:78");
        assertThat(ovs.vsctl("list-ports", "br-tun")).containsExactly("patch-int", "vxlan-0a4d0003");
        assertThat(pass(Trigger.AUDIT).isUnchanged()).isTrue();
    }

    private void learn(String mac, String tunnel) {
        ovs.trace(
                "br-tun",
                "in_port=" + number("br-tun", tunnel) + ",tun_src=10.77.0.2,tun_dst=10.77.0.1,tun_id=0x3e9,dl_src="
                        + mac);
    }

    @Test
    void a_dead_port_is_cut_off_and_comes_back() {
        startedWithOneGuest();
        int tap = number("br-int", "tap1");

        log(before -> before.with(disabled(port(1, 1, "host1"), 400)));
        assertThat(ovs.vsctl("get", "Port", "tap1", "tag")).containsExactly("4095");
        assertThat(ovs.trace("br-int", "in_port=" + tap + ",dl_src=fa:16:3e:00:00:01"))
                .contains("Datapath actions: drop");

        log(before -> before.with(port(1, 1, "host1")));
        assertThat(ovs.vsctl("get", "Port", "tap1", "tag")).containsExactly("1");
        assertThat(lines(Bridge.BR_INT)).noneMatch(line -> line.contains("priority=2,in_port"));
    }

    @Test
    void what_others_keep_on_a_port_survives() {
        pass(Trigger.STARTED);
        ovs.plug("tap1", portId(1).toString());
        ovs.vsctl("set", "Port", "tap1", "other_config:colour=blue", "other_config:net_uuid=old");
        until("the tap is seen", () -> number("br-int", "tap1") > 0);

        pass(Trigger.SWITCH);

        assertThat(ovs.vsctl("get", "Port", "tap1", "other_config").getFirst())
                .contains("colour=blue", "segmentation_id=\"1001\"", "network_type=vxlan")
                .doesNotContain("net_uuid=old");
    }

    @Test
    void the_running_agent_wires_a_tap_as_soon_as_it_appears_and_heals_what_is_changed() {
        reconciler.start();
        until("the bridges are there", () -> number("br-tun", "patch-int") > 0);

        ovs.plug("tap1", portId(1).toString());
        until("the tap has its tag", () -> ovs.vsctl("get", "Port", "tap1", "tag")
                .equals(List.of("1")));

        ovs.vsctl("set", "Port", "tap1", "tag=7");
        until("the tag is back", () -> ovs.vsctl("get", "Port", "tap1", "tag").equals(List.of("1")));

        ovs.vsctl("del-port", "br-tun", "vxlan-0a4d0003");
        until("the tunnel is back", () -> ovs.vsctl("list-ports", "br-tun").contains("vxlan-0a4d0003"));

        ovs.vsctl("del-br", "br-tun");
        until(
                "the bridge is back",
                () -> number("br-tun", "vxlan-0a4d0003") > 0
                        && quietLines().stream().anyMatch(line -> line.contains("dl_dst=fa:16:3e:00:00:03")));
    }

    @Test
    void when_open_vswitch_is_killed_and_comes_back_its_flows_come_back() {
        reconciler.start();
        until("the bridges are there", () -> number("br-tun", "patch-int") > 0);
        ovs.plug("tap1", portId(1).toString());
        until("the flows are there", () -> quietLines().size() == 20);
        Set<String> before = quietLines();

        ovs.killDaemon();
        ovs.startDaemon();

        until("the flows are back", () -> quietLines().equals(before));
    }

    private Set<String> quietLines() {
        try {
            return lines(Bridge.BR_TUN);
        } catch (OpenFlowException e) {
            return Set.of();
        }
    }

    @Test
    void a_restart_of_the_database_is_outlived() {
        reconciler.start();
        until("the bridges are there", () -> number("br-tun", "patch-int") > 0);

        ovs.stopDatabase();
        until("the loss is seen", () -> ovsdb.view().isEmpty());
        assertThatThrownBy(() -> ovsdb.apply(List.of(new SwitchChange.RemovePort("br-int", "none"))))
                .isInstanceOf(OvsdbException.class);
        ovs.startDatabase();
        until("the database is seen again", () -> ovsdb.view().isPresent());

        ovs.plug("tap1", portId(1).toString());
        until("the tap has its tag", () -> ovs.vsctl("get", "Port", "tap1", "tag")
                .equals(List.of("1")));
    }

    @Test
    void a_daemon_that_does_not_follow_is_named() {
        pass(Trigger.STARTED);
        ovs.killDaemon();
        try (OvsdbClient impatient =
                OvsdbClient.watch(ovs.directory().resolve("db.sock"), Duration.ofMillis(300), () -> {})) {
            impatient.awaitView();

            assertThatThrownBy(() -> impatient.apply(List.of(new SwitchChange.ConfigureBridge("br-int", ""))))
                    .isInstanceOf(OvsdbException.class)
                    .hasMessageContaining("ovs-vswitchd has not followed");
        }
    }
}
