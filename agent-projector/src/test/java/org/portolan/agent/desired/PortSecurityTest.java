package org.portolan.agent.desired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portolan.agent.desired.SecuredHost.all;
import static org.portolan.agent.pipeline.Packet.arp;
import static org.portolan.agent.pipeline.Packet.icmp6;
import static org.portolan.agent.pipeline.Packet.ip;
import static org.portolan.agent.pipeline.Packet.ipv6;
import static org.portolan.agent.pipeline.Packet.ping;
import static org.portolan.agent.pipeline.Packet.tcp;
import static org.portolan.agent.pipeline.Packet.udp;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.portolan.agent.Sample;
import org.portolan.agent.pipeline.Packet;

/** A guest sends only from addresses that are its own. */
class PortSecurityTest {
    private static final String BROADCAST = "ff:ff:ff:ff:ff:ff";
    /** Of guest 1's MAC. */
    private static final String LINK_LOCAL = "fe80::f816:3eff:fe00:1";

    private final SecuredHost host = new SecuredHost()
            .group(1, all("egress"), ipv6Egress())
            .guest(1, 1)
            .guest(2, 1)
            .remote(3, 1);

    private static org.portolan.api.node.NodeSecurityGroup.Rule ipv6Egress() {
        return SecuredHost.rule("egress", "IPv6", null, null, null, null);
    }

    @Test
    void its_own_address_passes_and_another_does_not() {
        assertThat(host.sends(1, ping(1, 3)).isSwitched()).isTrue();
        assertThat(host.sends(1, ping(1, 3).from("10.0.0.77")).isDropped()).isTrue();
        assertThat(host.sends(1, ping(1, 3).from(Sample.address(2))).isDropped())
                .isTrue();
    }

    @Test
    void another_mac_does_not_pass() {
        assertThat(host.sends(1, ping(1, 3).fromMac(Sample.mac(2))).isDropped()).isTrue();
        assertThat(host.sends(1, arp(1, 3).fromMac(Sample.mac(2))).isDropped()).isTrue();
        assertThat(host.sends(1, icmp6(1, LINK_LOCAL, 135).fromMac(Sample.mac(2)))
                        .isDropped())
                .isTrue();
    }

    @Test
    void it_speaks_arp_for_its_own_address_only() {
        assertThat(host.sends(1, arp(1, 3)).isSwitched()).isTrue();
        assertThat(host.sends(1, arp(1, 3).from(Sample.address(2))).isDropped()).isTrue();
        assertThat(host.sends(1, arp(1, 3).from("0.0.0.0")).isDropped()).isTrue();
    }

    @Test
    void it_advertises_itself_as_a_neighbour_under_its_own_address_only() {
        Packet advertisement = icmp6(1, LINK_LOCAL, 136);

        assertThat(host.sends(1, advertisement.about(LINK_LOCAL)).isSwitched()).isTrue();
        assertThat(host.sends(1, advertisement.about("fe80::1")).isDropped()).isTrue();
        assertThat(host.sends(1, advertisement.about("2001:db8::1")).isDropped())
                .isTrue();
        host.addresses(1, Sample.address(1), "2001:db8::1");
        assertThat(host.sends(1, advertisement.about("2001:db8::1")).isSwitched())
                .isTrue();
    }

    @Test
    void what_ipv6_cannot_live_without_passes_without_a_rule() {
        host.join(1);
        assertThat(List.of(131, 132, 133, 135, 143))
                .allMatch(type -> host.sends(1, icmp6(1, LINK_LOCAL, type)).isSwitched());
        assertThat(host.sends(1, icmp6(1, "::", 135)).isSwitched())
                .as("whether its address is free")
                .isTrue();
        assertThat(host.sends(1, icmp6(1, "fe80::1", 135)).isDropped()).isTrue();
        assertThat(host.sends(1, icmp6(1, LINK_LOCAL, 128)).isDropped())
                .as("ping")
                .isTrue();
        assertThat(List.of(130, 131, 132, 134, 135, 136))
                .allMatch(type -> host.arrives(icmp6(3, "fe80::3", type).toMac(Sample.mac(1)))
                        .isDeliveredTo(host.number(1)));
    }

