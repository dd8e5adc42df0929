package org.portolan.command;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.axonframework.common.lock.LockFactory;
import org.axonframework.common.lock.PessimisticLockFactory;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.jspecify.annotations.Nullable;
import org.portolan.api.event.Cause;
import org.portolan.api.event.Event;
import org.portolan.api.event.Recorded;
import org.portolan.api.event.StreamId;
import org.portolan.api.resource.Command;
import org.portolan.eventstore.LogEventStore;
import org.portolan.eventstore.PendingAppend;
import org.portolan.eventstore.RecordedEvents;

/**
 * The streams that decisions are made on: their states, and the events that decisions add.
 *
 * <ol>
 *   <li>A state is immutable: what a refused or rolled back command thought of it is simply dropped, and the states that
 *       others see stay in memory. A refusal costs no replay.
 *   <li>Within a unit of work a stream is locked from its first use, and later uses see what the unit added: a bulk create
 *       decides its second port on the first one's events.
 *   <li>Everything that a unit of work adds, to however many streams, is one atomic append at its commit.
 *   <li>A stream's lock is free as soon as its append has a place in the log's queue. States in memory may run ahead of the
 *       disk, never of the queue: when an append fails, all states of that epoch are forgotten.
 *   <li>What another process appends is known as soon as PostgreSQL tells of it; until then it wins by the sequence number.
 *   <li>Creating the 50,000th port of a subnet costs what the first did: no state is copied, loaded or stored whole.
 * </ol>
 */
public final class Streams {

    /** Under this name a unit of work may have a list, to which what it adds to streams is added, too. */
    static final String DECIDED = Streams.class.getName() + ".decided";

    private static final int KEPT_STATES = 50_000;

    /** So many events are folded in some milliseconds; a stream that took more to load is kept as a snapshot. */
    private static final int WORTH_A_SNAPSHOT = 1_000;

    private final EventStore eventStore;
    private final Clock clock;
    private final LongSupplier epoch;
    private final LockFactory locks = PessimisticLockFactory.usingDefaults();
    private final Cache<StreamId, Version> kept =
            Caffeine.newBuilder().maximumSize(KEPT_STATES).build();
    private final Cache<StreamId, Long> overtaken =
            Caffeine.newBuilder().maximumSize(KEPT_STATES).build();

    private record Version(@Nullable Object state, long next, long epoch) {

        private Version newer(Version other) {
            return other.epoch > epoch || (other.epoch == epoch && other.next >= next) ? other : this;
        }
    }

    private static final class Session {
        private final long epoch;
        private final Map<StreamId, Version> versions = new HashMap<>();

        private Session(long epoch) {
            this.epoch = epoch;
        }
    }

    /**
     * The streams in that event store.
     *
     * @param epoch raised when an append that was taken as done has failed, see {@link org.portolan.eventstore.Log#epoch}
     */
    public Streams(EventStore eventStore, Clock clock, LongSupplier epoch) {
        this.eventStore = eventStore;
        this.clock = clock;
        this.epoch = epoch;
    }

    /** The streams in that log; what other processes append to it is noticed. */
    public static Streams of(LogEventStore store, Clock clock) {
        Streams streams = new Streams(store, clock, store.log()::epoch);
        store.tail().onOthers(streams::overtaken);
        return streams;
    }

    private void overtaken(String stream, long sequence) {
        StreamId id = StreamId.parse(stream);
        overtaken.asMap().merge(id, sequence, Math::max);
        dropOlder(id, sequence);
    }

    private void dropOlder(StreamId stream, long sequence) {
        kept.asMap().computeIfPresent(stream, (known, version) -> version.next() > sequence ? version : null);
    }

    private void keep(StreamId stream, Version version) {
        // Who only looks holds no lock: meanwhile another may have kept a newer one.
        kept.asMap().merge(stream, version, Version::newer);
        // Asked after that, so that whatever is told meanwhile is either seen here or finds what was kept.
        Long sequence = overtaken.getIfPresent(stream);
        if (sequence != null) {
            dropOlder(stream, sequence);
        }
    }

    /** The state of a stream, empty when it does not exist, or not any more. Locks the stream for this unit of work. */
    public <S> Optional<S> find(StreamType<S> type, Object key) {
        return Optional.ofNullable(state(type, type.stream(key)));
    }

    /**
     * The state that a stream had a moment ago, without locking it: for what never changes, such as a port's network, so
     * that locks can be taken in their order, projects before networks before subnets before ports.
     */
    public <S> Optional<S> peek(StreamType<S> type, Object key) {
        StreamId stream = type.stream(key);
        Session session = session();
        Version version = session.versions.get(stream);
        if (version == null) {
            Version known = kept.getIfPresent(stream);
            if (known != null && known.epoch() == session.epoch) {
                version = known;
            } else {
                version = load(type, stream, session.epoch);
                keep(stream, version);
            }
        }
        return Optional.ofNullable(cast(type, version));
    }

