package org.portolan.agent.openflow;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.portolan.agent.pipeline.Bridge;
import org.portolan.agent.pipeline.Cookie;
import org.portolan.agent.pipeline.FlowDump;
import org.portolan.agent.pipeline.Meter;
import org.portolan.agent.pipeline.Table;

/**
 * Flows by {@code ovs-ofctl}: one process for a whole bundle, never one for a flow.
 *
 * <p>Bundles need OpenFlow 1.4. The bridge is addressed by its management socket, so a host may run several instances of Open vSwitch.
 */
public final class OvsOfctl implements OpenFlow {
    private static final Executor ON_VIRTUAL_THREAD = task -> Thread.ofVirtual().start(task);

    private final Path runDirectory;
    private final Function<Bridge, String> names;
    private final Duration timeout;
    private final @Nullable UserspaceDatapath userspace;

    /** Bridges of the kernel's datapath, with their usual names. */
    public OvsOfctl(Path runDirectory, Duration timeout) {
        this(runDirectory, Bridge::ovsName, "system", timeout);
    }

    /**
     * @param runDirectory of Open vSwitch, such as {@code /var/run/openvswitch}
     * @param names of the bridges on this host
     * @param datapathType of the bridges: {@code system}, {@code netdev}, or empty to leave it to Open vSwitch
     * @param timeout for each call
     */
    public OvsOfctl(Path runDirectory, Function<Bridge, String> names, String datapathType, Duration timeout) {
        this.runDirectory = runDirectory;
        this.names = names;
        this.timeout = timeout;
        this.userspace = datapathType.equals("netdev") ? new UserspaceDatapath(runDirectory, timeout) : null;
    }

    @Override
    public FlowDump dump(Bridge bridge) {
        return dump(bridge, "cookie=" + Cookie.ours());
    }

    @Override
    public FlowDump dump(Bridge bridge, Table table) {
        return dump(bridge, "cookie=" + Cookie.ours() + ",table=" + table.id());
    }

    private FlowDump dump(Bridge bridge, String filter) {
        // Line by line as they come: all of them at once would be the most that the agent ever holds in memory.
        return run(List.of(), FlowDump::parse, "--no-stats", "--no-names", "dump-flows", address(bridge), filter);
    }

    @Override
    public void apply(Bridge bridge, List<String> changes) {
        if (!changes.isEmpty()) {
            run(changes, Stream::toList, "--bundle", "add-flows", address(bridge), "-");
        }
    }

    @Override
    public Map<Integer, Meter> meters(Bridge bridge) {
        return run(List.of(), Meter::parse, "dump-meters", address(bridge));
    }

    @Override
    public void put(Bridge bridge, int number, Meter meter, boolean known) {
        run(List.of(), Stream::toList, known ? "mod-meter" : "add-meter", address(bridge), meter.text(number));
    }

    @Override
    public void removeMeter(Bridge bridge, int number) {
        run(List.of(), Stream::toList, "del-meter", address(bridge), "meter=" + number);
    }

    @Override
    public void forget(Bridge bridge, int zone) {
        run(List.of(), Stream::toList, "ct-flush-zone", address(bridge), Integer.toString(zone));
    }

    @Override
    public void forgetDecisions() {
        if (userspace != null) {
            userspace.forgetDecisions();
        }
    }

    private String address(Bridge bridge) {
        return "unix:" + runDirectory.resolve(names.apply(bridge) + ".mgmt");
    }

    private <T> T run(List<String> input, Function<Stream<String>, T> reader, String... arguments) {
        List<String> command = new ArrayList<>(List.of("ovs-ofctl", "-O", "OpenFlow14"));
        command.addAll(List.of(arguments));
        Process process;
        try {
            process = new ProcessBuilder(command).start();
        } catch (IOException e) {
            throw new OpenFlowException("Cannot run ovs-ofctl (package openvswitch-switch): " + e.getMessage(), e);
        }
        try {
            CompletableFuture<T> output = lines(process.getInputStream(), reader);
            CompletableFuture<List<String>> errors = lines(process.getErrorStream(), Stream::toList);
            CompletableFuture<Void> fed = CompletableFuture.runAsync(() -> feed(process, input), ON_VIRTUAL_THREAD);
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new OpenFlowException(String.join(" ", command) + " took more than " + timeout);
            }
            if (process.exitValue() != 0) {
                throw new OpenFlowException(String.join(" ", command) + ": " + String.join("; ", errors.join()));
            }
            fed.join();
            return output.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OpenFlowException(String.join(" ", command) + " was interrupted", e);
        } catch (CompletionException e) {
            throw new OpenFlowException(String.join(" ", command) + " broke off", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static void feed(Process process, List<String> input) {
        try (BufferedWriter writer = process.outputWriter(StandardCharsets.US_ASCII)) {
            for (String line : input) {
                writer.write(line);
                writer.write('\n');
            }
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private static <T> CompletableFuture<T> lines(InputStream stream, Function<Stream<String>, T> reader) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (BufferedReader lines =
                            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                        return reader.apply(lines.lines());
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                },
                ON_VIRTUAL_THREAD);
    }
}
