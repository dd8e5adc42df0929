package org.portolan.command.subnet;

import static org.portolan.api.subnet.SubnetDescription.CIDR;
import static org.portolan.api.subnet.SubnetDescription.GATEWAY_IP;
import static org.portolan.api.subnet.SubnetDescription.IP_VERSION;
import static org.portolan.api.subnet.SubnetDescription.NETWORK_ID;
import static org.portolan.api.subnet.SubnetDescription.SEGMENT_ID;

import inet.ipaddr.IPAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkEvent.SubnetAdded;
import org.portolan.api.network.NetworkEvent.SubnetRemoved;
import org.portolan.api.network.NetworkId;
import org.portolan.api.policy.Demand;
import org.portolan.api.policy.Target;
import org.portolan.api.port.FixedIp;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortEvent.PortAddressesChanged;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.ResourceCommand.Create;
import org.portolan.api.resource.ResourceCommand.Delete;
import org.portolan.api.resource.ResourceCommand.Update;
import org.portolan.api.subnet.Subnet;
import org.portolan.api.subnet.SubnetDescription;
import org.portolan.api.subnet.SubnetEvent.AddressAllocated;
import org.portolan.api.subnet.SubnetEvent.AddressReleased;
import org.portolan.api.subnet.SubnetEvent.SubnetCreated;
import org.portolan.api.subnet.SubnetEvent.SubnetDeleted;
import org.portolan.api.subnet.SubnetEvent.SubnetUpdated;
import org.portolan.api.subnet.SubnetId;
import org.portolan.command.Guards;
import org.portolan.command.ResourceDecisions;
import org.portolan.command.Streams;
import org.portolan.command.network.NetworkMtu;
import org.portolan.command.network.NetworkScheduling;
import org.portolan.command.network.NetworkState;
import org.portolan.command.network.NetworkUse;
import org.portolan.command.port.HostSegments;
import org.portolan.command.port.PortRemoval;
import org.portolan.command.port.PortState;
import org.portolan.command.router.RouterGateways;
import org.portolan.command.segment.PeerRoutes;
import org.portolan.command.segment.SubnetSegments;
import org.portolan.command.subnetpool.SubnetPoolState;
import org.portolan.command.subnetpool.SubnetPools;

/** Decides about subnets. */
public final class SubnetDecisions implements ResourceDecisions<Subnet> {

    private final Streams streams;
    private final RouterGateways gateways;
    private final HostSegments hosts;
    private final NetworkScheduling scheduling;

    /**
     * Decisions on these streams.
     *
     * @param gateways the gateways that routers have on external networks, which get addresses of new subnets
     * @param hosts which segments hosts are wired to
     */
    public SubnetDecisions(Streams streams, RouterGateways gateways, HostSegments hosts, NetworkScheduling scheduling) {
        this.streams = streams;
        this.hosts = hosts;
        this.gateways = gateways;
        this.scheduling = scheduling;
    }

    @Override
    public SubnetDescription description() {
        return new SubnetDescription();
    }

    /** Makes a subnet of a network; ports that make their addresses themselves get theirs of it. */
    @Override
    public Subnet create(Create command) {
        SubnetId id = SubnetId.of(command.id());
        Attributes asked = command.attributes();
        NetworkId networkId = asked.get(NETWORK_ID);
        requireMayUse(networkId, command.project(), command.caller());
        Optional<SubnetPoolState> pool = SubnetSource.of(streams, asked, command.caller());
        gateways.lockRoutersOf(networkId);
        NetworkState state = NetworkState.get(streams, networkId);
        NetworkUse.require(state.network(), "subnet", command.project(), command.caller());
        Attributes wanted = SubnetPlan.ofNew(SubnetSource.withPrefix(asked, pool, command.project()));
        NetworkMtu.require(
                state.network().id(), state.network().attributes().get(NetworkDescription.MTU), wanted.get(IP_VERSION));
        requireNoOverlap(state.network(), wanted.get(CIDR));
        SubnetPools.requireAffinity(streams, networkId, wanted, pool.map(SubnetPoolState::pool));

        SubnetSegments.requireNew(streams, state.network(), wanted);
        Attributes plan = PeerRoutes.ofNew(streams, networkId, wanted);

        streams.append(NetworkState.TYPE, networkId, new SubnetAdded(networkId, id, plan.get(CIDR)));
        streams.begin(SubnetState.TYPE, id, new SubnetCreated(id, command.project(), networkId, plan));
        SubnetState created = SubnetState.get(streams, id);
        pool.ifPresent(of -> SubnetPools.allocate(streams, of.pool().id(), created.subnet()));
        SubnetPools.refreshScope(streams, networkId, created.subnet().ipVersion());
        SubnetSegments.refreshAdjacency(streams, networkId);
        PeerRoutes.tell(streams, networkId, created.subnet(), false);
        if (created.subnet().hasAutomaticAddresses()) {
            state.macs().keySet().forEach(port -> addAutomaticAddress(created.subnet(), port, state.network()));
        }
        gateways.refresh(created.subnet());
        scheduling.schedule(networkId);
        return created.subnet();
    }

