package org.portolan.query.discovery;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.portolan.api.error.NeutronError;
import org.portolan.api.json.Json;
import org.portolan.api.policy.Target;
import org.portolan.api.qos.DscpMarkingRuleDescription;
import org.portolan.query.resource.Answer;
import org.portolan.query.resource.QueryString;
import org.portolan.rest.ErrorAnswers;
import org.portolan.rest.Identity;
import org.portolan.rest.JsonAnswers;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Lists of the API that never change: the types of QoS rules, and what logs can be kept of. */
public final class FixedLists {

    private static final List<FixedList> LISTS = List.of(
            new FixedList(
                    "qos/rule-types",
                    "rule_type",
                    "rule_types",
                    "get_rule_type",
                    true,
                    new Wishes(Set.of(), Set.of("type", "all_rules", "all_supported"), true, false),
                    List.of(
                            ruleType(
                                    "bandwidth_limit",
                                    bounded("max_kbps"),
                                    bounded("max_burst_kbps"),
                                    choice("direction", "egress", "ingress")),
                            ruleType("dscp_marking", choice("dscp_mark", DscpMarkingRuleDescription.MARKS.toArray())),
                            ruleType(
                                    "minimum_bandwidth", bounded("min_kbps"), choice("direction", "egress", "ingress")),
                            ruleType(
                                    "packet_rate_limit",
                                    bounded("max_kpps"),
                                    bounded("max_burst_kpps"),
                                    choice("direction", "egress", "ingress")),
                            ruleType(
                                    "minimum_packet_rate",
                                    bounded("min_kpps"),
                                    choice("direction", "egress", "ingress", "any")))),
            new FixedList(
                    "log/loggable-resources",
                    "loggable_resource",
                    "loggable_resources",
                    "get_loggable_resource",
                    false,
                    new Wishes(Set.of(), null, true, false),
                    List.of(Json.object().put("type", "security_group"))),
            new FixedList(
                    "service-providers",
                    "service_provider",
                    "service_providers",
                    "get_service_provider",
                    false,
                    new Wishes(Set.of("service_type", "name", "default"), null, false, true),
                    List.of(
                            provider("L3_ROUTER_NAT", "dvrha", false),
                            provider("L3_ROUTER_NAT", "dvr", false),
                            provider("L3_ROUTER_NAT", "ha", false),
                            provider("L3_ROUTER_NAT", "single_node", false),
                            // What networking-bgpvpn calls a driver that keeps VPNs and announces nothing.
                            provider("BGPVPN", "dummy", true))));

    private final Identity identity;

    /** The lists, for callers as that knows them. */
    public FixedLists(Identity identity) {
        this.identity = identity;
    }

    /**
     * A list that never changes.
     *
     * @param rule what the policy calls reading it; who may not finds it empty
     * @param shows whether administrators get single entries too; lists show no more than their {@code type}
     */
    public record FixedList(
            String path,
            String name,
            String collection,
            String rule,
            boolean shows,
            Wishes wishes,
            List<ObjectNode> entries) {}

    /**
     * What becomes of the parameters of a list.
     *
     * @param filters those that the entries are chosen by
     * @param known the others that are taken, without any effect, or null when all are
     * @param isOrdered whether {@code limit} and {@code sort_key} are looked at, though there is nothing to sort by
     * @param hasFields whether {@code fields} is met
     */
    public record Wishes(Set<String> filters, @Nullable Set<String> known, boolean isOrdered, boolean hasFields) {}

    private static ObjectNode provider(String serviceType, String name, boolean isDefault) {
        return Json.object().put("service_type", serviceType).put("name", name).put("default", isDefault);
    }

    private static ObjectNode ruleType(String type, ObjectNode... parameters) {
        ObjectNode ruleType = Json.object().put("type", type);
        ObjectNode driver = ruleType.putArray("drivers").addObject().put("name", "openvswitch");
        ArrayNode supported = driver.putArray("supported_parameters");
        Arrays.stream(parameters).forEach(supported::add);
        return ruleType;
    }

    private static ObjectNode bounded(String parameter) {
        ObjectNode bounded = parameter(parameter, "range");
        bounded.putObject("parameter_values").put("start", 0).put("end", Integer.MAX_VALUE);
        return bounded;
    }

    private static ObjectNode choice(String parameter, Object... values) {
        ObjectNode choice = parameter(parameter, "choices");
        choice.set("parameter_values", Json.tree(List.of(values)));
        return choice;
    }

    private static ObjectNode parameter(String name, String type) {
        return Json.object().put("parameter_name", name).put("parameter_type", type);
    }

    /** The answer to a read of that path, if it is one of the lists or an entry. */
    public Optional<Answer> at(List<String> path) {
        String whole = String.join("/", path);
        for (FixedList list : LISTS) {
            if (whole.equals(list.path())) {
                return Optional.of((request, response) -> list(list, request, response));
            }
            if (list.shows() && whole.startsWith(list.path() + "/")) {
                String type = whole.substring(list.path().length() + 1);
                return Optional.of((request, response) -> show(list, type, request, response));
            }
        }
        return Optional.empty();
    }

    private void list(FixedList list, HttpServletRequest request, HttpServletResponse response) throws IOException {
        QueryString query = QueryString.parse(request.getQueryString());
        if (list.wishes().isOrdered()) {
            query.requireNoOrder();
        }
        Set<String> known = list.wishes().known();
        if (known != null) {
            query.requireFilters(known);
        }
        ObjectNode body = Json.object();
        ArrayNode entries = body.putArray(list.collection());
        if (identity.of(request).may(list.rule(), Target.none())) {
            for (ObjectNode entry : query.chosen(list.entries(), list.wishes().filters())) {
                ObjectNode told = list.shows() ? Json.object().set("type", entry.path("type")) : entry;
                entries.add(list.wishes().hasFields() ? query.withFields(told) : told);
            }
        }
        JsonAnswers.write(response, HttpServletResponse.SC_OK, body);
    }

    private void show(FixedList list, String type, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (!identity.of(request).isAdmin()) {
            throw new NeutronError(403, "NotAuthorized", "Not authorized.");
        }
        ObjectNode entry = list.entries().stream()
                .filter(one -> one.path("type").asString().equals(type))
                .findFirst()
                .orElseThrow(ErrorAnswers::notFound);
        ObjectNode body = Json.object();
        body.set(list.name(), entry);
        JsonAnswers.write(response, HttpServletResponse.SC_OK, body);
    }
}
