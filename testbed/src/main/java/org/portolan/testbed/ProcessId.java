package org.portolan.testbed;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process that need not be a child of this one, as /proc knows it.
 *
 * @param value the pid
 */
record ProcessId(long value) {

    static ProcessId ofThisProcess() {
        return new ProcessId(ProcessHandle.current().pid());
    }

    /** Reads the first line of a pid file; empty when there is no number in it. */
    static Optional<ProcessId> in(Path pidFile) {
        try (var lines = Files.lines(pidFile)) {
            return lines.findFirst()
                    .map(String::strip)
                    .filter(line -> line.matches("\\d{1,18}"))
                    .map(line -> new ProcessId(Long.parseLong(line)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether it runs. A zombie, which only its own parent can bury, does not. */
    boolean runs() {
        return statField(0).filter(state -> !state.equals("Z")).isPresent();
    }

    /** When it started, in clock ticks since boot: with the pid it names a process once and for all. */
    Optional<String> startTime() {
        return statField(19);
    }

    /** Its arguments, each ended by a NUL; empty when it is gone. */
    String commandLine() {
        return read("cmdline").orElse("");
    }

    /** Resident memory in bytes; 0 when it is gone. */
    long residentBytes() {
        return statusBytes("VmRSS:");
    }

    /** The most memory that was resident at one time, in bytes; 0 when it is gone. */
    long peakResidentBytes() {
        return statusBytes("VmHWM:");
    }

    private long statusBytes(String name) {
        return read("status").stream()
                        .flatMap(String::lines)
                        .filter(line -> line.startsWith(name))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .sum()
                * 1024;
    }

    /** Sends SIGTERM. */
    void askToEnd() {
        ProcessHandle.of(value).ifPresent(ProcessHandle::destroy);
    }

    /** Sends SIGKILL. */
    void kill() {
        ProcessHandle.of(value).ifPresent(ProcessHandle::destroyForcibly);
    }

    /** A field of /proc/pid/stat, counted from the state, the first after the name in parentheses. */
    private Optional<String> statField(int index) {
        return read("stat")
                .map(stat -> stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[index]);
    }

    private Optional<String> read(String file) {
        try {
            byte[] bytes = Files.readAllBytes(Path.of("/proc", Long.toString(value), file));
            return Optional.of(new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }
}