    /** Whoever may use the network may know of its subnets. */
    private void requireVisible(Subnet subnet, Caller caller) {
        boolean usesIt = streams.peek(NetworkState.TYPE, subnet.networkId())
                .filter(state -> state.network().isSharedWith(caller.project()))
                .isPresent();
        if (!usesIt) {
            Guards.requireVisible(subnet, caller, notFound(subnet.id()));
        }
    }

    private void requireMayUse(NetworkId id, ProjectId project, Caller caller) {
        NeutronError notFound = new NetworkDescription().notFound(id);
        Network network =
                streams.peek(NetworkState.TYPE, id).orElseThrow(() -> notFound).network();
        NetworkUse.require(network, "subnet", project, caller);
    }

    private void requireNoOverlap(Network network, IPAddress cidr) {
        for (SubnetId other : network.subnets()) {
            Subnet known = SubnetState.get(streams, other).subnet();
            IPAddress taken = known.cidr();
            if (!known.isDelegated()
                    && taken.getIPVersion() == cidr.getIPVersion()
                    && (taken.contains(cidr) || cidr.contains(taken))) {
                throw NeutronError.invalidInput("Requested subnet with cidr: " + cidr.toCanonicalString()
                        + " for network: " + network.id() + " overlaps with another subnet");
            }
        }
    }

    private void addAutomaticAddress(Subnet subnet, PortId portId, Network network) {
        Port port = PortState.get(streams, portId);
        boolean isReached = subnet.attributes()
                .find(SEGMENT_ID)
                .map(segment -> isOn(port, network, segment))
                .orElse(true);
        if (AutomaticAddress.isRouters(port.deviceOwner()) || !isReached) {
            return;
        }
        IPAddress address = AutomaticAddress.of(subnet.cidr(), port.macAddress());
        streams.append(SubnetState.TYPE, subnet.id(), new AddressAllocated(subnet.id(), address, portId));
        List<FixedIp> more = new ArrayList<>(port.fixedIps());
        more.add(new FixedIp(subnet.id(), address));
        streams.append(PortState.TYPE, portId, new PortAddressesChanged(portId, List.copyOf(more)));
    }

    /** Whether the port is on a host that is wired to the segment, or else has an address of it. */
    private boolean isOn(Port port, Network network, UUID segment) {
        String host = port.attributes().find(PortDescription.HOST_ID).orElse("");
        return host.isEmpty()
                ? port.fixedIps().stream()
                        .flatMap(fixedIp -> streams.peek(SubnetState.TYPE, fixedIp.subnetId()).stream())
                        .anyMatch(state ->
                                state.subnet().attributes().find(SEGMENT_ID).equals(Optional.of(segment)))
                : hosts.connects(host, network, segment);
    }

    /** Changes what may be changed of a subnet. */
    @Override
    public Subnet update(Update command) {
        SubnetId id = SubnetId.of(command.id());
        streams.peek(SubnetState.TYPE, id)
                .filter(seen -> command.changes().has(SEGMENT_ID))
                .ifPresent(seen -> NetworkState.get(streams, seen.subnet().networkId()));
        SubnetState state = SubnetState.get(streams, id);
        Subnet subnet = state.subnet();
        requireVisible(subnet, command.caller());
        Guards.requireMay(command, description(), target(subnet));
        Guards.requireRevision(subnet, command.revision());
        if (command.changes().changedFrom(subnet.attributes()).has(GATEWAY_IP)) {
            requireGatewayIsNoRouters(state);
        }
        SubnetSegments.requireChanged(streams, subnet, command.changes());
        Attributes plan =
                PeerRoutes.ofChanged(streams, subnet, SubnetPlan.ofChanged(subnet.attributes(), command.changes(), id));
        Attributes changes = plan.changedFrom(subnet.attributes());
        if (!changes.isEmpty()) {
            streams.append(SubnetState.TYPE, id, new SubnetUpdated(id, changes));
        }
        if (changes.has(SEGMENT_ID)) {
            SubnetSegments.refreshAdjacency(streams, subnet.networkId());
        }
        return SubnetState.get(streams, id).subnet();
    }

