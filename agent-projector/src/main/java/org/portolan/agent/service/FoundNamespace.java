package org.portolan.agent.service;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.portolan.agent.service.DesiredNamespace.Route;
import org.portolan.api.json.Json;
import tools.jackson.databind.JsonNode;

/**
 * A network namespace as it is.
 *
 * @param devices by name, without {@code lo}
 * @param routes that were set by hand or by this program; not those that the kernel made of addresses, or keepalived
 */
record FoundNamespace(Map<String, Device> devices, Set<Route> routes) {

    /**
     * A device as it is.
     *
     * @param addresses each with its prefix length, without those that hold on the link only
     * @param onLink those that hold on the link only
     */
    record Device(String mac, int mtu, boolean up, SortedSet<String> addresses, SortedSet<String> onLink) {}

    /** One that has just been made. */
    static FoundNamespace empty() {
        return new FoundNamespace(Map.of(), Set.of());
    }

    /**
     * What {@code ip -j addr} and {@code ip -j route} say, of IPv4 and of IPv6.
     *
     * @throws ServiceException if that is not understood
     */
    static FoundNamespace parse(String addresses, String routes4, String routes6) {
        try {
            Map<String, Device> devices = new TreeMap<>();
            for (JsonNode link : tree(addresses)) {
                String name = link.path("ifname").asString("");
                if (!name.isEmpty() && !name.equals("lo")) {
                    devices.put(name, device(link));
                }
            }
            Set<Route> routes = new HashSet<>();
            routes(routes, false, routes4);
            routes(routes, true, routes6);
            return new FoundNamespace(devices, routes);
        } catch (tools.jackson.core.JacksonException e) {
            throw new ServiceException("What ip says is not understood: " + e.getMessage(), e);
        }
    }

    private static Device device(JsonNode link) {
        SortedSet<String> addresses = new TreeSet<>();
        SortedSet<String> onLink = new TreeSet<>();
        for (JsonNode address : link.path("addr_info")) {
            boolean isOnLink = address.path("scope").asString("").equals("link");
            (isOnLink ? onLink : addresses)
                    .add(address.path("local").asString("") + "/"
                            + address.path("prefixlen").asInt());
        }
        boolean up = false;
        for (JsonNode flag : link.path("flags")) {
            up |= flag.asString("").equals("UP");
        }
        return new Device(link.path("address").asString(""), link.path("mtu").asInt(), up, addresses, onLink);
    }

    private static void routes(Set<Route> routes, boolean ipv6, String text) {
        for (JsonNode route : tree(text)) {
            String protocol = route.path("protocol").asString("");
            if (!protocol.equals("kernel") && !protocol.equals("ra") && !protocol.equals("keepalived")) {
                routes.add(new Route(
                        ipv6,
                        route.path("dst").asString(""),
                        route.path("gateway").asString(""),
                        route.path("dev").asString("")));
            }
        }
    }

    private static JsonNode tree(String text) {
        return text.isBlank() ? Json.array() : Json.mapper().readTree(text);
    }
}
