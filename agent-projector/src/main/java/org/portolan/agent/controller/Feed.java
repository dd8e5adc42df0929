package org.portolan.agent.controller;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.portolan.api.event.Recorded;
import org.portolan.api.json.EventJson;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DatabindException;

/** The log as it goes on, from some position. */
public final class Feed implements AutoCloseable {

    private final Lines lines;
    private final EventJson events;

    Feed(Lines lines, EventJson events) {
        this.lines = lines;
        this.events = events;
    }

    /** One line of it. */
    public sealed interface Line {

        /**
         * How far the log goes. In the first line of a feed: what there is to catch up with; in any later one: all that concerns nodes up
         * to there has been told.
         *
         * @param log which log it is; null in all but the first line, and where the controller does not know
         */
        record Head(long position, @Nullable UUID log) implements Line {}

        /** Something has happened. */
        record Told(Recorded<?> event) implements Line {}
    }

    private boolean begun;

    /**
     * Waits for the next line.
     *
     * @return null when the controller has ended the feed
     * @throws ControllerException if the connection breaks or falls silent
     * @throws FeedRefused if the line is not understood
     */
    public @Nullable Line next() {
        return lines.next(this::read);
    }

    private Line read(JsonParser line) {
        if ("head".equals(line.currentName())) {
            return head(line);
        }
        try {
            return new Line.Told(events.recorded(line));
        } catch (IllegalArgumentException | DatabindException e) {
            throw new FeedRefused(String.valueOf(e.getMessage()), e);
        }
    }

    /** The log's head is what the first such line is for, the position up to which all was told what later ones are for. */
    private Line head(JsonParser line) {
        long head = line.nextLongValue(0);
        long told = head;
        UUID log = null;
        while (line.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = line.currentName();
            line.nextToken();
            switch (name) {
                case "position" -> told = line.getLongValue();
                case "log" -> log = line.readValueAs(UUID.class);
                default -> line.skipChildren();
            }
        }
        boolean first = !begun;
        begun = true;
        return new Line.Head(first ? head : told, log);
    }

    @Override
    public void close() {
        lines.close();
    }
}
