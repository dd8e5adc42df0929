package org.portolan.command.qos;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Event;
import org.portolan.api.floatingip.FloatingIp;
import org.portolan.api.port.Port;
import org.portolan.api.qos.QosPolicyEvent.QosPolicyUpdated;
import org.portolan.api.qos.QosUser;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Resource;
import org.portolan.command.Streams;
import org.portolan.command.floatingip.FloatingIpState;
import org.portolan.command.network.NetworkState;
import org.portolan.command.port.PortState;
import org.portolan.command.rbac.Shareable;
import org.portolan.command.router.RouterState;

/** How QoS policies are shared: those need one whose networks, ports, floating IPs and routers have it. */
final class QosPolicySharing extends Shareable<QosPolicyState> {

    QosPolicySharing(Streams streams) {
        super(streams, "qos_policy", QosPolicyState.TYPE);
    }

    @Override
    protected Resource resource(QosPolicyState state) {
        return state.policy();
    }

    @Override
    protected Event updated(UUID id, Attributes changes) {
        return new QosPolicyUpdated(id, changes);
    }

    @Override
    protected Set<ProjectId> users(QosPolicyState state) {
        return state.users().stream().flatMap(user -> owner(user).stream()).collect(Collectors.toSet());
    }

    private Optional<ProjectId> owner(QosUser user) {
        return switch (user.kind()) {
            case "network" ->
                streams.peek(NetworkState.TYPE, user.id())
                        .map(state -> state.network().project());
            case "port" -> streams.peek(PortState.TYPE, user.id()).map(Port::project);
            case "fip" -> streams.peek(FloatingIpState.TYPE, user.id()).map(FloatingIp::project);
            case "router" ->
                streams.peek(RouterState.TYPE, user.id())
                        .map(state -> state.router().project());
            default -> throw new IllegalStateException("nobody knows whose a " + user.kind() + " is");
        };
    }
}
