package org.portolan.eventstore;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventData;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.EventUtils;
import org.axonframework.eventhandling.GenericDomainEventEntry;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedDomainEventData;
import org.axonframework.eventhandling.TrackedEventData;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.EventStreamUtils;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.jspecify.annotations.Nullable;
import org.portolan.api.event.StreamId;

/** Axon's storage engine on the {@link Log}: messages become entries and entries messages, through the upcasters. */
public final class LogStorageEngine implements EventStorageEngine {

    private static final int PAGE = 1000;

    private final Log log;
    private final Serializer serializer;
    private final EventUpcaster upcasters;

    /** An engine on that log. */
    public LogStorageEngine(Log log, Serializer serializer, EventUpcaster upcasters) {
        this.log = log;
        this.serializer = serializer;
        this.upcasters = upcasters;
    }

    @Override
    public void appendEvents(List<? extends EventMessage<?>> events) {
        if (events.isEmpty()) {
            return;
        }
        List<LogEntry> entries = new ArrayList<>(events.size());
        for (EventMessage<?> event : events) {
            entries.add(entry((DomainEventMessage<?>) event));
        }
        PendingAppend pending = pendingAppend();
        if (pending != null) {
            pending.submitted(log.append(entries, events, pending.decidedIn()));
        } else {
            await(log.append(entries, events, log.epoch()));
        }
    }

    private static @Nullable PendingAppend pendingAppend() {
        Optional<UnitOfWork<?>> unitOfWork = CurrentUnitOfWork.map(current -> current);
        return unitOfWork.map(PendingAppend::of).orElse(null);
    }

    private static void await(CompletableFuture<Long> appended) {
        try {
            appended.join();
        } catch (CompletionException failure) {
            throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
        }
    }

    private LogEntry entry(DomainEventMessage<?> event) {
        SerializedObject<String> payload = event.serializePayload(serializer, String.class);
        SerializedObject<String> metadata = event.serializeMetaData(serializer, String.class);
        String revision = payload.getType().getRevision();
        return new LogEntry(
                event.getAggregateIdentifier(),
                event.getSequenceNumber(),
                payload.getType().getName(),
                revision == null ? "" : revision,
                UUID.fromString(event.getIdentifier()),
                event.getTimestamp(),
                payload.getData(),
                metadata.getData());
    }

    private static GenericDomainEventEntry<String> data(LogEntry entry) {
        return new GenericDomainEventEntry<>(
                StreamId.parse(entry.stream()).type(),
                entry.stream(),
                entry.sequence(),
                entry.eventId().toString(),
                entry.at().toString(),
                entry.type(),
                entry.revision(),
                entry.payload(),
                entry.metadata());
    }

    /**
     * Reads entries that are not in the log as if they were.
     *
     * @throws RuntimeException when this Portolan cannot read one of them
     */
    void requireReadable(List<LogEntry> entries) {
        Stream<DomainEventData<?>> stored = entries.stream().map(LogStorageEngine::data);
        EventStreamUtils.upcastAndDeserializeDomainEvents(stored, serializer, upcasters)
                .forEachRemaining(RecordedEvents::of);
    }

    /** The events after a position, at most that many, in order. */
    Stream<? extends TrackedEventMessage<?>> page(long after, int limit) {
        Stream<TrackedEventData<?>> page = log.read(after, limit).stream()
                .map(found -> new TrackedDomainEventData<>(
                        new GlobalSequenceTrackingToken(found.position()), data(found.entry())));
        return EventUtils.upcastAndDeserializeTrackedEvents(page, serializer, upcasters);
    }

    @Override
    public Stream<? extends TrackedEventMessage<?>> readEvents(@Nullable TrackingToken token, boolean mayBlock) {
        long after = token == null ? 0 : token.position().orElse(0);
        return Stream.iterate(
                        log.read(after, PAGE),
                        found -> !found.isEmpty(),
                        found -> log.read(found.getLast().position(), PAGE))
                .flatMap(found -> page(found.getFirst().position() - 1, found.size()));
    }

    @Override
    public DomainEventStream readEvents(String stream, long firstSequence) {
        Stream<DomainEventData<?>> entries = Stream.iterate(
                        log.readStream(stream, firstSequence, PAGE),
                        found -> !found.isEmpty(),
                        found -> log.readStream(stream, found.getLast().entry().sequence() + 1, PAGE))
                .flatMap(List::stream)
                .map(found -> data(found.entry()));
        return EventStreamUtils.upcastAndDeserializeDomainEvents(entries, serializer, upcasters);
    }

    @Override
    public void storeSnapshot(DomainEventMessage<?> snapshot) {
        log.saveSnapshot(entry(snapshot));
    }

    @Override
    public Optional<DomainEventMessage<?>> readSnapshot(String stream) {
        LogEntry found = log.snapshot(stream);
        if (found == null) {
            return Optional.empty();
        }
        DomainEventStream events =
                EventStreamUtils.upcastAndDeserializeDomainEvents(Stream.of(data(found)), serializer, upcasters);
        return events.hasNext() ? Optional.of(events.next()) : Optional.empty();
    }

    @Override
    public Optional<Long> lastSequenceNumberFor(String stream) {
        return Optional.ofNullable(log.lastSequence(stream));
    }

    @Override
    public TrackingToken createTailToken() {
        return new GlobalSequenceTrackingToken(0);
    }

    @Override
    public TrackingToken createHeadToken() {
        return new GlobalSequenceTrackingToken(log.head());
    }

    @Override
    public TrackingToken createTokenAt(Instant time) {
        return new GlobalSequenceTrackingToken(log.positionAt(time));
    }
}
