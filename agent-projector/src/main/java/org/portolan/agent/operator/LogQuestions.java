package org.portolan.agent.operator;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.portolan.agent.controller.ControllerClient;
import org.portolan.agent.controller.ControllerException;
import org.portolan.api.event.Account;
import tools.jackson.databind.JsonNode;

/** Asks the controller about events and resources; remembers what it was told of events. */
final class LogQuestions {

    private static final int NOT_FOUND = 404;
    /** The events of one request follow each other in the log; more than so many are not looked at. */
    private static final int NEIGHBOURS = 50;

    private final ControllerClient controller;
    private final Map<Long, Optional<Account>> known = new HashMap<>();

    LogQuestions(ControllerClient controller) {
        this.controller = controller;
    }

    /** The event at a position; empty if the log does not reach it. */
    Optional<Account> event(long position) {
        return known.computeIfAbsent(position, at -> events(at - 1, 1).stream()
                .filter(account -> account.position() == at)
                .findFirst());
    }

    /** The other events of the request that one came of. */
    List<Account> siblings(Account account) {
        return events(Math.max(0, account.position() - NEIGHBOURS - 1), 2 * NEIGHBOURS + 1).stream()
                .filter(other ->
                        other.requestId().equals(account.requestId()) && other.position() != account.position())
                .toList();
    }

    private List<Account> events(long after, int limit) {
        List<Account> events = new ArrayList<>();
        controller
                .get("/portolan/v1/events?after=" + after + "&limit=" + limit)
                .path("events")
                .forEach(line -> events.add(Account.ofLine(line)));
        return events;
    }

    /** The history of a resource, oldest change first; empty if there never was one. */
    List<JsonNode> history(String type, String id) {
        List<JsonNode> changes = new ArrayList<>();
        try {
            controller
                    .get("/portolan/v1/history/" + text(type) + "/" + text(id))
                    .path("history")
                    .forEach(changes::add);
        } catch (ControllerException e) {
            if (e.status() != NOT_FOUND) {
                throw e;
            }
        }
        return changes;
    }

    /** The resources of a collection that a query selects, such as {@code name=web}. */
    List<JsonNode> list(String path, String collection, String parameter, String value) {
        List<JsonNode> found = new ArrayList<>();
        controller
                .get("/v2.0/" + path + "?" + parameter + "=" + text(value))
                .path(collection)
                .forEach(found::add);
        return found;
    }

    /** For a path or a query. */
    static String text(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
