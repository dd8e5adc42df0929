package org.portolan.command.router;

import inet.ipaddr.IPAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.network.Network;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.FixedIp;
import org.portolan.api.port.FixedIpWish;
import org.portolan.api.port.Port;
import org.portolan.api.port.PortDescription;
import org.portolan.api.port.PortId;
import org.portolan.api.router.Router;
import org.portolan.api.router.RouterCommand.Leg;
import org.portolan.api.router.RouterEvent.RouterInterfaceAttached;
import org.portolan.api.router.RouterEvent.RouterInterfaceDetached;
import org.portolan.api.router.RouterInterface;
import org.portolan.api.subnet.Subnet;
import org.portolan.api.subnet.SubnetDescription;
import org.portolan.api.subnet.SubnetEvent.RouterAttached;
import org.portolan.api.subnet.SubnetEvent.RouterDetached;
import org.portolan.api.subnet.SubnetId;
import org.portolan.command.Streams;
import org.portolan.command.network.NetworkState;
import org.portolan.command.port.PortState;
import org.portolan.command.port.ServicePorts;
import org.portolan.command.port.ServicePorts.Owner;
import org.portolan.command.subnet.SubnetState;

/** The legs of routers on internal networks, each with its port. */
public final class RouterInterfaces {

    private final Streams streams;
    private final ServicePorts ports;

    /** Legs with these ports. */
    public RouterInterfaces(Streams streams, ServicePorts ports) {
        this.streams = streams;
        this.ports = ports;
    }

    /**
     * What was done to a leg.
     *
     * @param subnets the subnets that are meant, the latest last
     */
    record Done(Port port, List<SubnetId> subnets) {}

    /**
     * Gives the router a leg: on a subnet, with the subnet's gateway address, or by a port.
     *
     * @throws NeutronError 400, 404 or 409 when it cannot have it
     */
    Done add(Router router, Leg leg, Caller caller) {
        requireOneIsSaid(leg);
        Optional<PortId> port = id(leg.portId()).map(PortId::new);
        Optional<SubnetId> subnet = id(leg.subnetId()).map(SubnetId::new);
        if (port.isPresent() && subnet.isPresent()) {
            throw RouterSubnets.badRequest("Cannot specify both subnet-id and port-id");
        }
        return port.map(id -> addPort(router, id, caller))
                .orElseGet(() -> addSubnet(router, subnet.orElseThrow(), caller));
    }

    private static void requireOneIsSaid(Leg leg) {
        if (leg.subnetId() == null && leg.portId() == null) {
            throw RouterSubnets.badRequest("Either subnet_id or port_id must be specified");
        }
    }

