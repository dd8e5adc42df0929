package org.portolan.agent.desired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.agent.desired.SecuredHost.all;
import static org.portolan.agent.desired.SecuredHost.allow;
import static org.portolan.agent.desired.SecuredHost.rule;
import static org.portolan.agent.pipeline.Packet.ip;
import static org.portolan.agent.pipeline.Packet.ipv6;
import static org.portolan.agent.pipeline.Packet.ping;
import static org.portolan.agent.pipeline.Packet.tcp;
import static org.portolan.agent.pipeline.Packet.udp;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.portolan.agent.Sample;
import org.portolan.agent.pipeline.Packet;

/** Nothing passes a guest's port but what its security groups let pass. */
class SecurityGroupTest {
    private final SecuredHost host = new SecuredHost();

    private boolean isReceived(int guest, Packet packet) {
        return host.arrives(packet).isDeliveredTo(host.number(guest));
    }

    @Test
    void without_a_rule_nothing_passes_either_way() {
        host.group(1).guest(1, 1).guest(2, 1).remote(3);

        assertThat(host.sends(1, ping(1, 3)).isDropped()).isTrue();
        assertThat(host.sends(1, tcp(1, 2, 80)).isDropped()).isTrue();
        assertThat(isReceived(1, ping(3, 1))).isFalse();
    }

    @Test
    void a_rule_lets_in_what_it_says_and_the_answers_out() {
        host.group(1, allow("ingress", 6, 80, null)).guest(1, 1);

        assertThat(isReceived(1, tcp(3, 1, 81))).isFalse();
        assertThat(isReceived(1, udp(3, 1, 80))).isFalse();
        assertThat(host.sends(1, tcp(3, 1, 80).answer()).isDropped()).isTrue();
        assertThat(isReceived(1, tcp(3, 1, 80))).isTrue();
        assertThat(host.sends(1, tcp(3, 1, 80).answer()).isSwitched()).isTrue();
        assertThat(isReceived(1, tcp(3, 1, 80))).isTrue();
    }

    @Test
    void ports_of_sctp_are_told_apart_and_those_of_udp_lite_and_dccp_cannot_be_so_they_pass_only_all_together() {
        int sctp = 132;
        int dccp = 33;
        int udpLite = 136;
        host.group(
                        1,
                        rule("ingress", "IPv4", sctp, 5000, 5001, null),
                        rule("ingress", "IPv4", dccp, 5000, 5001, null),
                        allow("ingress", udpLite, null, null))
                .guest(1, 1);

        assertThat(isReceived(1, ip(3, 1, sctp, 40000, 4999))).isFalse();
        assertThat(isReceived(1, ip(3, 1, sctp, 40000, 5000))).isTrue();
        assertThat(isReceived(1, ip(3, 1, sctp, 40001, 5001))).isTrue();
        assertThat(isReceived(1, ip(3, 1, sctp, 40000, 5002))).isFalse();
        assertThat(isReceived(1, ip(3, 1, dccp, 40000, 5000))).isFalse();
        assertThat(isReceived(1, ip(3, 1, udpLite, 40000, 5000))).isTrue();
    }

    @Test
    void between_two_guests_of_the_host_both_have_their_say() {
        host.group(1, all("egress"))
                .group(2, allow("ingress", 6, 80, null))
                .guest(1, 1)
                .guest(2, 2);

        assertThat(host.sends(1, tcp(1, 2, 80)).isDeliveredTo(host.number(2))).isTrue();
        assertThat(host.sends(2, tcp(1, 2, 80).answer()).isDeliveredTo(host.number(1)))
                .isTrue();
        assertThat(host.sends(1, tcp(1, 2, 81)).isDropped()).isTrue();
        assertThat(host.sends(2, tcp(2, 1, 80)).isDropped()).isTrue();
        host.group(2, all("ingress")).group(1);
        assertThat(host.sends(1, tcp(1, 2, 82)).isDropped()).isTrue();
    }

    @Test
    void a_removed_rule_cuts_what_runs_and_the_same_rule_again_lets_it_go_on() {
        host.group(1, allow("ingress", 6, 80, null)).guest(1, 1);
        Packet request = tcp(3, 1, 80);
        assertThat(isReceived(1, request)).isTrue();
        assertThat(host.sends(1, request.answer()).isSwitched()).isTrue();

        host.group(1);
        assertThat(isReceived(1, request)).isFalse();
        assertThat(host.sends(1, request.answer()).isDropped()).isTrue();

        host.group(1, allow("ingress", 6, 80, null));
        assertThat(isReceived(1, request)).isTrue();
        assertThat(host.sends(1, request.answer()).isSwitched()).isTrue();
    }

