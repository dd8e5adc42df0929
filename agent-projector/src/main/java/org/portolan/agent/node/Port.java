package org.portolan.agent.node;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A port, as far as a host needs to know it.
 *
 * @param mac as six pairs of lower-case hexadecimal digits with colons
 * @param addresses IPv4 and IPv6 fixed addresses
 * @param host to which the port is bound, if it is
 * @param adminUp false cuts the port off
 * @param generation of the binding, to be named when the port is reported as wired
 * @param cause position of the last event that changed any of this
 */
public record Port(
        UUID id,
        UUID network,
        String mac,
        List<String> addresses,
        @Nullable String host,
        boolean adminUp,
        long generation,
        long cause) {
    public Port {
        addresses = List.copyOf(addresses);
    }

    public boolean isBoundTo(String name) {
        return name.equals(host);
    }
}
