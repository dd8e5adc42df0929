package org.portolan.eventstore;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL of our own in a data directory, for those who bring none.
 *
 * <ol>
 *   <li>What it acknowledged is on the disk: {@code fsync} and {@code synchronous_commit} are on.
 *   <li>It listens on loopback only, on a free port.
 *   <li>A server that a killed process left behind on the same directory is ended first: two must never share it.
 * </ol>
 */
public final class EmbeddedDatabase implements AutoCloseable {

    /** The database in it. */
    public static final String DATABASE = "portolan";

    private static final Logger LOGGER = LoggerFactory.getLogger(EmbeddedDatabase.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final EmbeddedPostgres postgres;

    private EmbeddedDatabase(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    /**
     * Starts the server in that directory, made when missing.
     *
     * @throws UncheckedIOException when it does not start; the reason is in {@code postgres.log} there
     */
    public static EmbeddedDatabase open(Path directory) {
        try {
            Path home = Files.createDirectories(directory.toAbsolutePath());
            Path data = home.resolve("postgresql");
            endOrphan(data);
            EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                    .setOverrideWorkingDirectory(home.resolve("binaries").toFile())
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setPGStartupWait(PATIENCE)
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on")
                    .setServerConfig("max_connections", "64")
                    .setServerConfig("shared_buffers", "128MB")
                    .setServerConfig("max_wal_size", "2GB")
                    .setServerConfig("jit", "off")
                    .setOutputRedirector(ProcessBuilder.Redirect.appendTo(
                            home.resolve("postgres.log").toFile()))
                    .setErrorRedirector(ProcessBuilder.Redirect.appendTo(
                            home.resolve("postgres.log").toFile()))
                    .start();
            createDatabase(postgres);
            return new EmbeddedDatabase(postgres);
        } catch (IOException | SQLException failure) {
            throw new UncheckedIOException(
                    "PostgreSQL does not start in " + directory + "; see postgres.log there",
                    failure instanceof IOException io ? io : new IOException(failure));
        }
    }

    private static void endOrphan(Path data) throws IOException {
        Path pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
        Optional<ProcessHandle> orphan = ProcessHandle.of(pid).filter(process -> servesDirectory(process, data));
        if (orphan.isPresent()) {
            LOGGER.warn("Ending PostgreSQL {} that an earlier process left behind in {}", pid, data);
            orphan.get().destroy();
            try {
                orphan.get().onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException stuck) {
                throw new IOException("PostgreSQL " + pid + " does not end; end it by hand and start again", stuck);
            }
        }
        Files.deleteIfExists(pidFile);
    }

    private static boolean servesDirectory(ProcessHandle process, Path data) {
        Path commandLine = Path.of("/proc", String.valueOf(process.pid()), "cmdline");
        try {
            return Files.readString(commandLine).contains(data.toString());
        } catch (IOException gone) {
            return false;
        }
    }

    private static void createDatabase(EmbeddedPostgres postgres) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            if (!statement
                    .executeQuery("select 1 from pg_database where datname = '" + DATABASE + "'")
                    .next()) {
                statement.execute("create database " + DATABASE);
            }
        }
    }

    /** Where JDBC finds the database. */
    public String jdbcUrl() {
        return postgres.getJdbcUrl("postgres", DATABASE);
    }

    /** Stops the server; what is committed stays. */
    @Override
    public void close() {
        try {
            postgres.close();
        } catch (IOException failure) {
            LOGGER.warn("PostgreSQL did not stop cleanly", failure);
        }
    }
}
