package org.portolan.rest;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Who may do what.
 *
 * @param policyFile a {@code policy.yaml}, whose rules take the place of Neutron's own; none when null
 */
@ConfigurationProperties("portolan")
public record PolicyProperties(@Nullable Path policyFile) {}
