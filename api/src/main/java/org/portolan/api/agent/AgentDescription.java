package org.portolan.api.agent;

import com.google.auto.service.AutoService;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.portolan.api.agent.SchedulingCommand.AddNetworkToAgent;
import org.portolan.api.agent.SchedulingCommand.AddRouterToAgent;
import org.portolan.api.agent.SchedulingCommand.RemoveNetworkFromAgent;
import org.portolan.api.agent.SchedulingCommand.RemoveRouterFromAgent;
import org.portolan.api.caller.Caller;
import org.portolan.api.error.NeutronError;
import org.portolan.api.event.Recorded;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.network.NetworkId;
import org.portolan.api.policy.Target;
import org.portolan.api.resource.Action;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Bulk;
import org.portolan.api.resource.Derived;
import org.portolan.api.resource.Described;
import org.portolan.api.resource.Extension;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.Listing;
import org.portolan.api.resource.Related;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.resource.Sight;
import org.portolan.api.resource.Type;
import org.portolan.api.resource.Types;
import org.portolan.api.router.RouterDescription;
import org.portolan.api.router.RouterId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.StringNode;

/** The {@code agent} resource of Neutron's API: listed, switched on and off, and struck off, but never created. */
@AutoService(Described.class)
public final class AgentDescription extends ResourceDescription<Agent> {

    public static final Attribute<Boolean> ADMIN_STATE_UP =
            Attribute.of("admin_state_up", Types.bool()).defaultsTo(true).onPutOnly();
    public static final Attribute<String> DESCRIPTION =
            Attribute.of("description", Types.text(255)).nullable().onPutOnly();

    private static final DateTimeFormatter NEUTRONS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    private static final List<Field> FIELDS = List.of(
            text("id", agent -> agent.id().toString()),
            text("agent_type", Agent::agentType),
            text("binary", Agent::binary),
            text("topic", Agent::topic),
            text("host", Agent::host),
            ADMIN_STATE_UP,
            time("created_at"),
            time("started_at"),
            // When it was last heard is no event: who renders agents for clients overlays it.
            Derived.<Agent, String>of("heartbeat_timestamp", Types.time(), agent -> NullNode.getInstance()),
            DESCRIPTION,
            Derived.<Agent, Boolean>of("resources_synced", Types.bool(), agent -> NullNode.getInstance()),
            Derived.<Agent, String>of("availability_zone", Types.text(255), AgentDescription::zone)
                    .indexed(),
            Derived.<Agent, Boolean>of("alive", Types.bool(), agent -> BooleanNode.valueOf(agent.alive())),
            Derived.<Agent, String>of(
                            "configurations",
                            new Type<>(
                                    Type.Kind.OBJECT, (name, input) -> input, JsonNode::toString, StringNode::valueOf),
                            Agent::configurations)
                    .unfiltered());

    /** The description, for whoever looks for all of them. */
    public AgentDescription() {
        super("Agent", "agent", "agents", Agent.class, new AgentEvent.Family());
    }

    private static Field time(String name) {
        return Derived.<Agent, String>of(
                name,
                Types.time(),
                agent -> StringNode.valueOf(NEUTRONS.format(agent.lifecycle().createdAt())));
    }

    /** Only agents that networks and routers are given to are in a zone. */
    private static JsonNode zone(Agent agent) {
        return agent.isHost() ? StringNode.valueOf(agent.availabilityZone()) : NullNode.getInstance();
    }

    private static Derived<Agent> text(String name, Function<Agent, String> value) {
        return Derived.<Agent, String>of(name, Types.text(255), agent -> StringNode.valueOf(value.apply(agent)))
                .indexed();
    }

    @Override
    public boolean refusesUnknownFilters() {
        return true;
    }

    @Override
    public Bulk bulk() {
        return Bulk.REFUSED;
    }

    @Override
    public Listing listing() {
        return new Listing(Listing.Sorting.IGNORED, Listing.Pages.NONE);
    }

    @Override
    public List<Field> fields() {
        return FIELDS;
    }

    @Override
    @SuppressWarnings("unchecked") // an agent's stream holds agent events only
    public @Nullable Agent evolve(@Nullable Agent agent, Recorded<?> event) {
        return Agent.evolve(agent, (Recorded<? extends AgentEvent>) event);
    }

