package org.portolan.query.readmodel;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.axonframework.common.transaction.Transaction;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventhandling.pooled.PooledStreamingEventProcessor;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jspecify.annotations.Nullable;
import org.portolan.api.error.NeutronError;
import org.portolan.api.event.Recorded;
import org.portolan.api.event.StreamId;
import org.portolan.api.resource.ResourceDescription;
import org.portolan.eventstore.LogSubscription;
import org.portolan.eventstore.RecordedEvents;
import org.portolan.query.readmodel.DeadLetters.DeadLetter;
import org.portolan.rest.ReadYourWrites;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The temporal read model, kept up to date with the log.
 *
 * <ol>
 *   <li>Rows and the position reached are committed together: after any crash it goes on where it was.
 *   <li>Whoever waits for a position is woken by the commit that reaches it.
 *   <li>It can be thrown away: started without its schema, it reads the log from the beginning, and answers no reads until
 *       it has caught up with what the log was at the start.
 *   <li>Its health is told by head, position, lag and progress, and by the streams that wait for a repair.
 * </ol>
 */
public final class ReadModel implements ReadYourWrites, SmartLifecycle {

    private static final Duration CATCHING_UP = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(ReadModel.class);
    private static final String PROCESSOR = "read-model";
    private static final int BATCH = 512;
    private static final Duration STUCK_AFTER = Duration.ofSeconds(10);
    private static final int LETTERS_TOLD = 100;
    private static final long LOOK_SECONDS = 1;

    private final EventStore eventStore;
    private final ReadSchema schema;
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final PlatformTransactionManager transactions;
    private final Progress progress;
    private final DeadLetters deadLetters;
    private final Projection projection;
    private final Watermark committed = new Watermark();

    private volatile Instant progressedAt = Instant.now();
    private volatile long headAtStart = Long.MAX_VALUE;
    private volatile boolean caughtUp;
    private @Nullable PooledStreamingEventProcessor processor;
    private @Nullable Coordinator coordinator;
    private @Nullable Worker worker;
    private @Nullable ScheduledExecutorService watch;

    /**
     * How the read model fares.
     *
     * @param head the position of the log's last event
     * @param position the position that reads show
     * @param lag how many events are still to be shown
     * @param progressedAt when the position last moved
     * @param isStuck whether there is lag and no progress
     * @param waiting events that could not be folded, oldest first, some hundred at most
     */
    public record Health(
            long head, long position, long lag, Instant progressedAt, boolean isStuck, List<Waiting> waiting) {}

    /** An event that could not be folded, or that comes after one in its stream. */
    public record Waiting(long position, StreamId stream, String event, String reason) {}

    /**
     * A read model of these resources.
     *
     * @param nodeName the name of this process, the same after a restart
     */
    public ReadModel(
            EventStore eventStore, DataSource dataSource, List<ResourceDescription<?>> descriptions, String nodeName) {
        this.eventStore = eventStore;
        this.schema = new ReadSchema(descriptions);
        this.jdbc = new JdbcTemplate(dataSource);
        this.transactions = new DataSourceTransactionManager(dataSource);
        this.transaction = new TransactionTemplate(transactions);
        this.progress = new Progress(jdbc, schema.name(), ProcessName.onNode(nodeName));
        this.deadLetters = new DeadLetters(jdbc, schema.name());
        this.projection = new Projection(schema, dataSource, deadLetters, this::committed);
    }

    /** The tables. */
    public ReadSchema schema() {
        return schema;
    }

