package org.portolan.command.autoallocated;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.axonframework.commandhandling.CommandHandler;
import org.portolan.api.autoallocated.AutoAllocatedTopology;
import org.portolan.api.autoallocated.AutoAllocatedTopologyCommand.AllocateTopology;
import org.portolan.api.autoallocated.AutoAllocatedTopologyCommand.RemoveTopology;
import org.portolan.api.autoallocated.AutoAllocatedTopologyEvent;
import org.portolan.api.autoallocated.AutoAllocatedTopologyEvent.TopologyAllocated;
import org.portolan.api.autoallocated.AutoAllocatedTopologyEvent.TopologyRemoved;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.json.Json;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkId;
import org.portolan.api.resource.Resource;
import org.portolan.api.resource.ResourceCommand.Create;
import org.portolan.api.resource.ResourceCommand.Delete;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.router.Router;
import org.portolan.api.router.RouterCommand.AddRouterInterface;
import org.portolan.api.router.RouterCommand.Leg;
import org.portolan.api.router.RouterCommand.RemoveRouterInterface;
import org.portolan.api.router.RouterDescription;
import org.portolan.api.router.RouterInterface;
import org.portolan.api.subnet.Subnet;
import org.portolan.api.subnetpool.SubnetPoolId;
import org.portolan.command.ResourceDecisions;
import org.portolan.command.StreamType;
import org.portolan.command.Streams;
import org.portolan.command.network.NetworkDecisions;
import org.portolan.command.network.NetworkState;
import org.portolan.command.router.RouterDecisions;
import org.portolan.command.router.RouterState;
import org.portolan.command.subnet.SubnetDecisions;
import org.portolan.command.subnetpool.SubnetPools;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decides about the topology of a project that asks for one that just works: a network with a subnet of each default pool,
 * and a router from there to the default external network. All of it is made in one unit of work, or nothing.
 */
public final class AutoAllocatedTopologyDecisions {

    private static final StreamType<AutoAllocatedTopology> TYPE = new StreamType<>(
            new AutoAllocatedTopologyEvent.Family(), AutoAllocatedTopology.class, AutoAllocatedTopology::evolve);

    private final Streams streams;
    private final NetworkDecisions networks;
    private final SubnetDecisions subnets;
    private final RouterDecisions routers;

    /** Decisions on these streams; the parts are made as those decide. */
    public AutoAllocatedTopologyDecisions(
            Streams streams, NetworkDecisions networks, SubnetDecisions subnets, RouterDecisions routers) {
        this.streams = streams;
        this.networks = networks;
        this.subnets = subnets;
        this.routers = routers;
    }

    /** Gives the project a topology, if it has none. */
    @CommandHandler
    JsonNode handle(AllocateTopology wish) {
        requireMayAct(wish.project(), wish.caller());
        if (wish.dryRun()) {
            requireExternal();
            if (pools(wish.caller()).isEmpty()) {
                throw failure("No default subnetpools defined");
            }
            return Json.object()
                    .put("id", "dry-run=pass")
                    .put("tenant_id", wish.project().value());
        }
        AutoAllocatedTopology topology =
                streams.find(TYPE, wish.project()).orElseGet(() -> allocate(wish.project(), wish.caller()));
        return Json.object()
                .put("id", topology.networkId().toString())
                .put("tenant_id", wish.project().value())
                .put("project_id", wish.project().value());
    }

    private static void requireMayAct(ProjectId project, Caller caller) {
        if (!caller.isAdmin() && !caller.owns(project)) {
            throw new NeutronError(403, "NotAuthorized", "Not authorized.");
        }
    }

    private NetworkId requireExternal() {
        return networks.defaultExternal().orElseThrow(() -> failure("No default router:external network"));
    }

    private static NeutronError failure(String reason) {
        return NeutronError.conflict("AutoAllocationFailure", "Deployment error: " + reason + ".");
    }

    private List<SubnetPoolId> pools(Caller caller) {
        return Stream.of(4, 6)
                .flatMap(version -> SubnetPools.byDefault(streams, version, caller).stream())
                .toList();
    }

    private AutoAllocatedTopology allocate(ProjectId project, Caller caller) {
        NetworkId external = requireExternal();
        List<SubnetPoolId> pools = pools(caller);
        if (pools.isEmpty()) {
            throw failure("Unable to provide tenant private network");
        }
        Network network = make(networks, Json.object().put("name", "auto_allocated_network"), project, caller);
        List<Subnet> made = pools.stream()
                .map(pool -> subnet(network, pool, project, caller))
                .toList();
        ObjectNode router = Json.object().put("name", "auto_allocated_router");
        router.putObject(RouterDescription.EXTERNAL_GATEWAY_INFO.name()).put("network_id", external.toString());
        Router joined = make(routers, router, project, caller);
        for (Subnet subnet : made) {
            routers.handle(
                    new AddRouterInterface(joined.id(), new Leg(subnet.id().toString(), null), caller));
        }
        streams.append(TYPE, project, new TopologyAllocated(project, network.id(), joined.id()));
        return streams.get(TYPE, project, IllegalStateException::new);
    }

    private Subnet subnet(Network network, SubnetPoolId pool, ProjectId project, Caller caller) {
        int version = SubnetPools.visible(streams, pool, caller).pool().ipVersion();
        ObjectNode body = Json.object()
                .put("name", "auto_allocated_subnet_v" + version)
                .put("network_id", network.id().toString())
                .put("ip_version", version)
                .put("subnetpool_id", pool.toString());
        try {
            return make(subnets, body, project, caller);
        } catch (NeutronError refused) {
            if (refused.status() == 400 || refused.type().equals("SubnetAllocationError")) {
                throw failure("Unable to provide tenant private network");
            }
            throw refused;
        }
    }

    private static <S extends Resource> S make(
            ResourceDecisions<S> decisions, ObjectNode body, ProjectId project, Caller caller) {
        ResourceDescription<S> description = decisions.description();
        return decisions.create(new Create(
                description.kind(),
                UUID.randomUUID().toString(),
                project,
                description.parseCreate(body, caller),
                caller));
    }

    /** Takes the topology from the project, if it has one; nobody else may be on its network. */
    @CommandHandler
    void handle(RemoveTopology wish) {
        requireMayAct(wish.project(), wish.caller());
        Optional<AutoAllocatedTopology> found = streams.find(TYPE, wish.project());
        if (found.isEmpty()) {
            // Neutron would make one first, to look at it.
            requireExternal();
            return;
        }
        AutoAllocatedTopology topology = found.get();
        streams.find(RouterState.TYPE, topology.routerId())
                .ifPresent(state -> removeRouter(state.router(), wish.caller()));
        if (streams.peek(NetworkState.TYPE, topology.networkId()).isPresent()) {
            networks.delete(new Delete(
                    new NetworkDescription().kind(), topology.networkId().toString(), null, wish.caller()));
        }
        streams.append(TYPE, wish.project(), new TopologyRemoved(wish.project()));
    }

    private void removeRouter(Router router, Caller caller) {
        for (RouterInterface leg : router.interfaces()) {
            routers.handle(new RemoveRouterInterface(
                    router.id(), new Leg(null, leg.portId().toString()), caller));
        }
        routers.delete(new Delete(new RouterDescription().kind(), router.id().toString(), null, caller));
    }
}
