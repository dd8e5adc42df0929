package org.portolan.testbed;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** A ping that goes on while something else happens. */
public final class RunningPing implements AutoCloseable {

    private final Daemon process;
    private final Duration interval;

    private RunningPing(Daemon process, Duration interval) {
        this.process = process;
        this.interval = interval;
    }

    static RunningPing start(Run run, Namespace namespace, Path directory, String address, Duration interval) {
        String name = "ping-" + address + "-"
                + Integer.toHexString(ThreadLocalRandom.current().nextInt());
        Program program = Program.of(Ping.command(address, interval)).in(namespace);
        RunningPing ping = new RunningPing(Daemon.start(run, program, directory, name), interval);
        Await.until("ping runs", Duration.ofSeconds(5), () -> !ping.process
                .logText()
                .isEmpty());
        return ping;
    }

    /** Between two echo requests. */
    public Duration interval() {
        return interval;
    }

    /** Stops it and counts. */
    public Ping stop() {
        process.interrupt();
        return Ping.parseStopped(process.logText());
    }

    @Override
    public void close() {
        process.interrupt();
    }
}
