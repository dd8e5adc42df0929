package org.portolan.command.subnetpool;

import static org.portolan.api.subnetpool.SubnetPoolDescription.ADDRESS_SCOPE_ID;
import static org.portolan.api.subnetpool.SubnetPoolDescription.PREFIXES;
import static org.portolan.api.subnetpool.SubnetPoolDescription.SHARED;

import inet.ipaddr.IPAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.axonframework.commandhandling.CommandHandler;
import org.jspecify.annotations.Nullable;
import org.portolan.api.addressscope.AddressScopeDescription;
import org.portolan.api.addressscope.ScopedPool;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.json.Json;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkId;
import org.portolan.api.policy.Demand;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Lifecycle;
import org.portolan.api.resource.PlainResource;
import org.portolan.api.resource.ResourceCommand.Create;
import org.portolan.api.resource.ResourceCommand.Delete;
import org.portolan.api.resource.ResourceCommand.Update;
import org.portolan.api.subnet.Subnet;
import org.portolan.api.subnet.SubnetDescription;
import org.portolan.api.subnet.SubnetEvent.SubnetUpdated;
import org.portolan.api.subnet.SubnetId;
import org.portolan.api.subnetpool.SubnetPool;
import org.portolan.api.subnetpool.SubnetPoolCommand.AddPrefixes;
import org.portolan.api.subnetpool.SubnetPoolCommand.OnboardNetworkSubnets;
import org.portolan.api.subnetpool.SubnetPoolCommand.RemovePrefixes;
import org.portolan.api.subnetpool.SubnetPoolDescription;
import org.portolan.api.subnetpool.SubnetPoolEvent.PrefixAllocated;
import org.portolan.api.subnetpool.SubnetPoolEvent.SubnetPoolCreated;
import org.portolan.api.subnetpool.SubnetPoolEvent.SubnetPoolDeleted;
import org.portolan.api.subnetpool.SubnetPoolEvent.SubnetPoolUpdated;
import org.portolan.api.subnetpool.SubnetPoolId;
import org.portolan.command.Guards;
import org.portolan.command.ResourceDecisions;
import org.portolan.command.Streams;
import org.portolan.command.addressscope.AddressScopes;
import org.portolan.command.network.NetworkState;
import org.portolan.command.rbac.Shareable;
import org.portolan.command.subnet.SubnetState;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decides about subnet pools.
 *
 * <ol>
 *   <li>Of each IP version one pool at most is the default.
 *   <li>No address is in two pools of one address scope, nor in two subnets of one pool.
 *   <li>All subnets of a network and IP version are in one address scope, if one of them is in any.
 * </ol>
 *
 * <p>Locks are taken in this order: default pools, address scopes, pools, networks, subnets.
 */
public final class SubnetPoolDecisions implements ResourceDecisions<SubnetPool> {

    private final Streams streams;
    private final SubnetPoolSharing sharing;

    /** Decisions on these streams. */
    public SubnetPoolDecisions(Streams streams) {
        this.streams = streams;
        this.sharing = new SubnetPoolSharing(streams);
    }

    @Override
    public SubnetPoolDescription description() {
        return new SubnetPoolDescription();
    }

    @Override
    public Optional<Shareable<?>> shareable() {
        return Optional.of(sharing);
    }

    @Override
    public SubnetPool create(Create wish) {
        SubnetPoolId id = SubnetPoolId.of(wish.id());
        Attributes plan = sharing.ofNew(SubnetPoolPlan.of(wish.attributes()));
        SubnetPool pool = new SubnetPool(id, wish.project(), plan, Lifecycle.startedAt(Instant.EPOCH, 0));
        if (pool.isDefault()) {
            DefaultSubnetPool.choose(streams, pool.ipVersion(), id);
        }
        requireMayJoinScope(pool, List.of(), wish.caller());
        if (plan.get(SHARED)) {
            sharing.requireUsable(pool, ProjectId.ALL);
        }
        streams.begin(SubnetPoolState.TYPE, id, new SubnetPoolCreated(id, wish.project(), plan));
        sharing.follow(id.value(), wish.project(), Attributes.none(), plan);
        pool.addressScope().ifPresent(scope -> AddressScopes.put(streams, scope, new ScopedPool(id, pool.prefixes())));
        return SubnetPoolState.get(streams, id).pool();
    }

