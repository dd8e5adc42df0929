package org.portolan.agent.openflow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.portolan.agent.pipeline.Cookie;

class PacketTraceTest {

    private static final String TOLD = """
            Flow: icmp,in_port=tap1,vlan_tci=0x0000,dl_src=fa:16:3e:00:00:01

            bridge("br-int")
            ----------------
             0. priority 0, cookie 0x504f010000000000
                resubmit(,60)
            60. in_port=3, priority 100, cookie 0x504f080000000065
                set_field:0x3->reg5
                ct(table=72,zone=NXM_NX_REG6[0..15])
                drop
                 -> A clone of the packet is forked to recirculate. The forked pipeline will be resumed at table 72.

            Final flow: icmp,reg5=0x3
            Megaflow: recirc_id=0,eth,ip,in_port=3,nw_frag=no
            Datapath actions: ct(zone=1),recirc(0x1)

            ===============================================================================
            recirc(0x1) - resume conntrack with ct_state=new|trk
            ===============================================================================

            Flow: recirc_id=0x1,ct_state=new|trk

            bridge("br-int")
            ----------------
                thaw
                    Resuming from table 72
            72. ct_state=+new,icmp, priority 77
                NORMAL
                 -> no learned MAC for destination, flooding

            bridge("br-tun")
            ----------------
             0. No match.
                drop

            Final flow: unchanged
            Megaflow: recirc_id=0x1
            Datapath actions: vxlan-0a4d0002,tap2
            """;

    @Test
    void a_packet_is_followed_from_table_to_table_and_from_bridge_to_bridge() {
        PacketTrace trace = PacketTrace.parse(TOLD.lines());

        assertThat(trace.steps())
                .extracting(step -> step.bridge() + " " + step.table() + " " + step.match())
                .containsExactly("br-int 0 ", "br-int 60 in_port=3", "br-int 72 ct_state=+new,icmp", "br-tun 0 ");
        assertThat(trace.steps())
                .extracting(PacketTrace.Step::cookie)
                .containsExactly(new Cookie(0x504f010000000000L), new Cookie(0x504f080000000065L), null, null);
        assertThat(trace.steps().get(1).actions())
                .startsWith("set_field:0x3->reg5", "ct(table=72,zone=NXM_NX_REG6[0..15])");
        assertThat(trace.outcome()).isEqualTo("vxlan-0a4d0002,tap2");
    }

    @Test
    void what_is_resumed_after_tracking_goes_on_in_the_bridge_that_tracks() {
        PacketTrace trace = PacketTrace.parse("""
                bridge("br-tun")
                ----------------
                 0. in_port=2, priority 1, cookie 0x504f010000000000
                    output:"patch-int"

                bridge("br-int")
                ----------------
                81. ct_state=-trk,ip, priority 90
                    ct(table=82,zone=NXM_NX_REG6[0..15])

                Final flow: unchanged
                Datapath actions: ct(zone=1),recirc(0x1)

                bridge("br-tun")
                ----------------
                    thaw
                        Resuming from table 82
                82. conj_id=1563365571, priority 77
                    output:NXM_NX_REG5[]
                     -> output port is 4

                Final flow: unchanged
                Datapath actions: tap4
                """.lines());

        assertThat(trace.steps())
                .extracting(step -> step.bridge() + " " + step.table())
                .containsExactly("br-tun 0", "br-int 81", "br-int 82");
    }
}
