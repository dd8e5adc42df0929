package org.portolan.command.router;

import inet.ipaddr.IPAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.portolan.api.error.NeutronError;
import org.portolan.api.port.FixedIp;
import org.portolan.api.port.FixedIpWish;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.resource.Attributes;
import org.portolan.command.Streams;
import org.portolan.command.floatingip.FloatingIpState;

/** What clients may not do to ports that are part of a router or of a floating IP. */
public final class RouterPorts {

    /** The {@code device_owner} of a router's port on an external network. */
    public static final String GATEWAY = "network:router_gateway";

    /** The {@code device_owner} of the port that holds a floating IP. */
    public static final String FLOATING_IP = "network:floatingip";

    private static final Set<String> ROUTERS = Set.of(
            GATEWAY,
            "network:router_interface",
            "network:router_interface_distributed",
            "network:ha_router_replicated_interface");

    private RouterPorts() {}

    /**
     * Refuses to delete what a router or a floating IP needs.
     *
     * @throws NeutronError 409
     */
    public static void requireMayDelete(Streams streams, Port port) {
        if (isRouters(streams, port) || isFloatingIps(streams, port)) {
            throw NeutronError.conflict(
                    "ServicePortInUse",
                    "Port " + port.id() + " cannot be deleted directly via the port API: has device owner "
                            + port.deviceOwner() + ".");
        }
    }

    /**
     * Refuses to move a router's port to other addresses.
     *
     * @throws NeutronError 400
     */
    public static void requireMayMove(Streams streams, Port port, Attributes changes) {
        if (!changes.has(PortDescription.FIXED_IPS) || !isRouters(streams, port)) {
            return;
        }
        List<FixedIpWish> wishes = changes.get(PortDescription.FIXED_IPS);
        Set<IPAddress> wanted = wishes.stream()
                .map(FixedIpWish::ipAddress)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        Set<IPAddress> present =
                new HashSet<>(port.fixedIps().stream().map(FixedIp::ipAddress).toList());
        if (!wanted.equals(present) || wishes.size() != present.size()) {
            throw new NeutronError(
                    400, "BadRequest", "Bad ports request: IP updates for port " + port.id() + " are not allowed.");
        }
    }

    private static boolean isRouters(Streams streams, Port port) {
        return ROUTERS.contains(port.deviceOwner())
                && streams.peek(RouterState.TYPE, deviceId(port)).isPresent();
    }

    private static boolean isFloatingIps(Streams streams, Port port) {
        return port.deviceOwner().equals(FLOATING_IP)
                && streams.peek(FloatingIpState.TYPE, deviceId(port)).isPresent();
    }

    private static String deviceId(Port port) {
        return port.attributes().get(PortDescription.DEVICE_ID);
    }
}
