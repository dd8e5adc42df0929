package org.portolan.query.readmodel;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.PGConnection;

/** Writes what a batch of events made of the resources, in few round trips. */
final class Flush {

    private final Connection connection;

    Flush(Connection connection) {
        this.connection = connection;
    }

    /** A resource whose rows the database refuses, and why. */
    record Refused(Folding folding, SQLException reason) {}

    /** Writes the rows of all resources; when the database refuses one, the transaction is lost. */
    void write(Collection<Folding> foldings) throws SQLException {
        Map<ResourceTable, List<Folding>> byTable = new LinkedHashMap<>();
        for (Folding folding : foldings) {
            byTable.computeIfAbsent(folding.table(), table -> new ArrayList<>()).add(folding);
        }
        for (Map.Entry<ResourceTable, List<Folding>> entry : byTable.entrySet()) {
            endPresent(entry.getKey(), entry.getValue());
            updateState(entry.getKey(), entry.getValue());
            insert(entry.getKey(), entry.getValue());
        }
    }

    /**
     * Writes the rows of one resource after the other; tells which of them the database refuses as data, and leaves the
     * transaction as if they had not been.
     *
     * @throws SQLException when the database cannot write now
     */
    List<Refused> writeOneByOne(Collection<Folding> foldings) throws SQLException {
        List<Refused> refused = new ArrayList<>();
        for (Folding folding : foldings) {
            Savepoint before = connection.setSavepoint();
            try {
                write(List.of(folding));
                connection.releaseSavepoint(before);
            } catch (SQLException failure) {
                if (!isAboutData(failure)) {
                    throw failure;
                }
                connection.rollback(before);
                refused.add(new Refused(folding, failure));
            }
        }
        return refused;
    }

    private void endPresent(ResourceTable table, List<Folding> foldings) throws SQLException {
        List<Folding> ended =
                foldings.stream().filter(folding -> folding.endOfStored() > 0).toList();
        if (ended.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(table.endPresent())) {
            for (Folding folding : ended) {
                statement.setLong(1, folding.endOfStored());
                statement.setObject(2, ResourceTable.time(folding.endOfStoredTime()));
                statement.setString(3, folding.stream().key());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private void updateState(ResourceTable table, List<Folding> foldings) throws SQLException {
        List<Folding> changed =
                foldings.stream().filter(Folding::isOnlyStateChanged).toList();
        if (changed.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(table.updateState())) {
            for (Folding folding : changed) {
                statement.setString(1, folding.stateText());
                statement.setString(2, folding.stream().key());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private void insert(ResourceTable table, List<Folding> foldings) throws SQLException {
        CopyText rows = new CopyText();
        for (Folding folding : foldings) {
            folding.added().forEach(version -> table.append(rows, version));
        }
        if (rows.isEmpty()) {
            return;
        }
        try {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(table.copy(), new ByteArrayInputStream(rows.bytes()));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Data exceptions, constraint violations and exceeded limits, see PostgreSQL's error codes. */
    static boolean isAboutData(SQLException failure) {
        SQLException told = failure instanceof BatchUpdateException && failure.getNextException() != null
                ? failure.getNextException()
                : failure;
        String state = told.getSQLState();
        return state != null && (state.startsWith("22") || state.startsWith("23") || state.startsWith("54"));
    }
}
