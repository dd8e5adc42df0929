package org.portolan.agent.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.agent.Sample.HOST1;
import static org.portolan.agent.Sample.endpoint;
import static org.portolan.agent.Sample.moved;
import static org.portolan.agent.Sample.network;
import static org.portolan.agent.Sample.networkId;
import static org.portolan.agent.Sample.port;
import static org.portolan.agent.Sample.portId;
import static org.portolan.agent.Sample.threeHosts;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.portolan.agent.FakeSwitch;
import org.portolan.agent.Sample;
import org.portolan.agent.desired.Attachment.Wired;
import org.portolan.agent.desired.Renderer;
import org.portolan.agent.pipeline.Bridge;
import org.portolan.api.node.NodePort;
import org.portolan.api.node.Topology;

class ReconcilerTest {
    private static final Reconciler.Rhythm QUICK = new Reconciler.Rhythm(
            Duration.ofMinutes(10), Duration.ofMillis(20), Duration.ofMillis(5), Duration.ofMillis(40));

    private final FakeSwitch ovs = new FakeSwitch();
    private final AtomicReference<Topology> view = new AtomicReference<>(threeHosts());
    private final BlockingQueue<Receipt> receipts = new LinkedBlockingQueue<>();
    private final Reconciler reconciler =
            new Reconciler(new Renderer(HOST1, ""), Sample.views(view), ovs, ovs, receipts::add, QUICK);

    @AfterEach
    void stop() {
        reconciler.close();
    }

    private Receipt.Applied pass(Trigger... reasons) {
        Receipt receipt = reconciler.pass(EnumSet.copyOf(List.of(reasons)));
        assertThat(receipt).isInstanceOf(Receipt.Applied.class);
        return (Receipt.Applied) receipt;
    }

    private Receipt next() throws InterruptedException {
        Receipt receipt = receipts.poll(5, TimeUnit.SECONDS);
        assertThat(receipt).as("a receipt within 5 s").isNotNull();
        return receipt;
    }

    private void startedWithOneGuest() {
        pass(Trigger.STARTED);
        ovs.plug("tap1", portId(1).toString());
        pass(Trigger.SWITCH);
        ovs.takeBundleLines();
        ovs.takeChanges();
        ovs.takeDumps();
        ovs.takeJournal();
    }

    @Test
    void the_first_pass_builds_both_bridges_and_tells_what_it_did() {
        Receipt.Applied receipt = pass(Trigger.STARTED);

        assertThat(receipt.position()).isEqualTo(103);
        assertThat(receipt.flowsPut()).isEqualTo(52 + 12 + 2);
        assertThat(receipt.flowsDeleted()).isZero();
        assertThat(receipt.drift()).isEmpty();
        assertThat(ovs.ports(Bridge.BR_INT)).containsExactly("patch-tun");
        assertThat(ovs.ports(Bridge.BR_TUN)).containsExactlyInAnyOrder("patch-int", "vxlan-0a4d0002", "vxlan-0a4d0003");
    }

    @Test
    void a_port_is_wired_in_whichever_order_log_and_tap_come() {
        view.set(Topology.empty());
        pass(Trigger.STARTED);
        ovs.plug("tap1", portId(1).toString());
        pass(Trigger.SWITCH);
        assertThat(ovs.port("br-int", "tap1").tag()).isEqualTo(4095);

        view.set(threeHosts());
        Receipt.Applied receipt = pass(Trigger.LOG);

        assertThat(receipt.attachments()).containsEntry(portId(1), new Wired(1));
        assertThat(ovs.port("br-int", "tap1").tag()).isEqualTo(1);
        assertThat(ovs.lines(Bridge.BR_INT))
                .filteredOn(line -> line.contains("in_port"))
                .containsExactly(
                        "cookie=0x504f080000000065, table=60, priority=100,in_port=2 actions=set_field:0x2->reg5,set_field:0x1->reg6,resubmit(,73)");
    }

