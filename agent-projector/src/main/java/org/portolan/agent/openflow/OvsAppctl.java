package org.portolan.agent.openflow;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What ovs-vswitchd is told and asked by {@code ovs-appctl}.
 *
 * @param runDirectory of Open vSwitch
 * @param timeout for each call
 */
record OvsAppctl(Path runDirectory, Duration timeout) {

    /**
     * Runs a command of ovs-vswitchd.
     *
     * @throws OpenFlowException if it does not answer, or refuses
     */
    Stream<String> run(List<String> arguments) {
        List<String> command = new ArrayList<>(
                List.of("ovs-appctl", "-T", "" + Math.max(1, timeout.toSeconds()), "-t", socket().toString()));
        command.addAll(arguments);
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new OpenFlowException("Cannot run ovs-appctl (package openvswitch-switch): " + e.getMessage(), e);
        }
        try {
            CompletableFuture<String> output =
                    CompletableFuture.supplyAsync(() -> read(process.getInputStream()), task -> Thread.ofVirtual()
                            .start(task));
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new OpenFlowException(String.join(" ", command) + " took more than " + timeout);
            }
            String text = output.join();
            if (process.exitValue() != 0) {
                throw new OpenFlowException(String.join(" ", command) + ": " + text.strip());
            }
            return text.lines();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OpenFlowException(String.join(" ", command) + " was interrupted", e);
        } catch (CompletionException e) {
            throw new OpenFlowException(String.join(" ", command) + " broke off", e);
        } finally {
            process.destroyForcibly();
        }
    }

    /** The control socket of the ovs-vswitchd whose sockets are there. */
    private Path socket() {
        try (Stream<Path> files = Files.list(runDirectory)) {
            return files.filter(file -> file.getFileName().toString().matches("(ovs-)?vswitchd(\\.\\d+)?\\.ctl"))
                    .max((one, other) -> Long.compare(
                            one.toFile().lastModified(), other.toFile().lastModified()))
                    .orElseThrow(() -> new OpenFlowException("ovs-vswitchd does not run: it has no socket in "
                            + runDirectory + ". Say with --ovs-rundir where its sockets are"));
        } catch (IOException e) {
            throw new OpenFlowException(runDirectory + " cannot be listed: " + e.getMessage(), e);
        }
    }

    private static String read(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }
}
