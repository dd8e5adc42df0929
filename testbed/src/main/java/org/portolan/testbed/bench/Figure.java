package org.portolan.testbed.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One thing that was measured in some rounds, the less of which is the better.
 *
 * @param name what it is
 * @param unit ms, s or MB (of 1,000,000 bytes)
 * @param values one for each round, at least one
 * @param load the load average when the last of them was measured
 * @param bar what the median may be at most; empty when nothing is wanted of it
 */
public record Figure(String name, String unit, List<Double> values, double load, Optional<Double> bar) {

    public Figure {
        values = List.copyOf(values);
    }

    static Figure of(String name, String unit, List<Double> values) {
        return new Figure(name, unit, values, Machine.load(), Optional.empty());
    }

    Figure below(double wanted) {
        return new Figure(name, unit, values, load, Optional.of(wanted));
    }

    Spread spread() {
        return Spread.of(values, Double::doubleValue);
    }

    Optional<Verdict> verdict() {
        return bar.map(wanted -> Verdict.below(unit, spread().median(), wanted));
    }

    String toLine() {
        Spread spread = spread();
        return String.format(
                Locale.ROOT,
                "%-52s %9.2f (%9.2f-%9.2f) %-2s %2d  %4.1f  %s",
                name,
                spread.median(),
                spread.min(),
                spread.max(),
                unit,
                values.size(),
                load,
                verdict().map(Verdict::toString).orElse(""));
    }

    /** The names of what {@link #toLine} tells. */
    static String header() {
        return String.format("%-52s %9s (%19s) %5s  %4s  %s", "", "median", "rounds", "", "load", "bar");
    }

    ObjectNode toJson(JsonMapper json) {
        ObjectNode figure = json.createObjectNode()
                .put("name", name)
                .put("unit", unit)
                .put("median", spread().median())
                .put("min", spread().min())
                .put("max", spread().max())
                .put("load_average", load);
        var each = figure.putArray("values");
        values.forEach(each::add);
        verdict().ifPresent(verdict -> figure.putArray("bars").add(verdict.toJson(json)));
        return figure;
    }
}
