package org.portolan.api.bgpvpn;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.portolan.api.error.NeutronError;
import org.portolan.api.json.Json;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Type;
import org.portolan.api.resource.Types;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.ObjectNode;

/** Route targets and route distinguishers, of the three forms of RFC 4364 section 4.2, and the routes of a BGP VPN's ports. */
public final class RouteTargets {

    private static final long UINT32_MAX = 0xffff_ffffL;
    private static final long UINT16_MAX = 0xffff;
    private static final Pattern NUMBER = Pattern.compile("0|[1-9]\\d{0,9}");
    private static final Pattern OCTETS = Pattern.compile("(?:\\d{1,3}\\.){3}\\d{1,3}");

    /** A list of them; a single one is a list too, and null is none. */
    static final Type<List<String>> TYPE = new Type<>(
            Type.Kind.LIST,
            RouteTargets::parse,
            node -> node.valueStream().map(JsonNode::stringValue).toList(),
            Json::tree);

    /** BGP's LOCAL_PREF, 0 to 4294967295 (RFC 4271 section 4.3). */
    static final Type<Long> LOCAL_PREF =
            new Type<>(Type.Kind.INTEGER, RouteTargets::parseLocalPref, JsonNode::longValue, LongNode::valueOf);

    private RouteTargets() {}

    /** The targets whose routes a BGP VPN takes in. */
    public static Set<String> imported(Attributes bgpvpn) {
        return union(bgpvpn, BgpvpnDescription.IMPORT_TARGETS);
    }

    /** The targets that a BGP VPN's own routes are given out with. */
    public static Set<String> exported(Attributes bgpvpn) {
        return union(bgpvpn, BgpvpnDescription.EXPORT_TARGETS);
    }

    private static Set<String> union(Attributes bgpvpn, Attribute<List<String>> more) {
        Set<String> union = new LinkedHashSet<>(bgpvpn.get(BgpvpnDescription.ROUTE_TARGETS));
        union.addAll(bgpvpn.get(more));
        return union;
    }

    private static JsonNode parse(String attribute, JsonNode input) {
        ArrayNode targets = Json.array();
        if (input.isNull()) {
            return targets;
        }
        if (!input.isArray()) {
            return targets.add(target(attribute, input));
        }
        input.forEach(item -> targets.add(target(attribute, item)));
        Types.requireNoneTwice(attribute, input);
        return targets;
    }

    private static String target(String attribute, JsonNode input) {
        String text = Types.quoted(input);
        int colon = text.indexOf(':');
        if (!input.isString() || colon < 0 || !isTarget(text.substring(0, colon), text.substring(colon + 1))) {
            throw NeutronError.invalidAttribute(attribute, "'" + text + "' is not a valid input");
        }
        return text;
    }

    private static boolean isTarget(String administrator, String assigned) {
        if (OCTETS.matcher(administrator).matches()) {
            return Types.address(administrator) != null && isWithin(assigned, UINT16_MAX);
        }
        return (isWithin(administrator, UINT16_MAX) && isWithin(assigned, UINT32_MAX))
                || (isWithin(administrator, UINT32_MAX) && isWithin(assigned, UINT16_MAX));
    }

    private static boolean isWithin(String text, long max) {
        return NUMBER.matcher(text).matches() && Long.parseLong(text) <= max;
    }

    private static JsonNode parseLocalPref(String attribute, JsonNode input) {
        String text = Types.quoted(input);
        if (!isWithin(text, UINT32_MAX)) {
            throw NeutronError.invalidAttribute(attribute, "'" + text + "' is not in range 0 through " + UINT32_MAX);
        }
        return LongNode.valueOf(Long.parseLong(text));
    }

    /** What a port announces: prefixes, and the routes of other BGP VPNs. */
    static JsonNode routes(String attribute, JsonNode input) {
        ArrayNode routes = Json.array();
        if (input.isNull()) {
            return routes;
        }
        if (!input.isArray()) {
            throw NeutronError.invalidAttribute(attribute, "'" + Types.quoted(input) + "' is not a list");
        }
        for (JsonNode item : input) {
            routes.add(route(attribute, item));
        }
        return routes;
    }

    private static ObjectNode route(String attribute, JsonNode item) {
        ObjectNode route = Json.object();
        String type = Types.quoted(item.path("type"));
        boolean isPrefix = type.equals("prefix");
        String key = isPrefix ? "prefix" : "bgpvpn_id";
        boolean isKnown = isPrefix || type.equals("bgpvpn");
        if (!item.isObject()
                || !isKnown
                || !item.has(key)
                || !Set.of("type", key, "local_pref").containsAll(item.propertyNames())) {
            throw NeutronError.invalidAttribute(
                    attribute, "'" + Types.quoted(item) + "' is neither a prefix nor another BGP VPN");
        }
        route.put("type", type);
        route.set(
                key,
                isPrefix
                        ? Types.subnet().parser().parse(attribute, item.get(key))
                        : Types.uuid(UUID::toString).parser().parse(attribute, item.get(key)));
        if (item.has("local_pref")) {
            route.set("local_pref", parseLocalPref("local_pref", item.get("local_pref")));
        }
        return route;
    }
}
