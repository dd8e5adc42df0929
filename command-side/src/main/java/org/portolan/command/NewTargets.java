package org.portolan.command;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.portolan.api.caller.Caller;
import org.portolan.api.floatingip.FloatingIpDescription;
import org.portolan.api.floatingip.FloatingIpId;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkId;
import org.portolan.api.policy.Target;
import org.portolan.api.resource.Resource;
import org.portolan.api.resource.ResourceCommand.Create;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.router.Router;
import org.portolan.api.router.RouterDescription;
import org.portolan.api.router.RouterId;
import org.portolan.command.floatingip.FloatingIpState;
import org.portolan.command.network.NetworkState;
import org.portolan.command.network.NetworkUse;
import org.portolan.command.router.RouterState;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.StringNode;

/**
 * What rules of the policy can ask about a resource before it is there: what is wished of it, its network, and the resource
 * that it is to lie below. These are only looked at, not locked: their owners never change.
 */
final class NewTargets {

    private static final Set<String> ON_NETWORKS = Set.of("subnet", "port");

    private final Streams streams;

    NewTargets(Streams streams) {
        this.streams = streams;
    }

    /**
     * Refuses a subnet or a port on a network of another project that is not shared, though that may be seen.
     *
     * @throws org.portolan.api.error.NeutronError 404 when the caller may not know of the network, 403 when he may
     */
    void requireUsableNetwork(ResourceDescription<?> description, Create wish) {
        if (!ON_NETWORKS.contains(description.name()) || wish.caller().worksAcrossProjects()) {
            return;
        }
        NetworkUse.require(findNetwork(wish), description.name(), wish.project(), wish.caller());
    }

    /** The target of a create. */
    Target of(ResourceDescription<?> description, Create wish) {
        Target wished = wish.attributes().target();
        Target whole = name -> switch (name) {
            case "project_id", "tenant_id" -> StringNode.valueOf(wish.project().value());
            default -> wished.value(name);
        };
        return whole.naming("network", () -> network(wish)).naming("ext_parent", () -> parent(description, wish));
    }

    private Target network(Create wish) {
        if (!wish.attributes().json("network_id").isString()) {
            return Target.none();
        }
        Network network = findNetwork(wish);
        // Shared with the one for whom it is asked is shared enough.
        JsonNode shared = BooleanNode.valueOf(network.isSharedWith(wish.project()));
        return name -> name.equals("shared") ? shared : network.target().value(name);
    }

    private Network findNetwork(Create wish) {
        NetworkId id = NetworkId.of(wish.attributes().json("network_id").stringValue());
        return visible(
                streams.peek(NetworkState.TYPE, id).map(NetworkState::network),
                new NetworkDescription(),
                id,
                wish.caller());
    }

    private Target parent(ResourceDescription<?> description, Create wish) {
        ResourceDescription.Parent parent = description.parent();
        if (parent == null) {
            return Target.none();
        }
        UUID id = wish.attributes().get(parent.reference());
        return switch (parent.description()) {
            case FloatingIpDescription floatingIps ->
                visible(streams.peek(FloatingIpState.TYPE, new FloatingIpId(id)), floatingIps, id, wish.caller())
                        .target();
            case RouterDescription routers -> {
                Optional<Router> router =
                        streams.peek(RouterState.TYPE, new RouterId(id)).map(RouterState::router);
                yield visible(router, routers, id, wish.caller()).target();
            }
            default -> Target.none();
        };
    }

    private static <R extends Resource> R visible(
            Optional<R> resource, ResourceDescription<?> description, Object id, Caller caller) {
        return resource.filter(known -> known.isFoundBy(caller)).orElseThrow(() -> description.notFound(id));
    }
}
