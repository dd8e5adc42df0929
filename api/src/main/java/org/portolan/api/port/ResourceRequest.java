package org.portolan.api.port;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.portolan.api.json.Json;
import org.portolan.api.resource.Embedded;
import org.portolan.api.resource.Embedded.Source;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** What a scheduler of machines must find on a host for a port: as much as its QoS policy guarantees. */
public final class ResourceRequest {

    /** The member of a port's body, with the policy and the network that it follows from. */
    static final Embedded MEMBER = new Embedded(
            "resource_request",
            List.of(
                    new Source(List.of("qos_policy_id", "qos_network_policy_id"), "policies"),
                    new Source(List.of("network_id"), "networks")),
            (port, others) -> of(port, others.getFirst(), others.getLast()));

    private static final String ANY = "any";
    private static final Map<String, String> BANDWIDTH =
            Map.of("ingress", "NET_BW_IGR_KILOBIT_PER_SEC", "egress", "NET_BW_EGR_KILOBIT_PER_SEC");
    private static final Map<String, String> PACKET_RATE = Map.of(
            "ingress",
            "NET_PACKET_RATE_IGR_KILOPACKET_PER_SEC",
            "egress",
            "NET_PACKET_RATE_EGR_KILOPACKET_PER_SEC",
            ANY,
            "NET_PACKET_RATE_KILOPACKET_PER_SEC");

    private ResourceRequest() {}

    /**
     * What a port asks for, by the bodies of the port, of its policy and of its network; JSON's null for nothing. Bandwidth
     * is guaranteed only where a physical network is.
     */
    public static JsonNode of(JsonNode port, JsonNode policy, JsonNode network) {
        UUID id = UUID.fromString(port.path("id").asString());
        String card = trait("VNIC_TYPE_" + port.path("binding:vnic_type").asString(""));
        JsonNode first = network.has("segments") ? network.path("segments").path(0) : network;
        String physical = first.path("provider:physical_network").asString("");
        ArrayNode groups = Json.array();
        if (!physical.isEmpty()) {
            add(
                    groups,
                    id,
                    rules(policy, "minimum_bandwidth"),
                    List.of(trait("PHYSNET_" + physical), card),
                    BANDWIDTH,
                    "min_kbps");
        }
        add(groups, id, rules(policy, "minimum_packet_rate"), List.of(card), PACKET_RATE, "min_kpps");
        if (groups.isEmpty()) {
            return NullNode.getInstance();
        }
        ObjectNode request = Json.object();
        request.set("request_groups", groups);
        ArrayNode together = request.putArray("same_subtree");
        groups.forEach(group -> together.add(group.path("id")));
        return request;
    }

    private static List<JsonNode> rules(JsonNode policy, String type) {
        return policy.path("rules")
                .valueStream()
                .filter(rule -> rule.path("type").asString("").equals(type))
                .sorted(Comparator.comparing(rule -> rule.path("id").asString("")))
                .toList();
    }

    private static void add(
            ArrayNode groups,
            UUID port,
            List<JsonNode> rules,
            List<String> traits,
            Map<String, String> names,
            String amount) {
        if (rules.isEmpty()) {
            return;
        }
        ObjectNode group = groups.addObject();
        String ids = rules.stream().map(rule -> rule.path("id").asString("")).collect(Collectors.joining(":"));
        group.put("id", named(port, ids).toString());
        group.set("required", Json.tree(traits));
        ObjectNode resources = group.putObject("resources");
        for (JsonNode rule : rules) {
            String name = names.get(rule.path("direction").asString(ANY));
            if (name != null) {
                resources.set(name, rule.path(amount));
            }
        }
    }

    /** A trait as OpenStack Placement spells those that are not in its catalogue. */
    private static String trait(String name) {
        return "CUSTOM_" + name.toUpperCase(Locale.ROOT).replaceAll("[^0-9A-Z]+", "_");
    }

    /** The UUID of version 5 (RFC 9562) of that name in the namespace. */
    private static UUID named(UUID namespace, String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer digested = ByteBuffer.allocate(2 * Long.BYTES + text.length)
                .putLong(namespace.getMostSignificantBits())
                .putLong(namespace.getLeastSignificantBits())
                .put(text);
        ByteBuffer digest = ByteBuffer.wrap(sha1().digest(digested.array()));
        long high = (digest.getLong() & 0xffff_ffff_ffff_0fffL) | 0x5000L;
        long low = (digest.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-1", impossible);
        }
    }

    /** The ids of the policies that a port with these attributes may follow, the one that counts first. */
    public static Stream<UUID> policies(Port port) {
        return Stream.of(PortDescription.QOS_POLICY_ID, PortDescription.QOS_NETWORK_POLICY_ID)
                .flatMap(attribute -> port.attributes().find(attribute).stream());
    }
}
