package org.portolan.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FlowEventTest {

    @Test
    void a_flow_that_is_added_is_told_of_with_its_table_its_cookie_and_its_match() {
        assertThat(FlowEvent.parse(" event=ADDED table=20 cookie=0xf04f04000000001c dl_vlan=1,dl_dst=fa:16:3e:99:b1:a2"
                        + " actions=pop_vlan,set_field:0x1->tun_id,output:4"))
                .hasValueSatisfying(flow -> {
                    assertThat(flow.isAdded()).isTrue();
                    assertThat(flow.table()).isEqualTo(20);
                    assertThat(flow.cookie()).isEqualTo(0xf04f04000000001cL);
                    assertThat(flow.match()).isEqualTo("dl_vlan=1,dl_dst=fa:16:3e:99:b1:a2");
                    assertThat(flow.destination()).contains("fa:16:3e:99:b1:a2");
                });
    }

    @Test
    void a_flow_that_is_deleted_is_not_taken_for_an_added_one() {
        assertThat(FlowEvent.parse(
                        " event=DELETED reason=delete table=20 cookie=0x11 dl_dst=fa:16:3e:00:00:01 actions=output:1"))
                .hasValueSatisfying(flow -> {
                    assertThat(flow.isAdded()).isFalse();
                    assertThat(flow.destination()).contains("fa:16:3e:00:00:01");
                });
    }

    @Test
    void a_flow_for_several_destinations_has_none() {
        for (String line : List.of(
                " event=ADDED table=20 cookie=0x1 actions=resubmit(,22)",
                " event=ADDED table=3 cookie=0x1 ",
                " event=ADDED table=2 cookie=0x1 dl_dst=01:00:00:00:00:00/01:00:00:00:00:00 actions=resubmit(,22)",
                " event=ADDED table=10 cookie=0x1 actions=load:0x1->NXM_NX_TUN_ID[],dl_dst=fa:16:3e:00:00:01")) {
            assertThat(FlowEvent.parse(line)).as(line).hasValueSatisfying(flow -> assertThat(flow.destination())
                    .isEmpty());
        }
    }

    @Test
    void what_is_no_change_of_a_flow_is_passed_over() {
        for (String line : List.of(
                "",
                "ONFST_FLOW_MONITOR reply (OF1.3) (xid=0x0):",
                " event=ABBREV xid=0x5",
                "2026-01-01T00:00:00Z|00001|fatal_signal|WARN|terminating with signal 15 (Terminated)")) {
            assertThat(FlowEvent.parse(line)).as(line).isEmpty();
        }
    }
}
