package org.portolan.query.readmodel;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** A position that only rises, and those who wait for it to reach theirs. Used by any thread. */
final class Watermark {

    private record Waiter(long position, CountDownLatch reached) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final PriorityQueue<Waiter> waiting = new PriorityQueue<>(Comparator.comparingLong(Waiter::position));
    private volatile long reached;

    long reached() {
        return reached;
    }

    /** Raises it, and wakes those who waited for that. */
    void raiseTo(long position) {
        lock.lock();
        try {
            if (position <= reached) {
                return;
            }
            reached = position;
            Waiter next = waiting.peek();
            while (next != null && next.position() <= position) {
                next.reached().countDown();
                waiting.remove();
                next = waiting.peek();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until it is at that position or beyond; false when the time is over first, or the thread is interrupted. */
    boolean await(long position, Duration timeout) {
        if (position <= reached) {
            return true;
        }
        Waiter waiter = new Waiter(position, new CountDownLatch(1));
        lock.lock();
        try {
            if (position <= reached) {
                return true;
            }
            waiting.add(waiter);
        } finally {
            lock.unlock();
        }
        try {
            return waiter.reached().await(timeout.toNanos(), TimeUnit.NANOSECONDS) || forget(waiter);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return forget(waiter);
        }
    }

    private boolean forget(Waiter waiter) {
        lock.lock();
        try {
            waiting.remove(waiter);
        } finally {
            lock.unlock();
        }
        return waiter.position() <= reached;
    }
}
