package org.portolan.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One run of a testbed: what it owns on this machine, and how all of that is found again and removed, by itself or by a later run.
 *
 * <ol>
 *   <li>Everything a run makes bears its id: namespaces {@code ptl-<id>-<name>}, files under {@code /run/portolan-testbed/<id>} (short paths:
 *       a unix socket's may have 108 characters) and {@code /var/tmp/portolan-testbed/<id>} (what is large).
 *   <li>Its directory names its owner by pid and start time, so a run whose owner is alive is never touched, and a pid used again does not
 *       keep a dead run alive.
 *   <li>A process is ended only when its network is one of the run's namespaces, or a pid file of the run names it and its command line
 *       speaks of the run's directories.
 * </ol>
 */
final class Run {

    private static final Path DIRECTORIES = Path.of("/run/portolan-testbed");
    private static final Path SCRATCH = Path.of("/var/tmp/portolan-testbed");
    private static final Path NAMESPACES = Path.of("/run/netns");
    private static final String OWNER = "owner";
    private static final Duration FAREWELL = Duration.ofSeconds(3);
    private static final int ROUNDS = 10;

    private final String id;
    private final List<Daemon> daemons = new CopyOnWriteArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    private Run(String id) {
        this.id = id;
    }

    /** A new run, owned by this process. */
    static Run create() {
        return create(ProcessId.ofThisProcess());
    }

    static Run create(ProcessId owner) {
        try {
            Run run = new Run(unusedId());
            Files.createDirectories(run.scratch());
            // The directory appears under its name only with its owner in it: no other run can take it for a dead one.
            Path draft = Files.createTempDirectory(DIRECTORIES, ".");
            // Servers that give up root must still find their files.
            Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.writeString(
                    draft.resolve(OWNER),
                    owner.value() + " " + owner.startTime().orElse("gone") + "\n");
            Files.move(draft, run.directory(), StandardCopyOption.ATOMIC_MOVE);
            return run;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes what runs left whose owner is gone. */
    static void sweep() {
        children(DIRECTORIES).stream()
                .map(directory -> directory.getFileName().toString())
                .filter(name -> !name.startsWith("."))
                .map(Run::new)
                .filter(run -> !run.ownerAlive())
                .forEach(Run::remove);
    }

    String id() {
        return id;
    }

    /** For sockets, pid files and logs. */
    Path directory() {
        return DIRECTORIES.resolve(id);
    }

    /** For what may grow large. */
    Path scratch() {
        return SCRATCH.resolve(id);
    }

    Namespace namespace(String name) {
        return new Namespace("ptl-" + id + "-" + name);
    }

    /**
     * Guards every start of a process and every new namespace, so that nothing appears behind the back of a close.
     *
     * @throws IllegalStateException when the run is closed
     */
    void requireOpen() {
        if (closed.get()) {
            throw new IllegalStateException("the testbed is closed");
        }
    }

    /** Has the daemon asked to end when the run is closed. */
    void add(Daemon daemon) {
        daemons.add(daemon);
    }

    boolean closed() {
        return closed.get();
    }

    /** Lets nothing start any more, asks the daemons to end, all at once, and removes what is left. */
    void close() {
        closed.set(true);
        daemons.forEach(Daemon::askToEnd);
        daemons.forEach(daemon -> daemon.stop(FAREWELL));
        remove();
    }

    /** Ends the run's processes and removes its namespaces and files. What was in the middle of starting is met by the next round. */
    void remove() {
        for (int round = 0; round < ROUNDS; round++) {
            List<Namespace> namespaces = namespaces();
            List<ProcessId> processes = processes(namespaces);
            if (namespaces.isEmpty() && processes.isEmpty()) {
                break;
            }
            processes.forEach(ProcessId::kill);
            Await.until("the processes of run " + id + " ended", Duration.ofSeconds(5), () -> processes.stream()
                    .noneMatch(ProcessId::runs));
            namespaces.forEach(namespace ->
                    Program.of("ip", "netns", "del", namespace.name()).run());
        }
        deleteTree(scratch());
        deleteTree(directory());
    }

    boolean ownerAlive() {
        try {
            String[] owner =
                    Files.readString(directory().resolve(OWNER)).strip().split(" ", 2);
            return owner.length == 2
                    && new ProcessId(Long.parseLong(owner[0]))
                            .startTime()
                            .filter(owner[1]::equals)
                            .isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    private List<Namespace> namespaces() {
        String prefix = namespace("").name();
        return children(NAMESPACES).stream()
                .map(path -> path.getFileName().toString())
                .filter(name -> name.startsWith(prefix))
                .map(Namespace::new)
                .toList();
    }

    private List<ProcessId> processes(List<Namespace> namespaces) {
        Stream<ProcessId> inside = namespaces.stream().flatMap(namespace -> namespace.processes().stream());
        Stream<ProcessId> outside = Stream.of(directory(), scratch())
                .flatMap(root -> pidFiles(root).stream())
                .flatMap(file -> ProcessId.in(file).stream())
                .filter(this::isOurs);
        return Stream.concat(inside, outside)
                .distinct()
                .filter(process -> process.runs() && !process.equals(ProcessId.ofThisProcess()))
                .toList();
    }

    private boolean isOurs(ProcessId process) {
        String commandLine = process.commandLine();
        return commandLine.contains(directory().toString())
                || commandLine.contains(scratch().toString());
    }

    private static List<Path> pidFiles(Path root) {
        List<Path> files = new ArrayList<>();
        walk(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.getFileName().toString().endsWith(".pid")) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }

    private static void deleteTree(Path root) {
        walk(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) throws IOException {
                if (gone instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw gone;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void walk(Path root, SimpleFileVisitor<Path> visitor) {
        try {
            if (Files.exists(root)) {
                Files.walkFileTree(root, visitor);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> children(Path directory) {
        try (Stream<Path> paths = Files.list(directory)) {
            return paths.toList();
        } catch (FileSystemException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String unusedId() throws IOException {
        Files.createDirectories(DIRECTORIES);
        return Stream.generate(() -> ThreadLocalRandom.current().nextInt(36 * 36 * 36, 36 * 36 * 36 * 36))
                .map(number -> Integer.toString(number, 36))
                .limit(100)
                .filter(id -> Files.notExists(DIRECTORIES.resolve(id)))
                .findFirst()
                .orElseThrow();
    }
}