    private static Optional<UUID> id(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            UUID id = UUID.fromString(text);
            if (id.toString().equalsIgnoreCase(text)) {
                return Optional.of(id);
            }
        } catch (IllegalArgumentException notAnId) {
            throw notAUuid(text);
        }
        throw notAUuid(text);
    }

    private static NeutronError notAUuid(String text) {
        return RouterSubnets.badRequest("'" + text + "' is not a valid UUID");
    }

    private Done addSubnet(Router router, SubnetId id, Caller caller) {
        Subnet subnet = RouterSubnets.subnet(streams, id);
        Network network = NetworkState.get(streams, subnet.networkId()).network();
        boolean owns = caller.isAdmin() || caller.owns(subnet.project());
        boolean visible = owns || network.isSharedWith(caller.project());
        if (!visible) {
            throw new SubnetDescription().notFound(id);
        }
        Subnet now = SubnetState.get(streams, id).subnet();
        IPAddress gateway = now.gatewayIp()
                .orElseThrow(() -> RouterSubnets.badRequest("Subnet for router interface must have a gateway IP"));
        if (!owns && !network.sharedWith().contains(caller.project())) {
            throw RouterSubnets.badRequest("Cannot add interface to router because subnet " + id
                    + " is not owned by project making the request");
        }
        requireOwnAdvertisements(now);
        RouterSubnets.requireNoOverlap(streams, router, List.of(now));
        FixedIpWish wish = new FixedIpWish(id, gateway);
        Port port = now.ipVersion() == 6
                ? legWithIpv6(router, network.id())
                        .map(known -> widened(known, wish))
                        .orElseGet(() -> made(router, network, wish))
                : made(router, network, wish);
        attach(router, port, List.of(id));
        return new Done(port, List.of(id));
    }

    private static void requireOwnAdvertisements(Subnet subnet) {
        boolean fromElsewhere = subnet.attributes()
                        .find(SubnetDescription.IPV6_RA_MODE)
                        .isEmpty()
                && subnet.attributes().find(SubnetDescription.IPV6_ADDRESS_MODE).isPresent();
        if (subnet.ipVersion() == 6 && fromElsewhere) {
            throw RouterSubnets.badRequest("IPv6 subnet " + subnet.id()
                    + " configured to receive RAs from an external router cannot be added to Neutron Router.");
        }
    }

    private static Optional<RouterInterface> legWithIpv6(Router router, NetworkId network) {
        return router.interfaces().stream()
                .filter(leg -> leg.networkId().equals(network) && hasIpv6(leg.fixedIps()))
                .findFirst();
    }

    private static boolean hasIpv6(List<FixedIp> fixedIps) {
        return fixedIps.stream().anyMatch(fixedIp -> fixedIp.ipAddress().isIPv6());
    }

    private Port made(Router router, Network network, FixedIpWish wish) {
        return ports.make(network, owner(router, router.project()), List.of(wish));
    }

    private Port widened(RouterInterface leg, FixedIpWish wish) {
        List<FixedIpWish> wishes = new ArrayList<>(ServicePorts.wishesFor(leg.fixedIps()));
        wishes.add(wish);
        return ports.readdress(leg.portId(), wishes);
    }

    private static Owner owner(Router router, ProjectId project) {
        return new Owner(project, router.id().toString(), router.interfaceOwner());
    }

    private Done addPort(Router router, PortId id, Caller caller) {
        Port port = ports.get(id);
        Network network = NetworkState.get(streams, port.networkId()).network();
        boolean visible = port.isFoundBy(caller) || caller.owns(network.project());
        if (!visible) {
            throw new PortDescription().notFound(id);
        }
        requireUnused(port);
        if (port.fixedIps().isEmpty()) {
            throw RouterSubnets.badRequest("Router port must have at least one fixed IP");
        }
        requireOneIpv6Leg(router, port);
        List<Subnet> subnets = subnets(port);
        RouterSubnets.requireNoOverlap(streams, router, subnets);
        long ipv4 = port.fixedIps().stream()
                .filter(fixedIp -> fixedIp.ipAddress().isIPv4())
                .count();
        if (ipv4 > 1) {
            throw RouterSubnets.badRequest("Cannot have multiple IPv4 subnets on router port");
        }
        Port claimed = ports.claim(id, owner(router, port.project()));
        List<SubnetId> ids = subnets.stream().map(Subnet::id).toList();
        attach(router, claimed, ids);
        return new Done(claimed, ids);
    }

    private static void requireUnused(Port port) {
        String device = port.attributes().get(PortDescription.DEVICE_ID);
        if (!device.isEmpty()) {
            throw NeutronError.conflict(
                    "PortInUse",
                    "Unable to complete operation on port " + port.id() + " for network " + port.networkId()
                            + ". Port already has an attached device " + device + ".");
        }
    }

    private static void requireOneIpv6Leg(Router router, Port port) {
        if (!hasIpv6(port.fixedIps())) {
            return;
        }
        legWithIpv6(router, port.networkId()).ifPresent(leg -> {
            throw RouterSubnets.badRequest("Cannot have multiple router ports with the same network id if both "
                    + "contain IPv6 subnets. Existing port " + leg.portId() + " has IPv6 subnet(s) and network id "
                    + leg.networkId());
        });
    }

    private List<Subnet> subnets(Port port) {
        return port.fixedIps().stream()
                .map(FixedIp::subnetId)
                .distinct()
                .map(id -> RouterSubnets.subnet(streams, id))
                .toList();
    }

    private void attach(Router router, Port port, List<SubnetId> added) {
        for (FixedIp fixedIp : port.fixedIps()) {
            if (added.contains(fixedIp.subnetId())) {
                streams.append(
                        SubnetState.TYPE,
                        fixedIp.subnetId(),
                        new RouterAttached(fixedIp.subnetId(), router.id(), port.id(), fixedIp.ipAddress()));
            }
        }
        RouterInterface leg = new RouterInterface(port.id(), port.networkId(), port.fixedIps());
        streams.append(RouterState.TYPE, router.id(), new RouterInterfaceAttached(router.id(), leg));
    }

    /**
     * Takes a leg from the router: the whole port, or of one with many IPv6 prefixes the one that is meant.
     *
     * @throws NeutronError 400, 404 or 409 when there is none such, or it is needed
     */
    Done remove(RouterState state, Leg leg) {
        requireOneIsSaid(leg);
        Optional<PortId> port = id(leg.portId()).map(PortId::new);
        Optional<SubnetId> subnet = id(leg.subnetId()).map(SubnetId::new);
        return port.map(id -> removePort(state, id, subnet)).orElseGet(() -> removeSubnet(state, subnet.orElseThrow()));
    }

    private Done removePort(RouterState state, PortId id, Optional<SubnetId> subnet) {
        Router router = state.router();
        RouterInterface leg = router.leg(id)
                .orElseThrow(() -> new NeutronError(
                        404,
                        "RouterInterfaceNotFound",
                        "Router " + router.id() + " does not have an interface with id " + id));
        Set<SubnetId> subnets = new LinkedHashSet<>(
                leg.fixedIps().stream().map(FixedIp::subnetId).toList());
        if (subnet.isPresent() && !subnets.contains(subnet.get())) {
            throw new NeutronError(
                    400,
                    "SubnetMismatchForPort",
                    "Subnet on port " + id + " does not match the requested subnet " + subnet.get() + ".");
        }
        subnets.forEach(known -> requireUnneeded(state, known));
        return detach(router, leg, List.copyOf(subnets));
    }

    private Done removeSubnet(RouterState state, SubnetId id) {
        Router router = state.router();
        requireUnneeded(state, id);
        RouterInterface leg = router.interfaces().stream()
                .filter(known -> known.fixedIps().stream()
                        .anyMatch(fixedIp -> fixedIp.subnetId().equals(id)))
                .findFirst()
                .orElseThrow(() -> new NeutronError(
                        404,
                        "RouterInterfaceNotFoundForSubnet",
                        "Router " + router.id() + " has no interface on subnet " + id));
        List<FixedIp> left = leg.fixedIps().stream()
                .filter(fixedIp -> !fixedIp.subnetId().equals(id))
                .toList();
        return left.isEmpty() ? detach(router, leg, List.of(id)) : narrow(router, leg, left, id);
    }

    /** Refuses to take from the router a subnet that NDP proxies, routes or floating IPs lead over. */
    private void requireUnneeded(RouterState state, SubnetId id) {
        IPAddress cidr = RouterSubnets.subnet(streams, id).cidr();
        if (state.ndpProxies().values().stream().anyMatch(cidr::contains)) {
            throw NeutronError.conflict(
                    "RouterInterfaceInUseByNDPProxy",
                    "Unable to remove subnet " + id + " from router "
                            + state.router().id()
                            + ", There are one or more ndp proxies still in use on the subnet.");
        }
        String what = "Router interface for subnet " + id + " on router "
                + state.router().id() + " cannot be deleted, as it is required by one or more ";
        if (state.router().routes().stream().anyMatch(route -> cidr.contains(route.nexthop()))) {
            throw NeutronError.conflict("RouterInterfaceInUseByRoute", what + "routes.");
        }
        boolean translates = state.floatingIps().values().stream()
                .anyMatch(addresses -> addresses.stream().anyMatch(cidr::contains));
        if (translates) {
            throw NeutronError.conflict("RouterInterfaceInUseByFloatingIP", what + "floating IPs.");
        }
    }

    private Done detach(Router router, RouterInterface leg, List<SubnetId> subnets) {
        Port port = ports.get(leg.portId());
        subnets.forEach(subnet ->
                streams.append(SubnetState.TYPE, subnet, new RouterDetached(subnet, router.id(), leg.portId())));
        ports.remove(leg.portId());
        streams.append(RouterState.TYPE, router.id(), new RouterInterfaceDetached(router.id(), leg.portId()));
        return new Done(port, subnets);
    }

    private Done narrow(Router router, RouterInterface leg, List<FixedIp> left, SubnetId subnet) {
        Port port = ports.readdress(leg.portId(), ServicePorts.wishesFor(left));
        streams.append(SubnetState.TYPE, subnet, new RouterDetached(subnet, router.id(), leg.portId()));
        RouterInterface narrowed = new RouterInterface(leg.portId(), leg.networkId(), port.fixedIps());
        streams.append(RouterState.TYPE, router.id(), new RouterInterfaceAttached(router.id(), narrowed));
        return new Done(port, List.of(subnet));
    }

    /** Lets the ports of the router's legs say what kind of router they belong to now. */
    void relabel(Router router) {
        for (RouterInterface leg : router.interfaces()) {
            ports.claim(
                    leg.portId(),
                    owner(router, PortState.get(streams, leg.portId()).project()));
        }
    }
}
