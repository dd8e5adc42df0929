package org.portolan.query.feed;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jspecify.annotations.Nullable;
import org.portolan.api.event.Recorded;
import org.portolan.api.json.EventJson;
import org.portolan.api.node.Topology;
import org.portolan.eventstore.LogSubscription;
import org.portolan.eventstore.RecordedEvents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;

/**
 * Follows the log once for all nodes.
 *
 * <ol>
 *   <li>It folds the topology that a fresh node starts from.
 *   <li>It keeps the newest lines of the feed, each encoded once, for all readers; a reader that is further behind reads the
 *       log itself. So what a slow reader costs is a thread that waits, and no memory.
 *   <li>An event that cannot be read stops nothing: it is skipped and told in the server's log.
 * </ol>
 */
public final class LogFollower implements SmartLifecycle, ApplicationListener<ContextClosedEvent> {

    private static final Logger LOG = LoggerFactory.getLogger(LogFollower.class);
    private static final int MOST_LINES = 16_384;
    private static final int PAGE = 1_000;

    private final EventStore log;
    private final LogIdentity identity;
    private final EventJson eventJson = new EventJson();
    private final ConcurrentNavigableMap<Long, byte[]> lines = new ConcurrentSkipListMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition advanced = lock.newCondition();

    private volatile Topology topology = Topology.empty();
    private volatile long linesAfter;
    private volatile long linesUpTo;
    private volatile boolean running;
    private @Nullable LogSubscription subscription;

    /** A follower of that log. */
    public LogFollower(EventStore log) {
        this.log = log;
        this.identity = new LogIdentity(log);
    }

    /**
     * A part of the feed.
     *
     * @param lines its lines, in order
     * @param upTo the position up to which nothing is missing
     */
    public record Part(List<byte[]> lines, long upTo) {}

    @Override
    public void start() {
        running = true;
        linesAfter = head();
        linesUpTo = linesAfter;
        subscription = LogSubscription.start("log-follower", log, topology.position(), this::take);
    }

    @Override
    public void stop() {
        running = false;
        LogSubscription following = subscription;
        if (following != null) {
            following.close();
        }
        signal();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the web server, so that no reader finds it asleep. */
    @Override
    public int getPhase() {
        return 0;
    }

    /** Lets readers go before the web server waits for them. */
    @Override
    public void onApplicationEvent(ContextClosedEvent closed) {
        running = false;
        signal();
    }

    private void take(TrackedEventMessage<?> message, boolean more) {
        long position = message.trackingToken().position().orElseThrow();
        try {
            Recorded<?> event = RecordedEvents.of(message);
            topology = topology.evolve(event);
            if (position > linesAfter && Topology.concerns(event.event())) {
                lines.put(position, eventJson.bytes(event));
            }
        } catch (RuntimeException poison) {
            LOG.error("The event at position {} does not go with the topology and is left out", position, poison);
        }
        topology = topology.at(position);
        linesUpTo = Math.max(linesUpTo, position);
        while (lines.size() > MOST_LINES) {
            linesAfter = lines.firstKey();
            lines.pollFirstEntry();
        }
        if (!more) {
            signal();
        }
    }

    private void signal() {
        lock.lock();
        try {
            advanced.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** What the network is, as far as nodes must know, by now. */
    public Topology topology() {
        return topology;
    }

    /** What tells the log from every other; empty where that needs a first event, and there is none yet. */
    public Optional<UUID> identity() throws InterruptedException {
        return identity.get();
    }

    /** The position of the log's last event. */
    public long head() {
        return LogSubscription.head(log);
    }

    /** The next part of the feed after a position; without lines and up to that position when there is none yet. */
    public Part after(long position) throws InterruptedException {
        long upTo = linesUpTo;
        if (position >= linesAfter) {
            List<byte[]> found = new ArrayList<>(lines.subMap(position, false, Math.max(position, upTo), true)
                    .values());
            // What was dropped meanwhile may be missing: then the log itself is read.
            if (position >= linesAfter) {
                return new Part(found, Math.max(position, upTo));
            }
        }
        return fromLog(position);
    }

    private Part fromLog(long position) throws InterruptedException {
        List<byte[]> found = new ArrayList<>();
        long upTo = position;
        try (BlockingStream<TrackedEventMessage<?>> stream =
                log.openStream(new GlobalSequenceTrackingToken(position))) {
            for (int read = 0; read < PAGE && stream.hasNextAvailable(); read++) {
                TrackedEventMessage<?> message = stream.nextAvailable();
                upTo = message.trackingToken().position().orElseThrow();
                Recorded<?> event = readable(message);
                if (event != null && Topology.concerns(event.event())) {
                    found.add(eventJson.bytes(event));
                }
            }
        }
        return new Part(found, upTo);
    }

    private static @Nullable Recorded<?> readable(TrackedEventMessage<?> message) {
        try {
            return RecordedEvents.of(message);
        } catch (RuntimeException unknown) {
            return null;
        }
    }

    /** Waits until there is more after that position, or the time is over, or it is stopped. */
    void awaitBeyond(long position, long millis) throws InterruptedException {
        long left = TimeUnit.MILLISECONDS.toNanos(millis);
        lock.lockInterruptibly();
        try {
            while (running && linesUpTo <= position && left > 0) {
                left = advanced.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