    @Test
    void a_new_port_elsewhere_writes_its_own_flows_and_reads_nothing_back() {
        startedWithOneGuest();

        view.updateAndGet(before -> before.with(port(4, 1, "host3")));
        Receipt.Applied receipt = pass(Trigger.LOG);

        assertThat(ovs.takeBundleLines())
                .allMatch(line -> line.startsWith("add "))
                .hasSize(2)
                .anyMatch(line -> line.contains("table=20, priority=2,dl_vlan=1,dl_dst=fa:16:3e:00:00:04 "))
                .anyMatch(line -> line.contains("table=21, priority=1,arp,dl_vlan=1,arp_tpa=10.0.0.4 "));
        assertThat(receipt.flowsPut()).isEqualTo(2);
        assertThat(ovs.takeDumps()).isZero();
        assertThat(ovs.takeChanges()).isEmpty();
    }

    @Test
    void of_two_ports_with_one_address_the_later_is_reached_and_when_it_goes_the_earlier_again() {
        startedWithOneGuest();
        NodePort twin = port(4, 1, "host3");
        NodePort twice = port(2, 1, "host2");
        NodePort later = twin.addressed(twice.macAddress(), twice.addresses(), 400);
        List<String> before = ovs.lines(Bridge.BR_TUN);

        view.updateAndGet(topology -> topology.with(later));
        pass(Trigger.LOG);
        assertThat(ovs.lines(Bridge.BR_TUN))
                .filteredOn(line -> line.contains("dl_dst=fa:16:3e:00:00:02"))
                .containsExactly(
                        "cookie=0x504f040000000190, table=20, priority=2,dl_vlan=1,dl_dst=fa:16:3e:00:00:02 actions=pop_vlan,set_field:0x3e9->tun_id,output:3");
        assertThat(pass(Trigger.AUDIT).isUnchanged()).isTrue();

        view.updateAndGet(topology -> topology.without(later.id()));
        pass(Trigger.LOG);
        assertThat(ovs.lines(Bridge.BR_TUN)).containsExactlyInAnyOrderElementsOf(before);
        assertThat(pass(Trigger.AUDIT).isUnchanged()).isTrue();
    }

    @Test
    void a_port_that_moves_to_another_host_is_followed_by_its_flow() {
        startedWithOneGuest();

        view.updateAndGet(before -> before.with(moved(port(2, 1, "host2"), "host3", 200)));
        pass(Trigger.LOG);

        assertThat(ovs.takeBundleLines())
                .contains(
                        "add cookie=0x504f0400000000c8, table=20, priority=2,dl_vlan=1,dl_dst=fa:16:3e:00:00:02 actions=pop_vlan,set_field:0x3e9->tun_id,output:3",
                        "add cookie=0x504f030000000067, table=22, priority=1,dl_vlan=1 actions=pop_vlan,set_field:0x3e9->tun_id,output:3")
                .noneMatch(line -> line.startsWith("delete"));
    }

    @Test
    void when_the_last_guest_of_a_network_leaves_its_flows_go_and_what_was_learned_with_them() {
        startedWithOneGuest();
        ovs.hear(2, 1001, "fa:16:3e:00:00:07");
        assertThat(ovs.learnedLines(Bridge.BR_TUN)).hasSize(1);

        ovs.unplug("tap1");
        pass(Trigger.SWITCH);

        assertThat(ovs.lines(Bridge.BR_TUN))
                .noneMatch(line -> line.contains("dl_vlan=1") || line.contains("tun_id=0x3e9"));
        assertThat(ovs.learnedLines(Bridge.BR_TUN)).isEmpty();
        assertThat(ovs.takeBundleLines())
                .contains("delete cookie=0x504f000000000000/0xffff000000000000,table=20,vlan_tci=0x0001/0x0fff");
    }

    @Test
    void a_host_that_withdraws_loses_its_tunnel_after_the_flows_that_used_it() {
        startedWithOneGuest();

        view.updateAndGet(before -> before.withoutEndpoint("host2"));
        pass(Trigger.LOG);

        assertThat(ovs.ports(Bridge.BR_TUN)).containsExactlyInAnyOrder("patch-int", "vxlan-0a4d0003");
        assertThat(ovs.lines(Bridge.BR_TUN))
                .noneMatch(line -> line.contains("in_port=2 ") || line.contains("output:2"));
        assertThat(ovs.takeJournal())
                .containsExactly("bundle for br-tun", "RemovePort[bridge=br-tun, port=vxlan-0a4d0002]");
    }