    private static void requireMay(String rule, Caller caller) {
        if (!caller.may(rule, Target.none())) {
            throw NeutronError.notAuthorized("rule:" + rule);
        }
    }

    private static NetworkId networkIn(JsonNode body, String member) {
        String id = idIn(body, member);
        new NetworkDescription().requireId(id);
        return NetworkId.of(id);
    }

    private static NetworkId hostedNetworkIn(String agent, JsonNode body) {
        String id = idIn(body, "id");
        if (!isId(id)) {
            throw notHosted(id, AgentId.of(agent));
        }
        return NetworkId.of(id);
    }

    /** 409: the agent does not serve the network. */
    public static NeutronError notHosted(Object network, AgentId agent) {
        return NeutronError.conflict(
                "NetworkNotHostedByDhcpAgent",
                "The network " + network + " is not hosted by the DHCP Agent " + agent + ".");
    }

    private static RouterId routerIn(JsonNode body, String member) {
        String id = idIn(body, member);
        new RouterDescription().requireId(id);
        return RouterId.of(id);
    }

    private static String idIn(JsonNode body, String member) {
        JsonNode id = body.path(member);
        if (!id.isString()) {
            throw NeutronError.badRequest("Failed to parse request. Required attribute '" + member + "' not specified");
        }
        return id.stringValue();
    }

    @Override
    public List<Related> related() {
        return List.of(
                Related.naming(
                        "dhcp-networks", "networks", NetworkDescription.DHCP.agents(), AgentDescription::rawNetwork),
                Related.naming("l3-routers", "routers", RouterDescription.L3.agents(), AgentDescription::rawRouter));
    }

    /** Neutron shows networks here as its database has them. */
    private static Map<String, JsonNode> rawNetwork(JsonNode agent, JsonNode network) {
        Map<String, JsonNode> told = new LinkedHashMap<>();
        told.put(
                "standard_attr_id",
                IntNode.valueOf(network.path("id").asString().hashCode() & Integer.MAX_VALUE));
        told.put("vlan_transparent", NullNode.getInstance());
        return told;
    }

    /** Neutron shows routers here as its database has them. */
    private static Map<String, JsonNode> rawRouter(JsonNode agent, JsonNode router) {
        Map<String, JsonNode> told = new LinkedHashMap<>();
        told.put("gw_port_id", NullNode.getInstance());
        told.put("ha_vr_id", IntNode.valueOf(0));
        return told;
    }

    @Override
    public List<Action> actions() {
        return List.of(
                Action.post("dhcp-networks", (id, body, caller) -> {
                    requireMay("create_dhcp-network", caller);
                    return new AddNetworkToAgent(AgentId.of(id), networkIn(body, "network_id"), caller);
                }),
                Action.delete("dhcp-networks/*", (id, body, caller) -> {
                    requireMay("delete_dhcp-network", caller);
                    return new RemoveNetworkFromAgent(AgentId.of(id), hostedNetworkIn(id, body), caller);
                }),
                Action.post("l3-routers", (id, body, caller) -> {
                    requireMay("create_l3-router", caller);
                    return new AddRouterToAgent(AgentId.of(id), routerIn(body, "router_id"), caller);
                }),
                Action.delete("l3-routers/*", (id, body, caller) -> {
                    requireMay("delete_l3-router", caller);
                    return new RemoveRouterFromAgent(AgentId.of(id), routerIn(body, "id"), caller);
                }));
    }

    @Override
    public Sight sight() {
        return Sight.ADMINS;
    }

    @Override
    public List<Extension> extensions() {
        return List.of(
                new Extension(
                        "availability_zone",
                        "Availability Zone",
                        "The availability zone extension.",
                        "2015-01-01T10:00:00-00:00"),
                new Extension(
                        "availability_zone_filter",
                        "Availability Zone Filter Extension",
                        "Add filter parameters to AvailabilityZone resource",
                        "2018-06-22T10:00:00-00:00"),
                new Extension(
                        "agent-resources-synced",
                        "Agent's Resource View Synced to Placement",
                        "Stores success/failure of last sync to Placement",
                        "2018-12-19T00:00:00-00:00"),
                new Extension("agent", "agent", "The agent management extension.", "2013-02-03T10:00:00-00:00"));
    }
}
