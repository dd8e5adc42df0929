package org.portolan.agent.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.portolan.agent.FakeSwitch;
import org.portolan.agent.RandomLog;
import org.portolan.agent.Sample;
import org.portolan.agent.SampleLog;
import org.portolan.agent.desired.DesiredState;
import org.portolan.agent.desired.LocalVlans;
import org.portolan.agent.desired.Renderer;
import org.portolan.agent.desired.TopologyView;
import org.portolan.agent.pipeline.Bridge;
import org.portolan.agent.reconcile.SwitchPlan;
import org.portolan.api.event.Recorded;
import org.portolan.api.json.EventJson;
import org.portolan.api.node.NodeAddressGroup;
import org.portolan.api.node.NodeSecurityGroup;
import org.portolan.api.node.Topology;

/** What a node knows and wants depends on the log alone, not on how it came to know it. */
class FoldTest {
    private final EventJson json = new EventJson();

    @Provide
    Arbitrary<SampleLog> logs() {
        return RandomLog.logs();
    }

    @Property(tries = 300)
    void a_node_that_was_there_all_along_and_one_that_came_with_a_snapshot_know_the_same(
            @ForAll("logs") SampleLog log, @ForAll @DoubleRange(max = 1) double where) throws IOException {
        int cut = (int) (where * log.head());
        Topology all = told(Topology.empty(), log.events());

        Topology before = told(Topology.empty(), log.events().subList(0, cut));
        Topology after = told(
                throughSnapshot(before), log.events().subList(cut, log.events().size()));

        assertThat(after).isEqualTo(all);
        assertThat(all.position()).isEqualTo(log.head());
    }

    @Test
    void a_port_is_in_its_groups_until_it_leaves_them_or_ends() {
        SampleLog log = new SampleLog().network(1).group(1).group(2).port(1, 1).port(2, 1);
        log.groups(1, 1, 2).groups(2, 2);
        assertThat(log.topology().membersOf(Sample.groupId(1)).keySet()).containsExactly(SampleLog.portId(1));
        assertThat(log.topology().membersOf(Sample.groupId(2)).keySet())
                .containsExactlyInAnyOrder(SampleLog.portId(1), SampleLog.portId(2));

        Topology later = log.groups(1, 1).delete(2, 1).topology();
        assertThat(later.members().keySet()).containsExactly(Sample.groupId(1));
        assertThat(later.membersOf(Sample.groupId(1)).get(SampleLog.portId(1)))
                .isSameAs(later.ports().get(SampleLog.portId(1)));
    }

    @Test
    void rules_come_and_go_and_what_is_only_a_name_concerns_no_node() {
        SampleLog log = new SampleLog().group(1);
        log.rule(1, 7, "{\"direction\":\"ingress\",\"ethertype\":\"IPv4\",\"protocol\":\"tcp\"}")
                .rule(1, 8, "{\"direction\":\"egress\",\"ethertype\":\"IPv6\"}")
                .unrule(1, 7)
                .stateful(1, false)
                .addressGroup(2, "192.0.2.0/24");

        NodeSecurityGroup group =
                Objects.requireNonNull(log.topology().securityGroups().get(Sample.groupId(1)));
        assertThat(group.stateful()).isFalse();
        assertThat(group.rules()).extracting(NodeSecurityGroup.Rule::id).containsExactly(Sample.ruleId(8));
        assertThat(group.rules()).extracting(NodeSecurityGroup.Rule::cause).containsExactly(3L);
        assertThat(log.topology().addressGroups().values())
                .extracting(NodeAddressGroup::prefixes)
                .containsExactly(List.of("192.0.2.0/24"));
        assertThat(log.deleteGroup(1).topology().securityGroups()).isEmpty();
    }

    @Property(tries = 300)
    void being_told_again_what_is_known_changes_nothing(
            @ForAll("logs") SampleLog log, @ForAll @DoubleRange(max = 1) double where) {
        int cut = (int) (where * log.head());
        Topology all = told(Topology.empty(), log.events());

        assertThat(told(all, log.events())).isSameAs(all);
        assertThat(told(all, log.events().subList(cut, log.events().size()))).isSameAs(all);
    }

    @Property(tries = 300)
    void a_node_that_is_told_what_concerns_it_knows_what_one_knows_that_is_told_all(@ForAll("logs") SampleLog log) {
        List<Recorded<?>> concerning = log.events().stream()
                .filter(event -> Topology.concerns(event.event()))
                .toList();

        assertThat(told(Topology.empty(), concerning).at(log.head())).isEqualTo(told(Topology.empty(), log.events()));
    }

    @Property(tries = 150)
    void a_host_that_followed_every_step_wants_what_a_newcomer_wants(@ForAll("logs") SampleLog log) {
        FakeSwitch ovs = new FakeSwitch();
        Renderer stepwise = new Renderer(Sample.HOST1, "");
        LocalVlans vlans = LocalVlans.none();
        TopologyView topology = TopologyView.of(Topology.empty());
        DesiredState state = stepwise.render(topology, ovs.view().orElseThrow(), vlans);
        ovs.apply(SwitchPlan.between(ovs.view().orElseThrow(), state.ovs()).changes());
        for (int port = 1; port <= 8; port++) {
            ovs.plug("tap" + port, Sample.portId(port).toString());
        }
        for (Recorded<?> event : log.events()) {
            topology = topology.evolve(event);
            state = stepwise.render(topology, ovs.view().orElseThrow(), vlans);
            vlans = state.vlans();
            SwitchPlan plan = SwitchPlan.between(ovs.view().orElseThrow(), state.ovs());
            ovs.apply(plan.changes());
            ovs.apply(plan.afterFlows());
        }
        DesiredState followed = stepwise.render(topology, ovs.view().orElseThrow(), vlans);
        DesiredState fresh =
                new Renderer(Sample.HOST1, "").render(topology, ovs.view().orElseThrow(), LocalVlans.none());

        assertThat(followed.ovs()).isEqualTo(fresh.ovs());
        assertThat(followed.attachments()).isEqualTo(fresh.attachments());
        for (Bridge bridge : Bridge.ofEveryNode()) {
            assertThat(new HashSet<>(followed.flowsOf(bridge).flows()))
                    .isEqualTo(new HashSet<>(fresh.flowsOf(bridge).flows()));
        }
    }

    /** By way of the lines that the controller sends. */
    private Topology told(Topology topology, List<? extends Recorded<?>> events) {
        StringBuilder lines = new StringBuilder();
        events.forEach(event -> lines.append(json.line(event)).append('\n'));
        Topology known = topology;
        try (Feed feed = new Feed(lines(lines.toString()), json)) {
            for (Feed.@Nullable Line line = feed.next(); line != null; line = feed.next()) {
                if (line instanceof Feed.Line.Told told) {
                    known = known.evolve(told.event());
                }
            }
        }
        return known;
    }

    private static Topology throughSnapshot(Topology topology) throws IOException {
        StringWriter out = new StringWriter();
        KnownLog known = new KnownLog(UUID.randomUUID(), topology);
        Snapshot.write(known, out);
        try (Lines lines = lines(out.toString())) {
            KnownLog read = Snapshot.read(lines::next);
            assertThat(read.id()).isEqualTo(known.id());
            return read.topology();
        }
    }

    private static Lines lines(String text) {
        return new Lines(
                "a test", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), Duration.ofSeconds(30));
    }
}
