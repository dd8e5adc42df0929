package org.portolan.agent.service;

import inet.ipaddr.IPAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.portolan.agent.service.DesiredNamespace.Device;
import org.portolan.agent.service.DesiredNamespace.Route;
import org.portolan.agent.service.DesiredNamespace.Server;
import org.portolan.agent.service.DesiredNamespace.Translation;
import org.portolan.api.address.HostRoute;
import org.portolan.api.network.NetworkId;
import org.portolan.api.node.NodeFloatingIp;
import org.portolan.api.node.NodePort;
import org.portolan.api.node.NodeRouter;
import org.portolan.api.node.NodeServices;
import org.portolan.api.node.NodeSubnet;
import org.portolan.api.node.ServedNetwork;
import org.portolan.api.node.Topology;
import org.portolan.api.port.FixedIp;
import org.portolan.api.port.PortId;
import org.portolan.api.portforwarding.Forwarding;
import org.portolan.api.portforwarding.PortRange;
import org.portolan.api.router.RouterGateway;
import org.portolan.api.router.RouterInterface;
import org.portolan.api.router.VirtualRouter;

/** Turns what the log says of a router into its namespace. Pure. */
final class RouterRenderer {

    /** As Neutron's routers answer for an address: only the device that has it does. */
    private static final Map<String, String> SYSCTLS = Map.of(
            "net.ipv4.ip_forward", "1",
            "net.ipv4.conf.all.arp_ignore", "1",
            "net.ipv4.conf.all.arp_announce", "2",
            "net.ipv4.conf.all.promote_secondaries", "1",
            "net.ipv6.conf.all.forwarding", "1",
            "net.ipv6.conf.default.accept_ra", "0");

    private final Roles roles;
    private final Topology topology;
    private final NodeServices services;

    RouterRenderer(Roles roles, Topology topology) {
        this.roles = roles;
        this.topology = topology;
        this.services = topology.services();
    }

    /** The routers that this node has: those that are scheduled to it, and are meant to lead anything anywhere. */
    List<NodeRouter> routers() {
        return services.routers().values().stream()
                .filter(router -> router.adminStateUp() && router.agents().contains(roles.l3Agent()))
                .filter(router -> !router.ha() || Keepalived.takesPart(roles, router, topology))
                .sorted(Comparator.comparing(router -> router.id().toString()))
                .toList();
    }

    /** The floating IPs that a router leads inside. */
    List<NodeFloatingIp> floatingIps(NodeRouter router) {
        if (router.gateway() == null) {
            return List.of();
        }
        return router.floatingIps().stream()
                .flatMap(id -> Optional.ofNullable(services.floatingIps().get(id)).stream())
                .filter(floatingIp -> router.id().equals(floatingIp.routerId()))
                .sorted(Comparator.comparing(floatingIp -> floatingIp.address().toCanonicalString()))
                .toList();
    }

    DesiredNamespace render(NodeRouter router) {
        SortedMap<String, Device> devices = new TreeMap<>();
        SortedSet<Route> routes = new TreeSet<>();
        long cause = router.cause();
        List<RouterInterface> advertised = new ArrayList<>();
        for (RouterInterface leg : router.interfaces()) {
            Optional<NodePort> port = port(leg.portId());
            if (port.isPresent()) {
                Device device = device("qr-", port.get(), leg.networkId(), leg.fixedIps());
                devices.put(device.name(), device);
                cause = Math.max(cause, port.get().cause());
                advertised.add(leg);
            }
        }
        List<NodeFloatingIp> floatingIps = floatingIps(router);
        RouterGateway gateway = router.gateway();
        String rules = "";
        Set<Translation> translated = new HashSet<>();
        Optional<NodePort> outside = gateway == null ? Optional.empty() : port(gateway.portId());
        if (gateway != null && outside.isPresent()) {
            Device bare = device("qg-", outside.get(), gateway.networkId(), gateway.externalFixedIps());
            SortedSet<String> addresses = new TreeSet<>(bare.addresses());
            for (NodeFloatingIp floatingIp : floatingIps) {
                addresses.add(text(floatingIp.address()) + (floatingIp.address().isIPv6() ? "/128" : "/32"));
                cause = Math.max(cause, floatingIp.cause());
                translated.add(translation(floatingIp));
            }
            devices.put(
                    bare.name(),
                    new Device(bare.name(), bare.tap(), bare.port(), bare.mac(), bare.mtu(), addresses, false));
            gatewayRoutes(gateway, bare.name(), routes);
            rules = rules(gateway, outside.get(), bare.name(), floatingIps);
        }
        extraRoutes(router.routes(), devices.values(), routes);
        SortedMap<String, Server> processes = new TreeMap<>();
        if (isServedHere(router)) {
            RouterAdvertisements.of(roles, router, advertised, services)
                    .ifPresent(radvd -> processes.put("radvd", radvd));
        }
        Metadata.in(Metadata.Place.ROUTER, router.id().value(), roles)
                .ifPresent(haproxy -> processes.put("metadata", haproxy));
        DesiredNamespace alone = new DesiredNamespace(
                DesiredNamespace.ROUTER + router.id(),
                new TreeMap<>(SYSCTLS),
                devices,
                routes,
                rules,
                translated,
                processes,
                null,
                cause);
        return router.ha() ? Keepalived.shared(roles, router, alone, topology) : alone;
    }

    /** Whether this host is the router, as far as the log knows. */
    boolean isServedHere(NodeRouter router) {
        VirtualRouter virtual = router.virtualRouter();
        return virtual == null || virtual.isPrimary(roles.l3Agent());
    }

    private Optional<NodePort> port(PortId id) {
        return Optional.ofNullable(topology.ports().get(id)).filter(NodePort::adminStateUp);
    }

