package org.portolan.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process that goes on until it is ended: a controller, an agent, a server in a guest. Its output goes to a log file, its pid to a file
 * beside it, by which it is found after a crash. One that was killed or stopped can be started again with the same command line.
 */
public final class Daemon implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Run run;
    private final Program program;
    private final Path log;
    private final Path pidFile;
    private volatile Process process;

    private Daemon(Run run, Program program, Path log, Path pidFile) {
        this.run = run;
        this.program = program;
        this.log = log;
        this.pidFile = pidFile;
        this.process = launch();
    }

    static Daemon start(Run run, Program program, Path directory, String name) {
        Daemon daemon = new Daemon(run, program, directory.resolve(name + ".log"), directory.resolve(name + ".pid"));
        run.add(daemon);
        return daemon;
    }

    /** The process id; after {@link #start} that of the new process. */
    public long pid() {
        return process.pid();
    }

    /** Whether the process runs. */
    public boolean alive() {
        return process.isAlive();
    }

    /** The file that takes its standard output and error, appended to by each start. */
    public Path log() {
        return log;
    }

    /** The last lines of the log. */
    public List<String> lastLines(int count) {
        List<String> lines = logText().lines().toList();
        return lines.subList(Math.max(0, lines.size() - count), lines.size());
    }

    /** Everything written so far by all starts. */
    public String logText() {
        try {
            return Files.exists(log) ? new String(Files.readAllBytes(log), StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it with SIGKILL: it gets no chance to say good-bye. Returns when it is gone. */
    public void kill() {
        process.destroyForcibly();
        ended(PATIENCE);
    }

    /** Asks it to end with SIGTERM, and kills it when it has not within five seconds. */
    public void stop() {
        stop(PATIENCE);
    }

    /** Sends SIGTERM and does not wait. */
    void askToEnd() {
        process.destroy();
    }

    /** Asks it to end with SIGTERM, and kills it when it has not within the time. */
    public void stop(Duration patience) {
        askToEnd();
        if (!ended(patience)) {
            kill();
        }
    }

    /** Starts it again with the same command line. */
    public void start() {
        if (process.isAlive()) {
            throw new IllegalStateException("already running: " + program.arguments());
        }
        process = launch();
    }

    /** Resident memory in bytes. */
    public long residentBytes() {
        return new ProcessId(pid()).residentBytes();
    }

    /** The most memory that was resident at one time since the last start, in bytes. */
    public long peakResidentBytes() {
        return new ProcessId(pid()).peakResidentBytes();
    }

    /** Sends SIGINT, which makes ping and tcpdump finish their report, and waits for the end. */
    void interrupt() {
        if (process.isAlive()) {
            Program.of("kill", "-INT", Long.toString(pid())).run();
        }
        if (!ended(PATIENCE)) {
            kill();
        }
    }

    @Override
    public void close() {
        stop();
    }

    private Process launch() {
        run.requireOpen();
        Process started = program.start(ProcessBuilder.Redirect.appendTo(log.toFile()));
        try {
            Files.writeString(pidFile, started.pid() + "\n");
            started.getOutputStream().write(program.input().getBytes(StandardCharsets.UTF_8));
            started.getOutputStream().close();
        } catch (IOException e) {
            started.destroyForcibly();
            throw new UncheckedIOException(e);
        }
        return started;
    }

    private boolean ended(Duration patience) {
        try {
            return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
