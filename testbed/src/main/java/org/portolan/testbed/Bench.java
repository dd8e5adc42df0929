package org.portolan.testbed;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.portolan.testbed.bench.Benchmark;
import org.portolan.testbed.bench.Options;

/** Measures the API, as {@code ./portolan bench} does. */
public final class Bench {

    private Bench() {}

    /** Runs what the arguments say, see {@link Options#USAGE}; exits with 0 if every answer was as it should be. */
    public static void main(String[] arguments) {
        List<String> given = List.of(arguments);
        if (given.contains("--help") || given.contains("-h")) {
            System.out.print(Options.USAGE);
            return;
        }
        Options options;
        try {
            options = Options.parse(given);
        } catch (IllegalArgumentException nonsense) {
            System.err.println("portolan bench: " + nonsense.getMessage());
            System.err.print(Options.USAGE);
            System.exit(2);
            return;
        }
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.exit(Benchmark.run(Path.of(System.getProperty("portolan.home", ".")), options, out) ? 0 : 1);
    }
}
