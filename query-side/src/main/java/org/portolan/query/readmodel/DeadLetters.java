package org.portolan.query.readmodel;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.portolan.api.event.StreamId;
import org.springframework.jdbc.core.JdbcTemplate;

/** Events that could not be folded, and those that came after them in their streams: they wait for a repair. */
final class DeadLetters {

    /**
     * An event that waits.
     *
     * @param position its position in the log
     * @param event its stored name
     * @param reason why it could not be folded, or that an earlier one of its stream could not
     */
    record DeadLetter(long position, StreamId stream, long sequence, String event, String reason) {}

    private static final int LONGEST_REASON = 4000;

    private final JdbcTemplate jdbc;
    private final String table;

    DeadLetters(JdbcTemplate jdbc, String schema) {
        this.jdbc = jdbc;
        this.table = schema + ".dead_letter";
    }

    /** The streams that wait. */
    Set<StreamId> streams() {
        return jdbc.queryForList("select distinct stream from " + table, String.class).stream()
                .map(StreamId::parse)
                .collect(Collectors.toSet());
    }

    /** The events that wait, oldest first, at most that many. */
    List<DeadLetter> oldest(int limit) {
        return jdbc.query(
                "select position, stream, sequence, event, reason from " + table + " order by position limit ?",
                (row, number) -> new DeadLetter(
                        row.getLong(1),
                        StreamId.parse(row.getString(2)),
                        row.getLong(3),
                        row.getString(4),
                        row.getString(5)),
                limit);
    }

    /** The events of a stream that wait, oldest first. */
    List<DeadLetter> of(StreamId stream) {
        return jdbc.query(
                "select position, sequence, event, reason from " + table + " where stream = ? order by position",
                (row, number) ->
                        new DeadLetter(row.getLong(1), stream, row.getLong(2), row.getString(3), row.getString(4)),
                stream.toString());
    }

    /** Keeps events that wait. */
    void add(Connection connection, List<DeadLetter> letters) throws SQLException {
        if (letters.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement("insert into " + table
                + " (position, stream, sequence, event, reason, parked_at) values (?, ?, ?, ?, ?, now())")) {
            for (DeadLetter letter : letters) {
                insert.setLong(1, letter.position());
                insert.setString(2, letter.stream().toString());
                insert.setLong(3, letter.sequence());
                insert.setString(4, letter.event());
                insert.setString(5, printable(letter.reason()));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static String printable(String reason) {
        String clean = reason.replace('\0', '\uFFFD');
        return clean.length() <= LONGEST_REASON ? clean : clean.substring(0, LONGEST_REASON);
    }

    /** The stream waits no more. */
    void remove(StreamId stream) {
        jdbc.update("delete from " + table + " where stream = ?", stream.toString());
    }
}
