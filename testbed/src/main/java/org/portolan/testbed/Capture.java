package org.portolan.testbed;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** A tcpdump that listens until stopped. */
public final class Capture implements AutoCloseable {

    private final Daemon process;

    private Capture(Daemon process) {
        this.process = process;
    }

    static Capture start(Run run, Namespace namespace, Path directory, String device, String filter) {
        String name = "tcpdump-" + device + "-"
                + Integer.toHexString(ThreadLocalRandom.current().nextInt());
        Program program = Program.of("tcpdump", "-n", "-e", "-l", "--immediate-mode", "-i", device, filter)
                .in(namespace);
        Capture capture = new Capture(Daemon.start(run, program, directory, name));
        Await.until("tcpdump listens on " + device, Duration.ofSeconds(5), () -> capture.process
                .logText()
                .contains("listening on " + device));
        return capture;
    }

    /** The packets so far, one line each, with their link-layer addresses. */
    public List<String> packets() {
        return process.logText()
                .lines()
                .filter(line -> line.matches("^\\d\\d:\\d\\d:\\d\\d\\..*"))
                .toList();
    }

    /** Stops listening and returns the packets. */
    public List<String> stop() {
        process.interrupt();
        return packets();
    }

    @Override
    public void close() {
        process.interrupt();
    }
}
