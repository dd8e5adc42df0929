package org.portolan.query.readmodel;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventHandlerInvoker;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.Segment;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.messaging.unitofwork.BatchingUnitOfWork;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.portolan.api.event.Recorded;
import org.portolan.api.event.StreamId;
import org.portolan.api.json.EventJson;
import org.portolan.api.json.Json;
import org.portolan.api.resource.Resource;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.eventstore.RecordedEvents;
import org.portolan.query.readmodel.DeadLetters.DeadLetter;
import org.portolan.query.readmodel.Folding.Known;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.datasource.DataSourceUtils;

/**
 * Folds the log into the rows of the read model.
 *
 * <ol>
 *   <li>A batch of events is folded in memory and written in few round trips, in one transaction with the position reached.
 *   <li>Each change of a body makes a row, also when several happen within a batch.
 *   <li>An event that cannot be folded parks its stream, with all that follow in it; other streams go on.
 *   <li>What is kept in memory between batches is a cache: it is only changed after a commit.
 * </ol>
 */
final class Projection implements EventHandlerInvoker {

    private static final Logger LOG = LoggerFactory.getLogger(Projection.class);
    private static final String FOLDED = Projection.class.getName();
    private static final int MOST_KNOWN = 10_000;

    private final ReadSchema schema;
    private final DataSource dataSource;
    private final DeadLetters deadLetters;
    private final LongConsumer afterCommit;

    private final ReentrantLock turn = new ReentrantLock();
    private final Map<StreamId, Known> known = new LeastRecentlyUsed<>(MOST_KNOWN);
    private final Set<StreamId> parked = ConcurrentHashMap.newKeySet();
    private boolean careful;

    Projection(ReadSchema schema, DataSource dataSource, DeadLetters deadLetters, LongConsumer afterCommit) {
        this.schema = schema;
        this.dataSource = dataSource;
        this.deadLetters = deadLetters;
        this.afterCommit = afterCommit;
    }

    private static final class LeastRecentlyUsed<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1L;

        private final int most;

