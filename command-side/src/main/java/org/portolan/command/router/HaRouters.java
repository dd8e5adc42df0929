package org.portolan.command.router;

import java.util.Optional;
import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.portolan.api.agent.Agent;
import org.portolan.api.agent.AgentId;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.json.Json;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.Port;
import org.portolan.api.resource.Resource;
import org.portolan.api.resource.ResourceCommand.Create;
import org.portolan.api.resource.ResourceCommand.Delete;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.router.HaNetworkEvent.HaNetworkMade;
import org.portolan.api.router.HaNetworkEvent.HaNetworkRemoved;
import org.portolan.api.router.HaNetworkEvent.VirtualRouterNumberReleased;
import org.portolan.api.router.HaNetworkEvent.VirtualRouterNumberTaken;
import org.portolan.api.router.Router;
import org.portolan.api.router.RouterCommand.ReportHaState;
import org.portolan.api.router.RouterEvent.HaPortAttached;
import org.portolan.api.router.RouterEvent.HaPortDetached;
import org.portolan.api.router.RouterEvent.HaStateChanged;
import org.portolan.api.router.RouterEvent.VirtualRouterEnded;
import org.portolan.api.router.RouterEvent.VirtualRouterNumbered;
import org.portolan.api.router.RouterId;
import org.portolan.api.router.VirtualRouter;
import org.portolan.api.router.VirtualRouter.Instance;
import org.portolan.command.ResourceDecisions;
import org.portolan.command.Streams;
import org.portolan.command.agent.AgentState;
import org.portolan.command.network.NetworkDecisions;
import org.portolan.command.network.NetworkState;
import org.portolan.command.port.PortRemoval;
import org.portolan.command.port.PortState;
import org.portolan.command.port.ServicePorts;
import org.portolan.command.port.ServicePorts.Owner;
import org.portolan.command.subnet.SubnetDecisions;
import tools.jackson.databind.node.ObjectNode;

/**
 * What it takes that several agents have one router.
 *
 * <ol>
 *   <li>The highly available routers of a project have one network on which their agents elect; no project sees it. It is made when the first
 *       needs it, and goes with the last.
 *   <li>Each such router has a number there, and a port on the host of each of its agents.
 *   <li>The ports by which the router joins networks are where it was active last.
 * </ol>
 */
public final class HaRouters {

    /** Of a port by which an agent takes part in the election. */
    static final String PORT_OWNER = "network:router_ha_interface";

    private static final String CIDR = "169.254.192.0/18";
    private static final ProjectId NOBODY = new ProjectId("");
    private static final Caller SERVICE = Caller.ofServer("");

    private final Streams streams;
    private final NetworkDecisions networks;
    private final SubnetDecisions subnets;
    private final ServicePorts ports;

    /** Decisions on these streams; networks, subnets and ports are made as those decide. */
    public HaRouters(Streams streams, NetworkDecisions networks, SubnetDecisions subnets, ServicePorts ports) {
        this.streams = streams;
        this.networks = networks;
        this.subnets = subnets;
        this.ports = ports;
    }

    /**
     * Lets the router have a number on its project's network, and each of its agents a port there, unless they have.
     *
     * @throws NeutronError 409 when all numbers are given, 503 when there is no segment for a network
     */
    void complete(RouterId id) {
        Router router = router(id);
        if (router.virtualRouter().isEmpty()) {
            HaNetwork network = network(router.project());
            int number = network.free().orElseThrow(() -> noneLeft(id));
            streams.append(
                    HaNetwork.TYPE, router.project(), new VirtualRouterNumberTaken(router.project(), number, id));
            streams.append(RouterState.TYPE, id, new VirtualRouterNumbered(id, network.networkId(), number));
        }
        router.agents().forEach(agent -> streams.peek(AgentState.TYPE, agent).ifPresent(known -> join(id, known)));
    }

    private static NeutronError noneLeft(RouterId id) {
        return NeutronError.conflict(
                "NoVRIDAvailable",
                "No more Virtual Router Identifier (VRID) available when creating router " + id
                        + ". The limit of number of HA Routers per tenant is 254.");
    }

    private HaNetwork network(ProjectId project) {
        Optional<HaNetwork> known = streams.find(HaNetwork.TYPE, project);
        return known.orElseGet(() -> {
            Network made = create(networks, Json.object().put("name", "HA network tenant " + project));
            ObjectNode subnet = Json.object()
                    .put("network_id", made.id().toString())
                    .put("name", "HA subnet tenant " + project)
                    .put("ip_version", 4)
                    .put("cidr", CIDR)
                    .put("enable_dhcp", false)
                    .putNull("gateway_ip");
            create(subnets, subnet);
            streams.append(HaNetwork.TYPE, project, new HaNetworkMade(project, made.id()));
            return streams.get(HaNetwork.TYPE, project, IllegalStateException::new);
        });
    }

