package org.portolan.agent.service;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.portolan.agent.reconcile.Drift;
import org.portolan.agent.service.DesiredNamespace.Server;

/**
 * The server processes in namespaces.
 *
 * <ol>
 *   <li>One that runs as it should is left alone, whoever started it: an agent's restart does not touch it.
 *   <li>What it can read again it is told to; it is started anew only for what it cannot.
 *   <li>Only processes are ended whose command line names this agent's own directory.
 * </ol>
 */
final class Servers {

    private static final Duration END = Duration.ofSeconds(5);

    private final Programs programs;
    private final Path directory;
    private final int leaseSeconds;

    Servers(Programs programs, Path directory, int leaseSeconds) {
        this.programs = programs;
        this.directory = directory;
        this.leaseSeconds = leaseSeconds;
    }

    /** Whether the process runs with that command line. */
    static boolean runs(Server server) {
        return pid(server)
                .map(Servers::commandLine)
                .filter(server.command()::equals)
                .isPresent();
    }

    /**
     * Makes the process run and read what it should.
     *
     * @param namespace in which it runs; empty for the host itself
     * @return whether anything had to be done
     */
    boolean bring(String namespace, Server server) {
        boolean runs = runs(server);
        boolean changed = false;
        for (Map.Entry<Path, String> file : server.files().entrySet()) {
            if (!file.getValue().equals(read(file.getKey()).orElse(null))) {
                write(file.getKey(), file.getValue());
                changed = true;
            }
        }
        Map<Path, String> cleared = cleared(server);
        if (runs && cleared.isEmpty()) {
            if (changed) {
                pid(server).ifPresent(pid -> programs.succeed(List.of("kill", "-HUP", "" + pid), ""));
            }
            return changed;
        }
        stop(server);
        stopRemains(namespace, server);
        cleared.forEach(this::write);
        server.firstFiles().forEach((path, text) -> {
            if (!Files.exists(path)) {
                String end = leaseSeconds == 0 ? "0" : "" + (Instant.now().getEpochSecond() + leaseSeconds);
                write(path, text.replace(DhcpRenderer.LEASE_END, end));
            }
        });
        List<String> command =
                new ArrayList<>(namespace.isEmpty() ? List.of() : List.of("ip", "netns", "exec", namespace));
        command.addAll(server.command());
        programs.succeed(command, "");
        return true;
    }

    /** How a process and what it reads differ from what they should be. */
    static List<Drift> compare(String namespace, Server server) {
        List<Drift> differences = new ArrayList<>();
        if (!runs(server)) {
            differences.add(new Drift(namespace, "process " + String.join(" ", server.command()), Drift.ABSENT));
        }
        server.files().forEach((file, text) -> {
            List<String> wanted = text.lines().toList();
            List<String> found = read(file).orElse("").lines().toList();
            String where = namespace + " " + file.getFileName();
            found.stream()
                    .filter(line -> !wanted.contains(line))
                    .forEach(line -> differences.add(new Drift(where, Drift.ABSENT, line)));
            wanted.stream()
                    .filter(line -> !found.contains(line))
                    .forEach(line -> differences.add(new Drift(where, line, Drift.ABSENT)));
        });
        return differences;
    }

    private static Map<Path, String> cleared(Server server) {
        Map<Path, String> cleared = new java.util.HashMap<>();
        server.firstFiles().forEach((path, wanted) -> read(path)
                .flatMap(found -> Leases.cleared(found, wanted))
                .ifPresent(text -> cleared.put(path, text)));
        return cleared;
    }

    /** Ends the process of that pid file, if it is this agent's, and waits until it has ended. */
    void stop(Server server) {
        pid(server).ifPresent(this::end);
    }

    /** Ends what a process that was killed has left: children with its command line. */
    private void stopRemains(String namespace, Server server) {
        for (long pid : namespace.isEmpty() ? List.<Long>of() : pids(namespace)) {
            if (commandLine(pid).equals(server.command())) {
                end(pid);
            }
        }
    }

    private List<Long> pids(String namespace) {
        return programs.run(List.of("ip", "netns", "pids", namespace), "")
                .out()
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .map(Long::valueOf)
                .toList();
    }

    /** Ends all processes in a namespace that are this agent's, but for those. */
    void stopOthers(String namespace, List<Server> but) {
        List<Long> kept = but.stream()
                .filter(Servers::runs)
                .flatMap(server -> pid(server).stream())
                .toList();
        for (long pid : pids(namespace)) {
            if (kept.stream().noneMatch(root -> root == pid || parent(pid) == root)) {
                end(pid);
            }
        }
    }

    private static long parent(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(ProcessHandle::parent)
                .map(ProcessHandle::pid)
                .orElse(0L);
    }

    private void end(long pid) {
        boolean ours = commandLine(pid).stream().anyMatch(word -> word.contains(directory.toString()));
        ProcessHandle process = ProcessHandle.of(pid).orElse(null);
        if (!ours || process == null) {
            return;
        }
        process.destroy();
        try {
            process.onExit().get(END.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            process.destroyForcibly();
        } catch (ExecutionException e) {
            throw new ServiceException("Process " + pid + " cannot be waited for", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServiceException("Interrupted while process " + pid + " ends", e);
        }
    }

    /** Removes the files of what was served under that id. */
    void removeFiles(String id) {
        for (String kind : List.of("dhcp", "ra", "ha", "metadata")) {
            Path root = directory.resolve(kind).resolve(id);
            if (Files.isDirectory(root)) {
                try (Stream<Path> files = Files.walk(root)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.deleteIfExists(file);
                    }
                } catch (IOException e) {
                    throw new ServiceException(root + " cannot be removed: " + e, e);
                }
            }
        }
    }

    private static Optional<Long> pid(Server server) {
        try {
            return read(server.pidFile()).map(String::strip).map(Long::valueOf);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static List<String> commandLine(long pid) {
        try {
            String text = Files.readString(Path.of("/proc/" + pid + "/cmdline"), StandardCharsets.UTF_8);
            List<String> words = new ArrayList<>(List.of(text.split("\0", -1)));
            if (!words.isEmpty() && words.getLast().isEmpty()) {
                words.removeLast();
            }
            return words;
        } catch (IOException e) {
            return List.of();
        }
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new ServiceException(file + " cannot be read: " + e, e);
        }
    }

    /** The old file or the new one, whole, whenever the agent is killed. */
    private void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Path draft = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(draft, text);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new ServiceException(file + " cannot be written: " + e, e);
        }
    }
}
