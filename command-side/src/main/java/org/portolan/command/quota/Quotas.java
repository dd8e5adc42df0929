package org.portolan.command.quota;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.jspecify.annotations.Nullable;
import org.portolan.api.caller.ProjectId;
import org.portolan.api.error.NeutronError;
import org.portolan.api.event.Ending;
import org.portolan.api.event.Recorded;
import org.portolan.api.event.StreamId;
import org.portolan.api.quota.Quota;
import org.portolan.api.quota.QuotaDescription;
import org.portolan.api.quota.QuotaEvent;
import org.portolan.api.resource.Resource;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.command.StreamType;
import org.portolan.command.Streams;
import org.portolan.eventstore.LogSubscription;
import org.portolan.eventstore.LogUnavailableException;
import org.portolan.eventstore.PendingAppend;
import org.portolan.eventstore.RecordedEvents;
import org.portolan.rest.Holdings;
import org.portolan.rest.ReadYourWrites;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that no project gets more than its limits allow.
 *
 * <ol>
 *   <li>What a project has is counted by a fold of the log: no event tells of it, and nothing is locked while a decision is
 *       made. What is being made counts from the moment it is asked for until the log tells of it, or it is refused; so
 *       among all requests that this process takes at once, exactly those pass that the limit allows.
 *   <li>A project's count begins with what reads show when it is first asked for, and goes on with what the log tells after
 *       that position.
 *   <li>What is deleted is given back when the log tells so: before a refusal, the fold is brought up to the log's head.
 *   <li>What other processes append is counted as soon as PostgreSQL tells of it: two controllers may together exceed a
 *       limit by what they decide within these milliseconds.
 * </ol>
 */
public final class Quotas {

    private static final Logger LOGGER = LoggerFactory.getLogger(Quotas.class);
    private static final StreamType<Quota> OWN_LIMITS = StreamType.of(new QuotaDescription());
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int OWNERS_KEPT = 100_000;

    private final EventStore log;
    private final Streams streams;
    private final Holdings holdings;
    private final ReadYourWrites reads;
    private final Map<String, Long> defaults;
    private final Map<String, ResourceDescription<?>> byStreamType;
    private final Cache<StreamId, ProjectId> owners =
            Caffeine.newBuilder().maximumSize(OWNERS_KEPT).build();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<ProjectId, Ledger> ledgers = new HashMap<>();
    private final AtomicLong attempts = new AtomicLong();
    private final Map<StreamId, Reservation> reservations = new HashMap<>();
    private long position;

    private volatile @Nullable LogSubscription subscription;

    private record Reservation(long attempt, ProjectId project, String kind) {}

    /**
     * Quotas of what that log tells of.
     *
     * @param holdings what projects have by some position of the log
     * @param reads tells when {@code holdings} are up to a position
     * @param defaults the limits of projects without own ones, by the name of the resource; -1 for none at all
     */
    public Quotas(
            EventStore log, Streams streams, Holdings holdings, ReadYourWrites reads, Map<String, Long> defaults) {
        this.log = log;
        this.streams = streams;
        this.holdings = holdings;
        this.reads = reads;
        this.defaults = new LinkedHashMap<>(defaults);
        this.byStreamType = ResourceDescription.all().stream()
                .filter(description -> defaults.containsKey(description.name()))
                .collect(
                        Collectors.toMap(description -> description.family().streamType(), description -> description));
    }

    /** Follows the log from its head on. */
    public void start() {
        position = LogSubscription.head(log);
        subscription = LogSubscription.start("quota-follower", log, position, this::take);
    }

    /** Follows it no more. */
    public void stop() {
        LogSubscription following = subscription;
        subscription = null;
        if (following != null) {
            following.close();
        }
    }

    /** The limits of projects that have none of their own. */
    public Map<String, Long> defaults() {
        return defaults;
    }

    /**
     * Lets the unit of work make a resource for the project, and what comes with it.
     *
     * @param description what is made
     * @param id the new resource's key
     * @param implied how many resources of other kinds come with it; they are asked about when there is room for itself
     * @throws NeutronError 409 when the project would have more than it may
     */
    public void reserve(
            ResourceDescription<?> description, Object id, ProjectId project, Map<String, Integer> implied) {
        String kind = description.name();
        if (subscription == null
                || !defaults.containsKey(kind)
                || project.value().isEmpty()) {
            return;
        }
        StreamId stream = description.family().stream(id);
        Reservation reservation = new Reservation(attempts.incrementAndGet(), project, kind);
        Ledger ledger = open(project);
        if (!implied.isEmpty()) {
            // What came along with others was not reserved: it counts as soon as the log tells of it.
            catchUp();
        }
        if (!tryReserve(ledger, implied, stream, reservation).isEmpty()) {
            catchUp();
            List<String> over = tryReserve(ledger, implied, stream, reservation);
            if (!over.isEmpty()) {
                throw NeutronError.conflict(
                        "OverQuota",
                        "Quota exceeded for resources: "
                                + over.stream()
                                        .map(name -> "'" + name + "'")
                                        .collect(Collectors.joining(", ", "[", "]"))
                                + ".");
            }
        }
        CurrentUnitOfWork.get().root().onCleanup(done -> settle(done, stream, reservation.attempt()));
    }

    private List<String> tryReserve(
            Ledger ledger, Map<String, Integer> implied, StreamId stream, Reservation reservation) {
        lock.lock();
        try {
            // An earlier try of the same request may not have given back yet.
            release(stream);
            List<String> over = over(ledger, Map.of(reservation.kind(), 1));
            if (over.isEmpty()) {
                over = over(ledger, implied);
            }
            if (over.isEmpty()) {
                reservations.put(stream, reservation);
                ledger.reserve(reservation.kind(), 1);
            }
            return over;
        } finally {
            lock.unlock();
        }
    }

