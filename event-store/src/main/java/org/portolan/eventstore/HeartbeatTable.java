package org.portolan.eventstore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * When agents were last heard, by whichever controller on this database. It is no part of the log: it may be lost, and the
 * agents tell it again within one report interval.
 */
public final class HeartbeatTable {

    private final DataSource dataSource;

    /** The table in that database. */
    public HeartbeatTable(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * What an agent last told.
     *
     * @param at when it was heard
     * @param appliedPosition the position of the log that its host conforms to
     */
    public record Kept(Instant at, long appliedPosition) {}

    /**
     * Keeps a heartbeat, unless a later one is kept.
     *
     * @throws LogUnavailableException when the database fails
     */
    public void keep(UUID agent, Instant at, long appliedPosition) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement("""
                        insert into heartbeat (agent_id, at, applied_position) values (?, ?, ?)
                        on conflict (agent_id) do update
                        set at = excluded.at, applied_position = excluded.applied_position
                        where heartbeat.at < excluded.at""")) {
            statement.setObject(1, agent);
            statement.setObject(2, at.atOffset(ZoneOffset.UTC));
            statement.setLong(3, appliedPosition);
            statement.executeUpdate();
        } catch (SQLException failure) {
            throw new LogUnavailableException("A heartbeat could not be kept", failure);
        }
    }

    /**
     * Forgets an agent.
     *
     * @throws LogUnavailableException when the database fails
     */
    public void forget(UUID agent) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement("delete from heartbeat where agent_id = ?")) {
            statement.setObject(1, agent);
            statement.executeUpdate();
        } catch (SQLException failure) {
            throw new LogUnavailableException("A heartbeat could not be forgotten", failure);
        }
    }

    /**
     * What each agent last told.
     *
     * @throws LogUnavailableException when the database fails
     */
    public Map<UUID, Kept> all() {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("select agent_id, at, applied_position from heartbeat");
                ResultSet rows = statement.executeQuery()) {
            Map<UUID, Kept> all = new HashMap<>();
            while (rows.next()) {
                all.put(
                        rows.getObject(1, UUID.class),
                        new Kept(rows.getObject(2, OffsetDateTime.class).toInstant(), rows.getLong(3)));
            }
            return all;
        } catch (SQLException failure) {
            throw new LogUnavailableException("Heartbeats could not be read", failure);
        }
    }
}
