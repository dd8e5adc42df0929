package org.portolan.api.world;

import inet.ipaddr.IPAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.portolan.api.event.Recorded;
import org.portolan.api.event.StreamId;
import org.portolan.api.json.Json;
import org.portolan.api.resource.Resource;
import org.portolan.api.resource.ResourceDescription;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Everything there is, as the log tells it, folded from nothing.
 *
 * <ol>
 *   <li>Every described resource is folded by its own fold; what the log tells can be compared with what clients are shown.
 *   <li>What must never be, whatever anybody asked for, is looked for in all of it: an address that two ports have, a
 *       subnet that overlaps its neighbour, a name of something that is gone.
 *   <li>A new resource needs nothing here for what it refers to: a member named after a kind of resource must name one.
 * </ol>
 */
public final class World {

    private static final Pattern UUID_TEXT = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    /** Members that are named after a kind of resource, but may outlive what they name, or name something else. */
    private static final Set<String> FREE = Set.of("device_id", "project_id", "tenant_id", "segment_id", "id");

    private final List<ResourceDescription<?>> descriptions;
    private final Map<String, Folded<?>> byName = new LinkedHashMap<>();
    private final Map<String, List<Folded<?>>> byStreamType = new HashMap<>();
    private final Map<StreamId, Long> nextSequence = new HashMap<>();
    private final List<String> wrong = new ArrayList<>();
    private long position;

    private static final class Folded<S extends Resource> {

        private final ResourceDescription<S> description;
        private final Map<String, S> states = new LinkedHashMap<>();

        Folded(ResourceDescription<S> description) {
            this.description = description;
        }

        void tell(Recorded<?> recorded) {
            String key = recorded.stream().key();
            S after = description.evolve(states.get(key), recorded);
            if (after == null) {
                states.remove(key);
            } else {
                states.put(key, after);
            }
        }

        @Nullable
        ObjectNode body(String id) {
            return states.values().stream()
                    .filter(state -> state.id().toString().equals(id))
                    .map(description::render)
                    .findFirst()
                    .orElse(null);
        }

        Map<String, ObjectNode> bodies() {
            Map<String, ObjectNode> bodies = new LinkedHashMap<>();
            states.values().forEach(state -> bodies.put(state.id().toString(), description.render(state)));
            return bodies;
        }
    }

    /** An empty world. */
    public World() {
        this(ResourceDescription.all());
    }

    private World(List<ResourceDescription<?>> descriptions) {
        this.descriptions = descriptions;
        for (ResourceDescription<?> description : descriptions) {
            Folded<?> folded = new Folded<>(description);
            byName.put(description.name(), folded);
            byStreamType
                    .computeIfAbsent(description.family().streamType(), first -> new ArrayList<>())
                    .add(folded);
        }
    }

    /** The world that all of this makes. */
    public static World of(Iterable<Recorded<?>> log) {
        World world = new World();
        log.forEach(world::tell);
        return world;
    }

    /** Something happened. */
    public void tell(Recorded<?> recorded) {
        long expected = nextSequence.getOrDefault(recorded.stream(), 0L);
        if (recorded.sequence() != expected) {
            wrong.add(
                    "stream " + recorded.stream() + " goes on with " + recorded.sequence() + " instead of " + expected);
        }
        nextSequence.put(recorded.stream(), recorded.sequence() + 1);
        position = recorded.position();
        byStreamType.getOrDefault(recorded.stream().type(), List.of()).forEach(folded -> folded.tell(recorded));
    }

    /** How far the log was told. */
    public long position() {
        return position;
    }

    /** The descriptions of what there can be. */
    public List<ResourceDescription<?>> descriptions() {
        return descriptions;
    }

    /** The bodies of the resources of that name, by id. */
    public Map<String, ObjectNode> bodies(String name) {
        return Objects.requireNonNull(byName.get(name)).bodies();
    }

    /** The body of the resource of that name with that id, or null when there is none. */
    public @Nullable ObjectNode body(String name, String id) {
        return Objects.requireNonNull(byName.get(name)).body(id);
    }

