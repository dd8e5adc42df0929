package org.portolan.api.qos;

import java.util.UUID;
import org.portolan.api.resource.Attributes;

/**
 * A rule as its policy knows it.
 *
 * @param type such as {@code bandwidth_limit}
 * @param attributes what it says
 */
public record QosRule(UUID id, String type, Attributes attributes) {}
