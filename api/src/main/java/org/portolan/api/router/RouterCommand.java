package org.portolan.api.router;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.portolan.api.address.HostRoute;
import org.portolan.api.caller.Caller;
import org.portolan.api.resource.Command;

/** What can be wished of a router beside POST, PUT and DELETE. */
public sealed interface RouterCommand extends Command {

    /** The router. */
    RouterId id();

    /**
     * Which leg of a router is meant: that of a subnet, that of a port, or both; as the client wrote it.
     *
     * @param subnetId the subnet, null when it was not said
     * @param portId the port, null when it was not said
     */
    record Leg(@Nullable String subnetId, @Nullable String portId) {}

    /** Give the router a leg. */
    record AddRouterInterface(RouterId id, Leg leg, Caller caller) implements RouterCommand {}

    /** Take a leg from the router. */
    record RemoveRouterInterface(RouterId id, Leg leg, Caller caller) implements RouterCommand {}

    /** Give the router these routes beside those that it has. */
    record AddExtraRoutes(RouterId id, List<HostRoute> routes, Caller caller) implements RouterCommand {}

    /** Take these routes from the router, where it has them. */
    record RemoveExtraRoutes(RouterId id, List<HostRoute> routes, Caller caller) implements RouterCommand {}

    /** The L3 agent of that host has taken up the router: its ports are to be there. */
    record TakeUpRouter(RouterId id, String host, Caller caller) implements RouterCommand {}

    /** The L3 agent of that host says whether it is the router that others have, too. */
    record ReportHaState(RouterId id, String host, String state, Caller caller) implements RouterCommand {}
}
