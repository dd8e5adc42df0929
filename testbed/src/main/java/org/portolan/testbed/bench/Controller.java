package org.portolan.testbed.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.portolan.testbed.Await;
import org.portolan.testbed.Launcher;

/**
 * The controller under load.
 *
 * <ol>
 *   <li>One of its own runs on a free port and a fresh log, with its data on a disk, not in memory: commits cost what they cost.
 *   <li>It is gone with its PostgreSQL and its data after {@link #close}, and after Ctrl-C; what a killed benchmark left, the next removes.
 * </ol>
 */
final class Controller implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Path DISK = Path.of("/var/tmp");
    private static final String PREFIX = "portolan-bench-";

    private final URI root;
    private final @Nullable Process process;
    private final @Nullable Path directory;
    private final Thread lastWill = new Thread(this::end, "controller-last-will");

    private Controller(URI root, @Nullable Process process, @Nullable Path directory) {
        this.root = root;
        this.process = process;
        this.directory = directory;
        Runtime.getRuntime().addShutdownHook(lastWill);
    }

    /** One that runs already, and goes on afterwards. What it costs is not seen. */
    static Controller at(URI root) {
        Controller controller = new Controller(root, null, null);
        controller.awaitApi();
        return controller;
    }

    /**
     * One of its own.
     *
     * @param home the checkout, built, with the launcher in it
     */
    static Controller start(Path home) {
        sweep();
        int port = Launcher.freePort();
        try {
            Path directory = Files.createDirectory(
                    disk().resolve(PREFIX + ProcessHandle.current().pid()));
            ProcessBuilder builder = new ProcessBuilder(
                    Launcher.in(home).up(port, directory.resolve("data"), "--portolan.quotas.default=-1"));
            builder.environment().putAll(Launcher.environment());
            builder.redirectErrorStream(true).redirectOutput(log(directory).toFile());
            Process process = builder.start();
            process.getOutputStream().close();
            Controller controller = new Controller(URI.create("http://127.0.0.1:" + port), process, directory);
            try {
                controller.awaitApi();
            } catch (RuntimeException failure) {
                String told = Files.readString(log(directory), StandardCharsets.UTF_8);
                controller.close();
                throw new IllegalStateException("the controller does not start:\n" + told, failure);
            }
            return controller;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path disk() {
        return Files.isWritable(DISK) ? DISK : Path.of(System.getProperty("java.io.tmpdir"));
    }

    private static Path log(Path directory) {
        return directory.resolve("controller.log");
    }

    private void awaitApi() {
        try (HttpConnection connection = new HttpConnection(root)) {
            Await.until("the API answers on " + root, START, () -> {
                if (process != null && !process.isAlive()) {
                    throw new IllegalStateException("the controller has ended");
                }
                try {
                    return connection.exchange("GET", "/v2.0/ports?limit=1", "") == 200;
                } catch (IOException notYet) {
                    return false;
                }
            });
        }
    }

    URI root() {
        return root;
    }

    /** Whether its processes are known, so that their CPU time can be told. */
    boolean isOurs() {
        return process != null;
    }

    /** CPU time of the JVM so far, in ms; 0 when it is not ours. */
    long cpuMillis() {
        return process == null ? 0 : CpuTime.of(process.pid());
    }

    /** CPU time of its PostgreSQL so far, in ms; 0 when it is not ours. */
    long databaseCpuMillis() {
        return directory == null
                ? 0
                : database(directory).map(CpuTime::ofFamily).orElse(0L);
    }

    /** Resident memory of the JVM in bytes; 0 when it is not ours. */
    long residentBytes() {
        if (process == null) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .sum()
                    * 1024;
        } catch (IOException gone) {
            return 0;
        }
    }

    long pid() {
        return process == null ? 0 : process.pid();
    }

    /** The PostgreSQL that runs in that directory. */
    private static Optional<Long> database(Path directory) {
        Path pidFile = directory.resolve("data").resolve("postgresql").resolve("postmaster.pid");
        try (Stream<String> lines = Files.lines(pidFile)) {
            long pid = Long.parseLong(lines.findFirst().orElse("0").strip());
            String commandLine = Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
            return commandLine.contains(directory.toString()) ? Optional.of(pid) : Optional.empty();
        } catch (IOException | NumberFormatException none) {
            return Optional.empty();
        }
    }

    /** Ends it if it is ours, and removes its data. Closing twice does no harm. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(lastWill);
        } catch (IllegalStateException shuttingDown) {
            return;
        }
        end();
    }

    private void end() {
        if (process == null || directory == null) {
            return;
        }
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
        remove(directory);
    }

    /** Removes what benchmarks left that were killed. */
    private static void sweep() {
        try (Stream<Path> directories = Files.list(disk())) {
            directories
                    .filter(directory -> ownerIsGone(directory.getFileName().toString()))
                    .forEach(Controller::remove);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean ownerIsGone(String name) {
        return name.matches(PREFIX + "\\d{1,10}")
                && ProcessHandle.of(Long.parseLong(name.substring(PREFIX.length())))
                        .isEmpty();
    }

    private static void remove(Path directory) {
        database(directory).flatMap(ProcessHandle::of).ifPresent(orphan -> {
            orphan.destroyForcibly();
            Await.until("PostgreSQL " + orphan.pid() + " ended", PATIENCE, () -> !orphan.isAlive());
        });
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException gone) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
                        throws IOException {
                    Files.deleteIfExists(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + directory, e);
        }
    }
}
