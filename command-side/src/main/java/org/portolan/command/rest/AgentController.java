package org.portolan.command.rest;

import inet.ipaddr.IPAddress;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.portolan.api.agent.Agent;
import org.portolan.api.agent.AgentCommand.RegisterAgent;
import org.portolan.api.agent.AgentId;
import org.portolan.api.caller.Caller;
import org.portolan.api.error.NeutronError;
import org.portolan.api.floatingip.FloatingIpCommand.ReportFloatingIpStatus;
import org.portolan.api.floatingip.FloatingIpId;
import org.portolan.api.json.Json;
import org.portolan.api.network.NetworkCommand.ServeDhcp;
import org.portolan.api.network.NetworkId;
import org.portolan.api.port.PortCommand.ReportPortFailed;
import org.portolan.api.port.PortCommand.ReportPortProvisioned;
import org.portolan.api.port.PortCommand.ReportPortUnwired;
import org.portolan.api.port.PortCommand.ReportPortWired;
import org.portolan.api.port.PortId;
import org.portolan.api.port.ProvisioningBlock;
import org.portolan.api.resource.Command;
import org.portolan.api.resource.Types;
import org.portolan.api.router.RouterCommand.ReportHaState;
import org.portolan.api.router.RouterCommand.TakeUpRouter;
import org.portolan.api.router.RouterId;
import org.portolan.api.router.VirtualRouter;
import org.portolan.api.segment.NetworkType;
import org.portolan.api.trunk.TrunkCommand.ReportTrunkStatus;
import org.portolan.api.trunk.TrunkCommand.TakeUpTrunk;
import org.portolan.command.Commands;
import org.portolan.command.agent.AgentArrivals;
import org.portolan.command.agent.AgentDecisions.Revival;
import org.portolan.command.agent.AgentLiveness;
import org.portolan.rest.Identity;
import org.portolan.rest.RequestBodies;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** What agents report: that they run, that they still do, and what became of ports on their hosts. */
@RestController
@RequestMapping("/portolan/v1/agents")
final class AgentController {

    private static final Logger LOGGER = LoggerFactory.getLogger(AgentController.class);
    private static final int RECEIPTS_MAX = 10_000;
    private static final Set<String> FLOATING_IP_STATUSES = Set.of("ACTIVE", "DOWN", "ERROR");

    private static final Set<String> HA_STATES = Set.of(VirtualRouter.ACTIVE, VirtualRouter.STANDBY);

    private final Commands commands;
    private final Identity identity;
    private final RequestBodies bodies;
    private final AgentLiveness liveness;
    private final AgentArrivals arrivals;

    AgentController(
            Commands commands,
            Identity identity,
            RequestBodies bodies,
            AgentLiveness liveness,
            AgentArrivals arrivals) {
        this.commands = commands;
        this.identity = identity;
        this.bodies = bodies;
        this.liveness = liveness;
        this.arrivals = arrivals;
    }

    /** An agent starts: what it is, where, and what it can do. */
    @PostMapping
    ResponseEntity<String> register(HttpServletRequest request) throws IOException {
        Caller caller = requireAgent(request);
        JsonNode body = bodies.read(request);
        Agent agent = commands.execute(
                new RegisterAgent(
                        text(body, "agent_type"),
                        text(body, "host"),
                        text(body, "binary"),
                        body.path("topic").asString(Agent.topicOf(text(body, "agent_type"))),
                        body.path("availability_zone").asString("nova"),
                        body.path("configurations").isObject() ? body.get("configurations") : Json.object(),
                        endpoint(body),
                        tunnelTypes(body),
                        caller),
                Agent.class);
        Revival unused = liveness.heard(agent.id(), 0, caller);
        arrivals.arrived(agent, caller);
        return answer(agent.id());
    }

    /** An agent still runs, and its host conforms to the log up to a position. */
    @PostMapping("/{id}/heartbeat")
    ResponseEntity<String> heartbeat(@PathVariable String id, HttpServletRequest request) throws IOException {
        Caller caller = requireAgent(request);
        JsonNode body = bodies.read(request);
        AgentId agent = agentId(id);
        Revival revival = liveness.heard(agent, number(body, "applied_position"), caller);
        if (revival.isNews()) {
            arrivals.arrived(revival.agent(), caller);
        }
        return answer(agent);
    }

    /** What became of ports on the agent's host. */
    @PostMapping("/{id}/receipts")
    ResponseEntity<String> receipts(@PathVariable String id, HttpServletRequest request) throws IOException {
        Caller caller = requireAgent(request);
        JsonNode body = bodies.read(request);
        String host = text(body, "host");
        List<Command> reports = new ArrayList<>();
        JsonNode receipts = body.path("receipts");
        if (!receipts.isArray() || receipts.size() > RECEIPTS_MAX) {
            throw NeutronError.invalidAttribute("receipts", "a list of at most " + RECEIPTS_MAX + " is needed");
        }
        for (JsonNode receipt : receipts) {
            reports.add(report(agentId(id), host, receipt, caller));
        }
        if (!reports.isEmpty()) {
            commands.execute(reports);
        }
        return answer(agentId(id));
    }