    /** The kinds of which the project would have too many, sorted. */
    private List<String> over(Ledger ledger, Map<String, Integer> wanted) {
        return wanted.entrySet().stream()
                .filter(more -> {
                    long limit = ledger.limit(
                            more.getKey(), defaults.getOrDefault(more.getKey(), QuotaDescription.UNLIMITED));
                    return limit >= 0 && ledger.usedOrReserved(more.getKey()) + more.getValue() > limit;
                })
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** What was not made is not reserved any more; what is on its way to the log is, until the log tells of it. */
    private void settle(UnitOfWork<?> unitOfWork, StreamId stream, long attempt) {
        if (unitOfWork.isRolledBack()) {
            giveBack(stream, attempt);
            return;
        }
        PendingAppend pending = PendingAppend.of(unitOfWork);
        CompletableFuture<Long> durable = pending == null ? null : pending.durable();
        if (durable != null) {
            var unused = durable.whenComplete((at, failure) -> {
                if (failure != null) {
                    giveBack(stream, attempt);
                }
            });
        }
    }

    private void giveBack(StreamId stream, long attempt) {
        lock.lock();
        try {
            Reservation reservation = reservations.get(stream);
            if (reservation != null && reservation.attempt() == attempt) {
                release(stream);
            }
        } finally {
            lock.unlock();
        }
    }

    private void release(StreamId stream) {
        Reservation reservation = reservations.remove(stream);
        Ledger ledger = reservation == null ? null : ledgers.get(reservation.project());
        if (reservation != null && ledger != null) {
            ledger.reserve(reservation.kind(), -1);
        }
    }

    /** How many resources of that kind the project has by now. */
    public long used(ProjectId project, String kind) {
        Ledger ledger = counting(project);
        catchUp();
        lock.lock();
        try {
            return ledger.used(kind);
        } finally {
            lock.unlock();
        }
    }

    /** The project's own limits are others once this unit of work has ended. */
    public void limitsChange(ProjectId project) {
        CurrentUnitOfWork.get().root().onCleanup(done -> forgetLimits(project));
    }

    private void forgetLimits(ProjectId project) {
        lock.lock();
        try {
            Ledger ledger = ledgers.get(project);
            if (ledger != null) {
                ledger.forgetLimits();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The project's ledger, which counts and knows the limits. */
    private Ledger open(ProjectId project) {
        Ledger ledger = counting(project);
        lock.lock();
        try {
            if (ledger.knowsLimits()) {
                return ledger;
            }
        } finally {
            lock.unlock();
        }
        Quota own = streams.peek(OWN_LIMITS, project).orElse(null);
        lock.lock();
        try {
            if (!ledger.knowsLimits()) {
                ledger.limits(own);
            }
            return ledger;
        } finally {
            lock.unlock();
        }
    }

    /** The project's ledger, which counts from now on at the latest. */
    private Ledger counting(ProjectId project) {
        Ledger ledger;
        long countedUpTo;
        lock.lock();
        try {
            ledger = ledgers.computeIfAbsent(project, first -> new Ledger());
            if (ledger.isOpen()) {
                return ledger;
            }
            countedUpTo = position;
        } finally {
            lock.unlock();
        }
        // Several may do so at once; the first one's findings stay.
        if (!reads.await(countedUpTo, PATIENCE)) {
            throw new LogUnavailableException(
                    "Reads are behind, and what projects have is not known", new IllegalStateException("behind"));
        }
        Holdings.Held held = holdings.of(project);
        lock.lock();
        try {
            if (!ledger.isOpen()) {
                ledger.open(held);
            }
            return ledger;
        } finally {
            lock.unlock();
        }
    }

    private void catchUp() {
        long head = LogSubscription.head(log);
        long left = PATIENCE.toNanos();
        lock.lock();
        try {
            while (position < head && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void take(TrackedEventMessage<?> message, boolean more) {
        long at = message.trackingToken().position().orElseThrow();
        try {
            count(at, RecordedEvents.of(message));
        } catch (IllegalArgumentException | ClassCastException unknown) {
            LOGGER.error("The event at position {} does not count", at, unknown);
        }
        lock.lock();
        try {
            position = at;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void count(long at, Recorded<?> recorded) {
        if (recorded.event() instanceof QuotaEvent) {
            forgetLimits(new ProjectId(recorded.stream().key()));
            return;
        }
        ResourceDescription<?> description = byStreamType.get(recorded.stream().type());
        boolean begins = recorded.sequence() == 0;
        if (description == null || !(begins || recorded.event() instanceof Ending)) {
            return;
        }
        ProjectId project = begins ? ownerOf(description, recorded) : ownerOf(description, recorded.stream());
        lock.lock();
        try {
            release(recorded.stream());
            Ledger ledger = project == null ? null : ledgers.get(project);
            if (ledger != null) {
                ledger.change(at, description.name(), begins ? 1 : -1);
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable ProjectId ownerOf(ResourceDescription<?> description, Recorded<?> first) {
        Resource made = description.evolve(null, first);
        if (made == null) {
            return null;
        }
        owners.put(first.stream(), made.project());
        return made.project();
    }

    private @Nullable ProjectId ownerOf(ResourceDescription<?> description, StreamId stream) {
        ProjectId known = owners.asMap().remove(stream);
        if (known != null) {
            return known;
        }
        DomainEventStream events = log.readEvents(stream.toString(), 0);
        return events.hasNext() ? ownerOf(description, RecordedEvents.of(events.next())) : null;
    }
}
