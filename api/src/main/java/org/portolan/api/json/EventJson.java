package org.portolan.api.json;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Map;
import org.portolan.api.event.Cause;
import org.portolan.api.event.Event;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Recorded;
import org.portolan.api.event.Revision;
import org.portolan.api.event.StreamId;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** How events are written where others read them: a name, a revision and the event's JSON. */
public final class EventJson {

    private static final int LINE_BYTES = 1024;

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

    /** A recorded event as one line of the feed, its end included, in UTF-8: what {@link #line} has, written without a tree. */
    public byte[] bytes(Recorded<?> recorded) {
        Class<?> type = recorded.event().getClass();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(LINE_BYTES);
        try (JsonGenerator json = mapper.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeNumberProperty("position", recorded.position());
            json.writeStringProperty("stream", recorded.stream().toString());
            json.writeNumberProperty("sequence", recorded.sequence());
            json.writeStringProperty("at", recorded.at().toString());
            json.writeStringProperty("type", nameOf(type));
            json.writeNumberProperty("revision", revisionOf(type));
            json.writePOJOProperty("event", recorded.event());
            json.writePOJOProperty("cause", recorded.cause());
            json.writeEndObject();
        }
        bytes.write('\n');
        return bytes.toByteArray();
    }

    /**
     * The recorded event that a line of the feed tells.
     *
     * @throws IllegalArgumentException when its type or revision is newer than this reader
     */
    public Recorded<?> recorded(JsonNode line) {
        Class<? extends Event> type = typeNamed(line.get("type").stringValue());
        requireKnown(type, line.get("revision").intValue());
        return new Recorded<>(
                line.get("position").longValue(),
                StreamId.parse(line.get("stream").stringValue()),
                line.get("sequence").longValue(),
                Instant.parse(line.get("at").stringValue()),
                mapper.treeToValue(line.get("event"), type),
                mapper.treeToValue(line.get("cause"), Cause.class));
    }

    /**
     * The recorded event that a line of the feed tells, read on the way: several times as fast as by a tree, which counts when a log is
     * replayed.
     *
     * @param line stands at the name of the line's first member, and is left at the line's end
     * @throws IllegalArgumentException when its type or revision is newer than this reader, or a member is missing
     */
    public Recorded<?> recorded(JsonParser line) {
        long position = 0;
        long sequence = 0;
        int revision = 0;
        StreamId stream = null;
        Instant at = null;
        Class<? extends Event> type = null;
        Event event = null;
        JsonNode early = null;
        Cause cause = null;
        for (String name = line.currentName(); name != null; name = line.nextName()) {
            line.nextToken();
            switch (name) {
                case "position" -> position = line.getLongValue();
                case "stream" -> stream = StreamId.parse(line.getString());
                case "sequence" -> sequence = line.getLongValue();
                case "at" -> at = Instant.parse(line.getString());
                case "type" -> type = typeNamed(line.getString());
                case "revision" -> revision = line.getIntValue();
                case "event" -> {
                    if (type == null) {
                        early = line.readValueAsTree();
                    } else {
                        requireKnown(type, revision);
                        event = line.readValueAs(type);
                    }
                }
                case "cause" -> cause = line.readValueAs(Cause.class);
                default -> line.skipChildren();
            }
        }
        if (early != null && type != null) {
            event = mapper.treeToValue(early, type);
        }
        if (stream == null || at == null || type == null || event == null || cause == null) {
            throw new IllegalArgumentException("A line of the feed lacks its stream, time, type, event or cause");
        }
        requireKnown(type, revision);
        return new Recorded<>(position, stream, sequence, at, event, cause);
    }

    private static void requireKnown(Class<? extends Event> type, int revision) {
        if (revision > revisionOf(type)) {
            throw new IllegalArgumentException("Event type " + nameOf(type) + " has revision " + revision
                    + " in the feed, but this reader knows only up to " + revisionOf(type));
        }
    }
}