    private static void requireGatewayIsNoRouters(SubnetState state) {
        for (SubnetState.Leg leg : state.legs()) {
            if (state.subnet().gatewayIp().filter(leg.address()::equals).isPresent()) {
                throw NeutronError.conflict(
                        "GatewayIpInUse",
                        "Current gateway ip " + leg.address().toCanonicalString() + " already in use by port "
                                + leg.port() + ". Unable to update.");
            }
        }
    }

    /** Removes a subnet with the addresses that ports made themselves; refuses while a port has another one of it. */
    @Override
    public void delete(Delete command) {
        SubnetId id = SubnetId.of(command.id());
        Subnet seen = streams.peek(SubnetState.TYPE, id)
                .orElseThrow(() -> notFound(id))
                .subnet();
        NetworkId networkId = seen.networkId();
        SubnetPools.lockPoolOf(streams, seen);
        NetworkState.get(streams, networkId);
        SubnetState state = SubnetState.get(streams, id);
        requireVisible(state.subnet(), command.caller());
        Guards.requireMay(Demand.of("delete_subnet"), target(state.subnet()), command.caller());
        Guards.requireRevision(state.subnet(), command.revision());
        List<Map.Entry<IPAddress, PortId>> held = List.copyOf(state.holders().entrySet());
        held.forEach(entry -> requireMayTakeBack(state.subnet(), PortState.get(streams, entry.getValue())));

        held.forEach(entry -> takeBack(id, entry.getKey(), PortState.get(streams, entry.getValue())));
        SubnetPools.release(streams, state.subnet());
        streams.append(SubnetState.TYPE, id, new SubnetDeleted(id));
        streams.append(NetworkState.TYPE, networkId, new SubnetRemoved(networkId, id));
        SubnetPools.refreshScope(streams, networkId, state.subnet().ipVersion());
        SubnetSegments.refreshAdjacency(streams, networkId);
        PeerRoutes.tell(streams, networkId, state.subnet(), true);
    }

    private static void requireMayTakeBack(Subnet subnet, Port port) {
        boolean madeItself = subnet.hasAutomaticAddresses() && !AutomaticAddress.isRouters(port.deviceOwner());
        // On another segment there is nothing for it.
        boolean isItsOnlyOne = subnet.attributes().find(SEGMENT_ID).isPresent()
                && port.fixedIps().stream()
                        .allMatch(fixedIp -> fixedIp.subnetId().equals(subnet.id()));
        if ((!madeItself || isItsOnlyOne) && !PortRemoval.goesWithItsNetwork(port)) {
            throw NeutronError.conflict(
                    "SubnetInUse",
                    "Unable to complete operation on subnet " + subnet.id()
                            + ": One or more ports have an IP allocation from this subnet.");
        }
    }

    private void takeBack(SubnetId subnet, IPAddress address, Port port) {
        streams.append(SubnetState.TYPE, subnet, new AddressReleased(subnet, address, port.id()));
        List<FixedIp> left = port.fixedIps().stream()
                .filter(fixedIp -> !fixedIp.equals(new FixedIp(subnet, address)))
                .toList();
        streams.append(PortState.TYPE, port.id(), new PortAddressesChanged(port.id(), left));
    }

    /** What rules of the policy can ask about a subnet; who owns its network never changes. */
    private Target target(Subnet subnet) {
        return subnet.target().naming("network", () -> streams.peek(NetworkState.TYPE, subnet.networkId())
                .map(state -> state.network().target())
                .orElseGet(Target::none));
    }

    private static NeutronError notFound(SubnetId id) {
        return new SubnetDescription().notFound(id);
    }
}