    /** The state of a stream that must exist. Locks the stream for this unit of work. */
    public <S> S get(StreamType<S> type, Object key, Supplier<? extends RuntimeException> missing) {
        return find(type, key).orElseThrow(missing);
    }

    /** Adds an event to a stream: it is part of the state from now on, and of the log once the unit of work commits. */
    public <S> void append(StreamType<S> type, Object key, Event event) {
        StreamId stream = type.stream(key);
        Session session = session();
        Version before = version(type, stream, session);
        Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Cause cause = cause();
        eventStore.publish(RecordedEvents.message(stream, before.next(), event, at, cause));
        Recorded<?> recorded = new Recorded<>(0, stream, before.next(), at, event, cause);
        List<Recorded<?>> decided = CurrentUnitOfWork.get().root().getResource(DECIDED);
        if (decided != null) {
            decided.add(recorded);
        }
        S after = type.fold().evolve(cast(type, before), recorded);
        session.versions.put(stream, new Version(after, before.next() + 1, session.epoch));
    }

    /**
     * Adds the first event of a new stream, whose key was drawn for it: nothing is read. Were the key taken after all, the
     * append would lose by the sequence number.
     */
    public <S> void begin(StreamType<S> type, Object key, Event event) {
        StreamId stream = type.stream(key);
        Session session = session();
        if (!session.versions.containsKey(stream)) {
            lock(stream);
            session.versions.put(stream, new Version(null, 0, session.epoch));
        }
        append(type, key, event);
    }

    private <S> @Nullable S state(StreamType<S> type, StreamId stream) {
        return cast(type, version(type, stream, session()));
    }

    private <S> Version version(StreamType<S> type, StreamId stream, Session session) {
        Version version = session.versions.get(stream);
        if (version == null) {
            lock(stream);
            Version known = kept.getIfPresent(stream);
            version = known != null && known.epoch() == session.epoch ? known : load(type, stream, session.epoch);
            session.versions.put(stream, version);
        }
        return version;
    }

    private static Session newSession(UnitOfWork<?> unitOfWork, Streams streams) {
        PendingAppend pending = PendingAppend.of(unitOfWork);
        Session session = new Session(pending == null ? streams.epoch.getAsLong() : pending.decidedIn());
        unitOfWork.afterCommit(done -> session.versions.forEach(streams::keep));
        unitOfWork.onRollback(undone -> {
            if (isConflict(undone)) {
                session.versions.keySet().forEach(streams.kept::invalidate);
            }
        });
        return session;
    }

    private static boolean isConflict(UnitOfWork<?> unitOfWork) {
        return unitOfWork.getExecutionResult().isExceptionResult()
                && unitOfWork.getExecutionResult().getExceptionResult()
                        instanceof org.axonframework.modelling.command.ConcurrencyException;
    }

    private Session session() {
        UnitOfWork<?> unitOfWork = CurrentUnitOfWork.get().root();
        return unitOfWork.getOrComputeResource(Streams.class.getName(), key -> newSession(unitOfWork, this));
    }

    private void lock(StreamId stream) {
        var lock = locks.obtainLock(stream.toString());
        CurrentUnitOfWork.get().root().onCleanup(done -> lock.release());
    }

    private <S> Version load(StreamType<S> type, StreamId stream, long inEpoch) {
        StreamType.Snapshots<S, ?> snapshots = type.snapshots();
        DomainEventStream events = snapshots == null
                ? eventStore.readEvents(stream.toString(), 0)
                : eventStore.readEvents(stream.toString());
        S state = null;
        long next = 0;
        if (snapshots != null && events.hasNext() && !(events.peek().getPayload() instanceof Event)) {
            DomainEventMessage<?> kept = events.next();
            state = snapshots.stateOf(kept.getPayload());
            next = kept.getSequenceNumber() + 1;
            if (state == null) {
                // A snapshot of a form that is no more: the events tell the same, only slower.
                events = eventStore.readEvents(stream.toString(), 0);
                next = 0;
            }
        }
        long folded = 0;
        while (events.hasNext()) {
            DomainEventMessage<?> message = events.next();
            state = type.fold().evolve(state, RecordedEvents.of(message));
            next = message.getSequenceNumber() + 1;
            folded++;
        }
        if (snapshots != null && state != null && folded >= WORTH_A_SNAPSHOT) {
            keep(snapshots, state, stream, next - 1);
        }
        return new Version(state, next, inEpoch);
    }

    private <S, F> void keep(StreamType.Snapshots<S, F> snapshots, S state, StreamId stream, long sequence) {
        eventStore.storeSnapshot(new GenericDomainEventMessage<>(
                stream.type(), stream.toString(), sequence, snapshots.write().apply(state)));
    }

    private static Cause cause() {
        Object payload = CurrentUnitOfWork.get().getMessage().getPayload();
        if (payload instanceof Command command) {
            return Cause.of(command.caller(), command.name());
        }
        throw new IllegalStateException("Events are added by commands only, not by " + payload);
    }

    private static <S> @Nullable S cast(StreamType<S> type, Version version) {
        return type.stateType().cast(version.state());
    }
}
