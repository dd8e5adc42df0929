package org.portolan.eventstore;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.jspecify.annotations.Nullable;

/** One follower's way through the log, from a position to the head and on. Used by one thread at a time. */
final class LogStream implements BlockingStream<TrackedEventMessage<?>> {

    private static final int PAGE = 512;

    private final LogTail tail;
    private final ArrayDeque<TrackedEventMessage<?>> page = new ArrayDeque<>();
    private long position;
    private volatile @Nullable Runnable callback;

    LogStream(LogTail tail, long after) {
        this.tail = tail;
        this.position = after;
    }

    @Override
    public Optional<TrackedEventMessage<?>> peek() {
        fill();
        return Optional.ofNullable(page.peekFirst());
    }

    @Override
    public boolean hasNextAvailable(int timeout, TimeUnit unit) throws InterruptedException {
        fill();
        if (page.isEmpty() && timeout > 0 && tail.awaitBeyond(position, timeout, unit)) {
            fill();
        }
        return !page.isEmpty();
    }

    @Override
    public TrackedEventMessage<?> nextAvailable() throws InterruptedException {
        while (!hasNextAvailable(1, TimeUnit.SECONDS)) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        TrackedEventMessage<?> next = page.removeFirst();
        position = next.trackingToken().position().orElseThrow();
        return next;
    }

    private void fill() {
        if (page.isEmpty()) {
            page.addAll(tail.after(position, PAGE));
        }
    }

    @Override
    public boolean setOnAvailableCallback(Runnable onAvailable) {
        close();
        callback = onAvailable;
        tail.follow(onAvailable);
        return true;
    }

    @Override
    public void close() {
        Runnable following = callback;
        if (following != null) {
            tail.unfollow(following);
            callback = null;
        }
    }
}
