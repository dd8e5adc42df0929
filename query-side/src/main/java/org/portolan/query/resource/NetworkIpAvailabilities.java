package org.portolan.query.resource;

import inet.ipaddr.IPAddress;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.portolan.api.caller.Caller;
import org.portolan.api.json.Json;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.policy.Target;
import org.portolan.api.port.PortDescription;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.subnet.SubnetDescription;
import org.portolan.rest.ErrorAnswers;
import org.portolan.rest.Identity;
import org.portolan.rest.JsonAnswers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How many addresses networks and their subnets have, and how many are in use, for administrators. Nothing is kept for
 * it: it is counted in the rows of networks, subnets and ports when somebody asks.
 */
public final class NetworkIpAvailabilities {

    private static final String COLLECTION = "network-ip-availabilities";
    private static final String ID = "network_id";
    private static final String SUBNET = "SUBNET_ID=";

    private final DataSource dataSource;
    private final Resources resources;
    private final Identity identity;

    /** Counts in these rows, for callers as that knows them. */
    public NetworkIpAvailabilities(DataSource dataSource, Resources resources, Identity identity) {
        this.dataSource = dataSource;
        this.resources = resources;
        this.identity = identity;
    }

    /** The answer to a read of that path, if it asks for this. */
    public Optional<Answer> at(List<String> path) {
        if (path.isEmpty() || !path.getFirst().equals(COLLECTION) || path.size() > 2) {
            return Optional.empty();
        }
        return Optional.of(
                path.size() == 1 ? this::list : (request, response) -> show(path.getLast(), request, response));
    }

    private void list(HttpServletRequest request, HttpServletResponse response) throws IOException, SQLException {
        QueryString query = QueryString.parse(request.getQueryString());
        List<ObjectNode> counted =
                isAllowed(identity.of(request)) ? count(query, query.values("network_id")) : List.of();
        ObjectNode answer = Json.object();
        Parts.Page page = Parts.page(Parts.sorted(counted, ID, query), ID, query);
        ArrayNode list = answer.putArray("network_ip_availabilities");
        page.entries().forEach(network -> list.add(query.withFields(network)));
        if (page.limit() > 0) {
            answer.set("network_ip_availabilities_links", page.links(request, query));
        }
        JsonAnswers.write(response, HttpServletResponse.SC_OK, answer);
    }

    private void show(String id, HttpServletRequest request, HttpServletResponse response)
            throws IOException, SQLException {
        Caller caller = identity.of(request);
        QueryString query = QueryString.parse(request.getQueryString());
        ObjectNode network = count(new QueryString(List.of()), List.of(id)).stream()
                .findFirst()
                .orElseThrow(() -> new NetworkDescription().notFound(id));
        if (!isAllowed(caller)) {
            throw ErrorAnswers.notFound();
        }
        ObjectNode answer = Json.object();
        answer.set("network_ip_availability", query.withFields(network));
        JsonAnswers.write(response, HttpServletResponse.SC_OK, answer);
    }

    private static boolean isAllowed(Caller caller) {
        return caller.may("get_network_ip_availability", Target.none());
    }

    private List<ObjectNode> count(QueryString query, List<String> ids) throws SQLException {
        resources.model().requireCaughtUp();
        List<String> versions = query.values("ip_version");
        Map<String, ObjectNode> networks = networks(query, ids);
        String[] found = networks.keySet().stream()
                .map(id -> id.toUpperCase(Locale.ROOT))
                .toArray(String[]::new);
        Map<String, Long> used = used(found);
        for (JsonNode subnet : bodies(
                rows(new SubnetDescription()).add(" and r.\"f_network_id\" = any(?) order by r.id", (Object) found))) {
            ObjectNode network = networks.get(subnet.path("network_id").stringValue());
            if (network != null
                    && (versions.isEmpty()
                            || versions.contains(subnet.path("ip_version").toString()))) {
                add(network, subnet, used);
            }
        }
        List<ObjectNode> counted = new ArrayList<>(networks.values());
        // Who asks for an IP version asks for networks that have it.
        counted.removeIf(network ->
                !versions.isEmpty() && network.path("subnet_ip_availability").isEmpty());
        return counted;
    }