    /**
     * What the agent's host serves: routers that it has taken up, and those that it shares, with whether it is the active one, networks that it is to tell addresses on, trunks whose parent port it
     * has, and what became of floating IPs and trunks. Each stands for itself: one that is gone by now keeps none of the others back.
     */
    @PostMapping("/{id}/services")
    ResponseEntity<String> services(@PathVariable String id, HttpServletRequest request) throws IOException {
        Caller caller = requireAgent(request);
        JsonNode body = bodies.read(request);
        String host = text(body, "host");
        List<Command> reports = new ArrayList<>();
        for (JsonNode router : items(body, "routers")) {
            reports.add(new TakeUpRouter(new RouterId(uuid("routers", router)), host, caller));
        }
        for (JsonNode router : items(body, "ha_routers")) {
            String state = text(router, "state");
            if (!HA_STATES.contains(state)) {
                throw NeutronError.invalidAttribute("state", "it is one of " + HA_STATES);
            }
            reports.add(new ReportHaState(new RouterId(uuid("ha_routers", router.path("id"))), host, state, caller));
        }
        for (JsonNode network : items(body, "dhcp_networks")) {
            reports.add(new ServeDhcp(new NetworkId(uuid("dhcp_networks", network)), host, caller));
        }
        for (JsonNode floatingIp : items(body, "floatingips")) {
            String status = text(floatingIp, "status");
            if (!FLOATING_IP_STATUSES.contains(status)) {
                throw NeutronError.invalidAttribute("status", "it is one of " + FLOATING_IP_STATUSES);
            }
            reports.add(new ReportFloatingIpStatus(
                    new FloatingIpId(uuid("floatingips", floatingIp.path("id"))), status, caller));
        }
        for (JsonNode trunk : items(body, "trunks")) {
            reports.add(new TakeUpTrunk(uuid("trunks", trunk), host, caller));
        }
        for (JsonNode trunk : items(body, "trunk_statuses")) {
            reports.add(new ReportTrunkStatus(uuid("trunk_statuses", trunk.path("id")), text(trunk, "status"), caller));
        }
        for (Command report : reports) {
            try {
                commands.execute(report);
            } catch (NeutronError refused) {
                LOGGER.warn("{} of host {} is refused: {}", report, host, refused.getMessage());
            }
        }
        return answer(agentId(id));
    }

    private static JsonNode items(JsonNode body, String member) {
        JsonNode items = body.path(member);
        if (!items.isMissingNode() && (!items.isArray() || items.size() > RECEIPTS_MAX)) {
            throw NeutronError.invalidAttribute(member, "a list of at most " + RECEIPTS_MAX + " is needed");
        }
        return items;
    }

    private static UUID uuid(String member, JsonNode value) {
        try {
            return UUID.fromString(value.asString(""));
        } catch (IllegalArgumentException notAUuid) {
            throw NeutronError.invalidAttribute(member, value + " is not a valid UUID");
        }
    }

    private static Command report(AgentId agent, String host, JsonNode receipt, Caller caller) {
        PortId port = portId(text(receipt, "port_id"));
        long generation = number(receipt, "generation");
        return switch (text(receipt, "state")) {
            case "wired" -> new ReportPortWired(port, host, generation, caller);
            case "unwired" -> new ReportPortUnwired(port, host, generation, caller);
            case "failed" ->
                new ReportPortFailed(
                        port, host, generation, receipt.path("reason").asString(""), caller);
            case "provisioned" ->
                new ReportPortProvisioned(
                        port, receipt.path("entity").asString(ProvisioningBlock.DHCP), agent, generation, caller);
            default -> throw NeutronError.invalidAttribute("state", "it is wired, unwired, failed or provisioned");
        };
    }

    private Caller requireAgent(HttpServletRequest request) {
        Caller caller = identity.of(request);
        if (!caller.isAdmin()) {
            throw new NeutronError(403, "AdminRequired", "User does not have admin privileges: agents report as such.");
        }
        return caller;
    }

    private static String text(JsonNode body, String member) {
        JsonNode value = body.path(member);
        if (!value.isString()
                || value.stringValue().isBlank()
                || value.stringValue().length() > Types.NAME_MAX) {
            throw NeutronError.invalidAttribute(member, "a text of 1 to " + Types.NAME_MAX + " characters is needed");
        }
        return value.stringValue();
    }

    private static long number(JsonNode body, String member) {
        JsonNode value = body.path(member);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw NeutronError.invalidAttribute(member, "a whole number, 0 or more, is needed");
        }
        return value.longValue();
    }

    private static @Nullable IPAddress endpoint(JsonNode body) {
        JsonNode value = body.path("tunnel_ip");
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        IPAddress address = Types.address(value.asString(""));
        if (address == null) {
            throw NeutronError.invalidAttribute("tunnel_ip", "'" + value + "' is not a valid IP address");
        }
        return address;
    }

    private static List<NetworkType> tunnelTypes(JsonNode body) {
        List<NetworkType> types = new ArrayList<>();
        for (JsonNode name : body.path("tunnel_types")) {
            types.add(NetworkType.named(name.asString(""))
                    .filter(NetworkType::isTunnel)
                    .orElseThrow(() -> NeutronError.invalidAttribute("tunnel_types", name + " is no type of tunnel")));
        }
        return types;
    }

    private static AgentId agentId(String id) {
        try {
            return AgentId.of(id);
        } catch (IllegalArgumentException notAUuid) {
            throw NeutronError.notFound("Agent", id);
        }
    }

    private static PortId portId(String id) {
        try {
            return PortId.of(id);
        } catch (IllegalArgumentException notAUuid) {
            throw NeutronError.invalidAttribute("port_id", "'" + id + "' is not a valid UUID");
        }
    }

    private static ResponseEntity<String> answer(AgentId id) {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .body(Json.object().put("id", id.toString()).toString());
    }
}
