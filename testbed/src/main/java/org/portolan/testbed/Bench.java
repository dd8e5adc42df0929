package org.portolan.testbed;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.portolan.testbed.bench.Benchmark;
import org.portolan.testbed.bench.NodeBench;
import org.portolan.testbed.bench.NodeOptions;
import org.portolan.testbed.bench.Options;

/** Measures the API, as {@code ./portolan bench} does, or a node, as {@code ./portolan bench node} does. */
public final class Bench {

    private static final String NODE = "node";

    private Bench() {}

    /**
     * Runs what the arguments say, see {@link Options#USAGE} and {@link NodeOptions#USAGE}; exits with 0 if everything could be measured and
     * every answer was as it should be.
     */
    public static void main(String[] arguments) {
        List<String> given = List.of(arguments);
        boolean ofNode = !given.isEmpty() && given.getFirst().equals(NODE);
        String usage = ofNode ? NodeOptions.USAGE : Options.USAGE;
        if (given.contains("--help") || given.contains("-h")) {
            System.out.print(usage);
            return;
        }
        Path home = Path.of(System.getProperty("portolan.home", "."));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BooleanSupplier bench;
        try {
            if (ofNode) {
                NodeOptions options = NodeOptions.parse(given.subList(1, given.size()));
                bench = () -> node(home, options, out);
            } else {
                Options options = Options.parse(given);
                bench = () -> Benchmark.run(home, options, out);
            }
        } catch (IllegalArgumentException nonsense) {
            System.err.println("portolan bench: " + nonsense.getMessage());
            System.err.print(usage);
            System.exit(2);
            return;
        }
        System.exit(bench.getAsBoolean() ? 0 : 1);
    }

    private static boolean node(Path home, NodeOptions options, PrintStream out) {
        Optional<String> missing = Requirements.missing();
        if (missing.isPresent()) {
            System.err.println("portolan bench node " + missing.get());
            return false;
        }
        return NodeBench.run(home, options, out);
    }
}
