package org.portolan.query.resource;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.portolan.api.caller.Caller;
import org.portolan.api.json.Json;
import org.portolan.api.network.NetworkDescription;
import org.portolan.api.policy.Target;
import org.portolan.query.resource.Resources.Found;
import org.portolan.rest.Identity;
import org.portolan.rest.JsonAnswers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The subnets that floating IPs can be of: those of IPv4 on external networks that the caller may know of. */
public final class FloatingIpPools {

    private static final String COLLECTION = "floatingip_pools";

    private final Resources resources;
    private final Identity identity;

    /** Pools as these rows tell, for callers as that knows them. */
    public FloatingIpPools(Resources resources, Identity identity) {
        this.resources = resources;
        this.identity = identity;
    }

    /** The answer to a read of that path, if it asks for this. */
    public Optional<Answer> at(List<String> path) {
        return path.size() == 1 && path.getFirst().replace('-', '_').equals(COLLECTION)
                ? Optional.of(this::list)
                : Optional.empty();
    }

    private void list(HttpServletRequest request, HttpServletResponse response) throws IOException, SQLException {
        Caller caller = identity.of(request);
        List<String> fields = QueryString.parse(request.getQueryString()).values("fields");
        ObjectNode answer = Json.object();
        ArrayNode pools = answer.putArray(COLLECTION);
        if (caller.may("get_floatingip_pool", Target.none())) {
            for (Found network : resources.all("networks", null)) {
                if (isExternalFor(network, caller)) {
                    add(network.id(), caller, fields, pools);
                }
            }
        }
        JsonAnswers.write(response, HttpServletResponse.SC_OK, answer);
    }

    private boolean isExternalFor(Found network, Caller caller) throws SQLException {
        return Json.mapper().readTree(network.body()).path("router:external").asBoolean(false)
                && resources
                        .find(resources.model().schema().of(new NetworkDescription()), network.id(), caller, null)
                        .isPresent();
    }

    private void add(String network, Caller caller, List<String> fields, ArrayNode pools) throws SQLException {
        for (JsonNode subnet : resources.with("subnets", "network_id", network)) {
            if (subnet.path("ip_version").asInt() == 4) {
                ObjectNode pool = Json.object();
                pool.set("subnet_id", subnet.path("id"));
                pool.set("subnet_name", subnet.path("name"));
                pool.put("tenant_id", caller.project().value());
                pool.put("network_id", network);
                pool.set("cidr", subnet.path("cidr"));
                pool.put("project_id", caller.project().value());
                pools.add(fields.isEmpty() ? pool : pool.retain(fields));
            }
        }
    }
}
