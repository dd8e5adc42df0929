package org.portolan.command.rest;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.Caller;
import org.portolan.api.error.NeutronError;
import org.portolan.api.json.Json;
import org.portolan.api.resource.Action;
import org.portolan.api.resource.Attributes;
import org.portolan.api.resource.Command;
import org.portolan.api.resource.ProjectOf;
import org.portolan.api.resource.Resource;
import org.portolan.api.resource.ResourceCommand.Create;
import org.portolan.api.resource.ResourceCommand.Delete;
import org.portolan.api.resource.ResourceCommand.Update;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.api.resource.Tags;
import org.portolan.command.Commands;
import org.portolan.rest.Endpoints;
import org.portolan.rest.Endpoints.Endpoint;
import org.portolan.rest.ErrorAnswers;
import org.portolan.rest.Identity;
import org.portolan.rest.IfMatch;
import org.portolan.rest.RequestBodies;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** POST, PUT and DELETE of every described resource, and its actions: request, description, command, answer. */
@RestController
final class WriteController {

    private static final String ANY = "*";
    private static final String PATHS = Endpoints.ROOT + "/**";

    private final Commands commands;
    private final Identity identity;
    private final RequestBodies bodies;
    private final Endpoints endpoints;

    WriteController(Commands commands, Identity identity, RequestBodies bodies) {
        this.commands = commands;
        this.identity = identity;
        this.bodies = bodies;
        this.endpoints = new Endpoints(ResourceDescription.all());
    }

    @PostMapping(PATHS)
    ResponseEntity<String> post(HttpServletRequest request) throws IOException {
        Endpoint endpoint = endpoint(request);
        Caller caller = identity.of(request);
        if (!endpoint.isResource()) {
            return act(endpoint, request, caller);
        }
        if (endpoint.isAlias()) {
            throw ErrorAnswers.notFound();
        }
        if (endpoint.id() != null) {
            throw ErrorAnswers.methodNotAllowed();
        }
        ResourceDescription<?> description = endpoint.description();
        JsonNode body = bodies.read(request);
        JsonNode many = description.isMadeInBulk() ? body.get(description.collection()) : null;
        if (many != null) {
            return answer(201, createAll(endpoint, many, caller));
        }
        Command command = create(endpoint, single(endpoint, body), caller);
        return answer(201, wrap(endpoint, executeOne(description, command, caller)));
    }

    private ObjectNode createAll(Endpoint endpoint, JsonNode many, Caller caller) {
        ResourceDescription<?> description = endpoint.description();
        if (!description.takesBulk()) {
            throw NeutronError.badRequest("Bulk operation not supported");
        }
        if (!many.isArray()) {
            throw NeutronError.badRequest("Object '" + description.name() + "' contains invalid data");
        }
        if (many.isEmpty()) {
            throw NeutronError.badRequest("Resources required");
        }
        List<Create> all = new ArrayList<>();
        for (JsonNode one : many) {
            all.add(create(endpoint, bulkItem(description, one), caller));
        }
        description.requireTogether(all);
        ObjectNode answer = Json.object();
        ArrayNode created = answer.putArray(description.collection());
        for (Commands.Outcome outcome : commands.execute(all)) {
            created.add(render(description, outcome, null, caller));
        }
        return answer;
    }

    private static JsonNode bulkItem(ResourceDescription<?> description, JsonNode item) {
        if (!item.isObject()) {
            throw NeutronError.badRequest("Body contains invalid data");
        }
        JsonNode wrapped = item.get(description.name());
        return wrapped != null && wrapped.isObject() ? wrapped : item;
    }

    private static Create create(Endpoint endpoint, JsonNode body, Caller caller) {
        ResourceDescription<?> description = endpoint.description();
        return new Create(
                description.kind(),
                UUID.randomUUID().toString(),
                ProjectOf.of(body, caller),
                below(endpoint, description.parseCreate(body, caller)),
                caller);
    }

    /** What the path says belongs to what is asked for. */
    private static Attributes below(Endpoint endpoint, Attributes asked) {
        ResourceDescription.Parent parent = endpoint.description().parent();
        String id = parent(endpoint);
        return parent == null || id == null ? asked : asked.with(parent.reference(), UUID.fromString(id));
    }

    private static @Nullable String parent(Endpoint endpoint) {
        ResourceDescription.Parent parent = endpoint.description().parent();
        String id = endpoint.parent();
        if (parent != null && id != null) {
            parent.description().requireId(id);
        }
        return id;
    }

