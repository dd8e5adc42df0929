package org.portolan.eventstore;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears from PostgreSQL that another process has committed to the log. */
public final class LogListener implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(LogListener.class);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final DataSource dataSource;
    private final LongConsumer onHead;
    private final Thread thread;
    private volatile boolean closed;

    /**
     * Listens on a connection of its own from now on.
     *
     * @param onHead is told the head of the log after each commit, and after each reconnection to say: look
     */
    public LogListener(DataSource dataSource, LongConsumer onHead) {
        this.dataSource = dataSource;
        this.onHead = onHead;
        this.thread = Thread.ofPlatform().name("log-listener").daemon().start(this::run);
    }

    private void run() {
        while (!closed) {
            try (Connection connection = dataSource.getConnection();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(true);
                statement.execute("listen " + Log.CHANNEL);
                onHead.accept(Long.MAX_VALUE);
                PGConnection postgres = connection.unwrap(PGConnection.class);
                while (!closed) {
                    PGNotification[] heard = postgres.getNotifications((int) PATIENCE.toMillis());
                    if (heard != null && heard.length > 0) {
                        onHead.accept(Long.parseLong(heard[heard.length - 1].getParameter()));
                    }
                }
            } catch (SQLException failure) {
                if (!closed) {
                    LOGGER.warn("Cannot hear of commits, trying again: {}", failure.getMessage());
                    pause();
                }
            }
        }
    }

    private void pause() {
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops listening. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
