package org.portolan.agent.service;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.portolan.agent.controller.AgentCard;
import org.portolan.agent.controller.Backoff;
import org.portolan.agent.controller.ControllerClient;
import org.portolan.agent.controller.ControllerException;
import org.portolan.agent.controller.ServiceReport;
import org.portolan.agent.desired.TopologyView;
import org.portolan.api.agent.AgentId;
import org.portolan.api.floatingip.FloatingIpId;
import org.portolan.api.network.NetworkId;
import org.portolan.api.node.DhcpDevice;
import org.portolan.api.node.NodeFloatingIp;
import org.portolan.api.node.NodePort;
import org.portolan.api.node.NodeRouter;
import org.portolan.api.node.NodeServices;
import org.portolan.api.node.NodeSubnet;
import org.portolan.api.node.NodeTrunk;
import org.portolan.api.node.ServedNetwork;
import org.portolan.api.node.Topology;
import org.portolan.api.port.FixedIp;
import org.portolan.api.port.PortId;
import org.portolan.api.router.RouterId;
import org.portolan.api.router.VirtualRouter;
import org.portolan.api.subnet.SubnetId;
import org.portolan.api.trunk.Trunk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the controller for what this node needs to serve, and tells it what became of it.
 *
 * <ol>
 *   <li>What is asked for and told is the difference between the log and the host: when the log has it, it is asked for no more.
 *   <li>Routers that this node has are taken up: their ports are to be bound to this host.
 *   <li>Of routers that other hosts have, too, it tells whether it is the active one, and takes up those.
 *   <li>Networks that are scheduled to this node need a port for its DHCP server, with an address of each such subnet.
 *   <li>Trunks whose parent's device is here are taken up: their sub-ports are to be bound to this host. They are active when all of their ports
 *       are wired.
 *   <li>Floating IPs are active when their router's namespace has been made so, and in error when that has failed.
 * </ol>
 */
