package org.portolan.agent.controller;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.portolan.agent.controller.Feed.Line;
import org.portolan.agent.desired.TopologyView;
import org.portolan.api.event.Recorded;
import org.portolan.api.node.Topology;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the log and folds it into the topology.
 *
 * <ol>
 *   <li>Starts from what was kept, else from the controller's snapshot, and goes on from there: no event is missed, none counts twice.
 *   <li>Says when it has caught up with the head of the log that it found; before that its topology is of the past, and not to be acted on.
 *   <li>Outlives the controller: it reconnects for as long as it is open, and meanwhile the topology stays as it is.
 *   <li>Never guesses: what it does not understand it refuses, says so, and starts over from a snapshot. So it does when the controller has
 *       another log than the one that was followed.
 * </ol>
 */
public final class LogFollower implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LogFollower.class);
    /** A controller whose log ends before ours may itself be catching up; after so many looks it is another log. */
    private static final int LOOKS_AT_A_SHORTER_LOG = 5;

    private static final int CONFLICT = 409;
    private static final int GONE = 410;

    /** Whom it tells; called by its own thread, which must not be kept waiting. */
    public interface Listener {

        /** The topology has reached, for the first time, the head of the log that was found at the start. */
        void caughtUp();

        /** The topology has changed, or holds up to a later position. */
        void advanced();

        /** The topology is of another log than before, or of the same one as it was put back to an earlier state. */
        void replaced();
    }

    private final ControllerClient controller;
    private final StateDirectory state;
    private final Listener listener;
    private final Backoff backoff;
    private final Duration keepEvery;

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread following;
    private final Thread keeping;

    private volatile KnownLog known = KnownLog.nothing();
    private volatile @Nullable Feed feed;
    private boolean fresh = true;
    private boolean caughtUp;
    private int failures;
    /** Counted for as long as the agent runs: a controller that is too new stays so. */
    private int refusals;

    private int shorter;

    /**
     * @param keepEvery least time between two writes of the topology to disk
     */
    public LogFollower(
            ControllerClient controller, StateDirectory state, Listener listener, Backoff backoff, Duration keepEvery) {
        this.controller = controller;
        this.state = state;
        this.listener = listener;
        this.backoff = backoff;
        this.keepEvery = keepEvery;
        this.following = Thread.ofVirtual().name("log").unstarted(this::follow);
        this.keeping = Thread.ofVirtual().name("keeper").unstarted(this::keep);
    }

    /** Starts to follow. */
    public void start() {
        following.start();
        keeping.start();
    }

    /** The log, folded up to {@link Topology#position}. */
    public Topology topology() {
        return known.topology();
    }

    /** The same, as it changes from one event to the next. */
    public TopologyView view() {
        return known.view();
    }

    private void follow() {
        Optional<KnownLog> kept = state.log();
        kept.ifPresent(found -> {
            known = found;
            fresh = false;
            log.info("Starting from position {}, kept by the last run", found.position());
        });
        try {
            while (closed.getCount() > 0) {
                try {
                    if (fresh) {
                        takeSnapshot();
                    }
                    read();
                    again("The controller has ended the feed");
                } catch (FeedRefused e) {
                    refusals++;
                    log.error("{}. Starting over from the controller's snapshot", e.getMessage());
                    fresh = true;
                    closed.await(backoff.pause(refusals).toMillis(), TimeUnit.MILLISECONDS);
                } catch (ControllerException e) {
                    again(String.valueOf(e.getMessage()));
                } catch (RuntimeException e) {
                    log.error("The log could not be followed", e);
                    fresh = true;
                    again("");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void again(String why) throws InterruptedException {
        failures++;
        Duration pause = backoff.pause(failures);
        if (!why.isEmpty() && failures == 1 && closed.getCount() > 0) {
            log.warn("{}. The host stays as it is; trying again until the controller is back", why);
        }
        closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void takeSnapshot() {
        KnownLog taken = controller.snapshot();
        log.info(
                "Took the controller's snapshot of position {}: {} networks, {} ports, {} tunnel endpoints",
                taken.position(),
                taken.topology().networks().size(),
                taken.topology().ports().size(),
                taken.topology().endpoints().size());
        boolean replaced = known.isReplacedBy(taken);
        known = taken;
        fresh = false;
        shorter = 0;
        if (replaced) {
            listener.replaced();
        }
        listener.advanced();
    }

    private void read() {
        try (Feed opened = open()) {
            feed = opened;
            if (closed.getCount() == 0 || !(opened.next() instanceof Line.Head head)) {
                throw new ControllerException("The feed does not begin with the head of the log", 0);
            }
            requireOurLog(head);
            known = known.identified(head.log());
            if (failures > 0) {
                log.info("Following the log again, from position {} of {}", known.position(), head.position());
            }
            reached(head.position());
            for (Line line = opened.next(); line != null; line = opened.next()) {
                failures = 0;
                known = switch (line) {
                    case Line.Head now -> known.at(now.position());
                    case Line.Told told -> evolved(told.event());
                };
                reached(head.position());
                listener.advanced();
            }
        } finally {
            feed = null;
        }
    }

    private Feed open() {
        try {
            return controller.feed(known);
        } catch (ControllerException e) {
            switch (e.status()) {
                case GONE -> throw new FeedRefused("The controller has another log than before");
                case CONFLICT -> throw shorter();
                default -> throw e;
            }
        }
    }

    private void requireOurLog(Line.Head head) {
        if (known.id() != null && head.log() != null && !known.id().equals(head.log())) {
            throw new FeedRefused("The controller has another log than before");
        }
        if (head.position() < known.position()) {
            throw shorter();
        }
        shorter = 0;
    }

    private RuntimeException shorter() {
        shorter++;
        String what = "The controller's log ends before position " + known.position() + ", which this node knows";
        return shorter < LOOKS_AT_A_SHORTER_LOG
                ? new ControllerException(what, CONFLICT)
                : new FeedRefused(what + ": it is not the log that was followed before");
    }

    private KnownLog evolved(Recorded<?> event) {
        try {
            return known.evolve(event);
        } catch (RuntimeException e) {
            throw new FeedRefused("event " + event.position() + " does not fit: " + e.getMessage(), e);
        }
    }

    private void reached(long head) {
        if (!caughtUp && known.position() >= head) {
            caughtUp = true;
            log.info("Caught up with the log at position {}", known.position());
            listener.caughtUp();
        }
    }

    private void keep() {
        KnownLog kept = KnownLog.nothing();
        try {
            boolean last;
            do {
                last = closed.await(keepEvery.toMillis(), TimeUnit.MILLISECONDS);
                KnownLog now = known;
                if (now.position() != kept.position() || !Objects.equals(now.id(), kept.id())) {
                    state.keep(now);
                    kept = now;
                }
            } while (!last);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops, and keeps what is known. */
    @Override
    public void close() {
        closed.countDown();
        Feed open = feed;
        if (open != null) {
            open.close();
        }
        try {
            keeping.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
