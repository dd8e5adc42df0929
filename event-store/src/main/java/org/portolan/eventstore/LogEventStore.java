package org.portolan.eventstore;

import java.util.UUID;
import javax.sql.DataSource;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.AbstractEventStore;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/** Axon's event store on the {@link Log} in PostgreSQL. */
public final class LogEventStore extends AbstractEventStore implements AutoCloseable {

    private final Log log;
    private final LogTail tail;
    private final LogListener listener;

    private LogEventStore(Setup setup, Log log, LogTail tail, LogListener listener) {
        super(setup);
        this.log = log;
        this.tail = tail;
        this.listener = listener;
    }

    private static final class Setup extends Builder {
        private Setup(LogStorageEngine engine) {
            storageEngine(engine);
        }
    }

    /** The event store in that database; makes or migrates its tables, and follows it. */
    public static LogEventStore open(DataSource dataSource, Serializer serializer, EventUpcaster upcasters) {
        migrate(dataSource);
        Log log = new Log(dataSource);
        LogStorageEngine engine = new LogStorageEngine(log, serializer, upcasters);
        LogTail tail = new LogTail(log, engine);
        return new LogEventStore(new Setup(engine), log, tail, new LogListener(dataSource, tail::advancedTo));
    }

    /** Makes or migrates the log's tables. */
    static void migrate(DataSource dataSource) {
        Flyway.configure()
                .dataSource(dataSource)
                .locations("classpath:db/log")
                .table("log_schema_history")
                .load()
                .migrate();
    }

    /** The log beneath. */
    public Log log() {
        return log;
    }

    /** What tells this log from every other. */
    public UUID identity() {
        return log.identity();
    }

    /** The log's end, for those who follow it. */
    public LogTail tail() {
        return tail;
    }

    @Override
    public BlockingStream<TrackedEventMessage<?>> openStream(@Nullable TrackingToken after) {
        return new LogStream(tail, after == null ? 0 : after.position().orElse(0));
    }

    /** Commits what was submitted, then follows the log no more. */
    @Override
    public void close() {
        listener.close();
        log.close();
    }
}
