package org.portolan.command.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.Caller;
import org.portolan.api.error.NeutronError;
import org.portolan.api.event.Recorded;
import org.portolan.api.json.EventJson;
import org.portolan.api.json.Json;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.command.Commands;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request that changes something, or with {@code ?dry_run=true} one that only asks what it would change.
 *
 * <ol>
 *   <li>Such a one is decided, refused and answered as any other, and says so in a header; nothing of it is stored.
 *   <li>In its answer the member {@code portolan} tells the events that would be stored. What would have no body has that one alone, and 200 in
 *       the place of 204.
 *   <li>Who is no administrator is told the names of the events only, and only those of resources: in others there may be what is
 *       not his to know.
 * </ol>
 *
 * @param commands carry out what is asked, or only try it
 * @param decided by those that only try; null when it is carried out
 */
record Attempt(Commands commands, Caller caller, @Nullable List<Recorded<?>> decided) {

    private static final String PARAMETER = "dry_run";
    private static final String HEADER = "Portolan-Dry-Run";
    private static final String MEMBER = "portolan";
    private static final EventJson EVENTS = new EventJson();
    private static final Set<String> RESOURCES = ResourceDescription.all().stream()
            .map(description -> description.family().streamType())
            .collect(Collectors.toSet());

    /**
     * What the request asks.
     *
     * @throws NeutronError 400 when it does not say whether it is one or the other
     */
    static Attempt of(Commands commands, Caller caller, HttpServletRequest request, HttpServletResponse response) {
        String said = said(request.getQueryString());
        return switch (said.toLowerCase(Locale.ROOT)) {
            case "true", "1" -> {
                response.setHeader(HEADER, "true");
                List<Recorded<?>> decided = new ArrayList<>();
                yield new Attempt(commands.notCarriedOut(decided), caller, decided);
            }
            case "false", "0" -> new Attempt(commands, caller, null);
            default ->
                throw NeutronError.badRequest(
                        "Invalid input for " + PARAMETER + ". Reason: '" + said + "' is neither true nor false.");
        };
    }

    /** The last value in the query; parameters that the servlet knows might be read from the body, which is not theirs. */
    private static String said(@Nullable String query) {
        String said = "false";
        for (String part : (query == null ? "" : query).split("&", -1)) {
            if (part.equals(PARAMETER) || part.startsWith(PARAMETER + "=")) {
                said = part.substring(Math.min(part.length(), PARAMETER.length() + 1));
            }
        }
        return said;
    }

    /** The answer with that body. */
    ResponseEntity<String> answer(int status, JsonNode body) {
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_JSON)
                .body((decided == null ? body : told(status, body)).toString());
    }

    /** The answer when there is nothing to say. */
    ResponseEntity<String> done() {
        return decided == null
                ? ResponseEntity.noContent().build()
                : ResponseEntity.ok()
                        .contentType(MediaType.APPLICATION_JSON)
                        .body(told(HttpStatus.NO_CONTENT.value(), Json.object()).toString());
    }

    private ObjectNode told(int status, JsonNode body) {
        ObjectNode answer = body instanceof ObjectNode object ? object : Json.object();
        ObjectNode own = answer.putObject(MEMBER).put(PARAMETER, true).put("status", status);
        ArrayNode events = own.putArray("events");
        if (decided != null) {
            decided.stream()
                    .filter(event -> caller.isAdmin()
                            || RESOURCES.contains(event.stream().type()))
                    .forEach(event -> events.add(line(event)));
        }
        return answer;
    }

    private ObjectNode line(Recorded<?> event) {
        if (caller.isAdmin()) {
            ObjectNode line = EVENTS.line(event);
            line.remove("position");
            return line;
        }
        return Json.object()
                .put("stream", event.stream().toString())
                .put("type", EventJson.nameOf(event.event().getClass()));
    }
}
