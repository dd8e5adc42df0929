package org.portolan.api.world;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.portolan.api.error.NeutronError;
import org.portolan.api.json.Json;
import org.portolan.api.resource.Action;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Attribute.Writing;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.resource.Tags;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Bodies that clients might send, drawn at random from the descriptions alone.
 *
 * <ol>
 *   <li>A value that an attribute's own parser accepts is found by offering it what Neutron's attributes are made of; those
 *       that refer to resources are offered ids of such resources first.
 *   <li>A value that nobody expects is anything else.
 *   <li>A new resource needs nothing here.
 *   <li>The same seed and the same answers lead to the same wishes.
 * </ol>
 */
public final class Wishes {

    private static final Pattern UUID_TEXT = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");
    private static final Pattern QUOTED = Pattern.compile("'([\\w:. -]{1,40})'");
    private static final List<String> WORDS = List.of(
            "",
            "a",
            "anna",
            "nova",
            "public",
            "ingress",
            "egress",
            "any",
            "IPv4",
            "IPv6",
            "tcp",
            "udp",
            "icmp",
            "vlan",
            "vxlan",
            "gre",
            "flat",
            "local",
            "inherit",
            "physnet1",
            "physnet2",
            "slaac",
            "dhcpv6-stateful",
            "dhcpv6-stateless",
            "normal",
            "direct",
            "macvtap",
            "l3",
            "l2",
            "router",
            "network",
            "port",
            "node-1",
            "node-2",
            "compute:nova",
            "network:dhcp",
            "security_group",
            "ALL",
            "ACCEPT",
            "DROP",
            "QOS",
            "L3_ROUTER_NAT",
            "access_as_shared",
            "access_as_external",
            "*",
            "required",
            "preferred",
            "legacy",
            "none",
            "host.example.org.",
            "example.org.",
            "64512:1",
            "10-20",
            "80",
            "0",
            "1",
            "4",
            "6",
            "24",
            "64",
            "true",
            "False",
            "2000:3000");
    private static final List<Integer> NUMBERS = List.of(
            0, 1, 2, 4, 6, 8, 10, 22, 24, 26, 28, 46, 64, 80, 100, 101, 128, 200, 255, 443, 1000, 1280, 1400, 1500,
            3000);
    private static final List<String> ADDRESSES = List.of(
            "10.0.0.1",
            "10.0.0.2",
            "10.0.0.5",
            "10.0.0.9",
            "10.0.1.7",
            "10.1.0.3",
            "203.0.113.5",
            "2001:db8::5",
            "2001:db8:1::9",
            "192.0.2.7",
            "0.0.0.0",
            "::");
    private static final List<String> PREFIXES = List.of(
            "10.0.0.0/24",
            "10.0.1.0/24",
            "10.1.0.0/16",
            "10.0.0.0/8",
            "203.0.113.0/24",
            "192.0.2.0/28",
            "2001:db8::/64",
            "2001:db8:1::/64",
            "2001:db8::/32",
            "0.0.0.0/0",
            "::/0",
            "10.0.0.5/32");
    private static final List<String> MACS = List.of("fa:16:3e:00:00:01", "fa:16:3e:00:00:02", "FA-16-3E-00-00-03");
    private static final int DEEPEST = 40;

    /** What the descriptions leave open, but much depends on: how likely a POST says it. */
    private static final Map<String, Double> LIKELY = Map.ofEntries(
            Map.entry("subnet/cidr", 0.95),
            Map.entry("network/router:external", 0.3),
            Map.entry("floatingip/port_id", 0.4),
            Map.entry("router/external_gateway_info", 0.3),
            Map.entry("network_segment_range/network_type", 0.9),
            Map.entry("port/fixed_ips", 0.3),
            Map.entry("trunk/sub_ports", 0.4),
            Map.entry("security_group_rule/protocol", 0.5),
            Map.entry("port_forwarding/internal_port", 0.9),
            Map.entry("port_forwarding/external_port", 0.9),
            Map.entry("local_ip/local_port_id", 0.5),
            Map.entry("local_ip/network_id", 0.5));