    @Test
    void a_range_of_ports_has_all_of_them_and_no_other() {
        host.group(1, rule("ingress", "IPv4", 6, 1000, 1999, null)).guest(1, 1);

        for (int port = 990; port < 2010; port++) {
            assertThat(isReceived(1, tcp(3, 1, port))).as("%d", port).isEqualTo(port >= 1000 && port <= 1999);
        }
        assertThat(host.flows(82)).filteredOn(line -> line.contains("tp_dst")).hasSizeLessThan(20);
    }

    @Test
    void protocols_and_types_are_told_apart() {
        host.group(
                        1,
                        rule("ingress", "IPv4", 1, 8, 0, null),
                        rule("ingress", "IPv4", 47, null, null, null),
                        rule("ingress", "IPv6", 58, 128, null, null),
                        rule("ingress", "IPv6", 6, 22, 22, "2001:db8::/64"),
                        rule("ingress", "IPv4", 136, 5, 9, null))
                .guest(1, 1)
                .addresses(1, Sample.address(1), "2001:db8::1");

        assertThat(isReceived(1, ping(3, 1))).isTrue();
        assertThat(isReceived(1, ip(3, 1, 1, 13, 0))).isFalse();
        assertThat(isReceived(1, ip(3, 1, 47, 0, 0))).isTrue();
        assertThat(isReceived(1, ip(3, 1, 50, 0, 0))).isFalse();
        assertThat(isReceived(1, ip(3, 1, 136, 0, 0)))
                .as("its ports cannot be told")
                .isFalse();
        assertThat(isReceived(1, ipv6(3, 1, "2001:db8::3", "2001:db8::1", 58, 128, 0)))
                .isTrue();
        assertThat(isReceived(1, ipv6(3, 1, "2001:db8::3", "2001:db8::1", 6, 40000, 22)))
                .isTrue();
        assertThat(isReceived(1, ipv6(3, 1, "2001:db9::3", "2001:db8::1", 6, 40000, 22)))
                .isFalse();
    }

    @Test
    void a_prefix_is_where_packets_come_from_or_go_to() {
        host.group(1, allow("ingress", 6, 80, "198.51.100.7/24"), allow("egress", null, null, "203.0.113.0/24"))
                .guest(1, 1);

        assertThat(isReceived(1, tcp(3, 1, 80).from("198.51.100.200"))).isTrue();
        assertThat(isReceived(1, tcp(3, 1, 80).from("198.51.101.1"))).isFalse();
        assertThat(host.sends(1, udp(1, 3, 53).to("203.0.113.9")).isSwitched()).isTrue();
        assertThat(host.sends(1, udp(1, 3, 53)).isDropped()).isTrue();
    }

    @Test
    void a_remote_group_follows_its_members() {
        host.group(1, allow("ingress", 6, 80, "group 2"))
                .group(2)
                .guest(1, 1)
                .remote(3, 2)
                .remote(4);
        assertThat(isReceived(1, tcp(3, 1, 80))).isTrue();
        assertThat(isReceived(1, tcp(3, 1, 81))).isFalse();
        assertThat(isReceived(1, tcp(4, 1, 80))).isFalse();

        host.join(4, 2).join(3);
        assertThat(isReceived(1, tcp(4, 1, 80))).isTrue();
        assertThat(isReceived(1, tcp(3, 1, 80).ports(40001, 80))).isFalse();
        assertThat(isReceived(1, tcp(4, 1, 80))).isTrue();

        host.pair(4, null, "10.9.0.0/24");
        assertThat(isReceived(1, tcp(4, 1, 80).from("10.9.0.5"))).isTrue();
        host.delete(4);
        assertThat(isReceived(1, tcp(4, 1, 80).from("10.9.0.5").ports(40002, 80)))
                .isFalse();
    }

    @Test
    void of_several_remote_groups_each_opens_what_its_own_rule_says() {
        host.group(1, allow("ingress", 6, 80, "group 2"), rule("ingress", "IPv4", 6, 64, 127, "group 3"))
                .group(2)
                .group(3)
                .guest(1, 1)
                .remote(3, 2)
                .remote(4, 3)
                .remote(5, 2, 3);

        assertThat(isReceived(1, tcp(3, 1, 80))).isTrue();
        assertThat(isReceived(1, tcp(3, 1, 81))).isFalse();
        assertThat(isReceived(1, tcp(4, 1, 81))).isTrue();
        assertThat(isReceived(1, tcp(4, 1, 80))).isTrue();
        assertThat(isReceived(1, tcp(5, 1, 80))).isTrue();
        assertThat(isReceived(1, tcp(5, 1, 128))).isFalse();
    }

