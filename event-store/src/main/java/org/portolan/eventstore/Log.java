package org.portolan.eventstore;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import javax.sql.DataSource;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log in PostgreSQL.
 *
 * <ol>
 *   <li>An append is atomic, whatever streams it touches; (stream, sequence) is unique.
 *   <li>Positions start at 1, have no gap, and are in commit order: a reader that remembers the last position it saw
 *       misses nothing. Writers of all processes take one advisory lock for that.
 *   <li>Appends are committed in groups: one thread drains what waits and commits once, so the price of a commit is
 *       shared and the next decision need not wait for the last one's commit.
 *   <li>Whoever decides on top of an append that is not yet durable fails with it: a failed append starts a new
 *       {@link #epoch}, and appends of an older epoch are refused. So nothing durable ever rests on something lost.
 *   <li>Every reader is woken by a commit: in this process directly, in others by NOTIFY (see {@link LogListener}).
 * </ol>
 */
public final class Log implements AutoCloseable {

    /** The channel on which PostgreSQL tells of commits; the payload is the head of the log. */
    static final String CHANNEL = "portolan_log";

    private static final Logger LOGGER = LoggerFactory.getLogger(Log.class);

    /** Any number will do, but all writers must take the same. */
    private static final long WRITER_LOCK = 0x506f_7274_6f6cL;

    private static final int GROUP_MAX = 256;

    /** PostgreSQL's unique_violation. */
    private static final String DUPLICATE = "23505";

    private static final String APPEND = """
            select append_events(?, ?::text[], ?::bigint[], ?::text[], ?::text[], ?::uuid[], ?::timestamptz[], ?::text[], ?::text[])
            """;

    private static final String COLUMNS =
            "position, stream, sequence, type, revision, event_id, at, payload::text, metadata::text";

    private final DataSource dataSource;
    private final CopyOnWriteArrayList<CommitListener> listeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Thread writer;
    private List<Append> waiting = new ArrayList<>();
    private CompletableFuture<Long> lastSubmitted = CompletableFuture.completedFuture(0L);
    private final AtomicLong epoch = new AtomicLong();
    private boolean closed;

    /** Who wants to know of commits of this process, in order, before the appends' waiters do. Must not block. */
    @FunctionalInterface
    public interface CommitListener {
        /** These entries were committed at the positions from {@code first} on; {@code attachments} one per entry. */
        void committed(long first, List<?> attachments);
    }

    private record Append(List<LogEntry> entries, List<?> attachments, CompletableFuture<Long> done) {}

    /** The log in that database, whose tables exist. */
    public Log(DataSource dataSource) {
        this.dataSource = dataSource;
        this.writer = Thread.ofPlatform().name("log-writer").daemon().start(this::write);
    }

    /** The present epoch. A decision reads it before the states that it rests on. */
    public long epoch() {
        return epoch.get();
    }

    /**
     * Appends the entries after all that was submitted before.
     *
     * @param decidedIn the epoch in which the states were read that the entries rest on
     * @param attachments one object per entry, handed to the commit listeners
     * @return the position of the last entry once it is durable; fails with {@link ConcurrencyException} when another
     *     append was first or one that this rests on failed, with {@link LogUnavailableException} when the database fails
     */
    public CompletableFuture<Long> append(List<LogEntry> entries, List<?> attachments, long decidedIn) {
        CompletableFuture<Long> done = new CompletableFuture<>();
        lock.lock();
        try {
            if (closed) {
                return CompletableFuture.failedFuture(
                        new LogUnavailableException("The log is closed", new IllegalStateException("closed")));
            }
            if (decidedIn != epoch.get()) {
                return CompletableFuture.failedFuture(restsOnALostAppend());
            }
            waiting.add(new Append(entries, attachments, done));
            lastSubmitted = done;
            work.signal();
        } finally {
            lock.unlock();
        }
        return done;
    }

    /**
     * The outcome of the append that was submitted last: until it is known, states in memory may run ahead of the log.
     *
     * @param decidedIn the epoch in which the states were read that somebody rests on
     * @return the position up to which all is durable; fails as {@link #append} does
     */
    public CompletableFuture<Long> settled(long decidedIn) {
        lock.lock();
        try {
            return decidedIn == epoch.get() ? lastSubmitted : CompletableFuture.failedFuture(restsOnALostAppend());
        } finally {
            lock.unlock();
        }
    }

    private static ConcurrencyException restsOnALostAppend() {
        return new ConcurrencyException("An append that this decision rests on has failed");
    }

    /** Tells the listener of every commit from now on. */
    public void onCommit(CommitListener listener) {
        listeners.add(listener);
    }

    private void write() {
        while (true) {
            List<Append> group;
            lock.lock();
            try {
                while (waiting.isEmpty() && !closed) {
                    work.awaitUninterruptibly();
                }
                if (waiting.isEmpty()) {
                    return;
                }
                int size = Math.min(GROUP_MAX, waiting.size());
                group = List.copyOf(waiting.subList(0, size));
                waiting = new ArrayList<>(waiting.subList(size, waiting.size()));
            } finally {
                lock.unlock();
            }
            commit(group);
        }
    }

    private void commit(List<Append> group) {
        try {
            succeeded(group, insert(group));
        } catch (SQLException failure) {
            if (isDuplicate(failure) && group.size() > 1) {
                commitOneByOne(group);
            } else {
                failed(group, failure);
            }
        } catch (RuntimeException | Error failure) {
            // Whatever it is, the writer goes on: without it no append would ever be answered.
            failed(group, new SQLException("unexpected: " + failure, failure));
        }
    }

    /** Another process was first for one of them. Alone, each learns whether it was that one. */
    private void commitOneByOne(List<Append> group) {
        long before = epoch.get();
        for (int i = 0; i < group.size(); i++) {
            if (epoch.get() != before) {
                failed(group.subList(i, group.size()), new SQLException("rests on what was lost", DUPLICATE));
                return;
            }
            commit(group.subList(i, i + 1));
        }
    }

    private long insert(List<Append> group) throws SQLException {
        List<LogEntry> entries =
                group.stream().flatMap(append -> append.entries().stream()).toList();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement append = connection.prepareStatement(APPEND)) {
            append.setLong(1, WRITER_LOCK);
            append.setArray(2, array(connection, "text", entries, LogEntry::stream));
            append.setArray(3, array(connection, "bigint", entries, LogEntry::sequence));
            append.setArray(4, array(connection, "text", entries, LogEntry::type));
            append.setArray(5, array(connection, "text", entries, LogEntry::revision));
            append.setArray(6, array(connection, "uuid", entries, LogEntry::eventId));
            append.setArray(
                    7, array(connection, "text", entries, entry -> entry.at().toString()));
            append.setArray(8, array(connection, "text", entries, LogEntry::payload));
            append.setArray(9, array(connection, "text", entries, LogEntry::metadata));
            // Committed with the statement: the connections of the pool are in auto-commit mode.
            try (ResultSet result = append.executeQuery()) {
                result.next();
                return result.getLong(1);
            }
        }
    }

    private static Array array(
            Connection connection, String type, List<LogEntry> entries, Function<LogEntry, Object> column)
            throws SQLException {
        return connection.createArrayOf(type, entries.stream().map(column).toArray());
    }

    private void succeeded(List<Append> group, long last) {
        List<Object> attachments = new ArrayList<>();
        group.forEach(append -> attachments.addAll(append.attachments()));
        long first = last - attachments.size() + 1;
        for (CommitListener listener : listeners) {
            try {
                listener.committed(first, attachments);
            } catch (RuntimeException failure) {
                // What is committed is committed: a listener's trouble must not look like the log's.
                LOGGER.error("A follower of the log failed at position {}", first, failure);
            }
        }
        long position = first - 1;
        for (Append append : group) {
            position += append.entries().size();
            append.done().complete(position);
        }
    }

    private void failed(List<Append> group, SQLException failure) {
        List<Append> lost = new ArrayList<>(group);
        lock.lock();
        try {
            epoch.incrementAndGet();
            lost.addAll(waiting);
            waiting = new ArrayList<>();
            // What is decided from now on rests on what is durable.
            lastSubmitted = CompletableFuture.completedFuture(0L);
        } finally {
            lock.unlock();
        }
        RuntimeException reason = isDuplicate(failure)
                ? new ConcurrencyException("Another append to the stream was first", failure)
                : new LogUnavailableException("The log cannot be written: " + failure.getMessage(), failure);
        if (!isDuplicate(failure)) {
            LOGGER.error("The log cannot be written; {} appends are refused", lost.size(), failure);
        }
        lost.forEach(append -> append.done().completeExceptionally(reason));
    }

    private static boolean isDuplicate(SQLException failure) {
        for (SQLException cause = failure; cause != null; cause = cause.getNextException()) {
            if (DUPLICATE.equals(cause.getSQLState())) {
                return true;
            }
        }
        return false;
    }

    /** What tells this log from every other: given at its creation, and kept by copies of it. */
    public UUID identity() {
        return query("select id from log_identity", statement -> {}, result -> result.getObject(1, UUID.class))
                .getFirst();
    }

    /** The position of the last event, 0 when there is none. */
    public long head() {
        return query("select coalesce(max(position), 0) from event", statement -> {}, result -> result.getLong(1))
                .getFirst();
    }

    /** The entries after a position, at most that many, in order. */
    public List<LogEntry.Positioned> read(long after, int limit) {
        return query(
                "select " + COLUMNS + " from event where position > ? order by position limit ?",
                statement -> {
                    statement.setLong(1, after);
                    statement.setInt(2, limit);
                },
                Log::positioned);
    }

    /** The entries of a stream from a sequence on, at most that many, in order. */
    public List<LogEntry.Positioned> readStream(String stream, long from, int limit) {
        return query(
                "select " + COLUMNS + " from event where stream = ? and sequence >= ? order by sequence limit ?",
                statement -> {
                    statement.setString(1, stream);
                    statement.setLong(2, from);
                    statement.setInt(3, limit);
                },
                Log::positioned);
    }

    /** The sequence of a stream's last event, or null when it has none. */
    public @Nullable Long lastSequence(String stream) {
        List<Long> last = query(
                "select sequence from event where stream = ? order by sequence desc limit 1",
                statement -> statement.setString(1, stream),
                result -> result.getLong(1));
        return last.isEmpty() ? null : last.getFirst();
    }

    /** The names of all streams of a type, whether they have ended or not. */
    public List<String> streams(String type) {
        return query(
                "select stream from event where stream >= ? and stream < ? and sequence = 0 order by stream",
                statement -> {
                    statement.setString(1, type + "/");
                    statement.setString(2, type + "0"); // the character after the slash
                },
                row -> row.getString(1));
    }

    /** The position of the last event that was decided at or before that time, 0 when there is none. */
    public long positionAt(Instant time) {
        return query(
                        "select coalesce(max(position), 0) from event where at <= ?",
                        statement -> statement.setObject(1, time.atOffset(ZoneOffset.UTC)),
                        result -> result.getLong(1))
                .getFirst();
    }

    /** Keeps the snapshot in place of an older one of the same stream. */
    public void saveSnapshot(LogEntry snapshot) {
        update("""
                insert into snapshot (stream, sequence, type, revision, at, payload)
                values (?, ?, ?, ?, ?, ?::json)
                on conflict (stream) do update
                set sequence = excluded.sequence, type = excluded.type, revision = excluded.revision,
                    at = excluded.at, payload = excluded.payload
                where snapshot.sequence < excluded.sequence
                """, statement -> {
            statement.setString(1, snapshot.stream());
            statement.setLong(2, snapshot.sequence());
            statement.setString(3, snapshot.type());
            statement.setString(4, snapshot.revision());
            statement.setObject(5, snapshot.at().atOffset(ZoneOffset.UTC));
            statement.setString(6, snapshot.payload());
        });
    }

    /** The snapshot of a stream, or null when there is none. */
    public @Nullable LogEntry snapshot(String stream) {
        List<LogEntry> found = query(
                "select sequence, type, revision, at, payload::text from snapshot where stream = ?",
                statement -> statement.setString(1, stream),
                result -> new LogEntry(
                        stream,
                        result.getLong(1),
                        result.getString(2),
                        result.getString(3),
                        new UUID(0, 0),
                        result.getObject(4, OffsetDateTime.class).toInstant(),
                        result.getString(5),
                        "{}"));
        return found.isEmpty() ? null : found.getFirst();
    }

    private static LogEntry.Positioned positioned(ResultSet row) throws SQLException {
        return new LogEntry.Positioned(
                row.getLong(1),
                new LogEntry(
                        row.getString(2),
                        row.getLong(3),
                        row.getString(4),
                        row.getString(5),
                        row.getObject(6, UUID.class),
                        row.getObject(7, OffsetDateTime.class).toInstant(),
                        row.getString(8),
                        row.getString(9)));
    }

    private interface Binder {
        void bind(PreparedStatement statement) throws SQLException;
    }

    private interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private <T> List<T> query(String sql, Binder binder, Row<T> row) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            binder.bind(statement);
            try (ResultSet result = statement.executeQuery()) {
                List<T> rows = new ArrayList<>();
                while (result.next()) {
                    rows.add(row.read(result));
                }
                return rows;
            }
        } catch (SQLException failure) {
            throw new LogUnavailableException("The log cannot be read: " + failure.getMessage(), failure);
        }
    }

    private void update(String sql, Binder binder) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            binder.bind(statement);
            statement.executeUpdate();
        } catch (SQLException failure) {
            throw new LogUnavailableException("The log cannot be written: " + failure.getMessage(), failure);
        }
    }

    /** Commits what was submitted and ends the writer. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            work.signal();
        } finally {
            lock.unlock();
        }
        try {
            writer.join(10_000);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
