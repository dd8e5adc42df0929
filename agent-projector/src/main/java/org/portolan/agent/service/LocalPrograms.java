package org.portolan.agent.service;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Programs as processes of this machine. */
final class LocalPrograms implements Programs {

    private static final Executor ON_VIRTUAL_THREAD = task -> Thread.ofVirtual().start(task);
    private static final Duration STREAMS = Duration.ofSeconds(1);

    private final Duration limit;

    /**
     * @param limit for each
     */
    LocalPrograms(Duration limit) {
        this.limit = limit;
    }

    @Override
    public Output run(List<String> command, String input) {
        Process process;
        try {
            process = new ProcessBuilder(command).start();
        } catch (IOException e) {
            throw new ServiceException("Cannot run " + command.getFirst() + ": " + e.getMessage(), e);
        }
        try {
            CompletableFuture<String> out = read(process.getInputStream());
            CompletableFuture<String> err = read(process.getErrorStream());
            var unused = CompletableFuture.runAsync(() -> write(process.getOutputStream(), input), ON_VIRTUAL_THREAD);
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ServiceException(String.join(" ", command) + " took more than " + limit.toSeconds() + " s");
            }
            return new Output(process.exitValue(), text(out), text(err));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServiceException(String.join(" ", command) + " was interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }

    /** A daemon that a program starts may hold its streams open for ever. */
    private static String text(CompletableFuture<String> stream) throws InterruptedException {
        try {
            return stream.get(STREAMS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return "";
        }
    }

    private static CompletableFuture<String> read(InputStream stream) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (stream) {
                        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                },
                ON_VIRTUAL_THREAD);
    }

    private static void write(OutputStream stream, String input) {
        try (stream) {
            stream.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