    /** What of all this must never be; empty when all is well. */
    public List<String> violations() {
        Look look = new Look();
        byName.forEach((name, folded) -> look.bodies.put(name, folded.bodies()));
        look.wrong.addAll(wrong);
        look.references();
        look.networks();
        look.subnets();
        look.ports();
        look.routers();
        look.floatingIps();
        look.securityGroups();
        look.trunks();
        return look.wrong;
    }

    /** One look at everything. */
    private final class Look {

        private final Map<String, Map<String, ObjectNode>> bodies = new LinkedHashMap<>();
        private final List<String> wrong = new ArrayList<>();

        private Map<String, ObjectNode> all(String name) {
            return bodies.getOrDefault(name, Map.of());
        }

        private void require(boolean holds, String name, JsonNode body, String otherwise) {
            if (!holds) {
                wrong.add(name + " " + body.path("id").asString("?") + ": " + otherwise);
            }
        }

        void references() {
            bodies.forEach((name, each) -> each.values().forEach(body -> references(name, body, body)));
        }

        private void references(String name, JsonNode body, JsonNode part) {
            for (String member : part.propertyNames()) {
                JsonNode value = part.get(member);
                if (value.isObject()) {
                    references(name, body, value);
                } else if (value.isArray()) {
                    value.forEach(item -> {
                        if (item.isObject()) {
                            references(name, body, item);
                        } else {
                            refer(name, body, member, item);
                        }
                    });
                } else {
                    refer(name, body, member, value);
                }
            }
        }

        private void refer(String name, JsonNode body, String member, JsonNode value) {
            String kind = FREE.contains(member) ? null : kind(member);
            if (kind != null
                    && value.isString()
                    && UUID_TEXT.matcher(value.stringValue()).matches()) {
                require(
                        all(kind).containsKey(value.stringValue()),
                        name,
                        body,
                        member + " names " + value + ", which is gone");
            }
        }

        private @Nullable String kind(String member) {
            for (ResourceDescription<?> description : descriptions) {
                String id = description.name() + "_id";
                if (member.equals(id)
                        || member.endsWith("_" + id)
                        || member.equals(description.collection())
                        || member.equals("qos_" + id)) {
                    return description.name();
                }
            }
            return member.equals("remote_group_id") ? "security_group" : null;
        }

        void networks() {
            Map<String, String> carriers = new HashMap<>();
            all("network").forEach((id, body) -> {
                JsonNode segments = body.has("segments")
                        ? body.get("segments")
                        : Json.array().add(body);
                for (JsonNode segment : segments) {
                    JsonNode type = segment.path("provider:network_type");
                    if (type.isString() && !type.stringValue().equals("local")) {
                        String carrier = type.stringValue() + " " + segment.path("provider:physical_network") + " "
                                + segment.path("provider:segmentation_id");
                        String other = carriers.put(carrier, id);
                        require(other == null, "network", body, carrier + " also carries " + other);
                    }
                }
                for (JsonNode subnet : body.path("subnets")) {
                    ObjectNode of = all("subnet").get(subnet.stringValue());
                    require(
                            of != null && text(of, "network_id").equals(id),
                            "network",
                            body,
                            subnet + " is not its subnet");
                }
            });
        }