    private Map<String, ObjectNode> networks(QueryString query, List<String> ids) throws SQLException {
        Sql sql = rows(new NetworkDescription());
        restrict(
                sql, "r.id", ids.stream().map(id -> id.toLowerCase(Locale.ROOT)).toList());
        restrict(
                sql,
                "r.\"f_name\"",
                query.values("network_name").stream()
                        .map(name -> name.toUpperCase(Locale.ROOT))
                        .toList());
        restrict(sql, "r.project_id", query.values("project_id"));
        restrict(sql, "r.project_id", query.values("tenant_id"));
        Map<String, ObjectNode> networks = new LinkedHashMap<>();
        for (JsonNode body : bodies(sql.add(" order by r.id"))) {
            String id = body.path("id").stringValue();
            ObjectNode network = Json.object();
            network.put("network_id", id);
            network.set("network_name", body.path("name"));
            network.set("tenant_id", body.path("tenant_id"));
            network.set("project_id", body.path("project_id"));
            network.putArray("subnet_ip_availability");
            network.put("used_ips", 0L);
            network.put("total_ips", BigInteger.ZERO);
            networks.put(id, network);
        }
        return networks;
    }

    private static void restrict(Sql sql, String column, List<String> values) {
        if (!values.isEmpty()) {
            sql.add(" and " + column + " = any(?)", (Object) values.toArray(String[]::new));
        }
    }

    private static void add(ObjectNode network, JsonNode subnet, Map<String, Long> used) {
        long inUse = used.getOrDefault(subnet.path("id").stringValue().toUpperCase(Locale.ROOT), 0L);
        BigInteger total = total(subnet);
        ObjectNode told = ((ArrayNode) network.path("subnet_ip_availability")).addObject();
        told.set("subnet_id", subnet.path("id"));
        told.set("ip_version", subnet.path("ip_version"));
        told.set("cidr", subnet.path("cidr"));
        told.set("subnet_name", subnet.path("name"));
        told.put("used_ips", inUse);
        told.put("total_ips", total);
        network.put("used_ips", network.path("used_ips").longValue() + inUse);
        network.put("total_ips", network.path("total_ips").bigIntegerValue().add(total));
    }

    /** What a subnet hands out; all that it has when it hands out nothing by itself. */
    private static BigInteger total(JsonNode subnet) {
        JsonNode pools = subnet.path("allocation_pools");
        if (pools.isEmpty()) {
            return Json.address(subnet.path("cidr").stringValue()).getCount();
        }
        BigInteger total = BigInteger.ZERO;
        for (JsonNode pool : pools) {
            IPAddress start = Json.address(pool.path("start").stringValue());
            IPAddress end = Json.address(pool.path("end").stringValue());
            total = total.add(end.getValue().subtract(start.getValue())).add(BigInteger.ONE);
        }
        return total;
    }

    /** How many addresses of each subnet ports have; by the subnet's id in upper case. */
    private Map<String, Long> used(String[] networks) throws SQLException {
        Sql sql = new Sql("select m, count(*) from ")
                .add(table(new PortDescription()))
                .add(
                        " r, unnest(r.\"f_fixed_ips\") m where r.valid_to is null and r.\"f_network_id\" = any(?)",
                        (Object) networks)
                .add(" and starts_with(m, ?) group by m", SUBNET);
        Map<String, Long> used = new HashMap<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = sql.prepare(connection);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                used.put(rows.getString(1).substring(SUBNET.length()), rows.getLong(2));
            }
        }
        return used;
    }

    private Sql rows(ResourceDescription<?> description) {
        return new Sql("select r.body from ").add(table(description)).add(" r where r.valid_to is null");
    }

    private String table(ResourceDescription<?> description) {
        return resources.model().schema().of(description).name();
    }

    private List<JsonNode> bodies(Sql sql) throws SQLException {
        List<JsonNode> bodies = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = sql.prepare(connection);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                bodies.add(Json.mapper().readTree(rows.getBytes(1)));
            }
        }
        return bodies;
    }
}