    /** Words that only a decision asks for, by attribute. */
    private static final Map<String, List<String>> WANTED = Map.of(
            "service_type", List.of("L3_ROUTER_NAT"),
            "resource_type", List.of("security_group"),
            "direction", List.of("ingress", "egress"),
            "device_owner", List.of("compute:nova", "network:dhcp"),
            "binding:host_id", List.of("node-1", "node-2", ""),
            "internal_ip_address", List.of("10.0.0.5", "10.0.0.9", "10.0.1.7"));

    private final Random random;
    private final List<ResourceDescription<?>> descriptions;
    private final Map<String, List<String>> known = new HashMap<>();

    /** Wishes for resources of these descriptions. */
    public Wishes(long seed, List<ResourceDescription<?>> descriptions) {
        this.random = new Random(seed);
        this.descriptions = descriptions;
    }

    /** The source of all choices. */
    public Random random() {
        return random;
    }

    /** A resource of that name is there. */
    public void learn(String name, String id) {
        List<String> ids = known.computeIfAbsent(name, first -> new ArrayList<>());
        if (!ids.contains(id)) {
            ids.add(id);
        }
    }

    /** A resource is there no more. */
    public void forget(String name, String id) {
        known.getOrDefault(name, new ArrayList<>()).remove(id);
    }

    /** The ids of those that are known by that name. */
    public List<String> known(String name) {
        return known.getOrDefault(name, List.of());
    }

    /** The id of a resource of that name, or of none. */
    public String anyId(String name) {
        List<String> ids = known(name);
        return ids.isEmpty() || chance(0.03) ? new UUID(random.nextLong(), random.nextLong()).toString() : oneOf(ids);
    }

