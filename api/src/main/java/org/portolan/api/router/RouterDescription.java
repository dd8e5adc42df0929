package org.portolan.api.router;

import com.google.auto.service.AutoService;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.portolan.api.address.HostRoute;
import org.portolan.api.agent.Hosting;
import org.portolan.api.caller.Caller;
import org.portolan.api.error.NeutronError;
import org.portolan.api.event.Recorded;
import org.portolan.api.json.Json;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.PortDescription;
import org.portolan.api.resource.Action;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Bulk;
import org.portolan.api.resource.Command;
import org.portolan.api.resource.Derived;
import org.portolan.api.resource.Described;
import org.portolan.api.resource.Extension;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.Listing;
import org.portolan.api.resource.Related;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.resource.Types;
import org.portolan.api.router.RouterCommand.AddExtraRoutes;
import org.portolan.api.router.RouterCommand.AddRouterInterface;
import org.portolan.api.router.RouterCommand.Leg;
import org.portolan.api.router.RouterCommand.RemoveExtraRoutes;
import org.portolan.api.router.RouterCommand.RemoveRouterInterface;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** The {@code router} resource of Neutron's L3 extension, with the extensions that add to it. */
@AutoService(Described.class)
public final class RouterDescription extends ResourceDescription<Router> {

    public static final Attribute<String> NAME =
            Attribute.of("name", Types.text(Types.NAME_MAX)).defaultsTo("").indexed();
    public static final Attribute<Boolean> ADMIN_STATE_UP =
            Attribute.of("admin_state_up", Types.bool()).defaultsTo(true);
    public static final Attribute<GatewayWish> EXTERNAL_GATEWAY_INFO = Attribute.of(
                    "external_gateway_info",
                    Types.structured(RouterDescription::parseGateway, new TypeReference<GatewayWish>() {}))
            .nullable()
            .unfiltered();
    public static final Attribute<String> DESCRIPTION =
            Attribute.of("description", Types.text(255)).defaultsTo("").unsorted();
    public static final Attribute<Boolean> DISTRIBUTED =
            Attribute.of("distributed", Types.bool()).defaultsTo(false).unfiltered();
    public static final Attribute<Boolean> HA =
            Attribute.of("ha", Types.bool()).defaultsTo(false).unfiltered().indexed();
    public static final Attribute<List<String>> AVAILABILITY_ZONE_HINTS = Attribute.of(
                    "availability_zone_hints", Types.words())
            .defaultsTo(List.of())
            .onPostOnly()
            .unfiltered();
    public static final Attribute<List<HostRoute>> ROUTES = Attribute.of(
                    "routes", Types.hostRoutes().nullMeans(List.of()))
            .onPutOnly()
            .unfiltered();
    public static final Attribute<UUID> FLAVOR_ID = Attribute.of(
                    "flavor_id",
                    Types.uuidOfKnown(Function.identity(), flavor -> NeutronError.notFound("Flavor", flavor)))
            .nullable()
            .onPostOnly();

    /** The router's conntrack helpers, each with its id. */
    public static final Attribute<List<ObjectNode>> CONNTRACK_HELPERS = Attribute.of(
                    "conntrack_helpers",
                    Types.structured((name, input) -> input, new TypeReference<List<ObjectNode>>() {}))
            .decided();

    /** Whether the router answers for addresses inside on its external network; of a router without a gateway it is not so. */
    public static final Attribute<Boolean> ENABLE_NDP_PROXY =
            Attribute.of("enable_ndp_proxy", Types.bool()).nullAllowed();

    /** The QoS policy of the gateway's address; shown as a part of the gateway. */
    public static final Attribute<UUID> GATEWAY_QOS = Attribute.of(
                    "gateway_qos_policy_id", Types.uuid(Function.identity()))
            .decided();

    /** What makes several agents have the router. */
    public static final Attribute<VirtualRouter> VIRTUAL_ROUTER = Attribute.of(
                    "virtual_router", Types.structured((name, input) -> input, new TypeReference<VirtualRouter>() {}))
            .decided()
            .hidden();

    /** The agents that have the router. */
    public static final Hosting L3 = Hosting.named("l3_agents");

