package org.portolan.api.agent;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.portolan.api.event.Recorded;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Derived;
import org.portolan.api.resource.Extension;
import org.portolan.api.resource.Field;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.resource.Type;
import org.portolan.api.resource.Types;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.StringNode;

/** The {@code agent} resource of Neutron's API: listed, switched on and off, and struck off, but never created. */
@SuppressWarnings("rawtypes") // a service cannot be named with its type arguments
@AutoService(ResourceDescription.class)
public final class AgentDescription extends ResourceDescription<Agent> {

    public static final Attribute<Boolean> ADMIN_STATE_UP =
            Attribute.of("admin_state_up", Types.bool()).defaultsTo(true).onPutOnly();
    public static final Attribute<String> DESCRIPTION =
            Attribute.of("description", Types.text(255)).nullable().onPutOnly();

    private static final List<Field> FIELDS = List.of(
            text("id", agent -> agent.id().toString()),
            text("agent_type", Agent::agentType),
            text("binary", Agent::binary),
            text("topic", Agent::topic),
            text("host", Agent::host),
            ADMIN_STATE_UP,
            Derived.<Agent, String>of(
                    "created_at",
                    Types.time(),
                    agent -> StringNode.valueOf(agent.lifecycle().createdAt().toString())),
            Derived.<Agent, String>of(
                    "started_at",
                    Types.time(),
                    agent -> StringNode.valueOf(agent.lifecycle().createdAt().toString())),
            // When it was last heard is no event: who renders agents for clients overlays it.
            Derived.<Agent, String>of("heartbeat_timestamp", Types.time(), agent -> NullNode.getInstance()),
            DESCRIPTION,
            text("availability_zone", Agent::availabilityZone),
            Derived.<Agent, Boolean>of("alive", Types.bool(), agent -> BooleanNode.valueOf(agent.alive())),
            Derived.<Agent, String>of(
                    "configurations",
                    new Type<>(Type.Kind.OBJECT, (name, input) -> input, JsonNode::toString, StringNode::valueOf),
                    Agent::configurations),
            Derived.<Agent, String>of("resource_versions", Types.text(255), agent -> NullNode.getInstance()),
            Derived.<Agent, Boolean>of("resources_synced", Types.bool(), agent -> NullNode.getInstance()));

    /** The description, for whoever looks for all of them. */
    public AgentDescription() {
        super("Agent", "agent", "agents", Agent.class, new AgentEvent.Family());
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
    public List<Field> fields() {
        return FIELDS;
    }

    @Override
    @SuppressWarnings("unchecked") // an agent's stream holds agent events only
    public @Nullable Agent evolve(@Nullable Agent agent, Recorded<?> event) {
        return Agent.evolve(agent, (Recorded<? extends AgentEvent>) event);
    }

    @Override
    public List<Extension> extensions() {
        return List.of(new Extension("agent", "agent", "The agent management extension.", "2013-02-03T10:00:00-00:00"));
    }
}
