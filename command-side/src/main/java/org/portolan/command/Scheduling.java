package org.portolan.command;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How networks and routers are given to agents.
 *
 * @param dhcpAgentsPerNetwork how many agents serve DHCP on a network
 * @param networkAutoSchedule whether networks are given to agents without being asked
 * @param routerAutoSchedule whether routers are given to agents that register
 * @param allowAutomaticDhcpFailover whether networks of dead agents are given to others
 * @param allowAutomaticL3agentFailover whether routers of dead agents are given to others
 * @param maxL3AgentsPerRouter how many agents have a highly available router; 0 for all
 */
public record Scheduling(
        @DefaultValue("1") int dhcpAgentsPerNetwork,
        @DefaultValue("true") boolean networkAutoSchedule,
        @DefaultValue("true") boolean routerAutoSchedule,
        @DefaultValue("true") boolean allowAutomaticDhcpFailover,
        @DefaultValue("false") boolean allowAutomaticL3agentFailover,
        @DefaultValue("3") int maxL3AgentsPerRouter) {

    public Scheduling {
        if (dhcpAgentsPerNetwork < 1) {
            throw new IllegalArgumentException("portolan.scheduling.dhcp-agents-per-network must be 1 or more");
        }
        if (maxL3AgentsPerRouter < 0) {
            throw new IllegalArgumentException("portolan.scheduling.max-l3-agents-per-router must be 0 or more");
        }
    }

    /** Neutron's defaults. */
    public static Scheduling byDefault() {
        return new Scheduling(1, true, true, true, false, 3);
    }
}