    private static final Set<String> GATEWAY_KEYS =
            Set.of("network_id", "enable_snat", "external_fixed_ips", "qos_policy_id");

    private static final List<Field> FIELDS = join(
            List.of(
                    id(),
                    NAME,
                    tenant(),
                    ADMIN_STATE_UP,
                    Derived.<Router, String>of("status", Types.text(16), router -> StringNode.valueOf("ACTIVE")),
                    Derived.<Router>asked(EXTERNAL_GATEWAY_INFO, RouterDescription::gatewayInfo),
                    DESCRIPTION,
                    Derived.<Router, List<String>>of(
                                    "availability_zones",
                                    Types.words(),
                                    router -> Json.tree(router.availabilityZones()))
                            .unfiltered(),
                    L3.agents(),
                    DISTRIBUTED,
                    HA,
                    AVAILABILITY_ZONE_HINTS,
                    ROUTES,
                    FLAVOR_ID,
                    Derived.<Router, List<String>>of("conntrack_helpers", Types.words(), RouterDescription::helpers)
                            .unfiltered(),
                    Derived.<Router>asked(ENABLE_NDP_PROXY, router -> BooleanNode.valueOf(router.answersForOthers()))
                            .unfiltered()),
            standardAttributes(),
            List.of(project()));

    /** The description, for whoever looks for all of them. */
    public RouterDescription() {
        super("Router", "router", "routers", Router.class, new RouterEvent.Family());
    }

    private static JsonNode helpers(Router router) {
        ArrayNode shown = Json.array();
        for (ObjectNode helper : router.attributes().find(CONNTRACK_HELPERS).orElse(List.of())) {
            shown.add(helper.deepCopy().without("id"));
        }
        return shown;
    }

    private static JsonNode gatewayInfo(Router router) {
        RouterGateway gateway = router.gateway();
        if (gateway == null) {
            return NullNode.getInstance();
        }
        ObjectNode info = Json.object();
        info.put("network_id", gateway.networkId().toString());
        info.set("external_fixed_ips", Json.tree(gateway.externalFixedIps()));
        info.put("enable_snat", gateway.enableSnat());
        router.attributes().find(GATEWAY_QOS).ifPresent(policy -> info.put("qos_policy_id", policy.toString()));
        return info;
    }

    @Override
    public Bulk bulk() {
        return Bulk.REFUSED;
    }

    @Override
    public Listing listing() {
        return Listing.IN_PAGES.with(Listing.Pages.AFTER_WHAT_IS_THERE);
    }

    @Override
    public List<Field> fields() {
        return FIELDS;
    }

    @Override
    @SuppressWarnings("unchecked") // a router's stream holds router events only
    public @Nullable Router evolve(@Nullable Router router, Recorded<?> event) {
        return Router.evolve(router, (Recorded<? extends RouterEvent>) event);
    }

    @Override
    public NeutronError notFound(Object id) {
        return new NeutronError(404, "RouterNotFound", "Router " + id + " could not be found");
    }

    @Override
    public List<Related> related() {
        return List.of(Related.named("l3-agents", "agents", L3.agents(), true, RouterDescription::stateOfHa));
    }

    /** What an agent said last. Of one that is dead it is known only when another one is active by now. */
    private static Map<String, JsonNode> stateOfHa(JsonNode router, JsonNode agent) {
        Map<String, JsonNode> told = new LinkedHashMap<>();
        told.put("resource_versions", Json.object());
        told.put(
                "ha_state",
                router.path(HA.name()).asBoolean(false)
                        ? StringNode.valueOf(stateOfHa(
                                router.path(VIRTUAL_ROUTER.name()).path("instances"),
                                agent.path("id").asString(""),
                                agent.path("alive").asBoolean(false)))
                        : NullNode.getInstance());
        return told;
    }

    private static String stateOfHa(JsonNode instances, String agent, boolean alive) {
        String own = VirtualRouter.STANDBY;
        boolean another = false;
        for (JsonNode instance : instances) {
            String state = instance.path("state").asString("");
            if (instance.path("agent_id").asString("").equals(agent)) {
                own = state;
            } else {
                another |= state.equals(VirtualRouter.ACTIVE);
            }
        }
        boolean isStale = own.equals(VirtualRouter.ACTIVE) && !alive;
        return isStale ? another ? VirtualRouter.STANDBY : VirtualRouter.UNKNOWN : own;
    }

