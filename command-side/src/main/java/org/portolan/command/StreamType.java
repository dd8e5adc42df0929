package org.portolan.command;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.portolan.api.event.EventFamily;
import org.portolan.api.event.Recorded;
import org.portolan.api.event.StreamId;
import org.portolan.api.resource.Resource;
import org.portolan.api.resource.ResourceDescription;

/**
 * How the events of one family of streams fold to the state that decisions need.
 *
 * @param family the events
 * @param stateType the class of the states
 * @param fold the state after an event; null before the first and after the last
 * @param snapshots how a state is kept so that a long stream need not be folded from its start; null for short streams
 */
public record StreamType<S>(
        EventFamily family,
        Class<S> stateType,
        Fold<S> fold,
        @Nullable Snapshots<S, ?> snapshots) {

    /** Streams that are short enough to be folded from their start. */
    public StreamType(EventFamily family, Class<S> stateType, Fold<S> fold) {
        this(family, stateType, fold, null);
    }

    /** The streams of a resource, whose state is what all see of it. */
    public static <S extends Resource> StreamType<S> of(ResourceDescription<S> description) {
        return new StreamType<>(description.family(), description.stateType(), description::evolve);
    }

    /** The state after an event. */
    @FunctionalInterface
    public interface Fold<S> {
        /** The state after the event, or null when there is none any more. */
        @Nullable
        S evolve(@Nullable S state, Recorded<?> event);
    }

    /**
     * How a state is kept.
     *
     * @param form the class of what is kept: a record that JSON can hold
     * @param write from the state to what is kept
     * @param read from what is kept to the state
     */
    public record Snapshots<S, F>(Class<F> form, Function<S, F> write, Function<F, S> read) {

        @Nullable
        S stateOf(Object kept) {
            return form.isInstance(kept) ? read.apply(form.cast(kept)) : null;
        }
    }

    /** The stream of this type with that key. */
    public StreamId stream(Object key) {
        return family.stream(key);
    }
}
