package org.portolan.query.feed;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jspecify.annotations.Nullable;
import org.portolan.eventstore.LogEventStore;

/**
 * Tells a log from every other: by the id that it was given at its creation, or, where a store gives none, by its first event. So nodes
 * notice when another log has taken the place of the one that they followed.
 */
final class LogIdentity {

    private static final long FIRST_EVENT_MILLIS = 2_000;

    private final EventStore log;
    private final AtomicReference<@Nullable UUID> known = new AtomicReference<>();

    LogIdentity(EventStore log) {
        this.log = log;
    }

    /** What tells the log from others; empty as long as there is nothing to tell it by. */
    Optional<UUID> get() throws InterruptedException {
        if (known.get() == null) {
            known.set(log instanceof LogEventStore own ? own.identity() : ofFirstEvent());
        }
        return Optional.ofNullable(known.get());
    }

    private @Nullable UUID ofFirstEvent() throws InterruptedException {
        if (log.createHeadToken() == null) {
            return null;
        }
        try (BlockingStream<TrackedEventMessage<?>> stream = log.openStream(null)) {
            return stream.hasNextAvailable((int) FIRST_EVENT_MILLIS, TimeUnit.MILLISECONDS)
                    ? UUID.nameUUIDFromBytes(
                            stream.nextAvailable().getIdentifier().getBytes(StandardCharsets.UTF_8))
                    : null;
        }
    }
}