    private Device device(String prefix, NodePort port, NetworkId network, List<FixedIp> fixedIps) {
        return device(services, prefix, port, network, fixedIps);
    }

    static Device device(
            NodeServices services, String prefix, NodePort port, NetworkId network, List<FixedIp> fixedIps) {
        SortedSet<String> addresses = new TreeSet<>();
        for (FixedIp fixedIp : fixedIps) {
            NodeSubnet subnet = services.subnets().get(fixedIp.subnetId());
            if (subnet != null) {
                addresses.add(text(fixedIp.ipAddress()) + "/" + prefixLength(subnet));
            }
        }
        ServedNetwork served = services.networks().get(network);
        return new Device(
                Device.name(prefix, port.id()),
                Device.name("tap", port.id()),
                port.id(),
                port.macAddress().value(),
                served == null ? 0 : served.mtu(),
                addresses,
                false);
    }

    static int prefixLength(NodeSubnet subnet) {
        Integer length = subnet.cidr().getNetworkPrefixLength();
        return length == null ? subnet.cidr().getBitCount() : length;
    }

    /** By the gateways of the subnets outside; and to subnets outside that the router has no address of, on the link. */
    private void gatewayRoutes(RouterGateway gateway, String device, SortedSet<Route> routes) {
        Set<Object> own = new HashSet<>();
        for (FixedIp fixedIp : gateway.externalFixedIps()) {
            NodeSubnet subnet = services.subnets().get(fixedIp.subnetId());
            if (subnet == null || !own.add(subnet.id())) {
                continue;
            }
            IPAddress via = subnet.gatewayIp();
            if (via != null && !via.equals(fixedIp.ipAddress())) {
                if (!via.isLinkLocal() && !subnet.cidr().contains(via)) {
                    routes.add(new Route(subnet.isIpv6(), text(via), "", device));
                }
                routes.add(new Route(subnet.isIpv6(), "default", text(via), device));
            }
        }
        services.subnets().values().stream()
                .filter(subnet -> subnet.networkId().equals(gateway.networkId())
                        && !subnet.isIpv6()
                        && !own.contains(subnet.id()))
                .forEach(subnet -> routes.add(new Route(false, text(subnet.cidr()), "", device)));
    }

    /** Those whose next hop is on one of the links; the others wait for one that leads there. */
    private void extraRoutes(List<HostRoute> wanted, Collection<Device> devices, SortedSet<Route> routes) {
        for (HostRoute route : wanted) {
            String destination = route.destination().isZero() && prefix(route.destination()) == 0
                    ? "default"
                    : text(route.destination());
            deviceTo(route.nexthop(), devices).ifPresent(device -> {
                // An operator's own default goes before that of the gateway.
                routes.removeIf(known -> known.destination().equals(destination)
                        && known.ipv6() == route.nexthop().isIPv6());
                routes.add(new Route(route.nexthop().isIPv6(), destination, text(route.nexthop()), device));
            });
        }
    }

    private static int prefix(IPAddress destination) {
        Integer length = destination.getNetworkPrefixLength();
        return length == null ? destination.getBitCount() : length;
    }

    private static Optional<String> deviceTo(IPAddress nexthop, Collection<Device> devices) {
        return devices.stream()
                .filter(device -> device.addresses().stream().anyMatch(address -> {
                    IPAddress block = new inet.ipaddr.IPAddressString(address).getAddress();
                    return block != null
                            && block.isIPv6() == nexthop.isIPv6()
                            && block.toPrefixBlock().contains(nexthop);
                }))
                .map(Device::name)
                .findFirst();
    }

    private static Translation translation(NodeFloatingIp floatingIp) {
        IPAddress fixedIp = floatingIp.fixedIp();
        String inside = fixedIp != null
                ? text(fixedIp)
                : String.join(
                        ",",
                        floatingIp.forwardings().stream()
                                .map(forwarding ->
                                        forward(floatingIp, forwarding).line())
                                .sorted()
                                .toList());
        return new Translation(text(floatingIp.address()), inside);
    }

    private static String rules(
            RouterGateway gateway, NodePort outside, String device, List<NodeFloatingIp> floatingIps) {
        Optional<IPAddress> own = gateway.externalFixedIps().stream()
                .map(FixedIp::ipAddress)
                .filter(IPAddress::isIPv4)
                .findFirst();
        if (own.isEmpty()) {
            return "";
        }
        SortedMap<String, NatRules.Inside> floating = new TreeMap<>();
        List<NatRules.Forward> forwardings = new ArrayList<>();
        for (NodeFloatingIp floatingIp : floatingIps) {
            IPAddress fixedIp = floatingIp.fixedIp();
            if (fixedIp != null) {
                floating.put(text(floatingIp.address()), new NatRules.Inside(text(fixedIp), floatingIp.cause()));
            }
            floatingIp.forwardings().forEach(forwarding -> forwardings.add(forward(floatingIp, forwarding)));
        }
        forwardings.sort(Comparator.comparing(NatRules.Forward::line));
        return new NatRules(device, text(own.get()), gateway.enableSnat(), floating, forwardings, outside.cause())
                .text();
    }

    private static NatRules.Forward forward(NodeFloatingIp floatingIp, Forwarding forwarding) {
        return new NatRules.Forward(
                text(floatingIp.address()),
                forwarding.protocol(),
                ports(forwarding.externalPorts()),
                text(forwarding.internalIpAddress()) + ":" + ports(forwarding.internalPorts()),
                floatingIp.cause());
    }

    private static String ports(PortRange range) {
        return range.isSingle() ? "" + range.first() : range.first() + "-" + range.last();
    }

    static String text(IPAddress address) {
        return address.toCanonicalString();
    }
}