    @Override
    public SubnetPool update(Update wish) {
        SubnetPoolId id = SubnetPoolId.of(wish.id());
        SubnetPoolState state = getOwn("update_subnetpool", id, wish.changes().find(ADDRESS_SCOPE_ID), wish.caller());
        Guards.requireMay(wish, description(), state.pool(), description().notFound(id));
        Guards.requireRevision(state.pool(), wish.revision());
        return change(state, wish.changes(), wish.caller());
    }

    private SubnetPool change(SubnetPoolState state, Attributes changes, Caller caller) {
        SubnetPool before = state.pool();
        SubnetPoolId id = before.id();
        if (changes.has(PREFIXES)) {
            requireOnlyMore(before, changes.get(PREFIXES));
        }
        Attributes plan = SubnetPoolPlan.of(before.attributes().with(changes));
        SubnetPool after = new SubnetPool(id, before.project(), plan, before.lifecycle());
        if (after.isDefault() && !before.isDefault()) {
            DefaultSubnetPool.choose(streams, after.ipVersion(), id);
        }
        if (before.isDefault() && !after.isDefault()) {
            DefaultSubnetPool.drop(streams, before.ipVersion(), id);
        }
        before.addressScope().ifPresent(scope -> requireOwnScope(id, scope, caller));
        requireMayJoinScope(after, networks(state), caller);
        Attributes changed = plan.changedFrom(before.attributes());
        if (!changed.isEmpty()) {
            streams.append(SubnetPoolState.TYPE, id, new SubnetPoolUpdated(id, changed));
            followScope(before, after, networks(state));
        }
        return SubnetPoolState.get(streams, id).pool();
    }

    private static void requireOnlyMore(SubnetPool before, List<IPAddress> prefixes) {
        List<IPAddress> comparable = prefixes.stream()
                .filter(prefix ->
                        prefix.getIPVersion() == before.prefixes().getFirst().getIPVersion())
                .toList();
        if (!PrefixSet.of(comparable).containsAll(PrefixSet.of(before.prefixes()))) {
            throw illegalPrefixes("Existing prefixes must be a subset of the new prefixes");
        }
    }

    private static NeutronError illegalPrefixes(String reason) {
        return new NeutronError(400, "IllegalSubnetPoolPrefixUpdate", "Illegal update to prefixes: " + reason + ".");
    }

    private void requireOwnScope(SubnetPoolId pool, UUID scopeId, Caller caller) {
        PlainResource scope = AddressScopes.get(streams, scopeId);
        if (!caller.isAdmin() && !caller.owns(scope.project())) {
            throw illegal(
                    "subnetpool " + pool + " cannot be updated when associated with shared address scope " + scopeId);
        }
    }

    private static NeutronError illegal(String reason) {
        return new NeutronError(400, "IllegalSubnetPoolUpdate", "Illegal subnetpool update : " + reason + ".");
    }

    private void requireMayJoinScope(SubnetPool pool, List<NetworkId> networks, Caller caller) {
        if (pool.addressScope().isEmpty()) {
            return;
        }
        UUID scopeId = pool.addressScope().get();
        PlainResource scope = AddressScopes.visible(streams, scopeId, caller);
        int version = scope.attributes().get(AddressScopeDescription.IP_VERSION);
        if (version != pool.ipVersion()) {
            throw new NeutronError(
                    400,
                    "IllegalSubnetPoolIpVersionAssociationToAddressScope",
                    "Illegal subnetpool association: subnetpool " + pool.id() + " cannot associate with address scope "
                            + scopeId + " because subnetpool ip_version is not " + version + ".");
        }
        networks.forEach(network -> requireAllOf(pool, network));
        PrefixSet own = PrefixSet.of(pool.prefixes());
        for (ScopedPool other : AddressScopes.pools(scope)) {
            if (!other.id().equals(pool.id()) && own.overlaps(PrefixSet.of(other.prefixes()))) {
                throw NeutronError.conflict(
                        "AddressScopePrefixConflict",
                        "Failed to associate address scope: subnetpools within an address scope must have unique"
                                + " prefixes.");
            }
        }
    }

