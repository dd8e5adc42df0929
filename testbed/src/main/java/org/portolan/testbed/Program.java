package org.portolan.testbed;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A program to run, by its argument array (never a shell's string), with a limit on its time.
 *
 * @param arguments the program and its arguments
 * @param environment variables on top of this process's own
 * @param input what the program reads on its standard input, in UTF-8
 * @param limit after which the program and its children are killed
 */
public record Program(List<String> arguments, Map<String, String> environment, String input, Duration limit) {

    private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(20);
    private static final Executor VIRTUAL_THREADS =
            task -> Thread.ofVirtual().name("program-stream").start(task);

    public Program {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    /** A program with no input and a limit of 20 seconds. */
    public static Program of(String... arguments) {
        return of(List.of(arguments));
    }

    /** A program with no input and a limit of 20 seconds. */
    public static Program of(List<String> arguments) {
        return new Program(arguments, Map.of(), "", DEFAULT_LIMIT);
    }

    /** The same program with one more environment variable. */
    public Program with(String variable, String value) {
        return with(Map.of(variable, value));
    }

    /** The same program with more environment variables. */
    public Program with(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(variables);
        return new Program(arguments, all, input, limit);
    }

    /** The same program, reading the text. */
    public Program reading(String text) {
        return new Program(arguments, environment, text, limit);
    }

    /** The same program with another limit on its time. */
    public Program within(Duration duration) {
        return new Program(arguments, environment, input, duration);
    }

    /** The same program, run inside the namespace. */
    public Program in(Namespace namespace) {
        List<String> inside = Stream.concat(Stream.of("ip", "netns", "exec", namespace.name()), arguments.stream())
                .toList();
        return new Program(inside, environment, input, limit);
    }

    /**
     * Runs the program to its end.
     *
     * @throws ProgramFailed when it cannot be started or does not end within its limit
     */
    public Output run() {
        Process process = start(ProcessBuilder.Redirect.PIPE);
        try {
            CompletableFuture<String> out = readAll(process.getInputStream());
            CompletableFuture<String> err = readAll(process.getErrorStream());
            CompletableFuture<Void> written = write(process.getOutputStream());
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ProgramFailed(arguments, "did not end within " + limit.toMillis() + " ms");
            }
            written.get(1, TimeUnit.SECONDS);
            return new Output(
                    arguments, process.exitValue(), out.get(5, TimeUnit.SECONDS), err.get(5, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProgramFailed(arguments, "was interrupted");
        } catch (ExecutionException | TimeoutException e) {
            throw new ProgramFailed(arguments, "left its streams open: " + e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /**
     * Runs the program to its successful end.
     *
     * @throws ProgramFailed when it exits with anything but 0, too
     */
    public Output succeed() {
        Output output = run();
        if (!output.succeeded()) {
            throw new ProgramFailed(
                    arguments, "exited with " + output.exit() + ": " + (output.err() + output.out()).strip());
        }
        return output;
    }

    /** Starts the program with both its outputs going to one place, and does not wait for it. */
    Process start(ProcessBuilder.Redirect output) {
        ProcessBuilder builder = new ProcessBuilder(arguments);
        builder.environment().putAll(environment);
        builder.redirectOutput(output);
        builder.redirectErrorStream(!output.equals(ProcessBuilder.Redirect.PIPE));
        try {
            return builder.start();
        } catch (IOException e) {
            throw new ProgramFailed(arguments, "cannot be started: " + e.getMessage());
        }
    }

    private static CompletableFuture<String> readAll(InputStream stream) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (stream) {
                        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                VIRTUAL_THREADS);
    }

    private CompletableFuture<Void> write(OutputStream stream) {
        return CompletableFuture.runAsync(
                () -> {
                    try (stream) {
                        stream.write(input.getBytes(StandardCharsets.UTF_8));
                    } catch (IOException ignored) {
                        // The program ended without reading all of its input: its exit code tells how.
                    }
                },
                VIRTUAL_THREADS);
    }

    /**
     * What a program that ran to its end left.
     *
     * @param arguments the program and its arguments
     * @param exit its exit code
     * @param out its standard output
     * @param err its standard error
     */
    public record Output(List<String> arguments, int exit, String out, String err) {

        /** Whether the exit code is 0. */
        public boolean succeeded() {
            return exit == 0;
        }

        /** The standard output without the white space around it. */
        public String text() {
            return out.strip();
        }

        /** The lines of the standard output, stripped, without the empty ones. */
        public List<String> lines() {
            return out.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        }
    }
}
