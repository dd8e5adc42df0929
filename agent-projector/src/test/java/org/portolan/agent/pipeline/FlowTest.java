package org.portolan.agent.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portolan.agent.pipeline.Cookie.Feature;

class FlowTest {
    @Test
    void fields_are_written_in_the_order_of_open_vswitch_whatever_order_they_are_given_in() {
        assertThat(Match.any()
                        .andDestination("fa:16:3e:00:00:01")
                        .andVlan(7)
                        .andFrom(3)
                        .text())
                .isEqualTo("in_port=3,dl_vlan=7,dl_dst=fa:16:3e:00:00:01");
        assertThat(Match.vlan(1).andArpTarget("10.0.0.9").text()).isEqualTo("dl_vlan=1,arp_tpa=10.0.0.9");
    }

    @Test
    void a_unicast_flow_reads_as_open_vswitch_prints_it() {
        Flow flow = Flow.in(Table.UNICAST)
                .priority(2)
                .match(Match.vlan(1).andDestination("fa:16:3e:00:00:01"))
                .because(Feature.UNICAST, 5)
                .then(Action.popVlan(), Action.tunnelId(1000), Action.output(2));

        assertThat(flow.text())
                .isEqualTo("cookie=0x504f040000000005, table=20, priority=2,dl_vlan=1,dl_dst=fa:16:3e:00:00:01"
                        + " actions=pop_vlan,set_field:0x3e8->tun_id,output:2");
    }

    @Test
    void a_jump_that_the_pipeline_does_not_allow_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Flow.in(Table.FLOOD).then(Action.goOn(Table.UNICAST)))
                .withMessage("No way leads from FLOOD to UNICAST");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Flow.in(Table.LOCAL_SWITCHING).then(Action.goOn(Table.FROM_HOST)));
    }

    @ParameterizedTest
    @EnumSource
    void every_table_leads_only_to_declared_tables_with_higher_numbers_or_once_more_to_itself(Table table) {
        assertThat(table.next()).allSatisfy(next -> {
            assertThat(next.role()).isEqualTo(table.role());
            assertThat(next.id()).isGreaterThanOrEqualTo(table.id());
        });
    }

    @Test
    void table_numbers_are_unique_within_a_bridge() {
        assertThat(Arrays.stream(Table.values()).map(table -> table.role() + " " + table.id()))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cookie=0x504f010000000000, priority=0 actions=NORMAL",
                "cookie=0x504f010000000000, priority=1,in_port=1 actions=resubmit(,2)",
                "cookie=0x504f010000000000, table=2, priority=0,dl_dst=01:00:00:00:00:00/01:00:00:00:00:00 actions=resubmit(,22)",
                "cookie=0x504f010000000000, table=30, actions=drop",
                "table=20, actions=drop",
                "priority=5,in_port=LOCAL actions=NORMAL",
                "in_port=6 actions=LOCAL",
                "actions=NORMAL",
                "cookie=0xffffffffffffffff, table=21, priority=1,arp,dl_vlan=1,arp_tpa=10.0.0.9 actions=move:NXM_OF_ETH_SRC[]->NXM_OF_ETH_DST[],IN_PORT",
            })
    void what_open_vswitch_prints_is_read_and_written_back_unchanged(String line) {
        assertThat(FlowDump.parse(" " + line).text()).isEqualTo(line);
    }

    @Test
    void learned_flows_are_told_from_others_by_their_time_out() {
        FlowDump dump = FlowDump.parse(
                Stream.of(
                        "OFPST_FLOW reply (OF1.4) (xid=0x4):",
                        " cookie=0x504f070000000000, table=20, hard_timeout=300, priority=1,vlan_tci=0x0001/0x0fff,dl_dst=fa:16:3e:00:00:07"
                                + " actions=load:0->NXM_OF_VLAN_TCI[],load:0x3e8->NXM_NX_TUN_ID[],output:2",
                        " cookie=0x504f070000000000, table=20, hard_timeout=300, send_flow_rem priority=1,in_port=4 actions=drop",
                        " cookie=0x504f010000000000, table=10, priority=1 actions=learn(table=20,hard_timeout=300,priority=1),output:1"));

        assertThat(dump.learned())
                .extracting(flow -> flow.key().match())
                .containsExactly("vlan_tci=0x0001/0x0fff,dl_dst=fa:16:3e:00:00:07", "in_port=4");
        assertThat(dump.flows()).extracting(flow -> flow.key().table()).containsExactly(10);
    }

    @Test
    void a_line_that_is_not_a_flow_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> FlowDump.parse("ovs-ofctl: unknown command"));
    }

    @Property
    void a_cookie_gives_back_the_feature_and_position_it_was_made_of(
            @ForAll Feature feature, @ForAll @LongRange(min = 0, max = Cookie.MAX_POSITION) long position) {
        Cookie cookie = Cookie.of(feature, position);

        assertThat(cookie.isOurs()).isTrue();
        assertThat(cookie.feature()).contains(feature);
        assertThat(cookie.position()).isEqualTo(position);
        assertThat(cookie.toString()).startsWith("0x504f");
    }

    @Test
    void cookies_of_others_are_not_ours() {
        assertThat(new Cookie(0).isOurs()).isFalse();
        assertThat(new Cookie(0x8f504f0000000000L).isOurs()).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> Cookie.of(Feature.ARP, Cookie.MAX_POSITION + 1));
    }

    @Property
    void any_ipv4_address_has_its_four_bytes(
            @ForAll @IntRange(max = 255) int a,
            @ForAll @IntRange(max = 255) int b,
            @ForAll @IntRange(max = 255) int c,
            @ForAll @IntRange(max = 255) int d) {
        String text = a + "." + b + "." + c + "." + d;

        assertThat(Ipv4.isAddress(text)).isTrue();
        assertThat(Ipv4.bits(text)).isEqualTo(a << 24 | b << 16 | c << 8 | d);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0",
                "10.0.0.",
                "10.0.0.256",
                "10.0.0.1.2",
                "fd00::1",
                "10.0.0.1/24",
                "10..0.1",
                "a.b.c.d"
            })
    void what_is_no_ipv4_address_is_not_taken_for_one(String text) {
        assertThat(Ipv4.isAddress(text)).isFalse();
    }
}