    private static <S extends Resource> S create(ResourceDecisions<S> decisions, ObjectNode body) {
        ResourceDescription<S> description = decisions.description();
        return decisions.create(new Create(
                description.kind(),
                UUID.randomUUID().toString(),
                NOBODY,
                description.parseCreate(body, SERVICE),
                SERVICE));
    }

    /** Lets an agent that has the router take part in the election, unless it does. */
    void join(RouterId id, Agent agent) {
        Router router = router(id);
        VirtualRouter virtual = router.virtualRouter().orElseThrow();
        boolean takesPart = virtual.of(agent.id())
                .filter(one -> streams.peek(PortState.TYPE, one.portId()).isPresent())
                .isPresent();
        if (!takesPart) {
            Network network = NetworkState.get(streams, virtual.networkId()).network();
            Port port = ports.make(
                    network, new Owner(NOBODY, id.toString(), PORT_OWNER), "HA port tenant " + router.project());
            streams.append(RouterState.TYPE, id, new HaPortAttached(id, agent.id(), port.id()));
            ports.place(port.id(), agent.host());
        }
    }

    /** Takes the agent's port for the election, if it has one. */
    static void leave(Streams streams, RouterId id, AgentId agent) {
        streams.find(RouterState.TYPE, id)
                .flatMap(state -> state.router().virtualRouter())
                .flatMap(virtual -> virtual.of(agent))
                .ifPresent(instance -> {
                    streams.append(RouterState.TYPE, id, new HaPortDetached(id, agent));
                    remove(streams, instance);
                });
    }

    private static void remove(Streams streams, Instance instance) {
        // The network before the port: the order in which everybody takes locks.
        streams.peek(PortState.TYPE, instance.portId()).ifPresent(port -> NetworkState.get(streams, port.networkId()));
        streams.find(PortState.TYPE, instance.portId()).ifPresent(port -> PortRemoval.remove(streams, port));
    }

    /** The router is with several agents no more: its number goes back, and the network with the last one. */
    void end(RouterId id) {
        Router router = router(id);
        Optional<VirtualRouter> virtual = router.virtualRouter();
        if (virtual.isEmpty()) {
            return;
        }
        ProjectId project = router.project();
        HaNetwork network = streams.get(HaNetwork.TYPE, project, IllegalStateException::new);
        virtual.get().instances().forEach(instance -> leave(streams, id, instance.agentId()));
        streams.append(RouterState.TYPE, id, new VirtualRouterEnded(id));
        streams.append(
                HaNetwork.TYPE,
                project,
                new VirtualRouterNumberReleased(project, virtual.get().number()));
        if (network.numbers().size() == 1) {
            remove(project, network.networkId());
        }
    }

    /** Whoever else is on the network by now keeps it, but routers have another one next time. */
    private void remove(ProjectId project, NetworkId id) {
        streams.append(HaNetwork.TYPE, project, new HaNetworkRemoved(project));
        boolean isIdle = streams.find(NetworkState.TYPE, id)
                .filter(state -> state.macs().isEmpty())
                .isPresent();
        if (isIdle) {
            networks.delete(new Delete(networks.description().kind(), id.toString(), null, SERVICE));
        }
    }

    /** Records whether an agent is the router. The ports of one that has become it are there from now on. */
    @CommandHandler
    void handle(ReportHaState report) {
        AgentId agent = AgentId.of(Agent.L3, report.host());
        Optional<VirtualRouter> virtual = streams.find(RouterState.TYPE, report.id())
                .flatMap(state -> state.router().virtualRouter())
                .filter(known -> known.of(agent).isPresent());
        if (virtual.isEmpty()) {
            return;
        }
        boolean active = report.state().equals(VirtualRouter.ACTIVE);
        boolean isKnown = virtual.get()
                .of(agent)
                .filter(instance -> instance.state().equals(report.state()))
                .isPresent();
        if (!isKnown || (active && !virtual.get().isPrimary(agent))) {
            streams.append(RouterState.TYPE, report.id(), new HaStateChanged(report.id(), agent, report.state()));
        }
        if (active) {
            router(report.id()).ports().forEach(port -> ports.place(port, report.host()));
        }
    }

    private Router router(RouterId id) {
        return RouterState.get(streams, id).router();
    }
}
