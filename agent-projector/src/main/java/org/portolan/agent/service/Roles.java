package org.portolan.agent.service;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.portolan.api.agent.AgentId;

/**
 * What this node serves.
 *
 * @param host the name by which ports are bound to it
 * @param l3 whether it has routers
 * @param dhcp whether it tells addresses by DHCP
 * @param dnsDomain the domain of names on networks; never empty
 * @param dnsServers where its DNS servers ask what they do not know
 * @param leaseSeconds for which an address is told; 0 for ever
 * @param vrrpInterval between two words of the host that is a router which others have, too
 * @param metadata where guests' questions for metadata go; null when nobody answers them
 * @param directory where files of its services are; every user may read it
 * @param offloads whether devices may leave checksums and segmentation to the switch, which Open vSwitch in user space does not do
 */
public record Roles(
        String host,
        boolean l3,
        boolean dhcp,
        String dnsDomain,
        List<String> dnsServers,
        int leaseSeconds,
        Duration vrrpInterval,
        @Nullable URI metadata,
        Path directory,
        boolean offloads) {

    /** Neutron's name for an agent that has routers. */
    public static final String L3_AGENT = "L3 agent";

    /** Neutron's name for an agent that tells addresses by DHCP. */
    public static final String DHCP_AGENT = "DHCP agent";

    public Roles {
        dnsServers = List.copyOf(dnsServers);
    }

    /** Whether it serves anything. */
    public boolean any() {
        return l3 || dhcp;
    }

    AgentId l3Agent() {
        return AgentId.of(L3_AGENT, host);
    }

    AgentId dhcpAgent() {
        return AgentId.of(DHCP_AGENT, host);
    }
}
