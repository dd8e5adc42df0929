package org.portolan.eventstore;

import java.util.concurrent.TimeUnit;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands what is appended to the log, in order and each event once, to one that listens, on a thread of its own. When the log
 * cannot be read it goes on where it was as soon as it can.
 */
public final class LogSubscription implements AutoCloseable {

    /** Takes the log's events. */
    @FunctionalInterface
    public interface Listener {

        /**
         * Takes the next event.
         *
         * @param more whether the next one is there already
         */
        void take(TrackedEventMessage<?> event, boolean more);
    }

    private static final Logger LOG = LoggerFactory.getLogger(LogSubscription.class);
    private static final long PAUSE_MILLIS = 1_000;

    private final EventStore log;
    private final Listener listener;
    private final Thread thread;
    private volatile long position;
    private volatile boolean closed;

    private LogSubscription(String name, EventStore log, long after, Listener listener) {
        this.log = log;
        this.position = after;
        this.listener = listener;
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::follow);
    }

    /**
     * Begins to follow.
     *
     * @param name the thread's name
     * @param after the position after which the listener wants all; 0 for the whole log
     */
    public static LogSubscription start(String name, EventStore log, long after, Listener listener) {
        LogSubscription subscription = new LogSubscription(name, log, after, listener);
        subscription.thread.start();
        return subscription;
    }

    /** The position of the log's last event; 0 when there is none. */
    public static long head(EventStore log) {
        TrackingToken token = log.createHeadToken();
        return token == null ? 0 : token.position().orElse(0);
    }

    private void follow() {
        while (!closed) {
            try (BlockingStream<TrackedEventMessage<?>> stream = log.openStream(after(position))) {
                while (!closed) {
                    if (stream.hasNextAvailable(1, TimeUnit.SECONDS)) {
                        TrackedEventMessage<?> event = stream.nextAvailable();
                        listener.take(event, stream.hasNextAvailable());
                        position = event.trackingToken().position().orElseThrow();
                    }
                }
            } catch (InterruptedException interrupted) {
                return;
            } catch (RuntimeException failure) {
                if (closed) {
                    return;
                }
                LOG.warn("The log cannot be followed now, after position {}: {}", position, failure.toString());
                pause();
            }
        }
    }

    private static @Nullable TrackingToken after(long position) {
        return position == 0 ? null : new GlobalSequenceTrackingToken(position);
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException interrupted) {
            closed = true;
        }
    }

    /** Follows no more; what the listener is at, it ends. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