    @Test
    void connections_of_whoever_had_a_vlan_id_are_forgotten_before_another_network_gets_it_and_not_by_a_restart() {
        startedWithOneGuest();
        view.updateAndGet(before -> before.with(network(2)).with(port(5, 2, "host1")));
        ovs.unplug("tap1");
        ovs.plug("tap5", portId(5).toString());
        pass(Trigger.SWITCH, Trigger.LOG);

        assertThat(ovs.takeJournal()).startsWith("connections of zone 1 forgotten");
        pass(Trigger.AUDIT);
        try (Reconciler restarted =
                new Reconciler(new Renderer(HOST1, ""), Sample.views(view), ovs, ovs, receipts::add, QUICK)) {
            restarted.pass(EnumSet.of(Trigger.STARTED));
        }
        assertThat(ovs.takeJournal()).isEmpty();
    }

    @Test
    void a_network_that_takes_over_a_vlan_id_in_the_same_pass_gets_its_flows() {
        startedWithOneGuest();
        view.updateAndGet(
                before -> before.with(network(2)).with(port(5, 2, "host1")).with(port(6, 2, "host2")));
        ovs.hear(2, 1001, "fa:16:3e:00:00:07");

        ovs.unplug("tap1");
        ovs.plug("tap5", portId(5).toString());
        pass(Trigger.SWITCH, Trigger.LOG);

        assertThat(ovs.port("br-int", "tap5").tag()).isEqualTo(1);
        assertThat(ovs.lines(Bridge.BR_TUN))
                .contains(
                        "cookie=0x504f03000000006a, table=22, priority=1,dl_vlan=1 actions=pop_vlan,set_field:0x3ea->tun_id,output:2")
                .noneMatch(line -> line.contains("0x3e9"));
        assertThat(ovs.learnedLines(Bridge.BR_TUN)).isEmpty();
        assertThat(pass(Trigger.AUDIT).isUnchanged()).isTrue();
    }

    @Test
    void what_was_learned_for_a_network_that_left_while_the_agent_was_away_is_forgotten() {
        startedWithOneGuest();
        ovs.hear(2, 1001, "fa:16:3e:00:00:07");
        ovs.unplug("tap1");
        ovs.plug("tap5", portId(5).toString());
        view.updateAndGet(
                before -> before.with(network(2)).with(port(5, 2, "host1")).with(port(6, 2, "host2")));

        try (Reconciler restarted =
                new Reconciler(new Renderer(HOST1, ""), Sample.views(view), ovs, ovs, receipts::add, QUICK)) {
            restarted.pass(EnumSet.of(Trigger.STARTED));
        }

        assertThat(ovs.port("br-int", "tap5").tag()).isEqualTo(1);
        assertThat(ovs.learnedLines(Bridge.BR_TUN)).isEmpty();
    }

    @Test
    void after_a_restart_of_open_vswitch_all_flows_are_there_again_without_a_word_from_the_controller() {
        startedWithOneGuest();
        List<String> before = ovs.lines(Bridge.BR_TUN);

        ovs.restart();
        Receipt.Applied receipt = pass(Trigger.FLOWS_LOST);

        assertThat(ovs.lines(Bridge.BR_TUN)).containsExactlyInAnyOrderElementsOf(before);
        assertThat(receipt.drift())
                .extracting(Drift::toString)
                .containsExactlyInAnyOrder(
                        "Drift on br-int: expected [53 flows], found [nothing]",
                        "Drift on br-tun: expected [" + before.size() + " flows], found [nothing]");
    }

