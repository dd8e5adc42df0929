package org.portolan.api.node;

import java.util.List;
import java.util.UUID;
import org.portolan.api.port.AddressPair;
import org.portolan.api.port.PortDescription;
import org.portolan.api.resource.Attributes;

/**
 * What a port may send and receive.
 *
 * @param enabled whether it is restricted at all
 * @param addressPairs sources that it may send from, besides its own
 * @param groups the security groups that it is in
 */
public record PortSecurity(boolean enabled, List<AddressPair> addressPairs, List<UUID> groups) {
    public PortSecurity {
        addressPairs = List.copyOf(addressPairs);
        groups = List.copyOf(groups);
    }

    /** Of a port with these attributes. */
    public static PortSecurity of(Attributes port) {
        return new PortSecurity(
                port.find(PortDescription.PORT_SECURITY_ENABLED).orElse(true),
                port.find(PortDescription.ALLOWED_ADDRESS_PAIRS).orElse(List.of()),
                port.find(PortDescription.SECURITY_GROUPS).orElse(List.of()));
    }

    /** Whether a change of those attributes can change it. */
    static boolean isConcernedBy(Attributes changes) {
        return changes.has(PortDescription.PORT_SECURITY_ENABLED)
                || changes.has(PortDescription.ALLOWED_ADDRESS_PAIRS)
                || changes.has(PortDescription.SECURITY_GROUPS);
    }

    PortSecurity with(Attributes changes) {
        return new PortSecurity(
                changes.find(PortDescription.PORT_SECURITY_ENABLED).orElse(enabled),
                changes.find(PortDescription.ALLOWED_ADDRESS_PAIRS).orElse(addressPairs),
                changes.find(PortDescription.SECURITY_GROUPS).orElse(groups));
    }
}
