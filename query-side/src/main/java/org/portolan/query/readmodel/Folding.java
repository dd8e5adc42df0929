package org.portolan.query.readmodel;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.event.Recorded;
import org.portolan.api.event.StreamId;
import org.portolan.api.json.EventJson;
import org.portolan.api.json.Json;
import org.portolan.api.resource.Resource;
import org.portolan.api.resource.ResourceDescription;
import tools.jackson.databind.node.ObjectNode;

/** One resource while a batch of events is folded into it: what it is by then, and which rows that makes. */
final class Folding {

    private final ResourceTable table;
    private final StreamId stream;
    private final List<Recorded<?>> events = new ArrayList<>();
    private final List<Version> closed = new ArrayList<>();
    private final boolean wasPresent;

    private @Nullable Known now;
    private @Nullable Version open;
    private long endOfStored;
    private @Nullable Instant endOfStoredTime;
    private boolean stateChanged;

    /**
     * What is known of a resource that exists.
     *
     * @param state its state
     * @param body its body as JSON
     */
    record Known(Resource state, String body) {}

    /**
     * @param known what the resource is by the rows that are stored, or null when there is none
     */
    Folding(ResourceTable table, StreamId stream, @Nullable Known known) {
        this.table = table;
        this.stream = stream;
        this.now = known;
        this.wasPresent = known != null;
    }

    StreamId stream() {
        return stream;
    }

    ResourceTable table() {
        return table;
    }

    /** What the resource is now, or null when it is gone. */
    @Nullable
    Known now() {
        return now;
    }

    /** The events that were folded. */
    List<Recorded<?>> events() {
        return events;
    }

    /**
     * Folds the next event.
     *
     * @throws RuntimeException when the event does not go with the state; then nothing has changed
     */
    void fold(Recorded<?> recorded) {
        advance(table.description(), recorded);
        events.add(recorded);
    }

    private <S extends Resource> void advance(ResourceDescription<S> description, Recorded<?> recorded) {
        Known before = now;
        S after = description.evolve(
                before == null ? null : description.stateType().cast(before.state()), recorded);
        if (after == null) {
            if (before != null) {
                end(before, recorded);
            }
            return;
        }
        if (before != null && after.equals(before.state())) {
            return;
        }
        ObjectNode body = description.render(after);
        String text = body.toString();
        if (before != null && text.equals(before.body()) && isForTheSame(before.state(), after)) {
            now = new Known(after, text);
            stateChanged = true;
            return;
        }
        Version next = new Version(
                stream.key(),
                recorded.position(),
                recorded.at(),
                null,
                null,
                after.project().value(),
                projects(after.audience()),
                text,
                null,
                values(body, after),
                EventJson.nameOf(recorded.event().getClass()),
                recorded.cause());
        close(recorded);
        open = next;
        now = new Known(after, text);
        stateChanged = false;
    }

    private static boolean isForTheSame(Resource before, Resource after) {
        return before.audience().equals(after.audience()) && before.sharedWith().equals(after.sharedWith());
    }

    private static List<String> projects(Set<ProjectId> projects) {
        return projects.stream().map(ProjectId::value).toList();
    }

    private List<Optional<Object>> values(ObjectNode body, Resource state) {
        List<Optional<Object>> values = new ArrayList<>(table.columns().size());
        for (Column column : table.columns()) {
            values.add(Optional.ofNullable(column.valueIn(body, state)));
        }
        return values;
    }

    private void close(Recorded<?> recorded) {
        if (open != null) {
            closed.add(open.endedAt(recorded.position(), recorded.at()));
            open = null;
        } else if (wasPresent && endOfStored == 0) {
            endOfStored = recorded.position();
            endOfStoredTime = recorded.at();
        }
    }

    private void end(Known before, Recorded<?> recorded) {
        ObjectNode body = (ObjectNode) Json.mapper().readTree(before.body());
        Version last = new Version(
                stream.key(),
                recorded.position(),
                recorded.at(),
                null,
                null,
                before.state().project().value(),
                List.of(),
                null,
                null,
                values(body, before.state()),
                EventJson.nameOf(recorded.event().getClass()),
                recorded.cause());
        close(recorded);
        closed.add(last.endedAt(recorded.position(), recorded.at()));
        now = null;
        stateChanged = false;
    }

    /** The position at which the row that was present before the batch ends, 0 when it still holds. */
    long endOfStored() {
        return endOfStored;
    }

    /** The time of the event at that position. */
    Instant endOfStoredTime() {
        return endOfStoredTime == null ? Instant.EPOCH : endOfStoredTime;
    }

    /** Whether the present row stays, but with another state. */
    boolean isOnlyStateChanged() {
        return stateChanged && open == null;
    }

    /** The present state as JSON. */
    String stateText() {
        return now == null ? "" : Json.mapper().writeValueAsString(now.state());
    }

    /** The rows to add, in order; the last one is present if the resource is. */
    List<Version> added() {
        if (open == null) {
            return closed;
        }
        List<Version> added = new ArrayList<>(closed);
        added.add(open.withState(stateText()));
        return added;
    }
}
