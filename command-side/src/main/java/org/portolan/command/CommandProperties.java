package org.portolan.command;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How commands are decided.
 *
 * @param agentDownTime how long an agent may be silent before it counts as down
 */
@ConfigurationProperties("portolan")
public record CommandProperties(@DefaultValue("75s") Duration agentDownTime) {}
