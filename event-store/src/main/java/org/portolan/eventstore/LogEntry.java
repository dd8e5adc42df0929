package org.portolan.eventstore;

import java.time.Instant;
import java.util.UUID;

/**
 * An event in the form in which the log stores it.
 *
 * @param stream the stream's name, see {@link org.portolan.api.event.StreamId}
 * @param sequence its place in the stream
 * @param type the event's stored name
 * @param revision the version of its stored form
 * @param eventId its own id
 * @param at when it was decided, to the microsecond
 * @param payload the event as JSON
 * @param metadata its cause as JSON
 */
public record LogEntry(
        String stream,
        long sequence,
        String type,
        String revision,
        UUID eventId,
        Instant at,
        String payload,
        String metadata) {

    /** An entry, and its place in the log. */
    public record Positioned(long position, LogEntry entry) {}
}
