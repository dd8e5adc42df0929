package org.portolan.agent.service;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.portolan.agent.controller.Backoff;
import org.portolan.agent.desired.TopologyView;
import org.portolan.agent.ovsdb.Ovsdb;
import org.portolan.agent.service.DesiredNamespace.Device;
import org.portolan.agent.service.DesiredNamespace.Server;
import org.portolan.agent.service.NamespacePlan.Announcement;
import org.portolan.api.port.PortId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the namespaces of this host as the log wants them.
 *
 * <ol>
 *   <li>A change of one router or network is carried out for that one alone; that the others want nothing is found by comparing what they
 *       should be.
 *   <li>Each namespace is changed by one thread at a time, always to the latest that is wanted; one that is stuck keeps no other waiting.
 *   <li>What fails is tried again, with longer and longer pauses, and what works stays as it is.
 *   <li>What others have changed is put right; servers that have ended are started again.
 *   <li>What no router or network of this node has any more is removed, but only once the log has been read to its end.
 *   <li>Its own end touches nothing.
 * </ol>
 */
public final class Services implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Services.class);
    private static final int WORKERS = 8;
    private static final Duration PROGRAM = Duration.ofSeconds(15);

    /**
     * How often.
     *
     * @param audit time between two comparisons of everything
     * @param watch time between two looks at whether servers run
     */
    public record Rhythm(Duration audit, Duration watch) {
        /** Audit each minute, look after servers every two seconds. */
        public static Rhythm standard() {
            return new Rhythm(Duration.ofMinutes(1), Duration.ofSeconds(2));
        }
    }

    private final Roles roles;
    private final Supplier<TopologyView> views;
    private final Namespaces namespaces;
    private final Rhythm rhythm;
    private final Backoff backoff;
    private final Runnable onNews;
    private final Served served;
    private final Elections elections;
    /** What serves all namespaces; null for nothing. The loop's. */
    private final @Nullable Server ofHost;

    private boolean hostIsServed;
    private final Semaphore workers = new Semaphore(WORKERS);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition due = lock.newCondition();
    private final Map<String, Lane> lanes = new HashMap<>();
    private Set<PortId> wired = Set.of();
    private boolean changed;
    private boolean closed;
    private @Nullable Thread thread;

    /**
     * @param views the latest fold of the log
     * @param onNews called when something that the controller should be told may have become so
     */
    public Services(Roles roles, Supplier<TopologyView> views, Ovsdb ovsdb, Backoff backoff, Runnable onNews) {
        this(
                roles,
                views,
                new Namespaces(new LocalPrograms(PROGRAM), ovsdb, roles),
                Rhythm.standard(),
                backoff,
                onNews);
    }

    Services(
            Roles roles,
            Supplier<TopologyView> views,
            Namespaces namespaces,
            Rhythm rhythm,
            Backoff backoff,
            Runnable onNews) {
        this.roles = roles;
        this.views = views;
        this.namespaces = namespaces;
        this.rhythm = rhythm;
        this.backoff = backoff;
        this.onNews = onNews;
        this.served = new Served(roles);
        this.ofHost = Metadata.ofHost(roles).orElse(null);
        this.elections = new Elections(roles.directory().resolve(Keepalived.NEWS), this::elected);
    }

    /** One namespace on its way to what it should be. */
    private static final class Lane {
        private final String name;
        /** What it should be; null when it should not be. */
        private @Nullable DesiredNamespace wanted;
        /** What it was made last; null when that is not known. */
        private @Nullable DesiredNamespace made;

        private boolean dirty = true;
        private boolean busy;
        private int failures;
        private final Set<Announcement> unannounced = new HashSet<>();

        private Lane(String name) {
            this.name = name;
        }

        private boolean isAtRest() {
            return !dirty && wanted != null && wanted.equals(made);
        }
    }

    /** Begins to act. To be called once the agent has caught up with the log, and the integration bridge is there. */
    public void start() {
        lock.lock();
        try {
            if (thread == null && !closed && roles.any()) {
                if (roles.l3()) {
                    namespaces.start(elections);
                }
                changed = true;
                thread = Thread.ofPlatform().name("services").daemon().start(this::loop);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The log says something new. Returns at once. */
    public void changed() {
        lock.lock();
        try {
            changed = true;
            due.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Those ports pass frames: neighbours can be told of their addresses. */
    public void wired(Set<PortId> ports) {
        lock.lock();
        try {
            wired = Set.copyOf(ports);
            lanes.values().forEach(this::announce);
        } finally {
            lock.unlock();
        }
    }

    /** Whether a namespace is as it should be; false also when it has failed. */
    Standing standing(String namespace) {
        lock.lock();
        try {
            Lane lane = lanes.get(namespace);
            if (lane == null) {
                return Standing.UNKNOWN;
            }
            return lane.wanted != null && lane.wanted.equals(lane.made)
                    ? Standing.MADE
                    : lane.failures > 0 ? Standing.FAILED : Standing.UNKNOWN;
        } finally {
            lock.unlock();
        }
    }

    /** Whether this host is that router; empty when that is not known, or no other host has it. */
    Optional<Boolean> isElected(String namespace) {
        return elections.of(namespace);
    }

    /** Neighbours are told of what the host has become as soon as its ports pass frames. */
    private void elected(String namespace, boolean isElected) {
        lock.lock();
        try {
            Lane lane = lanes.get(namespace);
            if (lane != null) {
                lane.unannounced.clear();
                if (isElected && lane.made != null) {
                    lane.unannounced.addAll(NamespacePlan.floating(lane.made));
                    announce(lane);
                }
            }
        } finally {
            lock.unlock();
        }
        onNews.run();
    }

    /** How far a namespace is. */
    enum Standing {
        UNKNOWN,
        MADE,
        FAILED
    }

    private void loop() {
        long nextAudit = System.nanoTime() + rhythm.audit().toNanos();
        boolean swept = false;
        while (true) {
            boolean render;
            lock.lock();
            try {
                if (!changed && !closed) {
                    due.awaitNanos(rhythm.watch().toNanos());
                }
                if (closed) {
                    return;
                }
                render = changed;
                changed = false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } finally {
                lock.unlock();
            }
            boolean audit = System.nanoTime() - nextAudit >= 0;
            try {
                if (render) {
                    want(served.by(views.get().topology()));
                }
                if (!swept || audit) {
                    sweep();
                    swept = true;
                }
                if (audit) {
                    nextAudit = System.nanoTime() + rhythm.audit().toNanos();
                }
                look(audit);
                serveHost();
            } catch (RuntimeException e) {
                log.error("What is served could not be looked at", e);
            }
        }
    }

    private void serveHost() {
        Server server = ofHost;
        if (server != null && !(hostIsServed && Servers.runs(server))) {
            try {
                namespaces.serve(server);
                hostIsServed = true;
            } catch (ServiceException e) {
                log.warn("Nobody asks for metadata: {}", e.getMessage());
            }
        }
    }

    private void want(List<DesiredNamespace> desired) {
        lock.lock();
        try {
            Set<String> names = new HashSet<>();
            for (DesiredNamespace namespace : desired) {
                names.add(namespace.name());
                Lane lane = lanes.computeIfAbsent(namespace.name(), Lane::new);
                if (!namespace.equals(lane.wanted)) {
                    lane.wanted = namespace;
                    lane.failures = 0;
                    go(lane);
                }
            }
            for (Lane lane : lanes.values()) {
                if (!names.contains(lane.name) && lane.wanted != null) {
                    lane.wanted = null;
                    lane.dirty = true;
                    lane.failures = 0;
                    go(lane);
                }
            }
        } finally {
            lock.unlock();
        }
        onNews.run();
    }

    /** What nobody knows any more goes. */
    private void sweep() {
        Set<String> found = namespaces.names();
        lock.lock();
        try {
            for (String name : found) {
                if (!lanes.containsKey(name)) {
                    log.warn("{} is of nothing that this node has: it is removed", name);
                    Lane lane = new Lane(name);
                    lanes.put(name, lane);
                    go(lane);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void look(boolean audit) {
        List<Lane> all;
        lock.lock();
        try {
            all = List.copyOf(lanes.values());
        } finally {
            lock.unlock();
        }
        for (Lane lane : all) {
            DesiredNamespace made = lane.made;
            boolean runs = made == null || Namespaces.isServed(made);
            if (audit || !runs) {
                lock.lock();
                try {
                    if (lane.isAtRest()) {
                        lane.dirty = true;
                        go(lane);
                    }
                } finally {
                    lock.unlock();
                }
            }
        }
    }

    /** With the lock held. */
    private void go(Lane lane) {
        if (!lane.busy && !closed) {
            lane.busy = true;
            Thread.ofVirtual().name(lane.name).start(() -> work(lane));
        }
    }

    private void work(Lane lane) {
        while (true) {
            DesiredNamespace wanted;
            DesiredNamespace made;
            boolean audit;
            lock.lock();
            try {
                wanted = lane.wanted;
                made = lane.made;
                audit = lane.dirty && made != null;
                lane.dirty = false;
                if (closed || (wanted != null && wanted.equals(made) && !audit)) {
                    lane.busy = false;
                    return;
                }
            } finally {
                lock.unlock();
            }
            boolean done = attempt(lane, wanted, made, audit);
            onNews.run();
            if (!done && pauseUnlessChanged(lane, wanted)) {
                return;
            }
            if (done && wanted == null && forget(lane)) {
                return;
            }
        }
    }

    private boolean attempt(
            Lane lane, @Nullable DesiredNamespace wanted, @Nullable DesiredNamespace made, boolean audit) {
        workers.acquireUninterruptibly();
        long begin = System.nanoTime();
        long moment = elections.now();
        try {
            Namespaces.Done done = new Namespaces.Done(true, List.of(), Optional.empty());
            if (wanted == null) {
                namespaces.remove(lane.name);
                elections.forget(lane.name);
            } else {
                done = namespaces.bring(wanted, made, audit);
            }
            lock.lock();
            try {
                lane.made = wanted;
                lane.failures = 0;
                lane.unannounced.addAll(done.announced());
                announce(lane);
            } finally {
                lock.unlock();
            }
            done.elected().ifPresent(isElected -> elections.seen(lane.name, isElected, moment));
            if (done.changed()) {
                log.info(
                        "{} {} in {} ms",
                        lane.name,
                        wanted == null
                                ? "is removed"
                                : audit && wanted.equals(made)
                                        ? "was changed by another hand, and is put right"
                                        : "is as of position " + wanted.cause(),
                        Duration.ofNanos(System.nanoTime() - begin).toMillis());
            }
            return true;
        } catch (RuntimeException e) {
            lock.lock();
            try {
                lane.failures++;
                lane.dirty = true;
            } finally {
                lock.unlock();
            }
            if (e instanceof ServiceException) {
                log.warn("{} is not as it should be, attempt {}: {}", lane.name, lane.failures, e.getMessage());
            } else {
                log.error("{} is not as it should be", lane.name, e);
            }
            return false;
        } finally {
            workers.release();
        }
    }

    /** Waits before the next attempt; news end the pause. Returns whether it is all over. */
    private boolean pauseUnlessChanged(Lane lane, @Nullable DesiredNamespace failed) {
        lock.lock();
        try {
            long left = backoff.pause(Math.max(1, lane.failures)).toNanos();
            while (!closed && left > 0 && java.util.Objects.equals(lane.wanted, failed)) {
                left = due.awaitNanos(left);
            }
            if (closed) {
                lane.busy = false;
            }
            return closed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            lane.busy = false;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Ends a lane whose namespace is gone, unless it is wanted again. */
    private boolean forget(Lane lane) {
        lock.lock();
        try {
            if (lane.wanted != null) {
                return false;
            }
            lanes.remove(lane.name);
            lane.busy = false;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** With the lock held. */
    private void announce(Lane lane) {
        DesiredNamespace made = lane.made;
        if (made == null) {
            return;
        }
        for (Iterator<Announcement> rest = lane.unannounced.iterator(); rest.hasNext(); ) {
            Announcement announcement = rest.next();
            Device device = made.devices().get(announcement.device());
            if (device == null) {
                rest.remove();
            } else if (wired.contains(device.port())) {
                rest.remove();
                Thread.ofVirtual().name("announce").start(() -> tell(lane.name, announcement));
            }
        }
    }

    private void tell(String namespace, Announcement announcement) {
        try {
            namespaces.announce(namespace, announcement);
        } catch (ServiceException e) {
            log.debug("{} could not be announced", announcement, e);
        }
    }

    /** Ends; what is served stays. Waits for what is being changed. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            due.signalAll();
        } finally {
            lock.unlock();
        }
        workers.acquireUninterruptibly(WORKERS);
    }
}
