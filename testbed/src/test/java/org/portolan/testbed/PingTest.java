package org.portolan.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PingTest {

    @Test
    void losses_in_a_row_make_a_gap() {
        Ping ping = Ping.parse(report(8, 1, 2, 6, 8));

        assertThat(ping.sent()).isEqualTo(8);
        assertThat(ping.received()).isEqualTo(4);
        assertThat(ping.lost()).isEqualTo(4);
        assertThat(ping.longestGap()).isEqualTo(3);
        assertThat(ping.average()).hasValue(0.612);
    }

    @Test
    void a_reply_that_came_twice_counts_once() {
        assertThat(Ping.parse(report(3, 1, 2, 2, 3)).lost()).isZero();
    }

    @Test
    void a_request_under_way_when_the_ping_is_stopped_is_not_a_loss() {
        assertThat(Ping.parseStopped(report(5, 1, 2, 3, 4)).toString()).isEqualTo("4 sent, none lost, 0.6 ms");
        assertThat(Ping.parseStopped(report(5, 1, 2, 3)).lost()).isEqualTo(1);
        assertThat(Ping.parseStopped(report(5, 1, 2, 3, 5)).lost()).isEqualTo(1);
    }

    private static String report(int sent, int... answered) {
        StringBuilder text = new StringBuilder("PING 10.0.0.2 (10.0.0.2) 56(84) bytes of data.\n");
        for (int sequence : answered) {
            text.append("64 bytes from 10.0.0.2: icmp_seq=").append(sequence).append(" ttl=64 time=0.6 ms\n");
        }
        return text.append("\n--- 10.0.0.2 ping statistics ---\n")
                .append(sent)
                .append(" packets transmitted, ")
                .append(answered.length)
                .append(" received, 50% packet loss, time 812ms\nrtt min/avg/max/mdev = 0.512/0.612/0.712/0.100 ms\n")
                .toString();
    }
}