public final class ServiceReports implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ServiceReports.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int AT_ONCE = 1000;
    private static final String ACTIVE = "ACTIVE";
    private static final String ERROR = "ERROR";
    private static final String BUILD = "BUILD";
    private static final String DEGRADED = "DEGRADED";

    private final Roles roles;
    private final Supplier<TopologyView> views;
    private final Function<String, Services.Standing> standings;
    private final Function<String, Optional<Boolean>> elected;
    private final ControllerClient controller;
    private final Backoff backoff;
    private final Semaphore news = new Semaphore(0);
    private final Thread thread = Thread.ofVirtual().name("service-reports").unstarted(this::run);
    /** When each thing was told last. */
    private final Map<Object, Long> told = new HashMap<>();

    private volatile Set<PortId> wired = Set.of();
    private volatile boolean closed;

    /** Reports about what those services make. */
    public ServiceReports(
            Roles roles,
            Supplier<TopologyView> views,
            Services services,
            ControllerClient controller,
            Backoff backoff) {
        this.roles = roles;
        this.views = views;
        this.standings = services::standing;
        this.elected = services::isElected;
        this.controller = controller;
        this.backoff = backoff;
    }

    /** Starts to tell. */
    public void start() {
        thread.start();
    }

    /** These ports are wired on the host, and no others. Returns at once. */
    public void wired(Set<PortId> ports) {
        if (!ports.equals(wired)) {
            wired = Set.copyOf(ports);
            look();
        }
    }

    /** Something may have changed. Returns at once. */
    public void look() {
        news.release();
    }

    private void run() {
        int failures = 0;
        try {
            while (!closed) {
                ServiceReport due = due(views.get().topology());
                try {
                    for (ServiceReport part : due.parts(AT_ONCE)) {
                        controller.deliver(agent(), roles.host(), part);
                    }
                    failures = 0;
                } catch (ControllerException e) {
                    due.items().forEach(told::remove);
                    failures++;
                    if (failures == 1) {
                        log.warn("{}. What is served is reported when the controller answers", e.getMessage());
                    }
                    // News are no reason to ask sooner: the controller is away.
                    Thread.sleep(backoff.pause(failures));
                    continue;
                }
                if (news.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                    news.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ServiceReport due(Topology topology) {
        ServiceReport all = wanted(topology);
        Set<Object> items = new HashSet<>(all.items());
        told.keySet().retainAll(items);
        long now = System.nanoTime();
        return all.only(item -> {
            Long last = told.get(item);
            if (last != null && now - last < PATIENCE.toNanos()) {
                return false;
            }
            told.put(item, now);
            return true;
        });
    }

    /** The difference between the log and the host. */
    private ServiceReport wanted(Topology topology) {
        List<RouterId> routers = new ArrayList<>();
        Map<RouterId, String> haStates = new HashMap<>();
        Map<FloatingIpId, String> statuses = new HashMap<>();
        if (roles.l3()) {
            RouterRenderer renderer = new RouterRenderer(roles, topology);
            for (NodeRouter router : renderer.routers()) {
                if (!isToldAs(router, haStates) && renderer.isServedHere(router) && !isHere(topology, router)) {
                    routers.add(router.id());
                }
                if (renderer.isServedHere(router)) {
                    statuses(renderer.floatingIps(router), router, statuses);
                }
            }
        }
        List<NetworkId> networks = roles.dhcp() ? networks(topology.services()) : List.of();
        Set<PortId> wiredNow = wired;
        List<UUID> trunks = new ArrayList<>();
        Map<UUID, String> trunkStatuses = new HashMap<>();
        for (NodeTrunk trunk : topology.services().trunks().values()) {
            if (isHere(topology, trunk.parent())) {
                boolean isPluggedIn = wiredNow.contains(trunk.parent());
                if (isPluggedIn && !trunk.subPorts().stream().allMatch(sub -> isHere(topology, sub.portId()))) {
                    trunks.add(trunk.id());
                }
                String status = status(trunk, isPluggedIn, wiredNow);
                if (!status.equals(trunk.status())) {
                    trunkStatuses.put(trunk.id(), status);
                }
            }
        }
        return new ServiceReport(routers, haStates, networks, statuses, trunks, trunkStatuses);
    }

    /** Adds what this host has become of a router that others have, too, and the log does not say yet; whether there is anything such. */
    private boolean isToldAs(NodeRouter router, Map<RouterId, String> states) {
        VirtualRouter virtual = router.virtualRouter();
        Optional<Boolean> here = elected.apply(DesiredNamespace.ROUTER + router.id());
        if (virtual == null || here.isEmpty()) {
            return false;
        }
        String state = here.get() ? VirtualRouter.ACTIVE : VirtualRouter.STANDBY;
        boolean isKnown = virtual.of(roles.l3Agent())
                .filter(instance -> instance.state().equals(state))
                .isPresent();
        // Of two that are active, the last one has the ports until it is so no more.
        boolean isNobodys = here.get() && !virtual.hasActivePrimary();
        if (isKnown && !isNobodys) {
            return false;
        }
        states.put(router.id(), state);
        return true;
    }

    private AgentId agent() {
        if (roles.any()) {
            return roles.l3() ? roles.l3Agent() : roles.dhcpAgent();
        }
        return AgentId.of(AgentCard.AGENT_TYPE, roles.host());
    }

    private static String status(NodeTrunk trunk, boolean isPluggedIn, Set<PortId> wired) {
        if (!isPluggedIn) {
            return Trunk.DOWN;
        }
        if (trunk.subPorts().stream().allMatch(sub -> wired.contains(sub.portId()))) {
            return ACTIVE;
        }
        boolean wasWhole = trunk.status().equals(ACTIVE) || trunk.status().equals(DEGRADED);
        return wasWhole ? DEGRADED : BUILD;
    }

    private boolean isHere(Topology topology, PortId id) {
        NodePort port = topology.ports().get(id);
        return port != null && port.isBound() && port.host().equals(roles.host());
    }

    private boolean isHere(Topology topology, NodeRouter router) {
        return router.ports().stream().allMatch(id -> {
            NodePort port = topology.ports().get(id);
            return port == null || (port.isBound() && port.host().equals(roles.host()));
        });
    }

    private void statuses(List<NodeFloatingIp> floatingIps, NodeRouter router, Map<FloatingIpId, String> statuses) {
        Services.Standing standing = standings.apply(DesiredNamespace.ROUTER + router.id());
        for (NodeFloatingIp floatingIp : floatingIps) {
            String status =
                    switch (standing) {
                        case MADE -> ACTIVE;
                        case FAILED -> ERROR;
                        case UNKNOWN -> floatingIp.status();
                    };
            if (!status.equals(floatingIp.status())) {
                statuses.put(floatingIp.id(), status);
            }
        }
    }

    /** Networks that this node is to tell addresses on, and whose server here lacks a port or has other addresses than it needs. */
    private List<NetworkId> networks(NodeServices services) {
        Map<NetworkId, Set<SubnetId>> subnets = new HashMap<>();
        for (NodeSubnet subnet : services.subnets().values()) {
            ServedNetwork network = services.networks().get(subnet.networkId());
            if (subnet.enableDhcp() && network != null && network.dhcpAgents().contains(roles.dhcpAgent())) {
                subnets.computeIfAbsent(subnet.networkId(), none -> new HashSet<>())
                        .add(subnet.id());
            }
        }
        List<NetworkId> networks = new ArrayList<>();
        subnets.forEach((network, wanted) -> {
            String own = DhcpDevice.id(roles.host(), network);
            boolean complete = services.portsOf(network).values().stream()
                    .filter(port -> port.isDhcpServer() && port.deviceId().equals(own))
                    .anyMatch(port -> wanted.equals(
                            port.fixedIps().stream().map(FixedIp::subnetId).collect(Collectors.toSet())));
            if (!complete) {
                networks.add(network);
            }
        });
        return networks;
    }

    @Override
    public void close() {
        closed = true;
        news.release();
    }
}
