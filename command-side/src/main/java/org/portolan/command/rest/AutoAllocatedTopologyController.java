package org.portolan.command.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.portolan.api.autoallocated.AutoAllocatedTopologyCommand.AllocateTopology;
import org.portolan.api.autoallocated.AutoAllocatedTopologyCommand.RemoveTopology;
import org.portolan.api.caller.Caller;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.json.Json;
import org.portolan.command.Commands;
import org.portolan.rest.Identity;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The topology of a project that asks for one that just works: to read it is to make it. */
@RestController
final class AutoAllocatedTopologyController {

    private static final String PATH = "/v2.0/auto-allocated-topology/{project}";
    private static final String DRY_RUN = "dry-run";

    private final Commands commands;
    private final Identity identity;

    AutoAllocatedTopologyController(Commands commands, Identity identity) {
        this.commands = commands;
        this.identity = identity;
    }

    @GetMapping(PATH)
    ResponseEntity<String> get(@PathVariable String project, HttpServletRequest request, HttpServletResponse response) {
        Caller caller = identity.of(request);
        String[] given = request.getParameterValues("fields");
        List<String> fields = given == null ? List.of() : List.of(given);
        boolean dryRun = fields.contains(DRY_RUN);
        if (!fields.isEmpty() && !dryRun) {
            throw new NeutronError(400, "BadRequest", "Bad auto_allocate request: Unrecognized field.");
        }
        Attempt attempt = Attempt.of(commands, caller, request, response);
        JsonNode topology = attempt.commands()
                .execute(new AllocateTopology(project(project, caller), dryRun, caller), JsonNode.class);
        ObjectNode answer = Json.object();
        answer.set("auto_allocated_topology", topology);
        return attempt.answer(200, answer);
    }

    /** Clients that know no project write Python's nothing, and mean their own. */
    private static ProjectId project(String named, Caller caller) {
        return named.equals("None") ? caller.project() : new ProjectId(named);
    }

    @DeleteMapping(PATH)
    ResponseEntity<String> delete(
            @PathVariable String project, HttpServletRequest request, HttpServletResponse response) {
        Caller caller = identity.of(request);
        Attempt attempt = Attempt.of(commands, caller, request, response);
        attempt.commands().execute(new RemoveTopology(project(project, caller), caller));
        return attempt.done();
    }
}
