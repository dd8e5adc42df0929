package org.portolan.command;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How commands are decided.
 *
 * @param agentDownTime how long an agent may be silent before it counts as down
 * @param dnsDomain the domain that the names of ports are in, Neutron's {@code dns_domain}; with a dot at its end
 * @param mechanisms the ways to bind a port, tried in that order, Neutron's {@code mechanism_drivers}
 * @param scheduling how networks and routers are given to agents
 */
@ConfigurationProperties("portolan")
public record CommandProperties(
        @DefaultValue("75s") Duration agentDownTime,
        @DefaultValue("openstacklocal.") String dnsDomain,
        @DefaultValue("openvswitch") List<String> mechanisms,
        @DefaultValue Scheduling scheduling) {

    /** The defaults, but for these. */
    public static CommandProperties of(Duration agentDownTime, String dnsDomain) {
        return new CommandProperties(agentDownTime, dnsDomain, List.of("openvswitch"), Scheduling.byDefault());
    }

    /** These, with that scheduling. */
    public CommandProperties with(Scheduling other) {
        return new CommandProperties(agentDownTime, dnsDomain, mechanisms, other);
    }
}
