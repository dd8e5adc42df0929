package org.portolan.testbed;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for what another process does: looked at every 20 ms, up to a deadline. */
public final class Await {

    private static final Duration PAUSE = Duration.ofMillis(20);

    private Await() {}

    /**
     * Waits until the condition holds.
     *
     * @param what named when it does not: "the port is ACTIVE"
     * @throws DeadlinePassed when it does not hold within the limit
     */
    public static void until(String what, Duration limit, BooleanSupplier condition) {
        until(what, limit, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
    }

    /**
     * Waits until there is a value, and gives it.
     *
     * @throws DeadlinePassed when there is none within the limit
     */
    public static <T> T until(String what, Duration limit, Supplier<Optional<T>> value) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            Optional<T> now = value.get();
            if (now.isPresent()) {
                return now.get();
            }
            if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
                throw new DeadlinePassed(what, limit);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** Something that did not become so in time. */
    public static final class DeadlinePassed extends RuntimeException {

        DeadlinePassed(String what, Duration limit) {
            super("not within " + limit.toMillis() + " ms: " + what);
        }
    }
}
