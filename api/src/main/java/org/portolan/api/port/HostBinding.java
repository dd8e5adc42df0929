package org.portolan.api.port;

import java.util.List;
import org.portolan.api.port.Binding.BindingLevel;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a port would be on a host that it is not on yet, or not any more: a live migration prepares its destination so.
 *
 * @param host the host, of which a port has at most one binding
 * @param vnicType how its device is to be plugged there
 * @param profile what its device's owner tells of that
 * @param vifType see {@link Binding#vifType}
 * @param vifDetails see {@link Binding#vifDetails}
 * @param levels see {@link Binding#levels}
 */
public record HostBinding(
        String host,
        String vnicType,
        ObjectNode profile,
        String vifType,
        JsonNode vifDetails,
        List<BindingLevel> levels) {}