        void subnets() {
            Map<String, List<ObjectNode>> byNetwork = new HashMap<>();
            Map<String, List<ObjectNode>> byPool = new HashMap<>();
            all("subnet").forEach((id, body) -> {
                String network = text(body, "network_id");
                boolean isListed = all("network")
                        .getOrDefault(network, Json.object())
                        .path("subnets")
                        .valueStream()
                        .anyMatch(subnet -> subnet.stringValue().equals(id));
                require(isListed, "subnet", body, "its network does not list it");
                byNetwork.computeIfAbsent(network, first -> new ArrayList<>()).add(body);
                if (body.path("subnetpool_id").isString()
                        && !text(body, "subnetpool_id").equals("prefix_delegation")) {
                    byPool.computeIfAbsent(text(body, "subnetpool_id"), first -> new ArrayList<>())
                            .add(body);
                }
                IPAddress cidr = Json.address(text(body, "cidr"));
                for (JsonNode pool : body.path("allocation_pools")) {
                    IPAddress start = Json.address(text(pool, "start"));
                    IPAddress end = Json.address(text(pool, "end"));
                    require(
                            cidr.contains(start) && cidr.contains(end) && start.compareTo(end) <= 0,
                            "subnet",
                            body,
                            "pool " + pool + " is not in " + cidr);
                    if (body.path("gateway_ip").isString()) {
                        IPAddress gateway = Json.address(text(body, "gateway_ip"));
                        require(
                                gateway.compareTo(start) < 0 || gateway.compareTo(end) > 0,
                                "subnet",
                                body,
                                "its gateway " + gateway + " is in the pool " + pool);
                    }
                }
            });
            byNetwork.values().forEach(subnets -> requireApart(subnets, "of one network"));
            byPool.values().forEach(subnets -> requireApart(subnets, "of one pool"));
        }

        private void requireApart(List<ObjectNode> subnets, String which) {
            for (int i = 0; i < subnets.size(); i++) {
                IPAddress one = Json.address(text(subnets.get(i), "cidr"));
                for (int j = 0; j < i; j++) {
                    IPAddress other = Json.address(text(subnets.get(j), "cidr"));
                    require(
                            !one.contains(other) && !other.contains(one),
                            "subnet",
                            subnets.get(i),
                            one + " overlaps " + other + " " + which);
                }
            }
        }

        void ports() {
            Map<String, String> addresses = new HashMap<>();
            Map<String, String> macs = new HashMap<>();
            all("port").forEach((id, body) -> {
                String network = text(body, "network_id");
                String mac = macs.put(network + " " + text(body, "mac_address"), id);
                require(mac == null, "port", body, "port " + mac + " has its MAC too");
                for (JsonNode fixedIp : body.path("fixed_ips")) {
                    String subnetId = text(fixedIp, "subnet_id");
                    IPAddress address = Json.address(text(fixedIp, "ip_address"));
                    String holder = addresses.put(subnetId + " " + address, id);
                    require(holder == null, "port", body, "port " + holder + " has " + address + " too");
                    ObjectNode subnet = all("subnet").get(subnetId);
                    if (subnet != null) {
                        require(
                                text(subnet, "network_id").equals(network),
                                "port",
                                body,
                                subnetId + " is of another network");
                        require(
                                Json.address(text(subnet, "cidr")).contains(address),
                                "port",
                                body,
                                address + " is not in its subnet");
                    }
                }
                if (body.path("port_security_enabled").isBoolean()
                        && !body.get("port_security_enabled").booleanValue()) {
                    require(body.path("security_groups").isEmpty(), "port", body, "has groups, but no port security");
                }
                owner(body);
            });
        }

        private void owner(ObjectNode port) {
            String owner = text(port, "device_owner");
            String device = text(port, "device_id");
            if (owner.startsWith("network:router_") || owner.startsWith("network:ha_router")) {
                require(
                        all("router").containsKey(device),
                        "port",
                        port,
                        "is a leg of the router " + device + ", which is gone");
            }
            if (owner.equals("network:floatingip")) {
                require(all("floatingip").containsKey(device), "port", port, "is of a floating IP that is gone");
            }
        }

