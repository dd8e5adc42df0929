package org.portolan.command;

import org.jspecify.annotations.Nullable;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Recorded;
import org.portolan.api.event.StreamId;

/**
 * How the events of one family of streams fold to the state that decisions need.
 *
 * @param family the events
 * @param fold the state after an event; null before the first and after the last
 */
public record StreamType<S>(EventFamily family, Fold<S> fold) {

    /** The state after an event. */
    @FunctionalInterface
    public interface Fold<S> {
        /** The state after the event, or null when there is none any more. */
        @Nullable
        S evolve(@Nullable S state, Recorded<?> event);
    }

    /** The stream of this type with that key. */
    public StreamId stream(Object key) {
        return family.stream(key);
    }
}