    @Test
    void a_flow_deleted_or_changed_or_added_by_hand_is_named_and_put_right() {
        startedWithOneGuest();
        List<String> before = ovs.lines(Bridge.BR_TUN);
        ovs.erase(Bridge.BR_TUN, "arp_tpa=10.0.0.2");
        ovs.write(
                Bridge.BR_TUN,
                "cookie=0x504f040000000066, table=20, priority=2,dl_vlan=1,dl_dst=fa:16:3e:00:00:02 actions=drop");
        ovs.write(Bridge.BR_TUN, "cookie=0x504f040000000001, table=20, priority=9,dl_vlan=1 actions=drop");

        Receipt.Applied receipt = pass(Trigger.AUDIT);

        assertThat(ovs.lines(Bridge.BR_TUN)).containsExactlyInAnyOrderElementsOf(before);
        assertThat(receipt.drift()).hasSize(3).allMatch(drift -> drift.where().equals("br-tun"));
        assertThat(receipt.drift())
                .extracting(Drift::found)
                .containsExactlyInAnyOrder(
                        "nothing",
                        "cookie=0x504f040000000066, table=20, priority=2,dl_vlan=1,dl_dst=fa:16:3e:00:00:02 actions=drop",
                        "cookie=0x504f040000000001, table=20, priority=9,dl_vlan=1 actions=drop");
    }

    @Test
    void flows_of_others_are_left_alone() {
        startedWithOneGuest();
        String foreign = "cookie=0x1234, table=20, priority=9,dl_vlan=9 actions=drop";
        ovs.write(Bridge.BR_TUN, foreign);

        assertThat(pass(Trigger.AUDIT).isUnchanged()).isTrue();
        assertThat(ovs.lines(Bridge.BR_TUN)).contains(foreign);
    }

    @Test
    void a_tag_changed_by_hand_is_named_and_put_right() {
        startedWithOneGuest();
        Map<String, String> config = ovs.port("br-int", "tap1").otherConfig();
        ovs.retag("br-int", "tap1", 7, config);

        Receipt.Applied receipt = pass(Trigger.SWITCH);

        assertThat(ovs.port("br-int", "tap1").tag()).isEqualTo(1);
        assertThat(receipt.drift()).singleElement().satisfies(drift -> {
            assertThat(drift.where()).isEqualTo("br-int tap1");
            assertThat(drift.expected()).startsWith("tag=1 ");
            assertThat(drift.found()).startsWith("tag=7 ");
        });
    }

    @Test
    void a_tap_that_is_plugged_again_is_no_drift() {
        startedWithOneGuest();
        ovs.unplug("tap1");
        ovs.plug("tap1", portId(1).toString());

        Receipt.Applied receipt = pass(Trigger.SWITCH);

        assertThat(receipt.drift()).isEmpty();
        assertThat(ovs.port("br-int", "tap1").tag()).isEqualTo(1);
    }

    @Test
    void a_tag_that_is_right_is_not_written_again() {
        startedWithOneGuest();

        assertThat(pass(Trigger.SWITCH, Trigger.LOG).isUnchanged()).isTrue();
        assertThat(ovs.takeChanges()).isEmpty();
    }

    @Test
    void a_restarted_agent_keeps_the_vlan_ids_that_it_finds() {
        view.updateAndGet(before -> before.with(network(2)).with(port(5, 2, "host1")));
        pass(Trigger.STARTED);
        ovs.plug("tap1", portId(1).toString());
        ovs.plug("tap5", portId(5).toString());
        pass(Trigger.SWITCH);
        ovs.unplug("tap1");
        pass(Trigger.SWITCH);
        assertThat(ovs.port("br-int", "tap5").tag()).isEqualTo(2);
        ovs.takeChanges();
        ovs.takeBundleLines();

        try (Reconciler restarted =
                new Reconciler(new Renderer(HOST1, ""), Sample.views(view), ovs, ovs, receipts::add, QUICK)) {
            restarted.pass(EnumSet.of(Trigger.STARTED));
        }

        assertThat(ovs.takeChanges()).isEmpty();
        assertThat(ovs.takeBundleLines()).isEmpty();
        assertThat(ovs.port("br-int", "tap5").otherConfig())
                .containsEntry("net_uuid", networkId(2).toString());
    }

