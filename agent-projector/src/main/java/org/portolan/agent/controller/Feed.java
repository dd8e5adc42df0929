package org.portolan.agent.controller;

import org.jspecify.annotations.Nullable;
import org.portolan.api.event.Recorded;
import org.portolan.api.json.EventJson;
import tools.jackson.core.JsonParser;
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
         */
        record Head(long position) implements Line {}

        /** Something has happened. */
        record Told(Recorded<?> event) implements Line {}
    }

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
            line.nextToken();
            long position = line.getLongValue();
            line.nextToken();
            return new Line.Head(position);
        }
        try {
            return new Line.Told(events.recorded(line));
        } catch (IllegalArgumentException | DatabindException e) {
            throw new FeedRefused(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void close() {
        lines.close();
    }
}
