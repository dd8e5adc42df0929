package org.portolan.command.router;

import inet.ipaddr.IPAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.portolan.api.address.HostRoute;
import org.portolan.api.error.NeutronError;
import org.portolan.api.port.FixedIp;
import org.portolan.api.router.Router;
import org.portolan.api.router.RouterGateway;
import org.portolan.command.Streams;

/** Routes that a router has beside those that follow from its legs and its gateway. */
final class ExtraRoutes {

    private static final int ROUTES_MAX = 30;

    private ExtraRoutes() {}

    /**
     * Refuses routes that the router cannot follow: too many, or over a neighbour that it does not reach, or over itself.
     *
     * @throws NeutronError 400
     */
    static void require(Streams streams, Router router, List<HostRoute> routes) {
        if (routes.size() > ROUTES_MAX) {
            throw new NeutronError(
                    400,
                    "RoutesExhausted",
                    "Unable to complete operation for " + router.id() + ". The number of routes exceeds the maximum "
                            + ROUTES_MAX + ".");
        }
        List<FixedIp> own = new ArrayList<>();
        RouterGateway gateway = router.gateway();
        if (gateway != null) {
            own.addAll(gateway.externalFixedIps());
        }
        router.interfaces().forEach(leg -> own.addAll(leg.fixedIps()));
        List<IPAddress> reached = own.stream()
                .map(fixedIp ->
                        RouterSubnets.subnet(streams, fixedIp.subnetId()).cidr())
                .toList();
        for (HostRoute route : routes) {
            if (reached.stream().noneMatch(cidr -> cidr.contains(route.nexthop()))) {
                throw invalid(routes, "the nexthop is not connected with router");
            }
            if (own.stream().anyMatch(fixedIp -> fixedIp.ipAddress().equals(route.nexthop()))) {
                throw invalid(routes, "the nexthop is used by router");
            }
        }
    }

    private static NeutronError invalid(List<HostRoute> routes, String reason) {
        String listed = routes.stream()
                .map(route -> "{'destination': '" + route.destination().toCanonicalString() + "', 'nexthop': '"
                        + route.nexthop().toCanonicalString() + "'}")
                .collect(Collectors.joining(", ", "[", "]"));
        return new NeutronError(400, "InvalidRoutes", "Invalid format for routes: " + listed + ", " + reason);
    }

    /** These routes and the others, none twice. */
    static List<HostRoute> with(List<HostRoute> routes, List<HostRoute> others) {
        return Stream.concat(routes.stream(), others.stream()).distinct().toList();
    }

    /** These routes without the others. */
    static List<HostRoute> without(List<HostRoute> routes, List<HostRoute> others) {
        return routes.stream().filter(route -> !others.contains(route)).toList();
    }
}