    @Test
    void it_asks_for_addresses_but_does_not_hand_them_out_and_is_no_router() {
        host.join(1);
        Packet discover = udp(1, 3, 0).from("0.0.0.0").to("255.255.255.255").toMac(BROADCAST);
        assertThat(host.sends(1, discover.ports(68, 67)).isSwitched()).isTrue();
        assertThat(host.sends(1, udp(1, 3, 0).ports(68, 67)).isSwitched()).isTrue();
        assertThat(host.sends(1, udp(1, 3, 0).ports(68, 67).from("10.0.0.77")).isDropped())
                .isTrue();
        Packet solicit = ipv6(1, 3, LINK_LOCAL, "ff02::1:2", 17, 546, 547);
        assertThat(host.sends(1, solicit).isSwitched()).isTrue();

        host.join(1, 1);
        assertThat(host.sends(1, udp(1, 2, 0).ports(67, 68)).isDropped()).isTrue();
        assertThat(host.sends(1, ipv6(1, 2, LINK_LOCAL, "fe80::2", 17, 547, 546))
                        .isDropped())
                .isTrue();
        assertThat(host.sends(1, icmp6(1, LINK_LOCAL, 134)).isDropped()).isTrue();
        assertThat(host.arrives(udp(3, 1, 0).ports(67, 68)).isDeliveredTo(host.number(1)))
                .isTrue();
    }

    @Test
    void allowed_address_pairs_pass_with_their_mac_and_no_other() {
        host.pair(1, null, "10.9.0.0/24").pair(1, "00:00:5e:00:01:01", "10.8.0.1");

        assertThat(host.sends(1, ping(1, 3).from("10.9.0.7")).isSwitched()).isTrue();
        assertThat(host.sends(1, arp(1, 3).from("10.9.0.7")).isSwitched()).isTrue();
        assertThat(host.sends(1, ping(1, 3).from("10.9.1.7")).isDropped()).isTrue();
        assertThat(host.sends(1, ping(1, 3).from("10.8.0.1").fromMac("00:00:5e:00:01:01"))
                        .isSwitched())
                .isTrue();
        assertThat(host.sends(1, ping(1, 3).from("10.8.0.1")).isDropped()).isTrue();
        assertThat(host.sends(1, ping(1, 3).fromMac("00:00:5e:00:01:01")).isDropped())
                .isTrue();
    }

    @Test
    void a_pair_for_every_address_allows_every_address() {
        host.pair(1, null, "0.0.0.0/0");

        assertThat(host.sends(1, ping(1, 3).from("198.51.100.1")).isSwitched()).isTrue();
        assertThat(host.sends(1, arp(1, 3).from("198.51.100.1")).isSwitched()).isTrue();
        assertThat(host.sends(1, ping(1, 3).fromMac(Sample.mac(2))).isDropped()).isTrue();
    }

    @Test
    void without_port_security_everything_passes_both_ways() {
        host.portSecurity(1, false).join(1);

        assertThat(host.sends(1, ping(1, 3).from("10.0.0.77").fromMac("02:00:00:00:00:01"))
                        .isSwitched())
                .isTrue();
        assertThat(host.sends(1, arp(1, 3).from("10.0.0.77")).isSwitched()).isTrue();
        assertThat(host.arrives(tcp(3, 1, 22)).isSwitched()).isTrue();
        assertThat(host.sends(1, tcp(1, 2, 22)).isDropped())
                .as("the other guest's rules hold")
                .isTrue();
    }

    @Test
    void ports_of_the_network_itself_are_trusted() {
        host.owner(1, "network:dhcp");

        assertThat(host.sends(1, udp(1, 2, 0).ports(67, 68)).isDeliveredTo(host.number(2)))
                .isTrue();
        assertThat(host.sends(1, icmp6(1, "fe80::1", 134)).isSwitched()).isTrue();
        assertThat(host.arrives(udp(3, 1, 67)).isSwitched()).isTrue();
    }

    @Test
    void frames_that_a_guest_tags_itself_do_not_enter() {
        assertThat(host.sends(1, ping(1, 2).tagged(1)).isDropped()).isTrue();
        assertThat(host.sends(1, arp(1, 2).tagged(7)).isDropped()).isTrue();
    }

    @Test
    void other_protocols_than_ip_and_arp_do_not_pass() {
        assertThat(host.sends(1, ip(1, 3, 0, 0, 0).other("lldp")).isDropped()).isTrue();
    }

    @Test
    void the_same_addresses_on_another_network_are_another_matter() {
        host.guestOf(2, 4, 1);

        assertThat(host.sends(4, ping(4, 3)).isSwitched()).isTrue();
        assertThat(host.sends(4, ping(4, 1)).isSwitched())
                .as("guest 1 is on another network, so its rules are not asked")
                .isTrue();
    }
}