    @Override
    public List<Action> actions() {
        return List.of(
                Action.put(
                        "add_router_interface",
                        (id, body, caller) -> new AddRouterInterface(RouterId.of(id), leg(body), caller)),
                Action.put(
                        "remove_router_interface",
                        (id, body, caller) -> new RemoveRouterInterface(RouterId.of(id), leg(body), caller)),
                Action.put(
                        "add_extraroutes",
                        (id, body, caller) -> routes(
                                body,
                                caller,
                                RouterDescription::requireAddresses,
                                (routes, who) -> new AddExtraRoutes(RouterId.of(id), routes, who))),
                Action.put(
                        "remove_extraroutes",
                        (id, body, caller) -> routes(
                                body,
                                caller,
                                RouterDescription::withoutNonsense,
                                (routes, who) -> new RemoveExtraRoutes(RouterId.of(id), routes, who))));
    }

    private static JsonNode requireAddresses(JsonNode routes) {
        for (JsonNode route : routes) {
            String nexthop = Types.quoted(route.path("nexthop"));
            if (route.has("nexthop") && Types.address(nexthop) == null) {
                throw badAddress("failed to detect a valid IP address from '" + nexthop + "'");
            }
            String destination = Types.quoted(route.path("destination"));
            if (route.has("destination") && Types.prefix(destination) == null) {
                throw badAddress("invalid IPNetwork " + destination);
            }
        }
        return routes;
    }

    private static NeutronError badAddress(String message) {
        return new NeutronError(400, "AddrFormatError", message);
    }

    /** No router has a route to nowhere, so taking it away is no fault. */
    private static JsonNode withoutNonsense(JsonNode routes) {
        if (!routes.isArray()) {
            return routes;
        }
        ArrayNode possible = Json.array();
        routes.valueStream()
                .filter(route -> !route.has("destination") || isPrefix(route.path("destination")))
                .filter(route -> !route.has("nexthop") || Types.address(Types.quoted(route.path("nexthop"))) != null)
                .forEach(possible::add);
        return possible;
    }

    private static boolean isPrefix(JsonNode destination) {
        return Types.prefix(Types.quoted(destination)) != null;
    }

    /** The answer to a PUT that takes the gateway's QoS policy says that there is none. */
    @Override
    public ObjectNode renderChanged(Router router, Attributes wished) {
        ObjectNode body = render(router);
        boolean takesPolicy =
                wished.json(EXTERNAL_GATEWAY_INFO.name()).path("qos_policy_id").isNull();
        boolean hadOne = router.attributes().has(GATEWAY_QOS)
                && router.attributes().find(GATEWAY_QOS).isEmpty();
        if (takesPolicy && hadOne && body.path(EXTERNAL_GATEWAY_INFO.name()) instanceof ObjectNode gateway) {
            gateway.putNull("qos_policy_id");
        }
        return body;
    }

    private static Leg leg(JsonNode body) {
        return new Leg(text(body.get("subnet_id")), text(body.get("port_id")));
    }

    private static @Nullable String text(@Nullable JsonNode value) {
        return value == null ? null : Types.quoted(value);
    }

    private static Command routes(
            JsonNode body,
            Caller caller,
            UnaryOperator<JsonNode> known,
            BiFunction<List<HostRoute>, Caller, Command> command) {
        JsonNode router = body.path("router");
        if (!router.isObject() || !router.has("routes")) {
            throw NeutronError.badRequest("Unable to find 'router' with 'routes' in request body");
        }
        JsonNode routes = ROUTES.type().parser().parse(ROUTES.name(), known.apply(router.get("routes")));
        return command.apply(ROUTES.type().reader().apply(routes), caller);
    }

