package org.portolan.query.agent;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.portolan.api.agent.Agent;
import org.portolan.api.json.Json;
import org.portolan.query.resource.QueryString;
import org.portolan.query.resource.Resources;
import org.portolan.rest.Identity;
import org.portolan.rest.JsonAnswers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers {@code GET /v2.0/availability_zones}: the zones in which agents are, and whether any of those is switched on. */
public final class AvailabilityZones {

    /** Where they are read, below the API's root. */
    public static final String PATH = "availability_zones";

    private static final List<String> FILTERS = List.of("state", "name", "resource", "id", "description");
    private static final Set<String> KNOWN =
            Set.of("state", "name", "resource", "id", "description", "tags", "tags-any", "not-tags", "not-tags-any");

    private final Resources resources;
    private final Identity identity;

    /** The zones of the agents among those resources. */
    public AvailabilityZones(Resources resources, Identity identity) {
        this.resources = resources;
        this.identity = identity;
    }

    private record Zone(String name, String resource) {}

    /** Answers with the list. */
    public void list(HttpServletRequest request, HttpServletResponse response) throws IOException, SQLException {
        identity.of(request);
        QueryString.parse(request.getQueryString()).requireFilters(KNOWN);
        SortedMap<Zone, Boolean> zones = new TreeMap<>(
                Comparator.comparing(Zone::name).thenComparing(Zone::resource, Comparator.reverseOrder()));
        for (JsonNode agent : resources.all("agents")) {
            String type = agent.path("agent_type").asString();
            if (type.equals(Agent.DHCP) || type.equals(Agent.L3)) {
                zones.merge(
                        new Zone(
                                agent.path("availability_zone").asString(),
                                type.equals(Agent.DHCP) ? "network" : "router"),
                        agent.path("admin_state_up").asBoolean(),
                        Boolean::logicalOr);
            }
        }
        ObjectNode body = Json.object();
        ArrayNode list = body.putArray(PATH);
        zones.forEach((zone, available) -> {
            ObjectNode one = Json.object()
                    .put("state", available ? "available" : "unavailable")
                    .put("name", zone.name())
                    .put("resource", zone.resource());
            if (FILTERS.stream().allMatch(name -> isWanted(request, name, one))) {
                list.add(one);
            }
        });
        JsonAnswers.write(response, HttpServletResponse.SC_OK, body);
    }

    private static boolean isWanted(HttpServletRequest request, String name, ObjectNode zone) {
        String[] wanted = request.getParameterValues(name);
        return wanted == null || Arrays.asList(wanted).contains(zone.path(name).asString());
    }
}
