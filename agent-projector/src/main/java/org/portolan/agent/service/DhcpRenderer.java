package org.portolan.agent.service;

import inet.ipaddr.IPAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.portolan.agent.service.DesiredNamespace.Device;
import org.portolan.agent.service.DesiredNamespace.Server;
import org.portolan.api.address.HostRoute;
import org.portolan.api.network.NetworkId;
import org.portolan.api.node.DhcpDevice;
import org.portolan.api.node.NodePort;
import org.portolan.api.node.NodeServices;
import org.portolan.api.node.NodeSubnet;
import org.portolan.api.node.ServedNetwork;
import org.portolan.api.node.ServedPort;
import org.portolan.api.node.ServedPort.DhcpOption;
import org.portolan.api.node.Topology;
import org.portolan.api.port.FixedIp;
import org.portolan.api.port.PortId;
import org.portolan.api.subnet.SubnetId;

/**
 * Turns what the log says of a network into the namespace of its DHCP server, a dnsmasq.
 *
 * <ol>
 *   <li>Only ports that the log knows are told an address, and it is theirs.
 *   <li>What changes with ports is in files that dnsmasq reads again; only another range or MTU starts it anew.
 *   <li>Addresses that were told before the server's first start are in its leases, so that no guest is refused its own.
 * </ol>
 *
 * <p>Remembers the last result of each network; used by one thread.
 */
final class DhcpRenderer {

    private static final String METADATA = "169.254.169.254/32";
    private static final String ANY_IPV4 = "0.0.0.0/0";
    /** Of a class of guests that look for their routes there and not at option 121. */
    private static final String OLD_STATIC_ROUTES = "249";

    private static final int LEASES_MAX = 16_777_216;
    private static final int SHORTEST_IPV6_PREFIX = 64;
    private static final Set<String> CLIENT_ID = Set.of("client-id", "61");
    /** In a lease's place for its end; the time is put in when the file is written. */
    static final String LEASE_END = "{end}";

    private final Roles roles;
    private Map<NetworkId, Rendered> last = Map.of();

    DhcpRenderer(Roles roles) {
        this.roles = roles;
    }

    private record Rendered(
            Map<PortId, ServedPort> ports,
            Map<SubnetId, NodeSubnet> subnets,
            @Nullable ServedNetwork network,
            NodePort own,
            DesiredNamespace namespace) {
        @SuppressWarnings("ReferenceEquality") // the same maps mean that nothing has changed
        private boolean isOf(
                Map<PortId, ServedPort> nowPorts,
                Map<SubnetId, NodeSubnet> nowSubnets,
                @Nullable ServedNetwork nowNetwork,
                NodePort nowOwn) {
            return ports == nowPorts && subnets == nowSubnets && network == nowNetwork && own == nowOwn;
        }
    }

    /** The namespaces of the networks on which this host has a DHCP server's port. */
    Collection<DesiredNamespace> render(Topology topology) {
        NodeServices services = topology.services();
        Map<NetworkId, Rendered> now = new LinkedHashMap<>();
        services.portsByNetwork().forEach((network, ports) -> {
            String device = DhcpDevice.id(roles.host(), network);
            ports.values().stream()
                    .filter(port -> port.isDhcpServer() && port.deviceId().equals(device))
                    .min(Comparator.comparing(port -> port.id().toString()))
                    .ifPresent(port -> {
                        NodePort own = topology.ports().get(port.id());
                        if (own != null && own.adminStateUp()) {
                            ServedNetwork served = services.networks().get(network);
                            Rendered before = last.get(network);
                            now.put(
                                    network,
                                    before != null && before.isOf(ports, services.subnets(), served, own)
                                            ? before
                                            : new Rendered(
                                                    ports,
                                                    services.subnets(),
                                                    served,
                                                    own,
                                                    render(services, port, own)));
                        }
                    });
        });
        last = now;
        return now.values().stream().map(Rendered::namespace).toList();
    }

