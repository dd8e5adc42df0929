package org.portolan.eventstore;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.portolan.api.event.Cause;
import org.portolan.api.json.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Writes an exported log into a database without one.
 *
 * <ol>
 *   <li>Every event comes to its old position, with its old time and cause, in the form in which it was exported.
 *   <li>What was interrupted is gone on with: events that are there already must be the exported ones, and stay.
 *   <li>Nothing is written that this Portolan cannot read.
 *   <li>The log gets an identity of its own: agents that knew the old one start from its snapshot.
 * </ol>
 */
public final class Restore implements AutoCloseable {

    private static final int APPENDED = 500;

    private final Log log;
    private final LogStorageEngine engine;
    private final LongConsumer progress;
    private final List<LogEntry.Positioned> waiting = new ArrayList<>();

    /**
     * What was done.
     *
     * @param found events that were there already
     * @param written events that were not
     */
    public record Done(long found, long written) {}

    /**
     * Into that database, in which nobody else writes; makes or migrates the log's tables.
     *
     * @param progress told the position of what is restored, from time to time
     */
    public Restore(DataSource database, Serializer serializer, EventUpcaster upcasters, LongConsumer progress) {
        LogEventStore.migrate(database);
        this.log = new Log(database);
        this.engine = new LogStorageEngine(log, serializer, upcasters);
        this.progress = progress;
    }

    /**
     * Restores what is exported.
     *
     * @param export lines of the form {@code ndjson}, from the first event on
     * @throws RestoreException when a line is no event, events are missing, one cannot be read by this Portolan, or the database has
     *     another log; what was written before is a beginning of the exported log
     * @throws LogUnavailableException when the database fails
     */
    public Done run(BufferedReader export) throws IOException {
        long there = log.head();
        long position = 0;
        for (String line = export.readLine(); line != null; line = export.readLine()) {
            LogEntry.Positioned exported = exported(line, position + 1);
            position++;
            if (exported.position() != position) {
                throw new RestoreException("Line " + position + " is event " + exported.position()
                        + ": an export that can be restored has all events, from the first on");
            }
            waiting.add(exported);
            if (waiting.size() == APPENDED || position == there) {
                write(there);
            }
        }
        write(there);
        if (position < there) {
            throw new RestoreException("The database has " + there + " events, the export only " + position
                    + ": restore into a database without a log");
        }
        return new Done(there, position - there);
    }

    private static LogEntry.Positioned exported(String text, long number) {
        try {
            JsonNode line = Json.mapper().readTree(text);
            Cause cause = Json.mapper().treeToValue(line.required("cause"), Cause.class);
            return new LogEntry.Positioned(
                    line.required("position").longValue(),
                    new LogEntry(
                            line.required("stream").stringValue(),
                            line.required("sequence").longValue(),
                            line.required("type").stringValue(),
                            line.required("revision").asString(),
                            UUID.randomUUID(),
                            Instant.parse(line.required("at").stringValue()),
                            line.required("event").toString(),
                            Json.mapper().writeValueAsString(RecordedEvents.metadata(cause))));
        } catch (JacksonException | DateTimeException | IllegalArgumentException nonsense) {
            throw new RestoreException(
                    "Line " + number
                            + " is no exported event. Was the export cut off? Get it again from there, with after="
                            + (number - 1),
                    nonsense);
        }
    }

    private void write(long there) {
        if (waiting.isEmpty()) {
            return;
        }
        long first = waiting.getFirst().position();
        long last = waiting.getLast().position();
        if (last <= there) {
            requireSame(log.read(first - 1, waiting.size()));
        } else {
            append(waiting.stream().map(LogEntry.Positioned::entry).toList(), first, last);
        }
        waiting.clear();
        progress.accept(last);
    }

    private void requireSame(List<LogEntry.Positioned> found) {
        for (int i = 0; i < waiting.size(); i++) {
            if (i >= found.size()
                    || !isSame(waiting.get(i).entry(), found.get(i).entry())) {
                throw new RestoreException("The database has another log: its event "
                        + waiting.get(i).position()
                        + " is not the exported one. Restore into a database without a log");
            }
        }
    }

    private static boolean isSame(LogEntry exported, LogEntry found) {
        return exported.stream().equals(found.stream())
                && exported.sequence() == found.sequence()
                && exported.at().equals(found.at());
    }

    private void append(List<LogEntry> entries, long first, long last) {
        try {
            engine.requireReadable(entries);
        } catch (RuntimeException unreadable) {
            throw new RestoreException(
                    "One of the events " + first + " to " + last + " cannot be read: " + unreadable.getMessage(),
                    unreadable);
        }
        try {
            long written = log.append(entries, entries, log.epoch()).join();
            if (written != last) {
                throw new RestoreException("Somebody else writes to this database: event " + last + " is at " + written
                        + " now. Stop the controller, and restore into a database without a log");
            }
        } catch (CompletionException failure) {
            throw failure.getCause() instanceof LogUnavailableException unavailable
                    ? unavailable
                    : new RestoreException(
                            "The events " + first + " to " + last + " cannot be written: " + failure.getCause(),
                            failure);
        }
    }

    /** Ends it; what was not written is not. */
    @Override
    public void close() {
        log.close();
    }
}