    @Test
    void an_address_group_is_its_prefixes() {
        host.addressGroup(7, "198.51.100.0/24", "203.0.113.9/32")
                .group(1, SecuredHost.ofAddressGroup("ingress", 7))
                .guest(1, 1);
        assertThat(isReceived(1, tcp(3, 1, 80).from("198.51.100.1"))).isTrue();
        assertThat(isReceived(1, tcp(3, 1, 80).from("203.0.113.9"))).isTrue();
        assertThat(isReceived(1, tcp(3, 1, 80))).isFalse();

        host.addressGroup(7, "203.0.113.9/32");
        assertThat(isReceived(1, tcp(3, 1, 80).from("198.51.100.1"))).isFalse();
    }

    @Test
    void a_stateless_group_lets_nothing_pass_by_itself() {
        host.statelessGroup(1, allow("ingress", 6, 80, null)).guest(1, 1);

        assertThat(isReceived(1, tcp(3, 1, 80))).isTrue();
        assertThat(host.sends(1, tcp(3, 1, 80).answer()).isDropped()).isTrue();

        host.statelessGroup(1, allow("ingress", 6, 80, null), all("egress"));
        assertThat(host.sends(1, tcp(3, 1, 80).answer()).isSwitched()).isTrue();
    }

    @Test
    void a_stateful_guest_has_its_answers_from_a_stateless_neighbour() {
        host.group(1, all("egress"))
                .statelessGroup(2, allow("ingress", 6, 80, null), all("egress"))
                .guest(1, 1)
                .guest(2, 2);

        assertThat(host.sends(1, tcp(1, 2, 80)).isDeliveredTo(host.number(2))).isTrue();
        assertThat(host.sends(2, tcp(1, 2, 80).answer()).isDeliveredTo(host.number(1)))
                .isTrue();
        assertThat(host.sends(2, tcp(2, 1, 80)).isDropped()).isTrue();
    }

    @Test
    void a_rule_of_one_ports_group_changes_only_that_ports_flows() {
        host.group(1, all("egress"))
                .group(2, all("egress"))
                .guest(1, 1)
                .guest(2, 2)
                .guest(3, 2);
        host.ovs().takeBundleLines();

        host.group(1, all("egress"), allow("ingress", 6, 22, null));
        assertThat(host.ovs().takeBundleLines())
                .singleElement()
                .asString()
                .startsWith("add ")
                .contains("table=82", "reg5=0x" + host.number(1) + ",", "tp_dst=22");

        host.group(1, all("egress"));
        assertThat(host.ovs().takeBundleLines())
                .singleElement()
                .asString()
                .startsWith("delete_strict ")
                .contains("reg5=0x" + host.number(1) + ",");
    }

    @Test
    void thousands_of_members_and_many_rules_cost_their_sum() {
        host.group(9);
        for (int group = 1; group <= 8; group++) {
            host.group(group, allow("ingress", 6, 80 + group, "group 9"), allow("ingress", 17, 53, "group 9"));
        }
        host.guest(1, 1, 2, 3, 4).guest(2, 5, 6, 7, 8);
        int before = host.flows(82).size();
        host.remotes(1000, 2999, 9);
        assertThat(host.flows(82)).hasSize(before + 2000);
        host.ovs().takeBundleLines();

        host.remote(3000, 9);
        assertThat(host.ovs().takeBundleLines())
                .filteredOn(line -> !line.contains("table=2"))
                .singleElement()
                .asString()
                .contains("table=82, priority=70,ip,nw_src=" + Sample.address(3000));
        assertThat(isReceived(1, tcp(2500, 1, 81))).isTrue();
        assertThat(isReceived(1, tcp(2500, 1, 85))).isFalse();
    }

    @Test
    void a_restarted_agent_rewrites_nothing() {
        host.group(1, allow("ingress", 6, 80, "group 1"), all("egress"))
                .guest(1, 1)
                .guest(2, 1)
                .remote(3, 1);
        host.ovs().takeBundleLines();

        host.restart();

        assertThat(host.ovs().takeBundleLines()).isEqualTo(List.of());
    }
}
