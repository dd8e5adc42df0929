package org.portolan.query.readmodel;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.portolan.api.event.Cause;

/**
 * What a resource was, from one position of the log up to another: one row.
 *
 * @param from the position of the event that made it so
 * @param to the position of the event that ended it, null while it holds
 * @param audience the projects that may see it besides its owner, {@code *} for all
 * @param body its body as JSON, null when the event was the resource's end
 * @param state the state that the next event is folded into, null unless it holds
 * @param values the values of the table's columns, in their order
 * @param event the name of the event that made it so
 */
record Version(
        String id,
        long from,
        Instant fromTime,
        @Nullable Long to,
        @Nullable Instant toTime,
        String project,
        List<String> audience,
        @Nullable String body,
        @Nullable String state,
        List<Optional<Object>> values,
        String event,
        Cause cause) {

    Version endedAt(long position, Instant at) {
        return new Version(id, from, fromTime, position, at, project, audience, body, null, values, event, cause);
    }

    Version withState(String newState) {
        return new Version(id, from, fromTime, to, toTime, project, audience, body, newState, values, event, cause);
    }
}
