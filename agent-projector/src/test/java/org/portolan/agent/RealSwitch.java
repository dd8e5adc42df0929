package org.portolan.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * A private Open vSwitch in a directory of its own. Its ports are dummies, so it needs neither root nor a kernel module; its flow tables,
 * its database and its tracing are the real ones.
 */
public final class RealSwitch implements AutoCloseable {
    private static final Path SCHEMA = Path.of("/usr/share/openvswitch/vswitch.ovsschema");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Path directory;
    private @Nullable Process database;
    private @Nullable Process daemon;

    private RealSwitch(Path directory) {
        this.directory = directory;
    }

    /** Starts one; where Open vSwitch is not installed the test is skipped, or fails under CI. */
    public static RealSwitch start() {
        boolean installed = Files.exists(SCHEMA)
                && Stream.of("ovs-vswitchd", "ovsdb-server", "ovsdb-tool", "ovs-ofctl")
                        .allMatch(name -> find(name).isPresent());
        String missing = "Open vSwitch is not installed: apt-get install openvswitch-switch";
        if (System.getenv("CI") != null) {
            Assertions.assertTrue(installed, missing);
        }
        Assumptions.assumeTrue(installed, missing);
        try {
            // The path of a UNIX socket has room for about a hundred characters.
            RealSwitch ovs = new RealSwitch(Files.createTempDirectory("ovs"));
            ovs.run("ovsdb-tool", "create", ovs.file("conf.db"), SCHEMA.toString());
            ovs.startDatabase();
            ovs.vsctl("--no-wait", "init");
            ovs.startDaemon();
            return ovs;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<String> find(String binary) {
        return Stream.of("/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin")
                .map(place -> Path.of(place, binary))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    public Path directory() {
        return directory;
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    public void startDatabase() {
        database = spawn(
                "ovsdb-server",
                file("conf.db"),
                "--remote=punix:" + file("db.sock"),
                "--unixctl=" + file("ovsdb.ctl"),
                "--log-file=" + file("ovsdb.log"),
                "-vconsole:off");
        until("the database answers", () -> Files.exists(directory.resolve("db.sock")));
    }

    public void stopDatabase() {
        stop(database);
    }

    public void startDaemon() {
        daemon = spawn(
                "ovs-vswitchd",
                "unix:" + file("db.sock"),
                "--enable-dummy=override",
                "--disable-system",
                "--unixctl=" + file("vswitchd.ctl"),
                "--log-file=" + file("vswitchd.log"),
                "-vconsole:off");
        until("ovs-vswitchd answers", () -> Files.exists(directory.resolve("vswitchd.ctl")));
    }

    /** As by kill -9. */
    public void killDaemon() {
        stop(daemon);
        delete(directory.resolve("vswitchd.ctl"));
    }

    /** A guest's network card appears on the integration bridge, as a hypervisor would plug it. */
    public void plug(String tap, String ifaceId) {
        vsctl(
                "--",
                "add-port",
                "br-int",
                tap,
                "--",
                "set",
                "Interface",
                tap,
                "type=dummy",
                "external_ids:iface-id=" + ifaceId);
    }

    public List<String> vsctl(String... arguments) {
        return run(concat(List.of("ovs-vsctl", "-t", "10", "--db=unix:" + file("db.sock")), arguments));
    }

    public List<String> ofctl(String... arguments) {
        return run(concat(List.of("ovs-ofctl", "-t", "10"), arguments));
    }

    public List<String> appctl(String... arguments) {
        return run(concat(List.of("ovs-appctl", "-T", "10", "-t", file("vswitchd.ctl")), arguments));
    }

    /** Where a frame would go, step by step; with its side effects, such as learning. */
    public String trace(String bridge, String frame) {
        return String.join("\n", appctl("ofproto/trace", bridge, frame, "-generate"));
    }

    private static String[] concat(List<String> first, String... rest) {
        List<String> all = new ArrayList<>(first);
        all.addAll(List.of(rest));
        return all.toArray(String[]::new);
    }

    private Process spawn(String... command) {
        try {
            return builder(command).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ProcessBuilder builder(String... command) {
        List<String> words = new ArrayList<>(List.of(command));
        words.set(0, find(command[0]).orElse(command[0]));
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().put("OVS_RUNDIR", directory.toString());
        builder.environment().put("OVS_LOGDIR", directory.toString());
        builder.environment().put("OVS_SYSCONFDIR", directory.toString());
        return builder;
    }

    private List<String> run(String... command) {
        try {
            Path output = Files.createTempFile(directory, "out", "");
            Process process = builder(command).redirectOutput(output.toFile()).start();
            boolean ended = process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            process.destroyForcibly();
            List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
            Files.delete(output);
            if (!ended || process.exitValue() != 0) {
                throw new AssertionError(String.join(" ", command) + ": " + lines);
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Something that may take a moment to be so. */
    public interface Sight {
        boolean seen();
    }

    /** Waits for a sight, with patience that ends. */
    public static void until(String what, Sight sight) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!sight.seen()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Waited in vain until " + what);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(5);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }

    private static void stop(@Nullable Process process) {
        if (process != null) {
            process.destroyForcibly();
            try {
                process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        stop(daemon);
        stop(database);
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(RealSwitch::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
