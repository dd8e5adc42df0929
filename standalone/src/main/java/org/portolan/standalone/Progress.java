package org.portolan.standalone;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** Tells once a second how far work on the log has come. */
final class Progress implements LongConsumer {

    private final PrintWriter err;
    private long last = System.nanoTime();

    Progress(PrintWriter err) {
        this.err = err;
    }

    @Override
    public void accept(long position) {
        if (System.nanoTime() - last > TimeUnit.SECONDS.toNanos(1)) {
            last = System.nanoTime();
            err.println("  event " + position);
            err.flush();
        }
    }
}