    /** One of them. */
    public <T> T oneOf(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    /** Whether something of that probability happens. */
    public boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** One of the described resources. */
    public ResourceDescription<?> anyDescription() {
        return oneOf(descriptions);
    }

    /** The path of the collection, below parents that are known. */
    public String path(ResourceDescription<?> description) {
        ResourceDescription.Parent parent = description.parent();
        return parent == null
                ? description.path()
                : description.path().replace("*", anyId(parent.description().name()));
    }

    /**
     * What a POST could ask for: all that it must say, and some of what it may.
     *
     * @param density how likely an attribute is said that need not be
     */
    public ObjectNode creation(ResourceDescription<?> description, double density) {
        return body(description, Writing::onPost, density);
    }

    /** What a PUT could ask for. */
    public ObjectNode change(ResourceDescription<?> description, double density) {
        return body(description, Writing::onPut, density);
    }

    private ObjectNode body(ResourceDescription<?> description, Predicate<Writing> when, double density) {
        ObjectNode body = Json.object();
        for (Field field : description.fields()) {
            Attribute<?> attribute = field.settable();
            if (attribute != null
                    && when.test(attribute.writing())
                    && (attribute.writing().required()
                            || chance(Math.max(
                                    density, LIKELY.getOrDefault(description.name() + "/" + attribute.name(), 0.0))))) {
                JsonNode value = fitting(attribute);
                if (value != null) {
                    body.set(attribute.name(), value);
                }
            }
        }
        return body;
    }

    /** The attributes that a POST, or else a PUT, may say. */
    public static List<Attribute<?>> settable(ResourceDescription<?> description, boolean onPost) {
        List<Attribute<?>> settable = new ArrayList<>();
        for (Field field : description.fields()) {
            Attribute<?> attribute = field.settable();
            if (attribute != null
                    && (onPost
                            ? attribute.writing().onPost()
                            : attribute.writing().onPut())) {
                settable.add(attribute);
            }
        }
        return settable;
    }

    /** A value that the attribute may have, or null when none was found. */
    public @Nullable JsonNode fitting(Attribute<?> attribute) {
        List<String> complaints = new ArrayList<>();
        List<JsonNode> candidates = new ArrayList<>();
        List<String> targets = targets(attribute.name());
        if (!targets.isEmpty() && !chance(0.05)) {
            String id = anyId(oneOf(targets));
            candidates.add(StringNode.valueOf(id));
            candidates.add(Json.array().add(id));
        }
        if (attribute.name().contains("cidr") || attribute.name().contains("prefix")) {
            candidates.add(StringNode.valueOf(oneOf(PREFIXES)));
            candidates.add(StringNode.valueOf(
                    "10." + random.nextInt(200) + "." + random.nextInt(256) + ".0/" + (24 + random.nextInt(6))));
            Collections.shuffle(candidates, random);
        }
        List<String> wanted = WANTED.getOrDefault(attribute.name(), List.of());
        if (!wanted.isEmpty() && !chance(0.1)) {
            candidates.add(StringNode.valueOf(oneOf(wanted)));
        }
        List<JsonNode> others = pool();
        Collections.shuffle(others, random);
        candidates.addAll(others);
        for (JsonNode candidate : candidates) {
            if (accepts(attribute, candidate, complaints)) {
                return candidate;
            }
        }
        for (String complaint : complaints) {
            Matcher words = QUOTED.matcher(complaint);
            while (words.find()) {
                JsonNode named = StringNode.valueOf(words.group(1));
                if (accepts(attribute, named, new ArrayList<>())) {
                    return named;
                }
            }
        }
        return null;
    }

    private static boolean accepts(Attribute<?> attribute, JsonNode value, List<String> complaints) {
        try {
            attribute.type().parser().parse(attribute.name(), value);
            return true;
        } catch (NeutronError refused) {
            complaints.add(refused.message());
            return false;
        }
    }

    /** The names of the resources that an attribute of that name may refer to. */
    public List<String> targets(String attribute) {
        String word = attribute.replaceFirst("_ids?$", "");
        boolean isReference = !word.equals(attribute);
        List<String> targets = new ArrayList<>();
        for (ResourceDescription<?> description : descriptions) {
            String name = description.name();
            String last = name.substring(name.lastIndexOf('_') + 1);
            if (attribute.equals(description.collection())
                    || (isReference && (word.endsWith(name) || (targets.isEmpty() && word.endsWith("_" + last))))) {
                targets.add(name);
            }
        }
        if (isReference && targets.isEmpty() && !word.equals("device") && !word.equals("host")) {
            targets.addAll(known.keySet().stream().sorted().toList());
        }
        return targets;
    }

    private List<JsonNode> pool() {
        List<JsonNode> pool = new ArrayList<>();
        WORDS.forEach(word -> pool.add(StringNode.valueOf(word)));
        NUMBERS.forEach(number -> pool.add(IntNode.valueOf(number)));
        ADDRESSES.forEach(address -> pool.add(StringNode.valueOf(address)));
        PREFIXES.forEach(prefix -> pool.add(StringNode.valueOf(prefix)));
        MACS.forEach(mac -> pool.add(StringNode.valueOf(mac)));
        pool.add(BooleanNode.TRUE);
        pool.add(BooleanNode.FALSE);
        pool.add(NullNode.getInstance());
        pool.add(IntNode.valueOf(1 + random.nextInt(65_535)));
        pool.add(StringNode.valueOf("name-" + random.nextInt(1000)));
        pool.add(StringNode.valueOf(new UUID(random.nextLong(), random.nextLong()).toString()));
        pool.add(Json.array());
        pool.add(Json.object());
        pool.add(Json.object().put("key", "value"));
        pool.add(Json.object().put("network_id", anyId("network")));
        pool.add(Json.object().put("network_id", anyId("network")).put("enable_snat", random.nextBoolean()));
        pool.add(Json.array().add(oneOf(WORDS)));
        pool.add(Json.array().add(oneOf(PREFIXES)));
        pool.add(Json.array().add(oneOf(ADDRESSES)).add(oneOf(ADDRESSES)));
        pool.add(Json.array().add("64512:" + random.nextInt(9)));
        known.values().forEach(ids -> ids.stream()
                .limit(1)
                .forEach(first -> pool.add(Json.array().add(oneOf(ids)))));
        pool.add(items(Json.object().put("subnet_id", anyId("subnet"))));
        pool.add(items(Json.object().put("subnet_id", anyId("subnet")).put("ip_address", oneOf(ADDRESSES))));
        pool.add(items(Json.object().put("ip_address", oneOf(ADDRESSES))));
        pool.add(items(Json.object().put("ip_address", oneOf(ADDRESSES)).put("mac_address", oneOf(MACS))));
        pool.add(items(Json.object().put("start", "10.0.0.10").put("end", "10.0.0.20")));
        pool.add(items(Json.object().put("start", "10.0.0.2").put("end", "10.0.0.3")));
        pool.add(items(Json.object().put("destination", oneOf(PREFIXES)).put("nexthop", oneOf(ADDRESSES))));
        pool.add(items(Json.object().put("opt_name", "mtu").put("opt_value", "1400")));
        pool.add(items(Json.object()
                .put("port_id", anyId("port"))
                .put("segmentation_type", "vlan")
                .put("segmentation_id", 1 + random.nextInt(20))));
        pool.add(items(Json.object().put("port_id", anyId("port"))));
        pool.add(items(Json.object().put("provider:network_type", "vxlan")));
        pool.add(items(Json.object()
                .put("provider:network_type", "vlan")
                .put("provider:physical_network", "physnet1")
                .put("provider:segmentation_id", 100 + random.nextInt(20))));
        return pool;
    }

    private static ArrayNode items(ObjectNode item) {
        return Json.array().add(item);
    }

    /** A value that hardly any attribute expects. */
    public JsonNode odd() {
        return switch (random.nextInt(34)) {
            case 0 -> NullNode.getInstance();
            case 1 -> BooleanNode.TRUE;
            case 2 -> IntNode.valueOf(-1);
            case 3 -> LongNode.valueOf(1L << 31);
            case 4 -> LongNode.valueOf(Long.MAX_VALUE);
            case 5 -> LongNode.valueOf(Long.MIN_VALUE);
            case 6 -> DoubleNode.valueOf(1.5);
            case 7 -> DoubleNode.valueOf(1e308);
            case 8 -> text("9".repeat(oneOf(List.of(10, 19, 25, 400))));
            case 9 -> text(" ");
            case 10 -> text("x".repeat(oneOf(List.of(254, 255, 256, 1025, 70_000))));
            case 11 -> text("\u0661\u0662"); // digits, but Arabic ones
            case 12 -> text("\uFF11");
            case 13 -> text("\ud83d\ude80 \u202e\u0301\u00df\u0130");
            case 14 -> text("a\nb\tc\r\u0001\u007f\u0085\u2028");
            case 15 -> text("' or 1=1; drop table x; -- %_\\\"{}[]()|*?+^$");
            case 16 -> text("${jndi:x} #{1+1} {{7*7}} %s %n %00 ../../..");
            case 17 ->
                text(oneOf(List.of(
                        "10.0.0.0/33",
                        "10.0.0.0/-1",
                        "10.0.0.0/+8",
                        "10.0.0.0/\u0668",
                        "10.0.0/8",
                        "0x0a000001",
                        "010.0.0.1",
                        "10.0.0.1/24",
                        "::ffff:10.0.0.1",
                        "fe80::1%eth0",
                        "2001:db8::/129",
                        "1.2.3.4.5",
                        ":",
                        "/",
                        "10.*",
                        "10.0.0.1-5",
                        "255.255.255.255",
                        "224.0.0.1",
                        "ff02::1",
                        "127.0.0.1",
                        "::1")));
            case 18 ->
                text(oneOf(List.of(
                        "00:00:00:00:00:00",
                        "ff:ff:ff:ff:ff:ff",
                        "fa:16:3e",
                        "fa163e000001",
                        "fa16.3e00.0001",
                        "zz:16:3e:00:00:01")));
            case 19 ->
                text(oneOf(List.of(
                        "None",
                        "null",
                        "True",
                        "0x10",
                        "1.0",
                        "1e3",
                        "+1",
                        "-0",
                        "NaN",
                        "Infinity",
                        "1_000",
                        "1,5",
                        "[]",
                        "{}")));
            case 20 ->
                text(oneOf(List.of(
                        "-",
                        "a.b",
                        "-.-",
                        "a..b",
                        ".",
                        "xn--",
                        "a".repeat(64) + ".org",
                        "UPPER.Example.ORG",
                        "\u00e4.org")));
            case 21 -> text(anyKnownId().toUpperCase(Locale.ROOT));
            case 22 -> text(anyKnownId().replace("-", ""));
            case 23 -> text(anyKnownId());
            case 24 -> Json.array().add(anyKnownId()).add(anyKnownId());
            case 25 -> nested(oneOf(List.of(1, 3, DEEPEST)));
            case 26 -> Json.array().add(NullNode.getInstance());
            case 27 -> Json.array().add(Json.array());
            case 28 -> Json.array().add(Json.object());
            case 29 -> Json.object().set("", Json.object().put("\ud83d\ude80", 1));
            case 30 -> many(oneOf(List.of(20, 600)));
            case 31 -> Json.array().add(1).add("1").add(true);
            case 32 -> oneOf(pool());
            default -> Json.object();
        };
    }

    private String anyKnownId() {
        List<String> ids =
                known.values().stream().flatMap(List::stream).sorted().toList();
        return ids.isEmpty() ? "none" : oneOf(ids);
    }

    private static JsonNode text(String text) {
        return StringNode.valueOf(text);
    }

    private JsonNode nested(int depth) {
        JsonNode inner = IntNode.valueOf(1);
        for (int i = 0; i < depth; i++) {
            inner = i % 2 == 0 ? Json.array().add(inner) : Json.object().set("id", inner);
        }
        return inner;
    }

    private JsonNode many(int count) {
        ArrayNode many = Json.array();
        JsonNode item = oneOf(pool());
        for (int i = 0; i < count; i++) {
            many.add(random.nextBoolean() ? item : oneOf(pool()));
            if (count > 100) {
                item = IntNode.valueOf(i);
            }
        }
        return many;
    }

    /** The body with something in it turned into what nobody expects: a value, a part of one, a name. */
    public ObjectNode spoilt(ObjectNode body, List<Attribute<?>> settable) {
        ObjectNode spoilt = body.deepCopy();
        if (settable.isEmpty() || chance(0.06)) {
            spoilt.set(
                    oneOf(List.of("nosuch", "", "id", "ID", "tenant_id", "project_id", "created_at", "\ud83d\ude80")),
                    odd());
            return spoilt;
        }
        Attribute<?> attribute = oneOf(settable);
        JsonNode value = spoilt.get(attribute.name());
        JsonNode fitting = value == null ? fitting(attribute) : value;
        spoilt.set(
                attribute.name(),
                fitting != null && fitting.isContainer() && chance(0.7) ? spoiltInside(fitting) : odd());
        return spoilt;
    }

    private JsonNode spoiltInside(JsonNode value) {
        JsonNode copy = value.deepCopy();
        switch (copy) {
            case ArrayNode array -> {
                if (array.isEmpty() || chance(0.2)) {
                    array.add(odd());
                } else if (chance(0.15)) {
                    array.add(array.get(0));
                } else {
                    int index = random.nextInt(array.size());
                    JsonNode item = array.get(index);
                    array.set(index, item.isContainer() ? spoiltInside(item) : odd());
                }
            }
            case ObjectNode object -> {
                List<String> names = List.copyOf(object.propertyNames());
                if (names.isEmpty() || chance(0.2)) {
                    object.set(oneOf(List.of("nosuch", "id", "")), odd());
                } else if (chance(0.25)) {
                    object.remove(oneOf(names));
                } else {
                    object.set(oneOf(names), odd());
                }
            }
            default -> {
                return odd();
            }
        }
        return copy;
    }

    /** What else than POST, PUT and DELETE of itself can be wished of such a resource. */
    public static List<Action> actions(ResourceDescription<?> description) {
        List<Action> actions = new ArrayList<>(description.actions());
        actions.addAll(Tags.actions(description));
        return actions;
    }

    /** One of the resources of which something else can be wished; those that have actions of their own more often. */
    public ResourceDescription<?> anyActive() {
        List<ResourceDescription<?>> active = new ArrayList<>();
        for (ResourceDescription<?> description : descriptions) {
            if (!description.actions().isEmpty()
                    || (chance(0.3) && !actions(description).isEmpty())) {
                active.add(description);
            }
        }
        return oneOf(active);
    }

    /**
     * A list of that many different items, each like the one in the fitting value, or null when the attribute is no list.
     */
    public @Nullable ArrayNode longList(Attribute<?> attribute, int length) {
        JsonNode fitting = null;
        for (int i = 0; i < 30 && (fitting == null || !fitting.isArray() || fitting.isEmpty()); i++) {
            fitting = fitting(attribute);
        }
        if (fitting == null || !fitting.isArray() || fitting.isEmpty()) {
            return null;
        }
        ArrayNode list = Json.array();
        for (int i = 0; i < length; i++) {
            list.add(another(fitting.get(0), i));
        }
        return list;
    }

    private JsonNode another(JsonNode item, int number) {
        if (item instanceof ObjectNode object) {
            ObjectNode other = Json.object();
            object.propertyStream().forEach(entry -> other.set(entry.getKey(), another(entry.getValue(), number)));
            return other;
        }
        if (item.isNumber()) {
            return IntNode.valueOf(number);
        }
        if (!item.isString()) {
            return item;
        }
        String text = item.stringValue();
        String address = "10." + (number >> 16) + "." + (number >> 8 & 255) + "." + (number & 255);
        if (ADDRESSES.contains(text)) {
            return StringNode.valueOf(address);
        }
        if (PREFIXES.contains(text)) {
            return StringNode.valueOf(address + "/32");
        }
        if (UUID_TEXT.matcher(text).matches() && number > 0) {
            return StringNode.valueOf(new UUID(random.nextLong(), random.nextLong()).toString());
        }
        boolean isTarget = text.matches("\\d+:\\d+");
        return isTarget || !text.matches(".*\\D")
                ? StringNode.valueOf(isTarget ? "64512:" + number : text)
                : StringNode.valueOf(text + number);
    }

    /** What an action could be told: members that the descriptions know, with values that fit. */
    public ObjectNode actionBody(ResourceDescription<?> description) {
        ObjectNode flat = Json.object();
        List<String> names =
                new ArrayList<>(List.of("subnet_id", "port_id", "sub_ports", "addresses", "routes", "tags"));
        settable(description, true).forEach(attribute -> names.add(attribute.name()));
        settable(description, false).forEach(attribute -> names.add(attribute.name()));
        for (int i = 0; i < 1 + random.nextInt(2); i++) {
            String name = oneOf(names);
            List<String> targets = targets(name);
            JsonNode value = targets.isEmpty() ? null : StringNode.valueOf(anyId(targets.getFirst()));
            for (ResourceDescription<?> any : descriptions) {
                Field field = any.field(name);
                Attribute<?> attribute = field == null ? null : field.settable();
                JsonNode fitting = attribute == null ? null : fitting(attribute);
                value = fitting == null ? value : fitting;
            }
            flat.set(name, value == null || chance(0.15) ? odd() : value);
        }
        if (chance(0.3)) {
            ObjectNode wrapped = Json.object();
            wrapped.set(oneOf(List.of(description.name(), "service_profile", "router")), flat);
            return wrapped;
        }
        return flat;
    }
}
