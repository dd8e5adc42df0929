package org.portolan.testbed;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Hears from ovs-vswitchd when it adds flows: nothing is asked again and again, so waiting costs no time and no processor.
 */
public final class FlowMonitor implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(5);

    private final Process process;
    private final CountDownLatch listening = new CountDownLatch(1);
    private final Map<String, CompletableFuture<Long>> added = new ConcurrentHashMap<>();

    private FlowMonitor(Process process) {
        this.process = process;
        // ovs-ofctl tells on its standard output what there is, and on its standard error what it hears later.
        listen(process.inputReader(StandardCharsets.UTF_8), line -> {
            heard(line);
            listening.countDown();
        });
        listen(process.errorReader(StandardCharsets.UTF_8), this::heard);
    }

    static FlowMonitor start(Namespace namespace, Path runDirectory, String bridge, String watch) {
        Process process = Program.of("ovs-ofctl", "-O", "OpenFlow13", "monitor", bridge, "watch:" + watch)
                .with("OVS_RUNDIR", runDirectory.toString())
                .in(namespace)
                .start(ProcessBuilder.Redirect.PIPE);
        FlowMonitor monitor = new FlowMonitor(process);
        try {
            if (!monitor.listening.await(START.toMillis(), TimeUnit.MILLISECONDS)) {
                monitor.close();
                throw new IllegalStateException("ovs-ofctl does not monitor " + bridge);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            monitor.close();
            throw new IllegalStateException("interrupted", e);
        }
        return monitor;
    }

    private static void listen(BufferedReader from, Consumer<String> listener) {
        Thread.ofPlatform().name("flow-monitor").daemon().start(() -> {
            try (BufferedReader lines = from) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    listener.accept(line);
                }
            } catch (IOException closed) {
                // Whoever still waits for a flow is told by the deadline.
            }
        });
    }

    private void heard(String line) {
        long now = System.nanoTime();
        FlowEvent.parse(line)
                .filter(FlowEvent::isAdded)
                .flatMap(FlowEvent::destination)
                .ifPresent(mac -> of(mac).complete(now));
    }

    private CompletableFuture<Long> of(String mac) {
        return added.computeIfAbsent(mac, unseen -> new CompletableFuture<>());
    }

    /**
     * When the first flow for that destination was told of, as {@link System#nanoTime} counts. Waits for it.
     *
     * @throws IllegalStateException when there is none within the limit
     */
    public long added(String mac, Duration limit) {
        try {
            return of(mac).get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("no flow to " + mac + " within " + limit.toMillis() + " ms", e);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