    private DesiredNamespace render(NodeServices services, ServedPort port, NodePort own) {
        NetworkId network = port.networkId();
        Device device = RouterRenderer.device(services, "ns-", own, network, port.fixedIps());
        List<NodeSubnet> subnets = services.subnets().values().stream()
                .filter(subnet -> subnet.networkId().equals(network))
                .sorted(Comparator.comparing(subnet -> subnet.id().toString()))
                .toList();
        List<ServedPort> ports = services.portsOf(network).values().stream()
                .sorted(Comparator.comparing(each -> each.id().toString()))
                .toList();
        long cause = ports.stream().mapToLong(ServedPort::cause).max().orElse(0);
        SortedMap<String, Server> processes = new TreeMap<>();
        if (subnets.stream().anyMatch(NodeSubnet::enableDhcp)) {
            processes.put("dnsmasq", dnsmasq(device, subnets, ports));
        }
        if (subnets.stream().anyMatch(subnet -> answersForMetadata(subnet, ports))) {
            Metadata.in(Metadata.Place.NETWORK, network.value(), roles)
                    .ifPresent(haproxy -> processes.put("metadata", haproxy));
            device = device.with(METADATA);
        }
        return new DesiredNamespace(
                DesiredNamespace.DHCP + network,
                new TreeMap<>(Map.of("net.ipv6.conf.default.accept_ra", "0")),
                new TreeMap<>(Map.of(device.name(), device)),
                new TreeSet<>(),
                "",
                Set.of(),
                processes,
                null,
                Math.max(cause, own.cause()));
    }

    private Server dnsmasq(Device device, List<NodeSubnet> subnets, List<ServedPort> ports) {
        Path place = roles.directory()
                .resolve("dhcp")
                .resolve(ports.getFirst().networkId().toString());
        Path pidFile = place.resolve("dnsmasq.pid");
        Path hosts = place.resolve("host");
        Path names = place.resolve("addn_hosts");
        Path options = place.resolve("opts");
        Path leases = place.resolve("leases");
        List<String> command = new ArrayList<>(List.of(
                "dnsmasq",
                "--no-hosts",
                "--no-resolv",
                "--pid-file=" + pidFile,
                "--dhcp-hostsfile=" + hosts,
                "--addn-hosts=" + names,
                "--dhcp-optsfile=" + options,
                "--dhcp-leasefile=" + leases,
                "--dhcp-match=set:ipxe,175",
                "--dhcp-userclass=set:ipxe6,iPXE",
                "--local-service",
                "--bind-dynamic",
                "--interface=" + device.name(),
                "--except-interface=lo"));
        long possible = 0;
        for (NodeSubnet subnet : subnets) {
            Optional<String> range = range(subnet);
            range.ifPresent(command::add);
            if (range.isPresent()) {
                possible +=
                        subnet.isIpv6() ? LEASES_MAX : subnet.cidr().getCount().longValueExact();
            }
        }
        if (device.mtu() > 0) {
            command.add("--dhcp-option-force=option:mtu," + device.mtu());
        }
        command.add("--dhcp-lease-max=" + Math.min(possible, LEASES_MAX));
        command.add("--conf-file=/dev/null");
        roles.dnsServers().forEach(server -> command.add("--server=" + server));
        command.add("--domain=" + roles.dnsDomain());

        Map<SubnetId, NodeSubnet> byId = new HashMap<>();
        subnets.forEach(subnet -> byId.put(subnet.id(), subnet));
        List<Host> known = hosts(ports, byId);
        SortedMap<Path, String> files = new TreeMap<>();
        files.put(hosts, lines(known.stream().flatMap(host -> host.line().stream())));
        files.put(names, lines(known.stream().map(Host::name)));
        files.put(options, lines(options(subnets, ports).stream()));
        return new Server(
                command, pidFile, files, Map.of(leases, lines(known.stream().flatMap(host -> host.lease().stream()))));
    }

