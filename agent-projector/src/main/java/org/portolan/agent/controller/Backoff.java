package org.portolan.agent.controller;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before trying again: twice as long each time, up to a bound, and never quite as long as others do, so that a controller
 * that comes back is not met by all nodes at once.
 *
 * @param first pause after the first failure
 * @param longest bound of the pauses, before up to a quarter is added at random
 */
public record Backoff(Duration first, Duration longest) {

    /** From a quarter of a second to ten seconds. */
    public static Backoff standard() {
        return new Backoff(Duration.ofMillis(250), Duration.ofSeconds(10));
    }

    /**
     * The pause after that many failures in a row.
     *
     * @param failures counted from 1
     */
    public Duration pause(int failures) {
        long bound = longest.toMillis();
        long pause = Math.min(bound, first.toMillis() << Math.min(failures - 1, 20));
        return Duration.ofMillis(pause + ThreadLocalRandom.current().nextLong(pause / 4 + 1));
    }
}
