package org.portolan.eventstore.seal;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.portolan.eventstore.Log;
import org.portolan.eventstore.LogEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals a log as it grows.
 *
 * <ol>
 *   <li>What was appended is sealed within the interval, however fast it comes: what has piled up is sealed at once.
 *   <li>Several controllers may seal one log; each event is in one seal.
 *   <li>It never seals a log with a hole: that is told, and left as it is found.
 * </ol>
 */
public final class Sealer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Sealer.class);
    private static final int MOST = 10_000;

    private final Log log;
    private final Seals seals;
    private final SealKey key;
    private final Clock clock;
    private final Duration interval;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    private Sealer(Log log, Seals seals, SealKey key, Clock clock, Duration interval) {
        this.log = log;
        this.seals = seals;
        this.key = key;
        this.clock = clock;
        this.interval = interval;
        this.thread = Thread.ofVirtual().name("sealer").unstarted(this::run);
    }

    /** Begins to seal that log with that key, every so often. */
    public static Sealer start(Log log, Seals seals, SealKey key, Clock clock, Duration interval) {
        Sealer sealer = new Sealer(log, seals, key, clock, interval);
        sealer.thread.start();
        return sealer;
    }

    private void run() {
        boolean ended = false;
        boolean failed = false;
        while (!ended) {
            try {
                seal(log, seals, key, clock);
                failed = false;
            } catch (RuntimeException failure) {
                if (!failed) {
                    LOG.error("The log is not sealed now: {}", failure.getMessage());
                }
                failed = true;
            }
            try {
                ended = closed.await(interval.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException interrupted) {
                return;
            }
        }
    }

    /**
     * Seals what is not sealed yet.
     *
     * @throws IllegalStateException when events are missing
     */
    static void seal(Log log, Seals seals, SealKey key, Clock clock) {
        Seal last = seals.last().orElse(null);
        long after = last == null ? 0 : last.upTo();
        Digest chain = last == null ? Digest.BEFORE_ALL : last.chain();
        while (true) {
            List<LogEntry.Positioned> entries = log.read(after, MOST);
            if (entries.isEmpty()) {
                return;
            }
            List<Digest> digests = new ArrayList<>(entries.size());
            for (LogEntry.Positioned found : entries) {
                long position = after + digests.size() + 1;
                if (found.position() != position) {
                    throw new IllegalStateException("event " + position + " is missing in the log");
                }
                digests.add(Digest.of(position, found.entry()));
            }
            Seal seal = Seal.of(chain, after, clock.instant().truncatedTo(ChronoUnit.MICROS), digests, key);
            if (!seals.add(seal)) {
                return; // another controller is at it
            }
            after = seal.upTo();
            chain = seal.chain();
        }
    }

    /** Seals no more, once what it is at is done. */
    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
