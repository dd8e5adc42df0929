package org.portolan.api.resource;

import inet.ipaddr.AddressStringException;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.portolan.api.address.AddressPool;
import org.portolan.api.address.HostRoute;
import org.portolan.api.address.Mac;
import org.portolan.api.error.NeutronError;
import org.portolan.api.json.Json;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * The types of Neutron's attributes, with the messages of Neutron's validators ({@code neutron_lib.api.validators} and
 * {@code converters}).
 */
public final class Types {

    /** The longest name that a resource may have, in characters. */
    public static final int NAME_MAX = 255;

    private static final IPAddressStringParameters STRICT = new IPAddressStringParameters.Builder()
            .allowEmpty(false)
            .allowAll(false)
            .allowSingleSegment(false)
            .allowWildcardedSeparator(false)
            .setRangeOptions(inet.ipaddr.AddressStringParameters.RangeParameters.NO_RANGE)
            .getIPv4AddressParametersBuilder()
            .allow_inet_aton(false)
            .getParentBuilder()
            .getIPv6AddressParametersBuilder()
            .allowZone(false)
            .getParentBuilder()
            .toParams();

    private static final Set<String> TRUE = Set.of("1", "t", "true", "on", "y", "yes");
    private static final Set<String> FALSE = Set.of("0", "f", "false", "off", "n", "no");
    private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9-]{1,63}");

    private Types() {}

    /** Text of at most that many characters. */
    public static Type<String> text(int max) {
        return new Type<>(
                Type.Kind.TEXT,
                (attribute, input) -> {
                    if (!input.isString()) {
                        throw NeutronError.invalidAttribute(
                                attribute, "'" + PythonText.str(input) + "' is not a valid string");
                    }
                    if (input.stringValue().length() > max) {
                        throw NeutronError.invalidAttribute(
                                attribute, "'" + input.stringValue() + "' exceeds maximum length of " + max);
                    }
                    if (input.stringValue().indexOf('\0') >= 0) {
                        throw NeutronError.invalidAttribute(attribute, "text must not contain a NUL character");
                    }
                    return input;
                },
                JsonNode::stringValue,
                StringNode::valueOf);
    }

    /** Text of at most that many characters, one of which can be seen. */
    public static Type<String> notBlank(int max) {
        return new Type<>(
                Type.Kind.TEXT,
                (attribute, input) -> {
                    JsonNode text = text(max).parser().parse(attribute, input);
                    if (text.stringValue().isBlank()) {
                        throw NeutronError.invalidAttribute(
                                attribute, "'" + text.stringValue() + "' Blank strings are not permitted");
                    }
                    return text;
                },
                JsonNode::stringValue,
                StringNode::valueOf);
    }

    /** One of these words. */
    public static Type<String> oneOf(String... words) {
        Set<String> allowed = Set.of(words);
        return new Type<>(
                Type.Kind.TEXT,
                (attribute, input) -> {
                    if (!input.isString() || !allowed.contains(input.stringValue())) {
                        throw NeutronError.invalidAttribute(
                                attribute, PythonText.str(input) + " is not in valid_values");
                    }
                    return input;
                },
                JsonNode::stringValue,
                StringNode::valueOf);
    }

    /** True or false, in any of the spellings of oslo's {@code bool_from_string}. */
    public static Type<Boolean> bool() {
        return new Type<>(
                Type.Kind.BOOLEAN,
                (attribute, input) -> BooleanNode.valueOf(truth(PythonText.str(input))),
                JsonNode::booleanValue,
                BooleanNode::valueOf);
    }

    /** The same, and null is true. */
    public static Type<Boolean> trueIfNull() {
        return new Type<>(
                Type.Kind.BOOLEAN,
                (attribute, input) ->
                        input.isNull() ? BooleanNode.TRUE : bool().parser().parse(attribute, input),
                JsonNode::booleanValue,
                BooleanNode::valueOf);
    }

    /**
     * The truth value of a text.
     *
     * @throws NeutronError 400 when it has none
     */
    public static boolean truth(String text) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        if (TRUE.contains(word)) {
            return true;
        }
        if (FALSE.contains(word)) {
            return false;
        }
        throw NeutronError.invalidInput("'" + text + "' cannot be converted to boolean");
    }

    /** A whole number, also when it is written as text. */
    public static Type<Integer> integer() {
        return new Type<>(
                Type.Kind.INTEGER, (attribute, input) -> integer(input), JsonNode::intValue, IntNode::valueOf);
    }

    /** A whole number of up to 64 bits, also when it is written as text. */
    public static Type<Long> longInteger() {
        return new Type<>(
                Type.Kind.INTEGER,
                (attribute, input) -> LongNode.valueOf(whole(input, Long::parseLong)),
                JsonNode::longValue,
                LongNode::valueOf);
    }

    /** A whole number of 0 or more. */
    public static Type<Integer> nonNegative() {
        return new Type<>(
                Type.Kind.INTEGER,
                (attribute, input) -> {
                    JsonNode number = integer(input);
                    if (number.intValue() < 0) {
                        throw NeutronError.invalidAttribute(
                                attribute, "'" + PythonText.str(input) + "' should be non-negative");
                    }
                    return number;
                },
                JsonNode::intValue,
                IntNode::valueOf);
    }

    /** A whole number of these bounds, both included. */
    public static Type<Integer> range(int min, int max) {
        return new Type<>(
                Type.Kind.INTEGER,
                (attribute, input) -> IntNode.valueOf((int) within(attribute, input, min, max)),
                JsonNode::intValue,
                IntNode::valueOf);
    }

    /** A whole number of up to 64 bits of these bounds, both included. */
    public static Type<Long> range(long min, long max) {
        return new Type<>(
                Type.Kind.INTEGER,
                (attribute, input) -> shortest(within(attribute, input, min, max)),
                JsonNode::longValue,
                Types::shortest);
    }

    /** The number as JSON is read: kept values are compared. */
    private static JsonNode shortest(long number) {
        return number == (int) number ? IntNode.valueOf((int) number) : LongNode.valueOf(number);
    }

    private static long within(String attribute, JsonNode input, long min, long max) {
        long number = whole(input, Long::parseLong);
        if (number < min) {
            throw NeutronError.invalidAttribute(
                    attribute, "'" + number + "' is too small - must be at least '" + min + "'");
        }
        if (number > max) {
            throw NeutronError.invalidAttribute(
                    attribute, "'" + number + "' is too large - must be no larger than '" + max + "'");
        }
        return number;
    }

    /** One of these numbers. */
    public static Type<Integer> oneOf(Integer... numbers) {
        Set<Integer> allowed = Set.of(numbers);
        return new Type<>(
                Type.Kind.INTEGER,
                (attribute, input) -> {
                    JsonNode number = integer(input);
                    if (!allowed.contains(number.intValue())) {
                        throw NeutronError.invalidAttribute(attribute, number.intValue() + " is not in valid_values");
                    }
                    return number;
                },
                JsonNode::intValue,
                IntNode::valueOf);
    }

    private static JsonNode integer(JsonNode input) {
        return IntNode.valueOf(whole(input, Integer::parseInt));
    }

    private static <N> N whole(JsonNode input, Function<String, N> number) {
        String text = PythonText.str(input);
        try {
            return number.apply(inPython(input, text.strip()));
        } catch (NumberFormatException notANumber) {
            throw NeutronError.invalidInput("'" + text + "' is not an integer");
        }
    }

    /** Python takes truth values for 1 and 0, and cuts off what follows a point. */
    private static String inPython(JsonNode input, String text) {
        if (input.isBoolean()) {
            return input.booleanValue() ? "1" : "0";
        }
        return input.isFloatingPointNumber()
                ? input.decimalValue().toBigInteger().toString()
                : text;
    }

    /** A number that the server counts, such as a revision. */
    public static Type<Long> counter() {
        return new Type<>(Type.Kind.INTEGER, (attribute, input) -> input, JsonNode::longValue, LongNode::valueOf);
    }

    /** A point in time that the server sets, in UTC, to the second, as {@code 2026-11-20T12:00:00Z}. */
    public static Type<String> time() {
        return new Type<>(Type.Kind.TIME, (attribute, input) -> input, JsonNode::stringValue, StringNode::valueOf);
    }

    /** A UUID. */
    public static <T> Type<T> uuid(Function<UUID, T> id) {
        return new Type<>(
                Type.Kind.TEXT,
                (attribute, input) -> StringNode.valueOf(uuidText(attribute, input)),
                node -> id.apply(UUID.fromString(node.stringValue())),
                value -> StringNode.valueOf(value.toString()));
    }

    /**
     * Text that names something by its id: of what is no id, nobody has such a thing.
     *
     * @param missing what refuses it
     */
    public static <T> Type<T> uuidOfKnown(Function<UUID, T> id, Function<String, NeutronError> missing) {
        Type<T> uuid = uuid(id);
        return new Type<>(
                uuid.kind(),
                (attribute, input) -> {
                    try {
                        return uuid.parser().parse(attribute, input);
                    } catch (NeutronError noId) {
                        throw missing.apply(PythonText.str(input));
                    }
                },
                uuid.reader(),
                uuid.writer());
    }

    private static String uuidText(String attribute, JsonNode input) {
        String text = PythonText.str(input);
        if (input.isString()) {
            try {
                String plain = text.replace("-", "");
                if (plain.length() == 32) {
                    return UUID.fromString(plain.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5"))
                            .toString();
                }
            } catch (IllegalArgumentException notHexadecimal) {
                throw NeutronError.invalidAttribute(attribute, "'" + text + "' is not a valid UUID");
            }
        }
        throw NeutronError.invalidAttribute(attribute, "'" + text + "' is not a valid UUID");
    }

    /** A list of UUIDs without repetition. */
    public static <T> Type<List<T>> uuids(Function<UUID, T> id) {
        return new Type<>(
                Type.Kind.LIST,
                (attribute, input) -> {
                    ArrayNode ids = Json.array();
                    for (JsonNode item : list(attribute, input)) {
                        ids.add(uuidText(attribute, item));
                    }
                    requireDistinct(attribute, ids);
                    return ids;
                },
                node -> node.valueStream()
                        .map(item -> id.apply(UUID.fromString(item.stringValue())))
                        .toList(),
                Json::tree);
    }

    /** A list of words. */
    public static Type<List<String>> words() {
        return new Type<>(
                Type.Kind.LIST,
                (attribute, input) -> {
                    ArrayNode words = Json.array();
                    for (JsonNode item : list(attribute, input)) {
                        words.add(text(NAME_MAX).parser().parse(attribute, item));
                    }
                    return words;
                },
                node -> node.valueStream().map(JsonNode::stringValue).toList(),
                Json::tree);
    }

    private static JsonNode list(String attribute, JsonNode input) {
        if (!input.isArray()) {
            throw NeutronError.invalidAttribute(attribute, "'" + PythonText.str(input) + "' is not a list");
        }
        return input;
    }

    private static void requireDistinct(String attribute, ArrayNode items) {
        Set<JsonNode> seen = new HashSet<>();
        for (JsonNode item : items) {
            if (!seen.add(item)) {
                throw NeutronError.invalidAttribute(
                        attribute, "Duplicate items in the list: '" + PythonText.str(item) + "'");
            }
        }
    }

    /** A MAC address, in any usual form. */
    public static Type<Mac> mac() {
        return new Type<>(
                Type.Kind.TEXT,
                (attribute, input) -> {
                    Mac mac = input.isString() ? Mac.parse(input.stringValue()) : null;
                    if (mac == null) {
                        throw NeutronError.invalidAttribute(
                                attribute, "'" + PythonText.str(input) + "' is not a valid MAC address");
                    }
                    return StringNode.valueOf(mac.value());
                },
                node -> new Mac(node.stringValue()),
                mac -> StringNode.valueOf(mac.value()));
    }

    /** The address that the text denotes, or null when it denotes none, or more than one. */
    public static @Nullable IPAddress address(String text) {
        if (text.indexOf('/') >= 0) {
            return null;
        }
        return parse(text);
    }

    private static @Nullable IPAddress parse(String text) {
        try {
            IPAddress address = new IPAddressString(text, STRICT).toAddress();
            return address == null || (address.getNetworkPrefixLength() == null && address.isMultiple())
                    ? null
                    : address;
        } catch (AddressStringException | IllegalArgumentException notAnAddress) {
            return null;
        }
    }

    /** An IPv4 or IPv6 address. */
    public static Type<IPAddress> ip() {
        return new Type<>(
                Type.Kind.TEXT,
                (attribute, input) -> StringNode.valueOf(ipText(attribute, input)),
                node -> Json.address(node.stringValue()),
                address -> StringNode.valueOf(address.toCanonicalString()));
    }

    private static String ipText(String attribute, JsonNode input) {
        IPAddress address = input.isString() ? address(input.stringValue()) : null;
        if (address == null) {
            throw NeutronError.invalidAttribute(attribute, "'" + PythonText.str(input) + "' is not a valid IP address");
        }
        return address.toCanonicalString();
    }

    /** A prefix such as {@code 10.0.0.0/24}; host bits are cleared, and a bare address is a prefix of full length. */
    public static Type<IPAddress> cidr() {
        return new Type<>(
                Type.Kind.TEXT,
                (attribute, input) -> {
                    IPAddress prefix = input.isString() ? prefix(input.stringValue()) : null;
                    if (prefix == null) {
                        throw NeutronError.invalidInput(PythonText.str(input) + " is not in a CIDR format");
                    }
                    return StringNode.valueOf(prefix.toCanonicalString());
                },
                node -> Json.address(node.stringValue()),
                prefix -> StringNode.valueOf(prefix.toCanonicalString()));
    }

    /** A prefix whose host bits are clear, with its length. */
    public static Type<IPAddress> subnet() {
        return new Type<>(
                Type.Kind.TEXT,
                (attribute, input) -> {
                    String text = PythonText.str(input);
                    IPAddress prefix = input.isString() ? prefix(text) : null;
                    if (prefix == null) {
                        throw NeutronError.invalidAttribute(attribute, "'" + text + "' is not a valid IP subnet");
                    }
                    String canonical = prefix.toCanonicalString();
                    if (!canonical.equalsIgnoreCase(text)) {
                        throw NeutronError.invalidAttribute(
                                attribute,
                                "'" + text + "' isn't a recognized IP subnet cidr, '" + canonical + "' is recommended");
                    }
                    return StringNode.valueOf(canonical);
                },
                node -> Json.address(node.stringValue()),
                prefix -> StringNode.valueOf(prefix.toCanonicalString()));
    }

    /** A list of prefixes with their lengths, without repetition; host bits are cleared. */
    public static Type<List<IPAddress>> subnets() {
        return new Type<>(
                Type.Kind.LIST,
                (attribute, input) -> {
                    JsonNode items = list(attribute, input);
                    requireNoneTwice(attribute, items);
                    ArrayNode prefixes = Json.array();
                    for (JsonNode item : items) {
                        prefixes.add(prefixWithLength(attribute, item));
                    }
                    return prefixes;
                },
                node -> node.valueStream()
                        .map(item -> Json.address(item.stringValue()))
                        .toList(),
                prefixes -> {
                    ArrayNode texts = Json.array();
                    prefixes.forEach(prefix -> texts.add(prefix.toCanonicalString()));
                    return texts;
                });
    }

    /**
     * Refuses a list that says something twice.
     *
     * @throws NeutronError 400
     */
    public static void requireNoneTwice(String attribute, JsonNode items) {
        Set<String> seen = new HashSet<>();
        Set<String> twice = new LinkedHashSet<>();
        for (JsonNode item : items) {
            String text = PythonText.str(item);
            if (!seen.add(text)) {
                twice.add(text);
            }
        }
        if (!twice.isEmpty()) {
            throw NeutronError.invalidAttribute(
                    attribute, "Duplicate items in the list: '" + String.join(", ", twice) + "'");
        }
    }

    /** IPv4 must be spelled in full; host bits are no fault. */
    private static String prefixWithLength(String attribute, JsonNode input) {
        String text = PythonText.str(input);
        IPAddress prefix = input.isString() ? prefix(text) : null;
        if (prefix == null) {
            throw NeutronError.invalidAttribute(attribute, "'" + text + "' is not a valid IP subnet");
        }
        int slash = text.indexOf('/');
        IPAddress address = slash < 0 ? null : address(text.substring(0, slash));
        boolean inFull = address != null
                && (address.isIPv6()
                        || text.equals(address.toCanonicalString() + "/" + prefix.getNetworkPrefixLength()));
        if (!inFull) {
            throw NeutronError.invalidAttribute(
                    attribute,
                    "'" + text + "' isn't a recognized IP subnet cidr, '" + prefix.toCanonicalString()
                            + "' is recommended");
        }
        return prefix.toCanonicalString();
    }

    /** The prefix that the text denotes, host bits cleared, or null when it denotes none. */
    public static @Nullable IPAddress prefix(String text) {
        int slash = text.indexOf('/');
        IPAddress address = parse(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            return null;
        }
        try {
            int length = slash < 0 ? address.getBitCount() : Integer.parseInt(text.substring(slash + 1));
            return length < 0 || length > address.getBitCount() ? null : address.toPrefixBlock(length);
        } catch (NumberFormatException notALength) {
            return null;
        }
    }

    /** Allocation pools: {@code [{"start": ..., "end": ...}]}; whether an end lies below its start is not looked at. */
    public static Type<List<AddressPool>> pools() {
        return new Type<>(
                Type.Kind.OBJECT,
                (attribute, input) -> {
                    if (!input.isArray()) {
                        throw NeutronError.invalidAttribute(
                                attribute, "Invalid data format for IP pool: '" + PythonText.str(input) + "'");
                    }
                    ArrayNode pools = Json.array();
                    for (JsonNode pool : input) {
                        requireKeys(attribute, pool, "{'end', 'start'}", Set.of("start", "end"));
                        pools.addObject()
                                .put("start", ipText(attribute, pool.get("start")))
                                .put("end", ipText(attribute, pool.get("end")));
                    }
                    return pools;
                },
                node -> Json.value(node, new TypeReference<List<AddressPool>>() {}),
                Json::tree);
    }

    /** Host routes: {@code [{"destination": ..., "nexthop": ...}]}. */
    public static Type<List<HostRoute>> hostRoutes() {
        return new Type<>(
                Type.Kind.OBJECT,
                (attribute, input) -> {
                    if (!input.isArray()) {
                        throw NeutronError.invalidAttribute(
                                attribute, "Invalid data format for hostroute: '" + PythonText.str(input) + "'");
                    }
                    Set<JsonNode> routes = new LinkedHashSet<>();
                    for (JsonNode route : input) {
                        requireKeys(attribute, route, "{'destination', 'nexthop'}", Set.of("destination", "nexthop"));
                        IPAddress destination = prefix(PythonText.str(route.get("destination")));
                        if (destination == null) {
                            throw NeutronError.invalidAttribute(
                                    attribute,
                                    "'" + PythonText.str(route.get("destination")) + "' is not a valid CIDR");
                        }
                        ObjectNode canonical = Json.object()
                                .put("destination", destination.toCanonicalString())
                                .put("nexthop", ipText(attribute, route.get("nexthop")));
                        if (!routes.add(canonical)) {
                            throw NeutronError.invalidAttribute(
                                    attribute, "Duplicate hostroute '" + PythonText.str(route) + "'");
                        }
                    }
                    return Json.array().addAll(routes);
                },
                node -> Json.value(node, new TypeReference<List<HostRoute>>() {}),
                Json::tree);
    }

    private static void requireKeys(String attribute, JsonNode entry, String expected, Set<String> keys) {
        if (!entry.isObject()) {
            throw NeutronError.invalidAttribute(attribute, "'" + PythonText.str(entry) + "' is not a dictionary");
        }
        Set<String> provided = new HashSet<>(entry.propertyNames());
        if (!provided.equals(keys)) {
            throw NeutronError.invalidAttribute(
                    attribute,
                    "Validation of dictionary's keys failed. Expected keys: " + expected + " Provided keys: {"
                            + String.join(
                                    ", ",
                                    provided.stream()
                                            .sorted()
                                            .map(key -> "'" + key + "'")
                                            .toList())
                            + "}");
        }
    }

    /** Name servers: addresses, in the order in which hosts should ask them. */
    public static Type<List<IPAddress>> nameservers() {
        return new Type<>(
                Type.Kind.LIST,
                (attribute, input) -> {
                    if (!input.isArray()) {
                        throw NeutronError.invalidAttribute(
                                attribute, "Invalid data format for nameserver: '" + PythonText.str(input) + "'");
                    }
                    ArrayNode servers = Json.array();
                    Set<IPAddress> seen = new HashSet<>();
                    for (JsonNode item : input) {
                        String text = PythonText.str(item);
                        IPAddress server = item.isString() ? address(text) : null;
                        if (server == null) {
                            throw NeutronError.invalidAttribute(
                                    attribute,
                                    "'" + text + "' is not a valid nameserver. '" + text
                                            + "' is not a valid IP address");
                        }
                        if (!seen.add(server)) {
                            throw NeutronError.invalidAttribute(attribute, "Duplicate nameserver '" + text + "'");
                        }
                        servers.add(server.toCanonicalString());
                    }
                    return servers;
                },
                node -> node.valueStream()
                        .map(item -> Json.address(item.stringValue()))
                        .toList(),
                Json::tree);
    }

    /** Any JSON object whose text is at most that long. */
    public static Type<ObjectNode> dictionary(int max) {
        return new Type<>(
                Type.Kind.OBJECT,
                (attribute, input) -> {
                    if (!input.isObject()) {
                        throw NeutronError.invalidAttribute(
                                attribute, "'" + PythonText.str(input) + "' is not a dictionary");
                    }
                    if (input.toString().length() > max) {
                        throw NeutronError.invalidInput(attribute + " is too large, maximum is " + max);
                    }
                    return input;
                },
                node -> (ObjectNode) node,
                value -> value);
    }

    /** A fully qualified domain name with its final dot, below which there is room for a host; or nothing. */
    public static Type<String> dnsDomain() {
        return dns(text -> {
            if (!text.endsWith(".")) {
                return "'" + text + "' is not a FQDN";
            }
            return firstOf(labelComplaint(text), tooLong(text, NAME_MAX - 2, "sub-domain"));
        });
    }

    /** A host's name: one label or several, with or without a final dot; or nothing. */
    public static Type<String> dnsName() {
        return dns(Types::labelComplaint);
    }

    /** A host's name that a domain is put after, so without a final dot; or nothing. */
    public static Type<String> relativeDnsName() {
        return dns(text -> {
            if (text.endsWith(".")) {
                return "'" + text + "' is a FQDN. It should be a relative domain name";
            }
            return firstOf(labelComplaint(text), tooLong(text, NAME_MAX - 3, "domain name"));
        });
    }

    private static Type<String> dns(Function<String, @Nullable String> complaints) {
        return new Type<>(
                Type.Kind.TEXT,
                (attribute, input) -> {
                    String text = requireText(input).stringValue().toLowerCase(Locale.ROOT);
                    if (text.length() > NAME_MAX) {
                        throw NeutronError.invalidAttribute(
                                attribute, "'" + text + "' exceeds maximum length of " + NAME_MAX);
                    }
                    String complaint = text.isEmpty() ? null : complaints.apply(text);
                    if (complaint != null) {
                        throw NeutronError.invalidAttribute(attribute, complaint);
                    }
                    return StringNode.valueOf(text);
                },
                JsonNode::stringValue,
                StringNode::valueOf);
    }

    /**
     * The input, where it is text, which case is no matter of.
     *
     * @throws NeutronError 400 when it is not
     */
    public static JsonNode requireText(JsonNode input) {
        if (!input.isString()) {
            throw NeutronError.invalidInput("Input value " + PythonText.str(input) + " must be string type");
        }
        return input;
    }

    private static @Nullable String firstOf(@Nullable String one, @Nullable String other) {
        return one == null ? other : one;
    }

    private static @Nullable String tooLong(String text, int max, String whatFollows) {
        return text.length() <= max
                ? null
                : "'" + text + "' contains " + text.length() + " characters. Adding a " + whatFollows
                        + " will cause it to exceed the maximum length of a FQDN of '" + NAME_MAX + "'";
    }

    /** What is wrong with a name's labels: RFC 1123, and no number at the end of several. */
    private static @Nullable String labelComplaint(String name) {
        String inner = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        List<String> labels = List.of(inner.split("\\.", -1));
        String wrong = labels.stream()
                .<@Nullable String>map(Types::labelFault)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        if (wrong == null && labels.size() > 1 && labels.getLast().matches("[0-9]+")) {
            wrong = "TLD '" + labels.getLast() + "' must not be all numeric";
        }
        return wrong == null ? null : "'" + name + "' not a valid PQDN or FQDN. Reason: " + wrong;
    }

    private static @Nullable String labelFault(String label) {
        if (label.isEmpty()) {
            return "Encountered an empty component";
        }
        if (label.startsWith("-") || label.endsWith("-")) {
            return "Name '" + label + "' must not start or end with a hyphen";
        }
        return DNS_LABEL.matcher(label).matches()
                ? null
                : "Name '" + label
                        + "' must be 1-63 characters long, each of which can only be alphanumeric or a hyphen";
    }

    /** A type whose canonical form one slice defines for itself, such as a port's fixed addresses. */
    public static <T> Type<T> structured(Type.Parser parser, TypeReference<T> type) {
        return new Type<>(Type.Kind.OBJECT, parser, node -> Json.value(node, type), Json::tree);
    }

    /** How Neutron's messages print what a client sent. */
    public static String quoted(JsonNode input) {
        return PythonText.str(input);
    }
}
