package org.portolan.benchmarks;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs the benchmarks of the core, as {@code ./portolan bench core} does, and holds them against what is wanted. */
public final class Core {

    /** What is wanted, in events a second; of histories of 1,000 changes, in histories a second. */
    private static final Map<String, Double> BARS = Map.of(
            "fold", 100_000.0,
            "readAndFold", 100_000.0,
            "rebuild", 20_000.0,
            "history", 50.0,
            "export", 50_000.0,
            "verify", 100_000.0);

    private Core() {}

    /** Runs those that the arguments, which are JMH's, name; all without any. */
    public static void main(String[] arguments) throws RunnerException, CommandLineOptionException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .parent(new CommandLineOptions(arguments))
                        .build())
                .run();
        System.out.println();
        List.copyOf(results).forEach(result -> System.out.println(line(result)));
    }

    private static String line(RunResult result) {
        String name = result.getPrimaryResult().getLabel();
        double rate = result.getPrimaryResult().getScore();
        Double bar = BARS.get(name);
        String verdict =
                bar == null ? "" : String.format(Locale.ROOT, "bar %,.0f %s", bar, rate >= bar ? "ok" : "MISSED");
        return String.format(
                Locale.ROOT,
                "%-14s %,12.0f 1/s  +- %,.0f  %s",
                name,
                rate,
                result.getPrimaryResult().getScoreError(),
                verdict);
    }
}
