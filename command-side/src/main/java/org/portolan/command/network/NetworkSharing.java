package org.portolan.command.network;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.event.Event;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkEvent.NetworkUpdated;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.Port;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Grant;
import org.portolan.api.resource.Resource;
import org.portolan.command.Streams;
import org.portolan.command.port.PortState;
import org.portolan.command.rbac.Shareable;
import org.portolan.command.router.RouterState;
import org.portolan.command.subnet.SubnetState;

/** How networks are shared: those who have ports on one need it, and those whose routers have their gateways there. */
final class NetworkSharing extends Shareable<NetworkState> {

    NetworkSharing(Streams streams) {
        super(streams, "network", NetworkState.TYPE);
    }

    @Override
    protected List<String> actions() {
        return List.of(Grant.SHARED, Grant.EXTERNAL);
    }

    @Override
    protected Resource resource(NetworkState state) {
        return state.network();
    }

    @Override
    protected Event updated(UUID id, Attributes changes) {
        return new NetworkUpdated(new NetworkId(id), changes);
    }

    @Override
    protected Set<ProjectId> users(NetworkState state) {
        return ports(state).map(Port::project).collect(Collectors.toSet());
    }

    /** The ports as they were a moment ago: whose they are never changes, and none comes while the network is locked. */
    private Stream<Port> ports(NetworkState state) {
        return state.macs().keySet().stream().flatMap(id -> streams.peek(PortState.TYPE, id).stream());
    }

    @Override
    protected void requireUnneeded(NetworkState state, Grant grant, @Nullable ProjectId next) {
        if (grant.action().equals(Grant.EXTERNAL)) {
            requireNoGateways(state, grant, next);
            return;
        }
        Network network = state.network();
        Set<ProjectId> shared = targets(network, Grant.SHARED);
        if (grant.target().equals(network.project())
                || (!grant.target().equals(ProjectId.ALL) && shared.contains(ProjectId.ALL))) {
            return;
        }
        shared.remove(grant.target());
        shared.add(network.project());
        boolean ofAll = grant.target().equals(ProjectId.ALL);
        boolean needed =
                users(state).stream().anyMatch(user -> ofAll ? !shared.contains(user) : user.equals(grant.target()));
        if (needed) {
            throw inUse(network, strangers(network.id()));
        }
    }

    private void requireNoGateways(NetworkState state, Grant grant, @Nullable ProjectId next) {
        Network network = state.network();
        boolean ofAll = grant.target().equals(ProjectId.ALL);
        if (ofAll && DefaultNetwork.is(network.attributes())) {
            throw inUse(network, "Default external networks must be shared to everyone.");
        }
        Set<ProjectId> others = targets(network, Grant.EXTERNAL);
        if (!ofAll && others.contains(ProjectId.ALL)) {
            return;
        }
        others.remove(grant.target());
        Set<ProjectId> routers = state.gateways().stream()
                .flatMap(id -> streams.peek(RouterState.TYPE, id).stream())
                .map(router -> router.router().project())
                .collect(Collectors.toSet());
        boolean last = others.isEmpty() && next == null;
        Set<ProjectId> served = new HashSet<>(others);
        if (next != null && ofAll) {
            served.add(next);
        }
        boolean needed = ofAll ? !served.containsAll(routers) : routers.contains(grant.target());
        if (needed || (last && !routers.isEmpty())) {
            throw inUse(network, "There are routers attached to this network that depend on this policy for access.");
        }
    }

    @Override
    protected void requireUnshared(NetworkState state, Grant toAll) {
        Network network = state.network();
        Set<ProjectId> shared = targets(network, Grant.SHARED);
        shared.remove(ProjectId.ALL);
        shared.add(network.project());
        Stream<ProjectId> users = Stream.concat(
                ports(state)
                        .filter(port -> !port.deviceOwner().startsWith("network:"))
                        .map(Port::project),
                network.subnets().stream()
                        .flatMap(id -> streams.peek(SubnetState.TYPE, id).stream())
                        .map(subnet -> subnet.subnet().project()));
        if (users.anyMatch(user -> !shared.contains(user))) {
            throw NeutronError.conflict(
                    "InvalidSharedSetting", strangers(network.attributes().get(NetworkDescription.NAME)));
        }
    }

    private static String strangers(Object network) {
        return "Unable to reconfigure sharing settings for network " + network + ". Multiple tenants are using it.";
    }
}
