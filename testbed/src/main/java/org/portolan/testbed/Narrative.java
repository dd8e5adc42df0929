package org.portolan.testbed;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/** Tells what is being done, how it went and how long it took: a line for each step, under a heading for each chapter. */
final class Narrative {

    private static final int WIDTH = 72;

    private final PrintStream out;
    private final BooleanSupplier interrupted;
    private final long start = System.nanoTime();

    /**
     * A narrative to be printed.
     *
     * @param interrupted says whether a step failed only because the whole is being taken down
     */
    Narrative(PrintStream out, BooleanSupplier interrupted) {
        this.out = out;
        this.interrupted = interrupted;
    }

    void chapter(String title) {
        out.printf("%n%s%n", title);
    }

    void line(String text) {
        out.println("  " + text);
    }

    /**
     * Does one step, and tells what it returns.
     *
     * @throws Failed when the step throws
     */
    void step(String title, Supplier<String> work) {
        step(title, work, Function.identity());
    }

    /**
     * Does one step for its result, and tells of it.
     *
     * @throws Failed when the step throws
     */
    <T> T step(String title, Supplier<T> work, Function<T, String> told) {
        out.print("  " + title + " " + ".".repeat(Math.max(3, WIDTH - title.length())) + " ");
        out.flush();
        long begin = System.nanoTime();
        try {
            T result = work.get();
            out.printf(Locale.ROOT, "ok %6.2f s  %s%n", seconds(begin), told.apply(result));
            return result;
        } catch (RuntimeException e) {
            out.printf(
                    Locale.ROOT,
                    "%s %6.2f s%n    %s%n",
                    interrupted.getAsBoolean() ? "interrupted after" : "FAILED",
                    seconds(begin),
                    e.getMessage());
            throw new Failed(title, e);
        }
    }

    /** Since the beginning. */
    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    /** A step that failed; what follows it is not worth trying. */
    static final class Failed extends RuntimeException {

        Failed(String step, RuntimeException cause) {
            super(step, cause);
        }
    }
}
