package org.portolan.testbed.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.portolan.testbed.Program;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads sent by wrk, which costs less of the machine than any driver in Java. */
final class Wrk {

    private static final String MARK = "figures ";
    private static final Duration GRACE = Duration.ofSeconds(20);

    private Wrk() {}

    /** Where it is, if it is installed. */
    static Optional<Path> find() {
        return Stream.of("/usr/local/bin/wrk", "/usr/bin/wrk", "/bin/wrk")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * What wrk saw.
     *
     * @param requests how many were answered with a status below 400
     * @param errors statuses of 400 or above, and what the sockets failed to do
     * @param seconds how long it took
     * @param bytes what was read, heads included
     */
    record Figures(
            long requests,
            long errors,
            double seconds,
            long bytes,
            double p50,
            double p90,
            double p95,
            double p99,
            double max) {}

    /** GETs these paths in turn, each client on a connection of its own, for that long. */
    static Figures get(Path wrk, Controller controller, List<String> paths, int clients, Duration time) {
        try {
            Path script = Files.createTempFile("portolan-bench-", ".lua");
            try {
                Files.writeString(script, script(paths));
                Program.Output output = new Program(
                                List.of(
                                        wrk.toString(),
                                        "-t1",
                                        "-c" + clients,
                                        "-d" + time.toSeconds() + "s",
                                        "--timeout",
                                        "10s",
                                        "-s",
                                        script.toString(),
                                        controller.root().toString()),
                                Map.of(),
                                "",
                                time.plus(GRACE))
                        .succeed();
                return parse(output.out());
            } finally {
                Files.deleteIfExists(script);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The paths in turn, and at the end the figures in one line, for wrk's own report has no p95. */
    private static String script(List<String> paths) {
        return paths.stream()
                        .map(path -> "\"" + path + "\"")
                        .collect(Collectors.joining(",\n", "local paths = {", "}\n"))
                + """
                local requests = {}
                local next = 0
                init = function(arguments)
                  for i, path in ipairs(paths) do requests[i] = wrk.format("GET", path) end
                end
                request = function()
                  next = next %% #requests + 1
                  return requests[next]
                end
                done = function(summary, latency)
                  local e = summary.errors
                  io.write(string.format(
                    '%s{"requests": %%d, "status": %%d, "failed": %%d, "micros": %%d, "bytes": %%d, ' ..
                    '"p50": %%d, "p90": %%d, "p95": %%d, "p99": %%d, "max": %%d}\\n',
                    summary.requests, e.status, e.connect + e.read + e.write + e.timeout, summary.duration, summary.bytes,
                    latency:percentile(50), latency:percentile(90), latency:percentile(95), latency:percentile(99), latency.max))
                end
                """.formatted(MARK);
    }

    static Figures parse(String output) {
        String line = output.lines()
                .filter(candidate -> candidate.startsWith(MARK))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("wrk tells no figures: " + output));
        JsonNode json = new JsonMapper().readTree(line.substring(MARK.length()));
        long refused = json.path("status").asLong();
        return new Figures(
                json.path("requests").asLong() - refused,
                refused + json.path("failed").asLong(),
                json.path("micros").asLong() / 1e6,
                json.path("bytes").asLong(),
                json.path("p50").asLong() / 1e3,
                json.path("p90").asLong() / 1e3,
                json.path("p95").asLong() / 1e3,
                json.path("p99").asLong() / 1e3,
                json.path("max").asLong() / 1e3);
    }

    /** Its version, for the report. */
    static String version(Path wrk) {
        String told = Program.of(wrk.toString(), "--version").run().out();
        return told.lines().findFirst().orElse("wrk").toLowerCase(Locale.ROOT).split(" copyright", 2)[0];
    }
}
