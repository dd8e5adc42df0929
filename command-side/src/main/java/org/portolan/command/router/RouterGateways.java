package org.portolan.command.router;

import inet.ipaddr.IPAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkEvent.GatewayAttached;
import org.portolan.api.network.NetworkEvent.GatewayDetached;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.FixedIp;
import org.portolan.api.port.FixedIpWish;
import org.portolan.api.port.Port;
import org.portolan.api.router.GatewayWish;
import org.portolan.api.router.Router;
import org.portolan.api.router.RouterEvent.RouterGatewayCleared;
import org.portolan.api.router.RouterEvent.RouterGatewaySet;
import org.portolan.api.router.RouterGateway;
import org.portolan.api.router.RouterId;
import org.portolan.api.subnet.Subnet;
import org.portolan.command.Guards;
import org.portolan.command.Streams;
import org.portolan.command.network.NetworkState;
import org.portolan.command.port.ServicePorts;
import org.portolan.command.port.ServicePorts.Owner;
import org.portolan.command.subnet.SubnetState;

/** The gateways of routers, each with the port that is made for it on the external network. */
public final class RouterGateways {

    private final Streams streams;
    private final ServicePorts ports;
    private final NdpProxySupport proxies;

    /** Gateways with these ports. */
    public RouterGateways(Streams streams, ServicePorts ports) {
        this.streams = streams;
        this.ports = ports;
        this.proxies = new NdpProxySupport(streams);
    }

    /**
     * Gives the router the gateway that is wished for.
     *
     * @throws NeutronError 400, 404 or 409 when it cannot have it
     */
    void set(Router router, GatewayWish wish, Caller caller) {
        NetworkId networkId = wish.networkId();
        Network network = NetworkState.get(streams, networkId).network();
        Guards.requireVisible(network, caller, new NetworkDescription().notFound(networkId));
        if (!network.isExternal()) {
            throw RouterSubnets.badRequest("Network " + networkId + " is not an external network");
        }
        requireOwnAddresses(network, wish.addresses());
        RouterGateway before = router.gateway();
        RouterGateway after = before != null && before.networkId().equals(networkId)
                ? changed(router, before, wish)
                : attached(router, network, wish);
        if (!after.equals(before)) {
            streams.append(RouterState.TYPE, router.id(), new RouterGatewaySet(router.id(), after));
        }
    }

    private void requireOwnAddresses(Network network, List<FixedIpWish> wishes) {
        List<IPAddress> others = network.subnets().stream()
                .flatMap(id -> RouterSubnets.subnet(streams, id).gatewayIp().stream())
                .toList();
        for (FixedIpWish wish : wishes) {
            IPAddress address = wish.ipAddress();
            if (address != null && others.contains(address)) {
                throw RouterSubnets.badRequest(
                        "External IP " + address.toCanonicalString() + " is the same as the gateway IP");
            }
        }
    }

    private RouterGateway changed(Router router, RouterGateway before, GatewayWish wish) {
        List<FixedIp> addresses = before.externalFixedIps();
        if (!wish.addresses().isEmpty()) {
            proxies.requireStaysIpv6(router, wish.addresses());
            addresses = ports.readdress(before.portId(), wish.addresses()).fixedIps();
        }
        return new RouterGateway(before.portId(), before.networkId(), addresses, wish.snat());
    }

    private RouterGateway attached(Router router, Network network, GatewayWish wish) {
        clear(router);
        List<Subnet> subnets = network.subnets().stream()
                .map(id -> RouterSubnets.subnet(streams, id))
                .toList();
        RouterSubnets.requireNoOverlap(
                streams, RouterState.get(streams, router.id()).router(), subnets);
        Owner owner = new Owner(new ProjectId(""), router.id().toString(), RouterPorts.GATEWAY);
        Port port = ports.make(network, owner, wish.addresses());
        streams.append(NetworkState.TYPE, network.id(), new GatewayAttached(network.id(), router.id()));
        return new RouterGateway(port.id(), network.id(), port.fixedIps(), wish.snat());
    }

    /**
     * Takes the router's gateway, if it has one.
     *
     * @throws NeutronError 409 while floating IPs or NDP proxies need it
     */
    void clear(Router router) {
        RouterGateway gateway = router.gateway();
        if (gateway == null) {
            return;
        }
        RouterState state = RouterState.get(streams, router.id());
        if (!state.floatingIps().isEmpty()) {
            throw NeutronError.conflict(
                    "RouterExternalGatewayInUseByFloatingIp",
                    "Gateway cannot be updated for router " + router.id() + ", since a gateway to external network "
                            + gateway.networkId() + " is required by one or more floating IPs.");
        }
        NdpProxySupport.requireUnneeded(state);
        ports.remove(gateway.portId());
        streams.append(NetworkState.TYPE, gateway.networkId(), new GatewayDetached(gateway.networkId(), router.id()));
        streams.append(RouterState.TYPE, router.id(), new RouterGatewayCleared(router.id()));
    }

    /** Locks the routers that have their gateways on a network, before the network itself is locked. */
    public void lockRoutersOf(NetworkId network) {
        streams.peek(NetworkState.TYPE, network)
                .ifPresent(state -> state.gateways().forEach(router -> streams.find(RouterState.TYPE, router)));
    }

    /** Gives gateways on the subnet's network an address of the new subnet, where they have none of that IP version. */
    public void refresh(Subnet subnet) {
        for (RouterId id : NetworkState.get(streams, subnet.networkId()).gateways()) {
            Router router = RouterState.get(streams, id).router();
            RouterGateway gateway = router.gateway();
            if (gateway != null) {
                refresh(router, gateway, subnet);
            }
        }
    }

    private void refresh(Router router, RouterGateway gateway, Subnet subnet) {
        List<FixedIp> addresses = ports.get(gateway.portId()).fixedIps();
        boolean hasOne = addresses.stream()
                .anyMatch(
                        known -> RouterSubnets.subnet(streams, known.subnetId()).ipVersion() == subnet.ipVersion());
        boolean givesOne =
                SubnetState.get(streams, subnet.id()).nextAddress(Set.of()).isPresent();
        if (!hasOne && givesOne) {
            List<FixedIpWish> wishes = new ArrayList<>(ServicePorts.wishesFor(addresses));
            wishes.add(new FixedIpWish(subnet.id(), null));
            addresses = ports.readdress(gateway.portId(), wishes).fixedIps();
        }
        RouterGateway after = new RouterGateway(gateway.portId(), gateway.networkId(), addresses, gateway.enableSnat());
        if (!after.equals(gateway)) {
            streams.append(RouterState.TYPE, router.id(), new RouterGatewaySet(router.id(), after));
        }
    }
}
