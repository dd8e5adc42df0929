package org.portolan.agent.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Two ways in which nftables shows the same table. */
class NatTableTest {

    private static final String LISTED = """
            table ip portolan {
            \tmap inside {
            \t\ttype ipv4_addr : ipv4_addr
            \t\telements = { 172.24.4.9 comment "event 12" : 10.0.0.5,
            \t\t\t     172.24.4.10 : 10.0.0.6 }
            \t}

            \tchain prerouting {
            \t\ttype nat hook prerouting priority dstnat; policy accept;
            \t\tip daddr 172.24.4.11 tcp dport 22 dnat to 10.0.0.3:22 comment "event 13"
            \t}
            }
            """;

    private static final String ECHOED = """
            add table ip portolan
            add chain ip portolan prerouting { type nat hook prerouting priority dstnat; policy accept; }
            add map ip portolan inside { type ipv4_addr : ipv4_addr; }
            add element ip portolan inside { 172.24.4.9 comment "event 12" : 10.0.0.5 }
            add element ip portolan inside { 172.24.4.10 : 10.0.0.6 }
            add rule ip portolan prerouting handle 11 ip daddr 172.24.4.11 tcp dport 22 dnat to 10.0.0.3:22 comment "event 13"
            # new generation 2 by process 28726 (nft)
            """;

    @Test
    void a_table_that_was_loaded_is_the_same_as_it_is_listed() {
        assertThat(NatTable.listed(LISTED))
                .containsExactly(
                        "map inside: 172.24.4.9 comment \"event 12\" : 10.0.0.5",
                        "map inside: 172.24.4.10 : 10.0.0.6",
                        "chain prerouting: ip daddr 172.24.4.11 tcp dport 22 dnat to 10.0.0.3:22 comment \"event 13\"")
                .containsExactlyInAnyOrderElementsOf(NatTable.echoed(ECHOED));
    }

    @Test
    void no_table_has_no_rules() {
        assertThat(NatTable.listed("")).isEmpty();
        assertThat(NatTable.echoed("")).isEmpty();
    }
}