        LeastRecentlyUsed(int most) {
            super(16, 0.75f, true);
            this.most = most;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > most;
        }
    }

    /** What a batch makes of the read model, until it is committed. */
    private static final class Batch {
        private final Map<StreamId, Folding> foldings = new LinkedHashMap<>();
        private final List<DeadLetter> letters = new ArrayList<>();
        private final Set<StreamId> newlyParked = new HashSet<>();
        private long position;
    }

    /** Takes up where the last process ended, or where another one has come to meanwhile. */
    void resume() {
        turn.lock();
        try {
            known.clear();
            parked.clear();
            parked.addAll(deadLetters.streams());
        } finally {
            turn.unlock();
        }
    }

    @Override
    public boolean canHandle(EventMessage<?> message, Segment segment) {
        // Read here, in the coordinator's thread, while the worker writes the batch before.
        message.getPayload();
        message.getMetaData();
        return true;
    }

    @Override
    public void segmentReleased(Segment segment) {
        turn.lock();
        try {
            known.clear();
        } finally {
            turn.unlock();
        }
    }

    @Override
    public void handle(EventMessage<?> message, Segment segment) throws SQLException {
        UnitOfWork<?> unitOfWork = CurrentUnitOfWork.get();
        if (unitOfWork.resources().putIfAbsent(FOLDED, true) != null) {
            return;
        }
        List<? extends EventMessage<?>> messages =
                unitOfWork instanceof BatchingUnitOfWork<?> batching ? eventsOf(batching) : List.of(message);
        turn.lock();
        unitOfWork.onCleanup(done -> turn.unlock());
        Batch batch = fold(messages);
        unitOfWork.onPrepareCommit(committing -> flush(batch));
        unitOfWork.afterCommit(committed -> remember(batch));
    }

    private static List<EventMessage<?>> eventsOf(BatchingUnitOfWork<?> unitOfWork) {
        List<EventMessage<?>> events = new ArrayList<>(unitOfWork.getMessages().size());
        unitOfWork.getMessages().forEach(message -> events.add((EventMessage<?>) message));
        return events;
    }

    private Batch fold(List<? extends EventMessage<?>> messages) throws SQLException {
        Batch batch = new Batch();
        List<Recorded<?>> events = new ArrayList<>(messages.size());
        for (EventMessage<?> message : messages) {
            batch.position = Math.max(batch.position, positionOf(message));
            try {
                events.add(RecordedEvents.of(message));
            } catch (RuntimeException unknown) {
                park(batch, message, unknown);
            }
        }
        Map<StreamId, Known> before = load(events, batch.newlyParked);
        for (Recorded<?> event : events) {
            fold(batch, before, event);
        }
        return batch;
    }

    private void fold(Batch batch, Map<StreamId, Known> before, Recorded<?> event) {
        StreamId stream = event.stream();
        ResourceTable table = schema.ofStream(stream.type());
        if (table == null) {
            return;
        }
        if (parked.contains(stream) || batch.newlyParked.contains(stream)) {
            batch.letters.add(letter(event, "An earlier event of its stream waits"));
            return;
        }
        Folding folding =
                batch.foldings.computeIfAbsent(stream, first -> new Folding(table, stream, before.get(stream)));
        try {
            folding.fold(event);
        } catch (RuntimeException poison) {
            LOG.error(
                    "Event {} at position {} cannot be folded into {}: the stream waits for a repair",
                    event.event().getClass().getSimpleName(),
                    event.position(),
                    stream,
                    poison);
            batch.letters.add(letter(event, poison.toString()));
            batch.newlyParked.add(stream);
        }
    }

    private void park(Batch batch, EventMessage<?> message, RuntimeException unknown) {
        if (!(message instanceof DomainEventMessage<?> event)) {
            throw unknown;
        }
        StreamId stream = StreamId.parse(event.getAggregateIdentifier());
        LOG.error("The event at position {} of {} cannot be read", positionOf(message), stream, unknown);
        batch.letters.add(new DeadLetter(
                positionOf(message),
                stream,
                event.getSequenceNumber(),
                event.getPayloadType().getSimpleName(),
                unknown.toString()));
        batch.newlyParked.add(stream);
    }

    private static DeadLetter letter(Recorded<?> event, String reason) {
        return new DeadLetter(
                event.position(),
                event.stream(),
                event.sequence(),
                EventJson.nameOf(event.event().getClass()),
                reason);
    }

    private static long positionOf(EventMessage<?> message) {
        return message instanceof TrackedEventMessage<?> tracked && tracked.trackingToken() != null
                ? tracked.trackingToken().position().orElse(0)
                : 0;
    }

    /** What is known of the streams of these events, from memory, else from the rows, one query for each table. */
    private Map<StreamId, Known> load(List<Recorded<?>> events, Set<StreamId> skipped) throws SQLException {
        Map<StreamId, Known> found = new HashMap<>();
        Map<ResourceTable, Set<String>> missing = new LinkedHashMap<>();
        Set<StreamId> fresh = new HashSet<>();
        for (Recorded<?> event : events) {
            StreamId stream = event.stream();
            ResourceTable table = schema.ofStream(stream.type());
            if (table == null || found.containsKey(stream) || parked.contains(stream) || skipped.contains(stream)) {
                continue;
            }
            if (event.sequence() == 0) {
                fresh.add(stream);
                continue;
            }
            Known cached = known.get(stream);
            if (cached != null) {
                found.put(stream, cached);
            } else if (!fresh.contains(stream)) {
                missing.computeIfAbsent(table, any -> new HashSet<>()).add(stream.key());
            }
        }
        for (Map.Entry<ResourceTable, Set<String>> entry : missing.entrySet()) {
            loadRows(entry.getKey(), entry.getValue(), found);
        }
        return found;
    }

    private void loadRows(ResourceTable table, Set<String> ids, Map<StreamId, Known> found) throws SQLException {
        ResourceDescription<?> description = table.description();
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try (PreparedStatement select = connection.prepareStatement(table.selectPresent())) {
            select.setArray(1, ResourceTable.texts(connection, ids));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    StreamId stream = new StreamId(description.family().streamType(), rows.getString(1));
                    Resource state = Json.mapper().readValue(rows.getString(2), description.stateType());
                    found.put(stream, new Known(state, rows.getString(3)));
                }
            }
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }

    private void flush(Batch batch) {
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try {
            for (Flush.Refused one : write(connection, batch.foldings.values())) {
                StreamId stream = one.folding().stream();
                LOG.error(
                        "The database refuses what was made of {}: the stream waits for a repair",
                        stream,
                        one.reason());
                one.folding()
                        .events()
                        .forEach(event -> batch.letters.add(
                                letter(event, String.valueOf(one.reason().getMessage()))));
                batch.newlyParked.add(stream);
                batch.foldings.remove(stream);
            }
            deadLetters.add(connection, batch.letters);
        } catch (SQLException failure) {
            throw new DataAccessResourceFailureException("The read model cannot be written", failure);
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }

    private List<Flush.Refused> write(Connection connection, Collection<Folding> foldings) throws SQLException {
        Flush flush = new Flush(connection);
        if (careful) {
            List<Flush.Refused> refused = flush.writeOneByOne(List.copyOf(foldings));
            careful = false;
            return refused;
        }
        try {
            flush.write(foldings);
            return List.of();
        } catch (SQLException failure) {
            // The transaction is lost. The batch comes again, and then the one that spoils it is found.
            careful = Flush.isAboutData(failure);
            throw failure;
        }
    }

    private void remember(Batch batch) {
        parked.addAll(batch.newlyParked);
        remember(batch.foldings.values());
        afterCommit.accept(batch.position);
    }

    private void remember(Collection<Folding> foldings) {
        for (Folding folding : foldings) {
            Known now = folding.now();
            if (now == null) {
                known.remove(folding.stream());
            } else {
                known.put(folding.stream(), now);
            }
        }
    }

    /** Runs a repair while no batch is under way. */
    <T> T inTurn(java.util.function.Supplier<T> repair) {
        turn.lock();
        try {
            return repair.get();
        } finally {
            turn.unlock();
        }
    }

    /**
     * Folds the waiting events of a stream, in a transaction and {@link #inTurn}.
     *
     * @throws IllegalStateException when one of them still cannot be folded; then nothing has changed
     */
    void retry(StreamId stream, List<Recorded<?>> events) {
        ResourceTable table = schema.ofStream(stream.type());
        if (table == null) {
            return;
        }
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try {
            Map<StreamId, Known> found = new HashMap<>();
            loadRows(table, Set.of(stream.key()), found);
            Folding folding = new Folding(table, stream, found.get(stream));
            for (Recorded<?> event : events) {
                try {
                    folding.fold(event);
                } catch (RuntimeException still) {
                    throw new IllegalStateException(
                            "The event at position " + event.position() + " still cannot be folded: " + still, still);
                }
            }
            List<Flush.Refused> refused = new Flush(connection).writeOneByOne(List.of(folding));
            if (!refused.isEmpty()) {
                throw new IllegalStateException(
                        "The database still refuses what was made of " + stream,
                        refused.getFirst().reason());
            }
            deadLetters.remove(stream);
        } catch (SQLException failure) {
            throw new DataAccessResourceFailureException("The read model cannot be written", failure);
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }

    /** The stream was repaired. */
    void unpark(StreamId stream) {
        known.remove(stream);
        parked.remove(stream);
    }

    /** The streams that wait for a repair. */
    Set<StreamId> parked() {
        return Set.copyOf(parked);
    }
}