    private static String lines(java.util.stream.Stream<String> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    private Optional<String> range(NodeSubnet subnet) {
        if (!subnet.enableDhcp()) {
            return Optional.empty();
        }
        String lease = roles.leaseSeconds() == 0 ? "infinite" : roles.leaseSeconds() + "s";
        String first = RouterRenderer.text(subnet.cidr().getLower().withoutPrefixLength());
        int prefixLength = RouterRenderer.prefixLength(subnet);
        String start = "--dhcp-range=set:" + tag(subnet) + "," + first + ",static,";
        if (!subnet.isIpv6()) {
            IPAddress mask = subnet.cidr().getNetwork().getNetworkMask(prefixLength, false);
            return Optional.of(start + RouterRenderer.text(mask) + "," + lease);
        }
        boolean asked = subnet.addressMode() == null ? subnet.raMode() == null : !"slaac".equals(subnet.addressMode());
        return asked && prefixLength >= SHORTEST_IPV6_PREFIX
                ? Optional.of(start + prefixLength + "," + lease)
                : Optional.empty();
    }

    private static String tag(NodeSubnet subnet) {
        return "subnet-" + subnet.id();
    }

    private static String tag(ServedPort port) {
        return "port-" + port.id();
    }

    /** An address of a port, with its name. */
    private record Host(
            ServedPort port,
            IPAddress address,
            NodeSubnet subnet,
            String hostname,
            String fqdn,
            Optional<String> clientId) {

        private boolean hasOptions() {
            return !port.dhcpOptions().isEmpty();
        }

        private boolean isToldItsAddress() {
            return !subnet.isIpv6()
                    || !("slaac".equals(subnet.addressMode()) || "dhcpv6-stateless".equals(subnet.addressMode()));
        }

        private String mac() {
            return port.macAddress().value() + (subnet.isIpv6() ? ",tag:dhcpv6" : "");
        }

        private Optional<String> line() {
            if (!isToldItsAddress()) {
                return hasOptions() && !"slaac".equals(subnet.addressMode())
                        ? Optional.of(mac() + ",set:" + tag(port))
                        : Optional.empty();
            }
            if (!subnet.enableDhcp()) {
                return Optional.empty();
            }
            String told = subnet.isIpv6() ? "[" + RouterRenderer.text(address) + "]" : RouterRenderer.text(address);
            return Optional.of(mac() + clientId.map(id -> ",id:" + id).orElse("") + "," + fqdn + "," + told
                    + (hasOptions() ? ",set:" + tag(port) : ""));
        }

        /** With the fqdn first, or the answer to who has the address would lack the domain. */
        private String name() {
            return RouterRenderer.text(address) + "\t" + fqdn + " " + hostname;
        }

        private Optional<String> lease() {
            return subnet.enableDhcp() && !subnet.isIpv6()
                    ? Optional.of(
                            LEASE_END + " " + port.macAddress().value() + " " + RouterRenderer.text(address) + " * *")
                    : Optional.empty();
        }
    }

    /** Those that are told nothing but options come first: dnsmasq reads its hosts from the last to the first. */
    private List<Host> hosts(List<ServedPort> ports, Map<SubnetId, NodeSubnet> subnets) {
        List<Host> hosts = new ArrayList<>();
        for (ServedPort port : ports) {
            if (port.deviceOwner().startsWith("network:")) {
                continue;
            }
            List<Host> own = new ArrayList<>();
            for (FixedIp fixedIp : port.fixedIps()) {
                NodeSubnet subnet = subnets.get(fixedIp.subnetId());
                if (subnet != null) {
                    own.add(host(port, fixedIp.ipAddress(), subnet));
                }
            }
            own.sort(Comparator.comparing(Host::isToldItsAddress));
            hosts.addAll(own);
        }
        return hosts;
    }

    private Host host(ServedPort port, IPAddress address, NodeSubnet subnet) {
        String hostname = port.dnsName().isEmpty()
                ? "host-" + RouterRenderer.text(address).replaceAll("[.:]", "-")
                : bare(port.dnsName());
        String suffix = bare(port.dnsSuffix());
        String fqdn = hostname + "." + (suffix.isEmpty() ? roles.dnsDomain() : suffix);
        Optional<String> clientId = port.dhcpOptions().stream()
                .filter(option -> CLIENT_ID.contains(option.name()))
                .flatMap(option -> Optional.ofNullable(option.value()).stream())
                .map(DhcpRenderer::firstLine)
                .findFirst();
        return new Host(port, address, subnet, hostname, fqdn, clientId);
    }

    private static String bare(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    private List<String> options(List<NodeSubnet> subnets, List<ServedPort> ports) {
        List<String> options = new ArrayList<>();
        for (NodeSubnet subnet : subnets) {
            if (subnet.enableDhcp() && !(subnet.isIpv6() && "slaac".equals(subnet.addressMode()))) {
                options.addAll(options(subnet, subnets, ports));
            }
        }
        for (ServedPort port : ports) {
            for (DhcpOption option : port.dhcpOptions()) {
                boolean fits = port.fixedIps().stream()
                        .anyMatch(fixedIp -> fixedIp.ipAddress().isIPv6() == (option.ipVersion() == 6));
                if (fits && !CLIENT_ID.contains(option.name())) {
                    options.add(option(option.ipVersion() == 6, tag(port), option.name(), option.value()));
                }
            }
        }
        return options;
    }

    private List<String> options(NodeSubnet subnet, List<NodeSubnet> all, List<ServedPort> ports) {
        List<String> options = new ArrayList<>();
        String servers = nameservers(subnet, ports);
        if (!servers.equals("-")) {
            options.add(option(subnet.isIpv6(), tag(subnet), "dns-server", servers.isEmpty() ? null : servers));
        }
        if (subnet.isIpv6()) {
            return options;
        }
        String gateway = subnet.gatewayIp() == null ? "" : RouterRenderer.text(subnet.gatewayIp());
        List<String> routes = new ArrayList<>();
        for (HostRoute route : subnet.hostRoutes()) {
            String destination = RouterRenderer.text(route.destination());
            if (!destination.equals(ANY_IPV4)) {
                routes.add(destination + "," + RouterRenderer.text(route.nexthop()));
            } else if (gateway.isEmpty()) {
                gateway = RouterRenderer.text(route.nexthop());
            }
        }
        if (!gateway.isEmpty() && isRouted(subnet, ports)) {
            routes.add(METADATA + "," + gateway);
        } else if (answersForMetadata(subnet, ports)) {
            ownAddress(subnet, ports).ifPresent(address -> routes.add(METADATA + "," + address));
        }
        for (NodeSubnet other : all) {
            if (!other.isIpv6() && !other.id().equals(subnet.id())) {
                routes.addFirst(RouterRenderer.text(other.cidr()) + ",0.0.0.0");
            }
        }
        if (!routes.isEmpty()) {
            if (!gateway.isEmpty()) {
                routes.add(ANY_IPV4 + "," + gateway);
            }
            String text = String.join(",", routes);
            options.add(option(false, tag(subnet), "classless-static-route", text));
            options.add(option(false, tag(subnet), OLD_STATIC_ROUTES, text));
        }
        options.add(option(false, tag(subnet), "router", gateway.isEmpty() ? null : gateway));
        return options;
    }

    /** The subnet's own; else those of all its DHCP servers if there are several; {@code -} leaves it to dnsmasq, empty is none. */
    private static String nameservers(NodeSubnet subnet, List<ServedPort> ports) {
        boolean ipv6 = subnet.isIpv6();
        List<IPAddress> servers = subnet.dnsNameservers();
        if (servers.isEmpty()) {
            servers = ports.stream()
                    .filter(ServedPort::isDhcpServer)
                    .flatMap(port -> port.fixedIps().stream())
                    .filter(fixedIp -> fixedIp.subnetId().equals(subnet.id()))
                    .map(FixedIp::ipAddress)
                    .toList();
            if (servers.size() < 2) {
                return "-";
            }
        } else if (servers.stream().allMatch(IPAddress::isZero)) {
            return "";
        }
        return String.join(
                ",",
                servers.stream()
                        .map(RouterRenderer::text)
                        .map(server -> ipv6 ? "[" + server + "]" : server)
                        .toList());
    }

    /** Where no router leads to the metadata, the DHCP server does. */
    private boolean answersForMetadata(NodeSubnet subnet, List<ServedPort> ports) {
        return roles.metadata() != null && !subnet.isIpv6() && subnet.enableDhcp() && !isRouted(subnet, ports);
    }

    private Optional<String> ownAddress(NodeSubnet subnet, List<ServedPort> ports) {
        String device = DhcpDevice.id(roles.host(), subnet.networkId());
        return ports.stream()
                .filter(port -> port.isDhcpServer() && port.deviceId().equals(device))
                .flatMap(port -> port.fixedIps().stream())
                .filter(fixedIp -> fixedIp.subnetId().equals(subnet.id()))
                .map(fixedIp -> RouterRenderer.text(fixedIp.ipAddress()))
                .findFirst();
    }

    /** Whether a router has the address that the subnet's hosts send what leaves it to. */
    private static boolean isRouted(NodeSubnet subnet, List<ServedPort> ports) {
        return ports.stream()
                .filter(port -> port.deviceOwner().startsWith("network:router_interface")
                        || port.deviceOwner().equals("network:ha_router_replicated_interface"))
                .flatMap(port -> port.fixedIps().stream())
                .anyMatch(fixedIp -> fixedIp.subnetId().equals(subnet.id())
                        && fixedIp.ipAddress().equals(subnet.gatewayIp()));
    }

    private static String option(boolean ipv6, String tag, String name, @Nullable String value) {
        String option = firstLine(name);
        String extraTag = "";
        if (option.startsWith("tag:") && option.indexOf(',') > 0) {
            int comma = option.lastIndexOf(',');
            extraTag = option.substring(0, comma + 1);
            option = option.substring(comma + 1);
        }
        boolean isNumber = option.chars().allMatch(Character::isDigit);
        String shown = ipv6 ? "option6:" + option : isNumber ? option : "option:" + option;
        return "tag:" + tag + "," + extraTag + shown + (value == null ? "" : "," + firstLine(value));
    }

    /** No option may begin a line of its own in what dnsmasq reads. */
    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
