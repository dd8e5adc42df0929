package org.portolan.api.node;

import java.util.List;
import java.util.UUID;

/**
 * An address group, as far as nodes must know it.
 *
 * @param prefixes in canonical form
 * @param cause the position of the event that made it so
 */
public record NodeAddressGroup(UUID id, List<String> prefixes, long cause) implements NodeFact {
    public NodeAddressGroup {
        prefixes = List.copyOf(prefixes);
    }
}
