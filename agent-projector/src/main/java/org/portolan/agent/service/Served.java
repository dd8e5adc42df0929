package org.portolan.agent.service;

import java.util.ArrayList;
import java.util.List;
import org.portolan.api.node.Topology;

/** What a node serves, given the log: the namespaces of its routers and DHCP servers. Pure but for what it remembers; used by one thread. */
final class Served {

    private final Roles roles;
    private final DhcpRenderer dhcp;

    Served(Roles roles) {
        this.roles = roles;
        this.dhcp = new DhcpRenderer(roles);
    }

    /** The namespaces that this host should have. */
    List<DesiredNamespace> by(Topology topology) {
        List<DesiredNamespace> desired = new ArrayList<>();
        if (roles.l3()) {
            RouterRenderer routers = new RouterRenderer(roles, topology);
            routers.routers().forEach(router -> desired.add(routers.render(router)));
        }
        if (roles.dhcp()) {
            desired.addAll(dhcp.render(topology));
        }
        return desired;
    }
}
