package org.portolan.api.event;

import java.time.Instant;

/**
 * An event as the log holds it.
 *
 * @param position its place in the log: 1 for the first event ever, without gaps, in the order of commits
 * @param stream the stream it belongs to
 * @param sequence its place in that stream: 0 for the first event, without gaps
 * @param at when it was decided
 * @param event what happened
 * @param cause why it happened
 */
public record Recorded<E extends Event>(
        long position, StreamId stream, long sequence, Instant at, E event, Cause cause) {}
