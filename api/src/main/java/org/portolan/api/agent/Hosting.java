package org.portolan.api.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.portolan.api.json.Json;
import org.portolan.api.resource.Attribute;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Types;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which agents have a network or a router: attributes that no body shows, but by which lists can be restricted.
 *
 * @param agents the agents, in the order in which they got it
 * @param zones the availability zone of each, by its id
 */
public record Hosting(Attribute<List<AgentId>> agents, Attribute<ObjectNode> zones) {

    private static final int ZONES_MAX = 1_000_000;

    /** The attributes of that name. */
    public static Hosting named(String name) {
        return new Hosting(
                Attribute.of(name, Types.uuids(AgentId::new)).ofPath(),
                Attribute.of(name + "_zones", Types.dictionary(ZONES_MAX))
                        .decided()
                        .hidden());
    }

    /** The agents that have the resource with these attributes. */
    public List<AgentId> of(Attributes attributes) {
        return attributes.find(agents).orElse(List.of());
    }

    /** The zones of the agents that have the resource with these attributes, by name. */
    public List<String> zonesOf(Attributes attributes) {
        Set<String> names = new TreeSet<>();
        attributes.find(zones).ifPresent(all -> all.forEach(zone -> names.add(zone.asString())));
        return List.copyOf(names);
    }

    /** The attributes when that agent has the resource too. */
    public Attributes with(Attributes attributes, AgentId agent, String zone) {
        List<AgentId> all = new ArrayList<>(of(attributes));
        all.remove(agent);
        all.add(agent);
        ObjectNode zoneOf = attributes.find(zones).map(ObjectNode::deepCopy).orElseGet(Json::object);
        return attributes.with(agents, all).with(zones, zoneOf.put(agent.toString(), zone));
    }

    /** The attributes when that agent does not have the resource any more. */
    public Attributes without(Attributes attributes, AgentId agent) {
        List<AgentId> all = new ArrayList<>(of(attributes));
        all.remove(agent);
        ObjectNode zoneOf = attributes.find(zones).map(ObjectNode::deepCopy).orElseGet(Json::object);
        zoneOf.remove(agent.toString());
        return attributes.with(agents, all).with(zones, zoneOf);
    }
}
