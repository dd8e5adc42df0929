package org.portolan.eventstore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericTrackedDomainEventMessage;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;

/**
 * The end of the log, for those who follow it: the newest events are kept in memory, so that a commit reaches every
 * follower in this process without a look at the database. Older ones, and those of other processes, are read there.
 */
public final class LogTail {

    private static final int KEPT = 8192;
    private static final int PAGE = 1000;

    private final Log log;
    private final LogStorageEngine engine;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition advanced = lock.newCondition();
    private final CopyOnWriteArrayList<Runnable> followers = new CopyOnWriteArrayList<>();
    private final CopyOnWriteArrayList<Others> others = new CopyOnWriteArrayList<>();
    /** The event at a position p, from firstKept up to before nextKept, is at p modulo the size. */
    private final TrackedEventMessage<?>[] kept = new TrackedEventMessage<?>[KEPT];

    private long firstKept;
    private long nextKept;
    private long head;
    private long heard;

    LogTail(Log log, LogStorageEngine engine) {
        this.log = log;
        this.engine = engine;
        this.head = log.head();
        this.heard = head;
        this.firstKept = head + 1;
        this.nextKept = firstKept;
        log.onCommit(this::committed);
    }

    private void committed(long first, List<?> messages) {
        lock.lock();
        try {
            if (first != nextKept) {
                Arrays.fill(kept, null);
                firstKept = first;
                nextKept = first;
            }
            for (Object message : messages) {
                kept[index(nextKept)] = new GenericTrackedDomainEventMessage<>(
                        new GlobalSequenceTrackingToken(nextKept), (DomainEventMessage<?>) message);
                nextKept++;
            }
            firstKept = Math.max(firstKept, nextKept - KEPT);
            head = Math.max(head, nextKept - 1);
            advanced.signalAll();
        } finally {
            lock.unlock();
        }
        followers.forEach(Runnable::run);
    }

    private static int index(long position) {
        return (int) (position % KEPT);
    }

    /** Told by a commit of any process that the log is that long; by one and the same thread. */
    void advancedTo(long newHead) {
        long reached = newHead == Long.MAX_VALUE ? log.head() : newHead;
        boolean news;
        boolean own;
        lock.lock();
        try {
            own = heard + 1 >= firstKept && reached < nextKept;
            news = reached > head;
            if (news) {
                head = reached;
                advanced.signalAll();
            }
        } finally {
            lock.unlock();
        }
        if (!own && reached > heard) {
            tellOfOthers(reached);
        }
        heard = Math.max(heard, reached);
        if (news) {
            followers.forEach(Runnable::run);
        }
    }

    private void tellOfOthers(long reached) {
        for (long after = heard; after < reached; after += PAGE) {
            List<LogEntry.Positioned> page = log.read(after, PAGE);
            page.forEach(found -> others.forEach(listener ->
                    listener.appended(found.entry().stream(), found.entry().sequence())));
        }
    }

    /** Who wants to know of what other processes append. */
    @FunctionalInterface
    public interface Others {
        /** The stream has an event of that sequence, by this process or by another. */
        void appended(String stream, long sequence);
    }

    /** Tells of every event that another process appends from now on, and of some of this one's. */
    public void onOthers(Others listener) {
        others.add(listener);
    }

    /** The position of the last event that is known to be committed, 0 when there is none. */
    public long head() {
        lock.lock();
        try {
            return head;
        } finally {
            lock.unlock();
        }
    }

    /** Runs that after each advance, in the committing thread: it must not block. Ends with {@link #unfollow}. */
    public void follow(Runnable onAdvance) {
        followers.add(onAdvance);
    }

    /** Runs that no more. */
    public void unfollow(Runnable onAdvance) {
        followers.remove(onAdvance);
    }

    /** The events after a position, at most that many, in order; empty at the head. */
    public List<TrackedEventMessage<?>> after(long position, int limit) {
        lock.lock();
        try {
            if (position >= head) {
                return List.of();
            }
            if (position + 1 >= firstKept && position + 1 < nextKept) {
                List<TrackedEventMessage<?>> found = new ArrayList<>();
                for (long next = position + 1; next < nextKept && found.size() < limit; next++) {
                    found.add(kept[index(next)]);
                }
                return found;
            }
        } finally {
            lock.unlock();
        }
        try (Stream<? extends TrackedEventMessage<?>> page = engine.page(position, limit)) {
            return List.copyOf(page.toList());
        }
    }

    /** Waits until there is an event after the position, or the time is over; tells which. */
    public boolean awaitBeyond(long position, long time, TimeUnit unit) throws InterruptedException {
        long left = unit.toNanos(time);
        lock.lockInterruptibly();
        try {
            while (head <= position && left > 0) {
                left = advanced.awaitNanos(left);
            }
            return head > position;
        } finally {
            lock.unlock();
        }
    }
}
