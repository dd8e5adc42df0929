package org.portolan.command.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
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
import org.portolan.rest.Overlay;
import org.portolan.rest.RequestBodies;
import org.portolan.rest.RequestBody;
import org.springframework.beans.factory.ObjectProvider;
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
    private final List<Overlay> overlays;

    WriteController(Commands commands, Identity identity, RequestBodies bodies, ObjectProvider<Overlay> overlays) {
        this.commands = commands;
        this.identity = identity;
        this.bodies = bodies;
        this.endpoints = new Endpoints(ResourceDescription.all());
        this.overlays = overlays.stream().toList();
    }

    @PostMapping(PATHS)
    ResponseEntity<String> post(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Endpoint endpoint = endpoint(request);
        Caller caller = identity.of(request);
        Attempt attempt = Attempt.of(commands, caller, request, response);
        if (!endpoint.isResource()) {
            return act(endpoint, request, attempt);
        }
        if (endpoint.isAlias()) {
            throw ErrorAnswers.notFound();
        }
        if (endpoint.id() != null) {
            throw ErrorAnswers.methodNotAllowed();
        }
        ResourceDescription<?> description = endpoint.description();
        RequestBody body = bodies.read(request, endpoint.isForCore());
        IfMatch.revision(request);
        JsonNode several = body.several(description);
        if (several != null) {
            return attempt.answer(201, createAll(endpoint, several, attempt));
        }
        Command command = create(endpoint, body.one(endpoint.name()), caller);
        return attempt.answer(201, wrap(endpoint, executeOne(description, command, attempt)));
    }

    private ObjectNode createAll(Endpoint endpoint, JsonNode several, Attempt attempt) {
        Caller caller = attempt.caller();
        ResourceDescription<?> description = endpoint.description();
        List<Create> all = new ArrayList<>();
        for (JsonNode one : several) {
            all.add(create(endpoint, RequestBody.oneOf(description, one), caller));
        }
        description.requireTogether(all);
        ObjectNode answer = Json.object();
        ArrayNode created = answer.putArray(description.collection());
        for (Commands.Outcome outcome : attempt.commands().execute(all)) {
            created.add(renderOneOfSeveral(description, outcome, caller));
        }
        return answer;
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
    ResponseEntity<String> put(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Endpoint endpoint = endpoint(request);
        Caller caller = identity.of(request);
        Attempt attempt = Attempt.of(commands, caller, request, response);
        if (!endpoint.isResource()) {
            return act(endpoint, request, attempt);
        }
        ResourceDescription<?> description = endpoint.description();
        boolean forCore = isForCore(endpoint);
        RequestBody body = bodies.read(request, forCore);
        Long revision = IfMatch.revision(request);
        if (forCore && !body.names(description, endpoint.name())) {
            throw refusal(update(endpoint, Attributes.none(), null, caller), RequestBody.nothing(endpoint.name()));
        }
        Attributes changes = description.parseUpdate(body.change(description, endpoint.name()), caller);
        Command command = update(endpoint, changes, revision, caller);
        return attempt.answer(200, wrap(endpoint, executeOne(description, command, attempt)));
    }

    private static Update update(Endpoint endpoint, Attributes changes, @Nullable Long revision, Caller caller) {
        return new Update(endpoint.description().kind(), id(endpoint), parent(endpoint), changes, revision, caller);
    }

    /** What Neutron's extensions do not serve, which is to change or remove all of a kind, its core finds fault with. */
    private static boolean isForCore(Endpoint endpoint) {
        return endpoint.isForCore() || endpoint.id() == null;
    }

    /** A malformed wish is refused as such only where it would be allowed: what is not there is not there. */
    private NeutronError refusal(Command wish, NeutronError malformed) {
        return commands.refusalOf(wish)
                .filter(refused -> refused.status() == 403 || refused.status() == 404)
                .orElse(malformed);
    }

    @DeleteMapping(PATHS)
    ResponseEntity<String> delete(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Endpoint endpoint = endpoint(request);
        Caller caller = identity.of(request);
        Attempt attempt = Attempt.of(commands, caller, request, response);
        if (!endpoint.isResource()) {
            return act(endpoint, request, attempt);
        }
        boolean forCore = isForCore(endpoint);
        boolean hasBody =
                forCore ? bodies.isThere(request) : !bodies.read(request, false).isEmpty();
        Long revision = IfMatch.revision(request);
        if (hasBody && !forCore) {
            throw noBodyInDelete();
        }
        Delete wish = new Delete(endpoint.description().kind(), id(endpoint), parent(endpoint), revision, caller);
        if (hasBody) {
            throw refusal(wish, noBodyInDelete());
        }
        attempt.commands().execute(wish);
        return attempt.done();
    }

    private static NeutronError noBodyInDelete() {
        return NeutronError.badRequest("Request body is not supported in DELETE.");
    }

    private ResponseEntity<String> act(Endpoint endpoint, HttpServletRequest request, Attempt attempt)
            throws IOException {
        Caller caller = attempt.caller();
        String id = id(endpoint);
        Optional<Action> own = find(endpoint.description().actions(), endpoint, request);
        if (own.isPresent()) {
            endpoint.description().requireId(id);
        }
        Action action = own.or(() -> find(Tags.actions(endpoint.description()), endpoint, request))
                .orElseThrow(() -> endpoint.isKnownBelow() ? ErrorAnswers.methodNotAllowed() : ErrorAnswers.notFound());
        boolean isRemoval = action.method().equals("DELETE");
        JsonNode sent = bodies.read(request, false).json();
        JsonNode body = isRemoval ? Json.object() : sent;
        int place = List.of(action.name().split("/", -1)).indexOf(ANY);
        if (place >= 0) {
            ObjectNode named = body instanceof ObjectNode object ? object : Json.object();
            body = named.put("id", endpoint.below().get(place));
        }
        Command command = command(endpoint, action, own.isPresent(), body, caller);
        if (isRemoval) {
            attempt.commands().execute(command);
            return attempt.done();
        }
        return attempt.answer(action.status(), attempt.commands().execute(command, JsonNode.class));
    }

    /** What is to act is looked for before what it is to do. */
    private Command command(Endpoint endpoint, Action action, boolean isOwn, JsonNode body, Caller caller) {
        String id = id(endpoint);
        try {
            return action.parser().command(id, body, caller);
        } catch (NeutronError malformed) {
            boolean isOfMember =
                    isOwn && action.method().equals("PUT") && endpoint.below().size() == 1;
            throw isOfMember
                    ? commands.refusalOf(update(endpoint, Attributes.none(), null, caller))
                            .filter(refused -> refused.status() == 404)
                            .orElse(malformed)
                    : malformed;
        }
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
        String id = endpoint.id() == null ? endpoint.parent() : endpoint.id();
        if (id == null) {
            throw endpoint.description().notFound("None");
        }
        return id;
    }

    private ObjectNode executeOne(ResourceDescription<?> description, Command command, Attempt attempt) {
        Commands.Outcome outcome = attempt.commands().execute(List.of(command)).getFirst();
        return render(
                description, outcome, command instanceof Update update ? update.changes() : null, attempt.caller());
    }

    private <S extends Resource> ObjectNode render(
            ResourceDescription<S> description, Commands.Outcome outcome, @Nullable Attributes changes, Caller caller) {
        S state = outcome.as(description.stateType());
        ObjectNode body = changes == null ? description.renderNew(state) : description.renderChanged(state, changes);
        overlays.stream()
                .filter(overlay -> overlay.concerns(description.name()))
                .forEach(overlay -> overlay.of(body).forEach(body::set));
        return description.forEyesOf(caller, state, body);
    }

    private static <S extends Resource> ObjectNode renderOneOfSeveral(
            ResourceDescription<S> description, Commands.Outcome outcome, Caller caller) {
        S state = outcome.as(description.stateType());
        return description.forEyesOf(caller, state, description.renderOneOfSeveral(state));
    }

    private static ObjectNode wrap(Endpoint endpoint, ObjectNode body) {
        ObjectNode answer = Json.object();
        answer.set(endpoint.name(), body);
        return answer;
    }
}