    @PutMapping(PATHS)
    ResponseEntity<String> put(HttpServletRequest request) throws IOException {
        Endpoint endpoint = endpoint(request);
        Caller caller = identity.of(request);
        if (!endpoint.isResource()) {
            return act(endpoint, request, caller);
        }
        ResourceDescription<?> description = endpoint.description();
        JsonNode body = single(endpoint, bodies.read(request));
        Command command = new Update(
                description.kind(),
                id(endpoint),
                parent(endpoint),
                description.parseUpdate(body, caller),
                IfMatch.revision(request),
                caller);
        return answer(200, wrap(endpoint, executeOne(description, command, caller)));
    }

    @DeleteMapping(PATHS)
    ResponseEntity<String> delete(HttpServletRequest request) throws IOException {
        Endpoint endpoint = endpoint(request);
        Caller caller = identity.of(request);
        if (!endpoint.isResource()) {
            return act(endpoint, request, caller);
        }
        commands.execute(new Delete(
                endpoint.description().kind(), id(endpoint), parent(endpoint), IfMatch.revision(request), caller));
        return ResponseEntity.noContent().build();
    }

    private ResponseEntity<String> act(Endpoint endpoint, HttpServletRequest request, Caller caller)
            throws IOException {
        String id = id(endpoint);
        Optional<Action> own = find(endpoint.description().actions(), endpoint, request);
        if (own.isPresent()) {
            endpoint.description().requireId(id);
        }
        Action action = own.or(() -> find(Tags.actions(endpoint.description()), endpoint, request))
                .orElseThrow(() -> endpoint.isKnownBelow() ? ErrorAnswers.methodNotAllowed() : ErrorAnswers.notFound());
        boolean isRemoval = action.method().equals("DELETE");
        JsonNode body = isRemoval ? Json.object() : bodies.read(request);
        int place = List.of(action.name().split("/", -1)).indexOf(ANY);
        if (place >= 0) {
            ObjectNode named = body instanceof ObjectNode sent ? sent : Json.object();
            body = named.put("id", endpoint.below().get(place));
        }
        Command command = action.parser().command(id, body, caller);
        if (isRemoval) {
            commands.execute(command);
            return ResponseEntity.noContent().build();
        }
        return answer(action.status(), commands.execute(command, JsonNode.class));
    }

    private static Optional<Action> find(List<Action> actions, Endpoint endpoint, HttpServletRequest request) {
        return actions.stream()
                .filter(action -> action.method().equals(request.getMethod()) && endpoint.isBelow(action.name()))
                .findFirst();
    }

    private Endpoint endpoint(HttpServletRequest request) {
        return endpoints.at(request.getServletPath()).orElseThrow(ErrorAnswers::notFound);
    }

    private static String id(Endpoint endpoint) {
        String id = endpoint.id();
        if (id == null) {
            throw endpoint.description().notFound("None");
        }
        return id;
    }

    private static JsonNode single(Endpoint endpoint, JsonNode body) {
        if (body.isEmpty()) {
            throw NeutronError.badRequest("Resource body required");
        }
        JsonNode single = body.get(endpoint.name());
        if (single == null) {
            throw NeutronError.badRequest("Unable to find '" + endpoint.name() + "' in request body");
        }
        if (!single.isObject()) {
            throw NeutronError.badRequest("Body contains invalid data");
        }
        return single;
    }

    private ObjectNode executeOne(ResourceDescription<?> description, Command command, Caller caller) {
        Commands.Outcome outcome = commands.execute(List.of(command)).getFirst();
        return render(description, outcome, command instanceof Update update ? update.changes() : null, caller);
    }

    private static <S extends Resource> ObjectNode render(
            ResourceDescription<S> description, Commands.Outcome outcome, @Nullable Attributes changes, Caller caller) {
        S state = outcome.as(description.stateType());
        return description.forEyesOf(
                caller,
                state,
                changes == null ? description.renderNew(state) : description.renderChanged(state, changes));
    }

    private static ObjectNode wrap(Endpoint endpoint, ObjectNode body) {
        ObjectNode answer = Json.object();
        answer.set(endpoint.name(), body);
        return answer;
    }

    private static ResponseEntity<String> answer(int status, JsonNode body) {
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_JSON)
                .body(body.toString());
    }
}
