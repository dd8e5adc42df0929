package org.portolan.agent.controller;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.portolan.agent.desired.TopologyView;
import org.portolan.api.json.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * What an agent keeps between two runs. All of it can be had again from the controller and from Open vSwitch: a file that is missing or
 * damaged costs time, and nothing else.
 *
 * <ol>
 *   <li>One agent for a host: a second one is refused for as long as the first runs.
 *   <li>A file is either the old one or the new one, whole, whenever the agent is killed.
 * </ol>
 */
public final class StateDirectory implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(StateDirectory.class);
    private static final Duration READING = Duration.ofSeconds(30);
    private static final String TOPOLOGY = "topology.ndjson";
    private static final String REPORTS = "reports.ndjson";
    private static final String OPTIONS = "options";

    private final Path directory;
    private final FileChannel lockFile;

    private StateDirectory(Path directory, FileChannel lockFile) {
        this.directory = directory;
        this.lockFile = lockFile;
    }

    /**
     * Takes the directory of a host into possession.
     *
     * @param parent where hosts have their directories; it is made if it is missing
     * @throws IOException if it cannot be made or written to, or if another agent holds it
     */
    public static StateDirectory open(Path parent, String host) throws IOException {
        Path directory = Files.createDirectories(parent.resolve(host));
        FileChannel lockFile =
                FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = lockFile.tryLock();
        } catch (OverlappingFileLockException e) {
            log.debug("Held within this very process", e);
        }
        if (lock == null) {
            lockFile.close();
            throw new IOException(
                    "another agent for host " + host + " runs on this machine: it holds " + directory.resolve("lock"));
        }
        return new StateDirectory(directory, lockFile);
    }

    /** Where files of what the host serves are. */
    public Path directory() {
        return directory;
    }

    /** The log's fold as it was last kept; empty if there is none, or if it cannot be read. */
    Optional<KnownLog> log() {
        return log(directory);
    }

    /** The log's fold as the agent of a host last kept it; empty if there is none, or if it cannot be read. The agent may run. */
    public static Optional<TopologyView> lastKnown(Path parent, String host) {
        return log(parent.resolve(host)).map(KnownLog::view);
    }

    private static Optional<KnownLog> log(Path directory) {
        Path file = directory.resolve(TOPOLOGY);
        try (Lines lines = new Lines(file.toString(), Files.newInputStream(file), READING)) {
            return Optional.of(Snapshot.read(lines::next));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | ControllerException | IllegalArgumentException e) {
            log.warn("{} cannot be used, the controller will be asked instead: {}", file, e.getMessage());
            return Optional.empty();
        }
    }

    /** Keeps what the agent was told when it was started, an option a line, for whoever looks at its host. */
    public void keepOptions(List<String> options) {
        replace(OPTIONS, out -> {
            for (String option : options) {
                out.write(option);
                out.write('\n');
            }
        });
    }

    /** What the agent of a host was told when it was started; empty if that is not known. */
    public static List<String> options(Path parent, String host) {
        Path file = parent.resolve(host).resolve(OPTIONS);
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            log.warn("{} cannot be read: {}", file, e.toString());
            return List.of();
        }
    }

    /** The one host whose agent has a directory there; empty if there is none, or several. */
    public static Optional<String> onlyHost(Path parent) {
        try (Stream<Path> directories = Files.list(parent)) {
            List<Path> hosts = directories
                    .filter(directory -> Files.exists(directory.resolve(OPTIONS)))
                    .limit(2)
                    .toList();
            return hosts.size() == 1
                    ? Optional.of(hosts.getFirst().getFileName().toString())
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    void keep(KnownLog known) {
        replace(TOPOLOGY, out -> Snapshot.write(known, out));
    }

    /** What the controller is known to have been told of ports; empty if that is not known. */
    Optional<List<PortReport>> reports() {
        Path file = directory.resolve(REPORTS);
        try {
            List<PortReport> reports = new ArrayList<>();
            for (String line : Files.readAllLines(file)) {
                reports.add(Json.mapper().readValue(line, PortReport.class));
            }
            return Optional.of(reports);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | JacksonException e) {
            log.warn("{} cannot be used, all ports will be reported again: {}", file, e.getMessage());
            return Optional.empty();
        }
    }

    void keep(Iterable<PortReport> reports) {
        replace(REPORTS, out -> {
            for (PortReport report : reports) {
                out.write(Json.mapper().writeValueAsString(report));
                out.write('\n');
            }
        });
    }

    /** What was told is of no use any more: the controller that it was told is another. */
    void forgetReports() {
        try {
            Files.deleteIfExists(directory.resolve(REPORTS));
        } catch (IOException e) {
            log.warn("{} cannot be deleted: {}", directory.resolve(REPORTS), e.toString());
        }
    }

    private interface Content {
        void writeTo(Writer out) throws IOException;
    }

    private void replace(String name, Content content) {
        Path file = directory.resolve(name);
        Path draft = directory.resolve(name + ".new");
        try {
            try (BufferedWriter out = Files.newBufferedWriter(draft)) {
                content.writeTo(out);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            log.warn("{} cannot be kept, so the next start will take longer: {}", file, e.toString());
        }
    }

    /** Lets another agent have it. */
    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            log.debug("Closing {}", directory, e);
        }
    }
}
