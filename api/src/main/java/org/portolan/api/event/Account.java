package org.portolan.api.event;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import tools.jackson.databind.JsonNode;

/**
 * An event as it is told to people: what happened, and who asked for what on which request.
 *
 * @param position of the event in the log
 * @param event its name
 * @param stream what it is about, such as {@code port/<id>}; empty where that is known anyway
 * @param time when it was decided, in ISO 8601
 * @param user who asked; empty when that is not to be known, as the next three
 * @param project that the user acted for
 * @param roles that the user held
 * @param requestId of the request
 * @param command that decided it
 */
public record Account(
        long position,
        String event,
        String stream,
        String time,
        String user,
        String project,
        List<String> roles,
        String requestId,
        String command) {

    public Account {
        roles = List.copyOf(roles);
    }

    /** What a line of the log tells. */
    public static Account ofLine(JsonNode line) {
        JsonNode cause = line.path("cause");
        return new Account(
                line.path("position").asLong(),
                text(line, "type"),
                text(line, "stream"),
                text(line, "at"),
                text(cause, "user_id"),
                text(cause, "project_id"),
                roles(cause),
                text(cause, "request_id"),
                text(cause, "command"));
    }

    /** What a change in a resource's history tells. */
    public static Account ofChange(JsonNode change) {
        return new Account(
                change.path("position").asLong(),
                text(change, "event"),
                "",
                text(change, "time"),
                text(change, "user"),
                text(change, "project"),
                roles(change),
                text(change, "request_id"),
                text(change, "command"));
    }

    private static String text(JsonNode node, String member) {
        return node.path(member).asString("");
    }

    private static List<String> roles(JsonNode node) {
        List<String> roles = new ArrayList<>();
        node.path("roles").forEach(role -> roles.add(role.asString("")));
        return roles;
    }

    /** The same in two lines. */
    public List<String> lines() {
        return List.of(
                event + (stream.isEmpty() ? "" : " of " + stream) + " at position " + position + because(),
                "  " + time + (requestId.isEmpty() ? "" : ", request " + requestId));
    }

    /** The same in a few words. */
    public String brief() {
        return event + " at " + position + because();
    }

    private String because() {
        return command.isEmpty()
                ? ""
                : ", because " + (user.isEmpty() ? "somebody" : user + who()) + " asked for " + command;
    }

    private String who() {
        StringJoiner who = new StringJoiner(", ", " (", ")").setEmptyValue("");
        if (!project.isEmpty() && !project.equals(user)) {
            who.add("project " + project);
        }
        if (!roles.isEmpty()) {
            who.add((roles.size() == 1 ? "role " : "roles ") + String.join(", ", roles));
        }
        return who.toString();
    }
}