    @Test
    void a_refused_bundle_is_reported_and_tried_again() throws InterruptedException {
        ovs.refuseBundles(2);

        reconciler.start();

        assertThat(next()).isInstanceOfSatisfying(Receipt.Failed.class, failed -> {
            assertThat(failed.attempt()).isEqualTo(1);
            assertThat(failed.reason()).contains("refused");
        });
        assertThat(next()).isInstanceOf(Receipt.Failed.class);
        assertThat(next()).isInstanceOf(Receipt.Applied.class);
        assertThat(ovs.lines(Bridge.BR_TUN)).hasSize(14);
    }

    @Test
    void the_datapath_forgets_what_it_decided_once_after_each_pass_that_changed_something() {
        startedWithOneGuest();
        ovs.takeForgettings();

        pass(Trigger.AUDIT);
        assertThat(ovs.takeForgettings()).isZero();

        view.updateAndGet(before -> before.with(port(7, 1, "host2")));
        pass(Trigger.LOG);
        assertThat(ovs.takeForgettings()).isEqualTo(1);
    }

    @Test
    void a_datapath_that_could_not_forget_is_told_again_though_nothing_else_is_left_to_do() {
        startedWithOneGuest();
        ovs.takeForgettings();
        ovs.forgets(false);
        view.updateAndGet(before -> before.with(port(7, 1, "host2")));
        assertThat(reconciler.pass(EnumSet.of(Trigger.LOG))).isInstanceOf(Receipt.Failed.class);

        ovs.forgets(true);
        pass(Trigger.RETRY);

        assertThat(ovs.takeForgettings()).isEqualTo(1);
    }

    @Test
    void pauses_between_attempts_grow_up_to_a_bound() {
        ovs.databaseUp(false);
        List<Long> pauses = new ArrayList<>();
        for (int attempt = 1; attempt <= 8; attempt++) {
            Receipt.Failed failed = (Receipt.Failed) reconciler.pass(EnumSet.of(Trigger.RETRY));
            assertThat(failed.attempt()).isEqualTo(attempt);
            pauses.add(failed.again().toMillis());
        }

        assertThat(pauses.getFirst()).isBetween(5L, 6L);
        assertThat(pauses.getLast()).isBetween(40L, 50L);
    }

    @Test
    void events_that_come_while_the_switch_is_down_are_all_applied_when_it_is_back() throws InterruptedException {
        reconciler.start();
        assertThat(next()).isInstanceOf(Receipt.Applied.class);
        ovs.switchUp(false);
        for (int number = 4; number <= 13; number++) {
            int host = number;
            view.updateAndGet(before -> before.with(endpoint(host)).at(200 + host));
            reconciler.trigger(Trigger.LOG);
        }
        assertThat(next()).isInstanceOf(Receipt.Failed.class);

        ovs.switchUp(true);

        Receipt receipt = next();
        while (receipt instanceof Receipt.Failed) {
            receipt = next();
        }
        assertThat(((Receipt.Applied) receipt).position()).isEqualTo(213);
        assertThat(ovs.ports(Bridge.BR_TUN)).hasSize(1 + 12);
    }

    @Test
    void the_missing_canary_is_noticed_without_being_told() throws InterruptedException {
        reconciler.start();
        assertThat(next()).isInstanceOf(Receipt.Applied.class);
        List<String> before = ovs.lines(Bridge.BR_TUN);

        ovs.restart();

        assertThat(next()).isInstanceOfSatisfying(Receipt.Applied.class, applied -> assertThat(applied.flowsPut())
                .isEqualTo(before.size() + 52));
        assertThat(ovs.lines(Bridge.BR_TUN)).containsExactlyInAnyOrderElementsOf(before);
    }

    @Test
    void nothing_is_touched_before_the_start() {
        reconciler.trigger(Trigger.LOG);
        reconciler.trigger(Trigger.SWITCH);

        assertThat(ovs.takeChanges()).isEmpty();
        assertThat(receipts).isEmpty();
    }
}
