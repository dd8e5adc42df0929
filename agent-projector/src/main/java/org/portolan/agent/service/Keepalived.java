package org.portolan.agent.service;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.portolan.agent.service.DesiredNamespace.Device;
import org.portolan.agent.service.DesiredNamespace.Election;
import org.portolan.agent.service.DesiredNamespace.Route;
import org.portolan.agent.service.DesiredNamespace.Server;
import org.portolan.api.node.NodePort;
import org.portolan.api.node.NodeRouter;
import org.portolan.api.node.ServedPort;
import org.portolan.api.node.Topology;
import org.portolan.api.router.VirtualRouter;

/**
 * A router that several hosts have: keepalived elects which of them it is (VRRP, RFC 5798), and gives it addresses and routes. Pure.
 *
 * <ol>
 *   <li>All hosts have the same devices and rules, but addresses and routes only the elected one: the others answer nobody.
 *   <li>Who is elected stays it until it fails: a host that comes back takes nothing away.
 *   <li>A device without a carrier is no reason for another election, but for the one on which hosts elect.
 * </ol>
 */
final class Keepalived {

    /** In the agent's directory: a pipe by which all keepalived of the host say what they have become. */
    static final String NEWS = "ha/news";

    private static final String PREFIX = "ha-";
    private static final int PRIORITY = 50;
    private static final double MILLIS = 1000.0;

    private Keepalived() {}

    /** Whether this host takes part in the election. */
    static boolean takesPart(Roles roles, NodeRouter router, Topology topology) {
        return port(roles, router, topology).isPresent();
    }

    private static Optional<NodePort> port(Roles roles, NodeRouter router, Topology topology) {
        return Optional.ofNullable(router.virtualRouter())
                .flatMap(virtual -> virtual.of(roles.l3Agent()))
                .flatMap(instance -> Optional.ofNullable(topology.ports().get(instance.portId())))
                .filter(NodePort::adminStateUp);
    }

    /**
     * The namespace of a router that this host shares with others.
     *
     * @param alone what it would be if this host alone had the router
     */
    static DesiredNamespace shared(Roles roles, NodeRouter router, DesiredNamespace alone, Topology topology) {
        VirtualRouter virtual = Objects.requireNonNull(router.virtualRouter());
        NodePort port = port(roles, router, topology).orElseThrow();
        ServedPort served = topology.services().portsOf(port.networkId()).get(port.id());
        Device elects = RouterRenderer.device(
                topology.services(), PREFIX, port, port.networkId(), served == null ? List.of() : served.fixedIps());
        SortedMap<String, Device> devices = new TreeMap<>();
        alone.devices()
                .forEach((name, device) -> devices.put(
                        name,
                        new Device(
                                name,
                                device.tap(),
                                device.port(),
                                device.mac(),
                                device.mtu(),
                                device.addresses(),
                                true)));
        devices.put(elects.name(), elects);
        Election election = new Election("VR_" + router.id(), elects.name(), "169.254.0." + virtual.number() + "/24");
        SortedMap<String, String> sysctls = new TreeMap<>(alone.sysctls());
        // Hosts with the same MAC would find each other's link-local address a duplicate of their own.
        sysctls.put("net.ipv6.conf.default.addr_gen_mode", "1");
        SortedMap<String, Server> processes = new TreeMap<>(alone.processes());
        processes.put("keepalived", server(roles, router, text(roles, virtual.number(), election, alone)));
        return new DesiredNamespace(
                alone.name(),
                sysctls,
                devices,
                new TreeSet<>(),
                alone.rules(),
                alone.translated(),
                processes,
                election,
                Math.max(alone.cause(), port.cause()));
    }

    private static Server server(Roles roles, NodeRouter router, String text) {
        Path place = roles.directory().resolve("ha").resolve(router.id().toString());
        Path file = place.resolve("keepalived.conf");
        Path pidFile = place.resolve("keepalived.pid");
        return new Server(
                List.of(
                        "keepalived",
                        "-P",
                        "-f",
                        file.toString(),
                        "-p",
                        pidFile.toString(),
                        "-r",
                        place.resolve("vrrp.pid").toString()),
                pidFile,
                new TreeMap<>(Map.of(file, text)),
                Map.of());
    }

    private static String text(Roles roles, int number, Election election, DesiredNamespace alone) {
        List<String> lines = new ArrayList<>();
        lines.add("global_defs {");
        lines.add("  router_id portolan");
        lines.add("  vrrp_version 3");
        lines.add("  notify_fifo " + roles.directory().resolve(NEWS));
        lines.add("}");
        lines.add("vrrp_instance " + election.instance() + " {");
        lines.add("  state BACKUP");
        lines.add("  interface " + election.device());
        lines.add("  virtual_router_id " + number);
        lines.add("  priority " + PRIORITY);
        lines.add("  nopreempt");
        lines.add("  advert_int " + roles.vrrpInterval().toMillis() / MILLIS);
        lines.add("  virtual_ipaddress {");
        lines.add("    " + election.address() + " dev " + election.device() + " scope link no_track");
        lines.add("  }");
        List<String> addresses = new ArrayList<>();
        alone.devices().forEach((name, device) -> {
            device.addresses().forEach(address -> addresses.add(address + " dev " + name + " no_track"));
            addresses.add(linkLocal(device.mac()) + "/64 dev " + name + " scope link no_track");
        });
        block(lines, "virtual_ipaddress_excluded", addresses);
        block(
                lines,
                "virtual_routes",
                alone.routes().stream()
                        .sorted(Comparator.comparing(
                                (Route route) -> !route.via().isEmpty()))
                        .map(Keepalived::line)
                        .toList());
        lines.add("}");
        return String.join("\n", lines) + "\n";
    }

    private static void block(List<String> lines, String name, List<String> entries) {
        if (!entries.isEmpty()) {
            lines.add("  " + name + " {");
            entries.forEach(entry -> lines.add("    " + entry));
            lines.add("  }");
        }
    }

    private static String line(Route route) {
        String way = route.via().isEmpty() ? "" : " via " + route.via();
        String scope = route.via().isEmpty() && !route.ipv6() ? " scope link" : "";
        return route.destination() + way + " dev " + route.device() + scope + " no_track";
    }

    /** The address that a device with that MAC gives itself (RFC 4291, appendix A). */
    static String linkLocal(String mac) {
        byte[] bytes = HexFormat.ofDelimiter(":").parseHex(mac);
        int[] octets = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            octets[i] = bytes[i] & 0xff;
        }
        return "fe80::%x:%x:%x:%x"
                .formatted(
                        ((octets[0] ^ 2) << 8) | octets[1],
                        (octets[2] << 8) | 0xff,
                        0xfe00 | octets[3],
                        (octets[4] << 8) | octets[5]);
    }
}