    /** An empty gateway means none. */
    private static JsonNode parseGateway(String attribute, JsonNode input) {
        if (!input.isObject()) {
            throw NeutronError.invalidAttribute(attribute, "'" + Types.quoted(input) + "' is not a dictionary");
        }
        if (input.isEmpty()) {
            return NullNode.getInstance();
        }
        if (!input.has("network_id")) {
            throw NeutronError.invalidAttribute(
                    attribute,
                    "Validation of dictionary's keys failed. Expected keys: {'network_id'} Provided keys: {"
                            + String.join(
                                    ", ",
                                    input.propertyNames().stream()
                                            .sorted()
                                            .map(key -> "'" + key + "'")
                                            .toList())
                            + "}");
        }
        List<String> unexpected = input.propertyNames().stream()
                .filter(key -> !GATEWAY_KEYS.contains(key))
                .toList();
        if (!unexpected.isEmpty()) {
            throw NeutronError.invalidAttribute(
                    attribute, "Unexpected keys supplied: " + String.join(", ", unexpected));
        }
        ObjectNode wish = Json.object();
        wish.set("network_id", Types.uuid(NetworkId::new).parser().parse(attribute, input.get("network_id")));
        if (input.has("enable_snat")) {
            wish.set("enable_snat", Types.bool().parser().parse(attribute, input.get("enable_snat")));
        }
        JsonNode policy = input.path("qos_policy_id");
        if (!policy.isMissingNode()) {
            wish.set(
                    "qos_policy_id",
                    policy.isNull()
                            ? policy
                            : Types.uuid(Function.identity()).parser().parse(attribute, policy));
        }
        JsonNode addresses = input.path("external_fixed_ips");
        if (!addresses.isMissingNode() && !addresses.isNull()) {
            wish.set(
                    "external_fixed_ips",
                    PortDescription.FIXED_IPS.type().parser().parse(attribute, addresses));
        }
        return wish;
    }

    @Override
    public List<Extension> extensions() {
        return List.of(
                new Extension(
                        "router",
                        "Neutron L3 Router",
                        "Router abstraction for basic L3 forwarding between L2 Neutron networks and access to external"
                                + " networks via a NAT gateway.",
                        "2012-07-20T10:00:00-00:00"),
                new Extension(
                        "ext-gw-mode",
                        "Neutron L3 Configurable external gateway mode",
                        "Extension of the router abstraction for specifying whether SNAT should occur on the external"
                                + " gateway",
                        "2013-03-28T10:00:00-00:00"),
                new Extension(
                        "qos-gateway-ip",
                        "Router gateway IP QoS",
                        "The Router gateway IP Quality of Service extension",
                        "2018-02-24T00:00:00-00:00"),
                new Extension(
                        "l3-flavors",
                        "Router Flavor Extension",
                        "Flavor support for routers.",
                        "2016-05-17T00:00:00-00:00"),
                new Extension(
                        "extraroute",
                        "Neutron Extra Route",
                        "Extra routes configuration for L3 router",
                        "2013-02-01T10:00:00-00:00"),
                new Extension(
                        "extraroute-atomic",
                        "Atomically add/remove extra routes",
                        "Edit extra routes of a router on server side by atomically adding/removing extra routes",
                        "2019-07-10T00:00:00+00:00"),
                new Extension(
                        "dvr",
                        "Distributed Virtual Router",
                        "Enables configuration of Distributed Virtual Routers.",
                        "2014-06-1T10:00:00-00:00"),
                new Extension(
                        "l3-ha", "HA Router extension", "Adds HA capability to routers.", "2014-04-26T00:00:00-00:00"),
                new Extension(
                        "l3-port-ip-change-not-allowed",
                        "Prevent L3 router ports IP address change extension",
                        "Prevent change of IP address for some L3 router ports",
                        "2018-10-09T10:00:00-00:00"),
                new Extension(
                        "router-admin-state-down-before-update",
                        "Enforce Router's Admin State Down Before Update Extension",
                        "Ensure that the admin state of a router is DOWN (admin_state_up=False) before updating the"
                                + " distributed attribute",
                        "2019-07-02T15:56:00"),
                new Extension(
                        "l3_agent_scheduler",
                        "L3 Agent Scheduler",
                        "Schedule routers among l3 agents",
                        "2013-02-07T10:00:00-00:00"),
                new Extension(
                        "router_availability_zone",
                        "Router Availability Zone",
                        "Availability zone support for router.",
                        "2015-01-01T10:00:00-00:00"));
    }
}