        void routers() {
            Map<String, List<ObjectNode>> legs = new HashMap<>();
            all("port").values().stream()
                    .filter(port -> text(port, "device_owner").startsWith("network:router_")
                            || text(port, "device_owner").startsWith("network:ha_router"))
                    .forEach(port -> legs.computeIfAbsent(text(port, "device_id"), first -> new ArrayList<>())
                            .add(port));
            all("router").forEach((id, body) -> {
                List<ObjectNode> subnets = new ArrayList<>();
                int gateways = 0;
                JsonNode info = body.path("external_gateway_info");
                for (ObjectNode leg : legs.getOrDefault(id, List.of())) {
                    boolean isGateway = text(leg, "device_owner").equals("network:router_gateway");
                    gateways += isGateway ? 1 : 0;
                    if (isGateway) {
                        require(
                                info.path("network_id").equals(leg.get("network_id"))
                                        && info.path("external_fixed_ips").equals(leg.get("fixed_ips")),
                                "router",
                                body,
                                "its gateway and the gateway's port differ: " + info + " " + leg.get("fixed_ips"));
                    }
                    for (JsonNode fixedIp : leg.path("fixed_ips")) {
                        ObjectNode subnet = all("subnet").get(text(fixedIp, "subnet_id"));
                        if (subnet != null && !subnets.contains(subnet)) {
                            subnets.add(subnet);
                        }
                    }
                }
                require(
                        gateways == (info.isObject() ? 1 : 0),
                        "router",
                        body,
                        "has " + gateways + " gateway ports: " + info);
                if (info.isObject()) {
                    ObjectNode outside = all("network").get(text(info, "network_id"));
                    require(
                            outside != null && outside.path("router:external").booleanValue(),
                            "router",
                            body,
                            "its gateway is on a network that is not external");
                }
                requireApart(subnets, "at router " + id);
            });
        }

        void floatingIps() {
            Map<String, String> targets = new HashMap<>();
            Map<String, String> doors = new HashMap<>();
            Map<String, String> addresses = new HashMap<>();
            all("floatingip").forEach((id, body) -> {
                String outside = text(body, "floating_network_id");
                String same = addresses.put(outside + " " + text(body, "floating_ip_address"), id);
                require(same == null, "floatingip", body, same + " has its address too");
                boolean holds = all("port").values().stream()
                        .anyMatch(port -> text(port, "device_owner").equals("network:floatingip")
                                && text(port, "device_id").equals(id));
                require(holds, "floatingip", body, "no port holds its address");
                if (body.path("port_id").isString()) {
                    String fixed = text(body, "fixed_ip_address");
                    String other = targets.put(outside + " " + text(body, "port_id") + " " + fixed, id);
                    require(other == null, "floatingip", body, other + " leads there too");
                    // The port may have lost that address since: the floating IP goes on leading there, as Neutron's
                    // do.
                    require(all("port").containsKey(text(body, "port_id")), "floatingip", body, "its port is gone");
                    require(body.path("router_id").isString(), "floatingip", body, "leads to a port by no router");
                }
            });
            all("port_forwarding").forEach((id, body) -> {
                String door = text(body, "floatingip_id")
                        + body.path("protocol")
                        + body.path("external_port")
                        + body.path("external_port_range");
                String other = doors.put(door, id);
                require(
                        !body.has("floatingip_id") || other == null,
                        "port_forwarding",
                        body,
                        other + " has its outer port too");
            });
        }

        void securityGroups() {
            Map<String, String> defaults = new HashMap<>();
            all("security_group").forEach((id, body) -> {
                if (text(body, "name").equals("default")) {
                    String other = defaults.put(text(body, "project_id"), id);
                    require(other == null, "security_group", body, other + " is its project's default too");
                }
            });
        }

        void trunks() {
            Map<String, String> parents = new HashMap<>();
            Map<String, String> members = new HashMap<>();
            all("trunk").forEach((id, body) -> {
                String other = parents.put(text(body, "port_id"), id);
                require(other == null, "trunk", body, other + " has the same parent");
                Set<String> tags = new java.util.HashSet<>();
                for (JsonNode subPort : body.path("sub_ports")) {
                    String holder = members.put(text(subPort, "port_id"), id);
                    require(holder == null, "trunk", body, "sub-port " + subPort + " is also in " + holder);
                    require(
                            tags.add(subPort.path("segmentation_type") + " " + subPort.path("segmentation_id")),
                            "trunk",
                            body,
                            "two sub-ports have one tag: " + subPort);
                }
            });
            members.forEach((port, trunk) -> require(
                    !parents.containsKey(port),
                    "trunk",
                    Json.object().put("id", trunk),
                    port + " is parent and sub-port"));
        }

        private static String text(JsonNode body, String member) {
            return body.path(member).asString("");
        }
    }
}