    @Override
    public void start() {
        schema.create(jdbc, transaction);
        projection.resume();
        headAtStart = LogSubscription.head(eventStore);
        committed(progress.position());
        worker = new Worker(daemon("read-model"));
        coordinator = new Coordinator(daemon("read-model-coordinator"), worker);
        processor = PooledStreamingEventProcessor.builder()
                .name(PROCESSOR)
                .eventHandlerInvoker(projection)
                .messageSource(eventStore)
                .tokenStore(progress)
                .transactionManager(new DisposableTransactions())
                .coordinatorExecutor(coordinator)
                .workerExecutor(worker)
                .initialSegmentCount(1)
                .initialToken(source -> new GlobalSequenceTrackingToken(0))
                .batchSize(BATCH)
                .tokenClaimInterval(1000)
                .claimExtensionThreshold(3000)
                .build();
        processor.start();
        watch = Executors.newSingleThreadScheduledExecutor(daemon("read-model-watch"));
        var unused = watch.scheduleWithFixedDelay(this::lookAgain, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    private static ThreadFactory daemon(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * Axon's coordinator sleeps 100 ms whenever its worker has 1,024 events to go, which would hold a rebuild below 10,000
     * events a second: here it looks again after 2 ms. What it has found for the worker in one look is one batch.
     */
    private static final class Coordinator extends ScheduledThreadPoolExecutor {
        private static final long WORKER_BUSY = 100;
        private static final long LOOK_AGAIN = 2;

        private final Worker worker;

        Coordinator(ThreadFactory threads, Worker worker) {
            super(1, threads);
            this.worker = worker;
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            boolean busy = unit == TimeUnit.MILLISECONDS && delay == WORKER_BUSY;
            return super.schedule(task, busy ? LOOK_AGAIN : delay, unit);
        }

        @Override
        protected void beforeExecute(Thread thread, Runnable task) {
            worker.holdFor(thread);
        }

        @Override
        protected void afterExecute(Runnable task, @Nullable Throwable failure) {
            worker.release();
        }
    }

    /**
     * Axon wakes the worker at the first event of a commit, which would then be a batch, and a transaction, of its own. Here
     * the worker is woken when the coordinator has handed over all that there is.
     */
    private static final class Worker extends ScheduledThreadPoolExecutor {
        private final Queue<FutureTask<?>> held = new ConcurrentLinkedQueue<>();
        private volatile @Nullable Thread coordinating;

        Worker(ThreadFactory threads) {
            super(1, threads);
        }

        void holdFor(Thread coordinator) {
            coordinating = coordinator;
        }

        void release() {
            coordinating = null;
            for (FutureTask<?> task = held.poll(); task != null; task = held.poll()) {
                execute(task);
            }
        }

        @Override
        public Future<?> submit(Runnable task) {
            if (!Thread.currentThread().equals(coordinating)) {
                return super.submit(task);
            }
            FutureTask<?> later = new FutureTask<>(task, null);
            held.add(later);
            return later;
        }
    }

    /**
     * Transactions that do not wait for the disk, see {@link Progress#storeToken}: after a crash the last ones may be missing
     * as a whole, position included, and are made again from the log.
     */
    private final class DisposableTransactions implements TransactionManager {
        @Override
        public Transaction startTransaction() {
            TransactionStatus status = transactions.getTransaction(null);
            return new Transaction() {
                @Override
                public void commit() {
                    transactions.commit(status);
                }

                @Override
                public void rollback() {
                    if (!status.isCompleted()) {
                        transactions.rollback(status);
                    }
                }
            };
        }
    }

    private void committed(long position) {
        if (position > committed.reached()) {
            progressedAt = Instant.now();
            committed.raiseTo(position);
        }
        if (!caughtUp && position >= headAtStart) {
            caughtUp = true;
            LOG.info("The read model {} has caught up with position {}", schema.name(), headAtStart);
            Thread.ofVirtual().name("drop-former-read-models").start(() -> schema.dropOthers(jdbc, transaction));
        }
    }

    @Override
    public void stop() {
        if (processor != null) {
            processor.shutDown();
            processor = null;
        }
        if (watch != null) {
            watch.shutdownNow();
        }
        if (coordinator != null) {
            coordinator.shutdownNow();
        }
        if (worker != null) {
            worker.shutdownNow();
        }
    }

    @Override
    public boolean isRunning() {
        return processor != null;
    }

    /** Before the web server, and after it. */
    @Override
    public int getPhase() {
        return 0;
    }

    @Override
    public boolean await(long position, Duration timeout) {
        return committed.await(position, timeout);
    }

    /** The position that reads show. */
    public long position() {
        return committed.reached();
    }

    /**
     * Lets reads wait a moment for what was not yet folded when the last process ended, and refuses them while the model is
     * built at length.
     *
     * @throws NeutronError 503 when it does not catch up in time with what the log was at the start
     */
    public void requireCaughtUp() {
        if (!caughtUp && !await(headAtStart, CATCHING_UP)) {
            throw NeutronError.unavailable(
                    "ServiceUnavailable",
                    "The read model is being built: position " + committed.reached() + " of " + headAtStart + ".");
        }
    }

    /** The position of the last event that had happened by then, at most the one that reads show; 0 before all. */
    public long positionAt(Instant time) {
        TrackingToken token = eventStore.createTokenAt(time);
        return token == null
                ? 0
                : Math.min(committed.reached(), token.position().orElse(0));
    }

    /** How it fares. */
    public Health health() {
        long head = LogSubscription.head(eventStore);
        long position = Math.min(head, committed.reached());
        long lag = head - position;
        List<Waiting> waiting = deadLetters.oldest(LETTERS_TOLD).stream()
                .map(letter -> new Waiting(letter.position(), letter.stream(), letter.event(), letter.reason()))
                .toList();
        boolean stuck = lag > 0 && progressedAt.plus(STUCK_AFTER).isBefore(Instant.now());
        return new Health(head, position, lag, progressedAt, stuck, waiting);
    }

    /**
     * Folds the events of a stream that wait, after what kept them was repaired.
     *
     * @return how many events waited
     * @throws IllegalStateException when one of them still cannot be folded; then nothing has changed
     */
    public int retry(StreamId stream) {
        return projection.inTurn(() -> {
            int folded = Optional.ofNullable(transaction.execute(status -> {
                        List<Recorded<?>> events = waitingEvents(stream);
                        projection.retry(stream, events);
                        return events.size();
                    }))
                    .orElse(0);
            projection.unpark(stream);
            return folded;
        });
    }

    private List<Recorded<?>> waitingEvents(StreamId stream) {
        List<DeadLetter> letters = deadLetters.of(stream);
        List<Recorded<?>> events = new ArrayList<>();
        if (letters.isEmpty()) {
            return events;
        }
        Map<Long, Long> positions = new HashMap<>();
        letters.forEach(letter -> positions.put(letter.sequence(), letter.position()));
        var stored = eventStore.readEvents(stream.toString(), letters.getFirst().sequence());
        while (stored.hasNext() && events.size() < letters.size()) {
            DomainEventMessage<?> message = stored.next();
            Recorded<?> event = RecordedEvents.of(message);
            Long position = positions.get(event.sequence());
            if (position != null) {
                events.add(new Recorded<>(
                        position, event.stream(), event.sequence(), event.at(), event.event(), event.cause()));
            }
        }
        return events;
    }

    /**
     * While this process does not advance the model: follows the one that does, and takes up work at once when the database
     * is back, instead of after Axon's growing pauses.
     */
    private void lookAgain() {
        PooledStreamingEventProcessor running = processor;
        if (running == null || !running.processingStatus().isEmpty()) {
            return;
        }
        try {
            committed(progress.position());
            var unused = running.claimSegment(0);
        } catch (DataAccessException away) {
            LOG.debug("The database is still away", away);
        }
    }
}
