package org.portolan.api.json;

import java.time.Instant;
import java.util.Map;
import org.portolan.api.event.Cause;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Recorded;
import org.portolan.api.event.Revision;
import org.portolan.api.event.StreamId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** How events are written where others read them: a name, a revision and the event's JSON. */
public final class EventJson {

    private final Map<String, Class<? extends Event>> types = EventFamily.allEvents();
    private final JsonMapper mapper = Json.mapper();

    /** The name under which events of that type are stored. */
    public static String nameOf(Class<?> type) {
        return type.getSimpleName();
    }

    /** The revision that events of that type are written in. */
    public static int revisionOf(Class<?> type) {
        Revision revision = type.getAnnotation(Revision.class);
        if (revision == null) {
            throw new IllegalArgumentException(type + " has no @Revision");
        }
        return revision.value();
    }

    /**
     * The type of that name.
     *
     * @throws IllegalArgumentException when there is none: whoever wrote the event is newer than this reader
     */
    public Class<? extends Event> typeNamed(String name) {
        Class<? extends Event> type = types.get(name);
        if (type == null) {
            throw new IllegalArgumentException(
                    "Unknown event type " + name + ": the log was written by a newer Portolan than this one");
        }
        return type;
    }

    /** A recorded event as one line of the feed. */
    public ObjectNode line(Recorded<?> recorded) {
        Class<?> type = recorded.event().getClass();
        ObjectNode line = Json.object()
                .put("position", recorded.position())
                .put("stream", recorded.stream().toString())
                .put("sequence", recorded.sequence())
                .put("at", recorded.at().toString())
                .put("type", nameOf(type))
                .put("revision", revisionOf(type));
        line.set("event", Json.tree(recorded.event()));
        line.set("cause", Json.tree(recorded.cause()));
        return line;
    }

    /**
     * The recorded event that a line of the feed tells.
     *
     * @throws IllegalArgumentException when its type or revision is newer than this reader
     */
    public Recorded<?> recorded(JsonNode line) {
        Class<? extends Event> type = typeNamed(line.get("type").stringValue());
        if (line.get("revision").intValue() > revisionOf(type)) {
            throw new IllegalArgumentException("Event type " + nameOf(type) + " has revision "
                    + line.get("revision").intValue() + " in the feed, but this reader knows only up to "
                    + revisionOf(type));
        }
        return new Recorded<>(
                line.get("position").longValue(),
                StreamId.parse(line.get("stream").stringValue()),
                line.get("sequence").longValue(),
                Instant.parse(line.get("at").stringValue()),
                mapper.treeToValue(line.get("event"), type),
                mapper.treeToValue(line.get("cause"), Cause.class));
    }
}
