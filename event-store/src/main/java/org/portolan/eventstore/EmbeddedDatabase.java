package org.portolan.eventstore;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL of our own in a data directory, for those who bring none.
 *
 * <ol>
 *   <li>What it acknowledged is on the disk: {@code fsync} and {@code synchronous_commit} are on.
 *   <li>It listens on loopback only, on a free port.
 *   <li>One controller at a time uses a directory. A server that a killed one left behind in it is ended first.
 *   <li>A server that dies is started again.
 * </ol>
 */
public final class EmbeddedDatabase implements AutoCloseable {

    /** The database in it. */
    public static final String DATABASE = "portolan";

    private static final Logger LOGGER = LoggerFactory.getLogger(EmbeddedDatabase.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String DATA = "postgresql";
    private static final String OUTPUT = "postgres.log";

    /** Where postmaster.pid tells the port, counted from 0. */
    private static final int PORT_LINE = 3;

    private static final Duration WATCH = Duration.ofSeconds(1);

    private final Path home;
    private final FileChannel lock;
    private final int port;
    private final Thread watch;
    private volatile EmbeddedPostgres postgres;
    private volatile boolean closed;

    private EmbeddedDatabase(Path home, FileChannel lock, EmbeddedPostgres postgres) {
        this.home = home;
        this.lock = lock;
        this.postgres = postgres;
        this.port = postgres.getPort();
        this.watch = Thread.ofVirtual().name("postgresql-watch").start(this::watch);
    }

    /**
     * Starts the server in that directory, made when missing.
     *
     * @throws DatabaseStartException when another controller uses the directory, or the server does not start
     */
    public static EmbeddedDatabase open(Path directory) {
        FileChannel lock = null;
        try {
            Path home = Files.createDirectories(directory).toRealPath();
            lock = lock(home);
            endOrphan(home.resolve(DATA));
            EmbeddedPostgres postgres = start(home, 0);
            createDatabase(postgres);
            return new EmbeddedDatabase(home, lock, postgres);
        } catch (IOException | SQLException failure) {
            release(lock);
            throw new DatabaseStartException(
                    "PostgreSQL does not start in " + directory + ": " + failure.getMessage(),
                    "Look into " + directory.resolve(OUTPUT) + ". The data is untouched.",
                    failure);
        }
    }

    private static EmbeddedPostgres start(Path home, int port) throws IOException {
        ProcessBuilder.Redirect output =
                ProcessBuilder.Redirect.appendTo(home.resolve(OUTPUT).toFile());
        return EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(home.resolve("binaries").toFile())
                .setDataDirectory(home.resolve(DATA))
                .setPort(port)
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
                .setOutputRedirector(output)
                .setErrorRedirector(output)
                .start();
    }

    /** The lock file names its holder, and is free as soon as that ends, however it ends. */
    private static FileChannel lock(Path home) throws IOException {
        Path file = home.resolve("controller.pid");
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (!isLocked(channel)) {
            channel.close();
            throw new DatabaseStartException(
                    "Another controller, process " + Files.readString(file).strip() + ", runs on " + home + ".",
                    "Stop that one, or give this one a directory of its own: --portolan.data-dir=DIRECTORY.",
                    null);
        }
        channel.truncate(0);
        byte[] pid = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
        channel.write(ByteBuffer.wrap(pid), 0);
        return channel;
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    private static void release(@Nullable FileChannel lock) {
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (IOException failure) {
            LOGGER.warn("The lock of the data directory was not released cleanly", failure);
        }
    }

    private void watch() {
        while (!closed) {
            try {
                Thread.sleep(WATCH);
                if (!closed && !isRunning()) {
                    LOGGER.error("PostgreSQL has died; starting it again");
                    startAgain();
                }
            } catch (InterruptedException ended) {
                return;
            } catch (IOException failure) {
                LOGGER.error("PostgreSQL does not start again; trying on", failure);
            }
        }
    }

    private boolean isRunning() throws IOException {
        Path pidFile = home.resolve(DATA).resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return false;
        }
        long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    private void startAgain() throws IOException {
        postgres.close();
        Files.deleteIfExists(home.resolve(DATA).resolve("postmaster.pid"));
        postgres = start(home, port);
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

    /**
     * Where JDBC finds the database of the server that runs on that directory, for whoever only reads; empty when none runs.
     *
     * @throws IOException when what the server says of itself cannot be read
     */
    public static Optional<String> running(Path directory) throws IOException {
        Path data = directory.toRealPath().resolve(DATA);
        Path pidFile = data.resolve("postmaster.pid");
        if (Files.notExists(pidFile)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(pidFile);
        return ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
                .filter(process -> lines.size() > PORT_LINE && servesDirectory(process, data))
                .map(process -> "jdbc:postgresql://localhost:"
                        + lines.get(PORT_LINE).strip() + "/" + DATABASE + "?user=postgres");
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
        closed = true;
        watch.interrupt();
        try {
            watch.join(PATIENCE);
            postgres.close();
        } catch (IOException failure) {
            LOGGER.warn("PostgreSQL did not stop cleanly", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        release(lock);
    }
}