    private void requireAllOf(SubnetPool pool, NetworkId network) {
        boolean mixed = SubnetPools.subnets(streams, network)
                .anyMatch(subnet -> subnet.ipVersion() == pool.ipVersion()
                        && !subnet.subnetPool().equals(Optional.of(pool.id())));
        if (mixed) {
            throw SubnetPools.scopesDiffer();
        }
    }

    private static List<NetworkId> networks(SubnetPoolState state) {
        return state.allocations().values().stream()
                .map(SubnetPoolState.Allocation::networkId)
                .distinct()
                .sorted(Comparator.comparing(NetworkId::value))
                .toList();
    }

    private void followScope(SubnetPool before, SubnetPool after, List<NetworkId> networks) {
        boolean moves = !before.addressScope().equals(after.addressScope());
        if (moves) {
            before.addressScope().ifPresent(scope -> AddressScopes.remove(streams, scope, before.id()));
        }
        after.addressScope()
                .ifPresent(scope -> AddressScopes.put(streams, scope, new ScopedPool(after.id(), after.prefixes())));
        if (moves) {
            networks.forEach(network -> SubnetPools.refreshScope(streams, network, after.ipVersion()));
        }
    }

    @Override
    public void delete(Delete wish) {
        SubnetPoolId id = SubnetPoolId.of(wish.id());
        SubnetPoolState state = getOwn("delete_subnetpool", id, Optional.empty(), wish.caller());
        Guards.requireRevision(state.pool(), wish.revision());
        if (!state.allocations().isEmpty()) {
            throw new NeutronError(
                    400,
                    "SubnetPoolDeleteError",
                    "Unable to delete subnet pool: Subnet pool has existing allocations.");
        }
        if (state.pool().isDefault()) {
            DefaultSubnetPool.drop(streams, state.pool().ipVersion(), id);
        }
        state.pool().addressScope().ifPresent(scope -> AddressScopes.remove(streams, scope, id));
        streams.append(SubnetPoolState.TYPE, id, new SubnetPoolDeleted(id));
        sharing.follow(id.value(), state.pool().project(), state.pool().attributes(), Attributes.none());
    }

    /** Adds prefixes to a pool. */
    @CommandHandler
    JsonNode handle(AddPrefixes wish) {
        SubnetPoolState state = getOwn("add_prefixes", wish.id(), Optional.empty(), wish.caller());
        List<IPAddress> all = new ArrayList<>(state.pool().prefixes());
        all.addAll(wish.prefixes());
        return prefixes(change(state, Attributes.none().with(PREFIXES, all), wish.caller()));
    }

    /** Takes prefixes from a pool, as far as it has them and no subnet needs them. */
    @CommandHandler
    JsonNode handle(RemovePrefixes wish) {
        SubnetPoolState state = getOwn("remove_prefixes", wish.id(), Optional.empty(), wish.caller());
        PrefixSet removed = PrefixSet.of(wish.prefixes().stream()
                .filter(prefix -> prefix.getIPVersion()
                        == state.pool().prefixes().getFirst().getIPVersion())
                .toList());
        PrefixSet all = PrefixSet.of(state.pool().prefixes());
        if (!all.overlaps(removed)) {
            return prefixes(state.pool());
        }
        if (state.allocated().overlaps(removed)) {
            throw illegalPrefixes("One or more the prefixes to be removed is in use by a subnet.");
        }
        List<IPAddress> left = all.minus(removed).prefixes();
        streams.append(
                SubnetPoolState.TYPE,
                wish.id(),
                new SubnetPoolUpdated(wish.id(), Attributes.none().with(PREFIXES, left)));
        SubnetPool after = SubnetPoolState.get(streams, wish.id()).pool();
        followScope(state.pool(), after, List.of());
        return prefixes(after);
    }

