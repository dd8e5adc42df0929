package org.portolan.command;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How commands are decided.
 *
 * @param agentDownTime how long an agent may be silent before it counts as down
 * @param dnsDomain the domain that the names of ports are in, Neutron's {@code dns_domain}; with a dot at its end
 */
@ConfigurationProperties("portolan")
public record CommandProperties(
        @DefaultValue("75s") Duration agentDownTime,
        @DefaultValue("openstacklocal.") String dnsDomain) {}
