package org.portolan.agent.controller;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.portolan.api.agent.AgentId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the controller that this agent runs, again and again; and introduces it, at the start and whenever the controller does not know it. */
public final class Registration implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Registration.class);
    private static final int NOT_FOUND = 404;

    private final ControllerClient controller;
    private final Card card;
    private final LongSupplier appliedPosition;
    private final Duration interval;
    private final Backoff backoff;

    private final Semaphore news = new Semaphore(0);
    private final Thread thread;
    private volatile @Nullable AgentId id;
    private volatile boolean closed;
    private volatile Runnable onRegistered = () -> {};

    /**
     * @param appliedPosition the position of the log that the host conforms to
     * @param interval between two heartbeats
     */
    public Registration(
            ControllerClient controller, Card card, LongSupplier appliedPosition, Duration interval, Backoff backoff) {
        this.controller = controller;
        this.card = card;
        this.appliedPosition = appliedPosition;
        this.interval = interval;
        this.backoff = backoff;
        this.thread = Thread.ofVirtual().name("heartbeat").unstarted(this::run);
    }

    /**
     * Starts to tell.
     *
     * @param onRegistered called each time the controller has taken the agent in
     */
    public void start(Runnable onRegistered) {
        this.onRegistered = onRegistered;
        thread.start();
    }

    /** Under which the controller knows this agent; empty until it does. */
    public Optional<AgentId> id() {
        return Optional.ofNullable(id);
    }

    /** Has the next heartbeat sent at once. */
    public void hurry() {
        news.release();
    }

    private void run() {
        int failures = 0;
        try {
            while (!closed) {
                Duration pause;
                try {
                    AgentId known = id;
                    if (known == null) {
                        AgentId given = controller.register(card);
                        id = given;
                        log.info("Registered as agent {}", given);
                        onRegistered.run();
                    } else {
                        controller.heartbeat(known, appliedPosition.getAsLong());
                    }
                    failures = 0;
                    pause = interval;
                } catch (ControllerException e) {
                    if (e.status() == NOT_FOUND && id != null) {
                        log.warn("The controller does not know this agent any more: registering again");
                        id = null;
                        failures = 0;
                        pause = Duration.ZERO;
                    } else {
                        failures++;
                        if (failures == 1 && !closed) {
                            log.warn("{}. Trying again until the controller answers", e.getMessage());
                        }
                        pause = backoff.pause(failures);
                    }
                }
                if (news.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    news.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        news.release();
    }
}