    private static JsonNode prefixes(SubnetPool pool) {
        ObjectNode answer = Json.object();
        answer.set(PREFIXES.name(), pool.attributes().json(PREFIXES.name()));
        return answer;
    }

    /** Takes the subnets of a network into the pool: it gets their prefixes, and they have them of it from then on. */
    @CommandHandler
    JsonNode handle(OnboardNetworkSubnets wish) {
        SubnetPoolState state = getOwn("onboard_network_subnets", wish.id(), Optional.empty(), wish.caller());
        Network network = network(wish.networkId(), wish.caller());
        List<Subnet> subnets = network.subnets().stream()
                .map(id -> SubnetState.get(streams, id).subnet())
                .filter(subnet -> subnet.ipVersion() == state.pool().ipVersion())
                .toList();
        List<IPAddress> all = new ArrayList<>(state.pool().prefixes());
        PrefixSet allocated = state.allocated();
        for (Subnet subnet : subnets) {
            if (allocated.overlaps(subnet.cidr())) {
                throw illegal("Onboarding subnet " + subnet.id() + ": "
                        + subnet.cidr().toCanonicalString() + " conflicts with allocated prefixes in subnet pool "
                        + wish.id());
            }
            all.add(subnet.cidr());
        }
        change(state, Attributes.none().with(PREFIXES, all), wish.caller());
        ArrayNode answer = Json.array();
        for (Subnet subnet : subnets) {
            onboard(wish.id(), subnet);
            answer.addObject()
                    .put("id", subnet.id().toString())
                    .put("cidr", subnet.cidr().toCanonicalString());
        }
        SubnetPools.refreshScope(streams, network.id(), state.pool().ipVersion());
        return answer;
    }

    private Network network(@Nullable String id, Caller caller) {
        if (id == null) {
            throw NeutronError.invalidInput("network_id must be specified.");
        }
        NetworkDescription networks = new NetworkDescription();
        networks.requireId(id);
        Network network = NetworkState.get(streams, NetworkId.of(id)).network();
        Guards.requireMay("onboard_network_subnets", network, caller, networks.notFound(id));
        return network;
    }

    private void onboard(SubnetPoolId pool, Subnet subnet) {
        SubnetId id = subnet.id();
        SubnetPools.release(streams, subnet);
        streams.append(
                SubnetPoolState.TYPE,
                pool,
                new PrefixAllocated(pool, subnet.cidr(), id, subnet.networkId(), subnet.project()));
        streams.append(
                SubnetState.TYPE,
                id,
                new SubnetUpdated(id, Attributes.none().with(SubnetDescription.SUBNETPOOL_ID, pool.toString())));
    }

    /** The pool and, before it, the scopes that it is in or is to be in, and the default that it is. */
    private SubnetPoolState getOwn(String action, SubnetPoolId id, Optional<UUID> scope, Caller caller) {
        SubnetPool seen = streams.peek(SubnetPoolState.TYPE, id)
                .orElseThrow(() -> description().notFound(id))
                .pool();
        requireMay(action, seen, caller);
        DefaultSubnetPool.find(streams, seen.ipVersion());
        Stream.concat(scope.stream(), seen.addressScope().stream())
                .sorted()
                .forEach(known -> AddressScopes.visible(streams, known, caller));
        SubnetPoolState state = SubnetPoolState.get(streams, id);
        requireMay(action, state.pool(), caller);
        return state;
    }

    /** What acts on a pool that is shared with all is asked about twice. */
    private void requireMay(String action, SubnetPool pool, Caller caller) {
        Guards.requireVisible(pool, caller, description().notFound(pool.id()));
        Demand demand = Demand.of(action);
        boolean isAct = !action.endsWith("_subnetpool");
        Guards.requireMay(
                isAct && pool.attributes().get(SHARED) ? demand.and(action + ":shared", List.of()) : demand,
                pool.target(),
                caller);
    }
}
