package org.portolan.testbed.bench;

import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an operation's rounds gave; a figure is the median of the rounds'.
 *
 * @param warmUps rounds before, which do not count but are told, since a user's first minute is like them
 * @param rounds at least one
 */
public record Result(Operation operation, int clients, List<Round> warmUps, List<Round> rounds) {

    /** Of so many clients, the recorded neutron-server served eight. */
    private static final int NEUTRON_CLIENTS = 8;

    Spread rate() {
        return Spread.of(rounds, Round::rate);
    }

    /** The very first round's rate. */
    double coldRate() {
        return (warmUps.isEmpty() ? rounds : warmUps).getFirst().rate();
    }

    Spread p50() {
        return Spread.of(rounds, Round::p50);
    }

    Spread p90() {
        return Spread.of(rounds, Round::p90);
    }

    Spread p95() {
        return Spread.of(rounds, Round::p95);
    }

    Spread p99() {
        return Spread.of(rounds, Round::p99);
    }

    Spread max() {
        return Spread.of(rounds, Round::max);
    }

    Spread load() {
        return Spread.of(rounds, Round::load);
    }

    long errors() {
        return rounds.stream().mapToLong(Round::errors).sum();
    }

    /** The neutron-server's rate with as many clients; 0 when it is not known. */
    double neutron() {
        if (clients == NEUTRON_CLIENTS) {
            return operation.neutron();
        }
        return operation == Operation.CREATE_PORT && clients == 1 ? Operation.NEUTRON_OF_ONE_CLIENT : 0;
    }

    /** How many times the neutron-server's rate it is; 0 when that is not known. */
    double ratio() {
        return neutron() == 0 ? 0 : rate().median() / neutron();
    }

    /** What is wanted, and whether it is so; empty when nothing is. */
    List<Verdict> verdicts() {
        if (operation == Operation.CREATE_PORT && clients == 1) {
            return List.of(Verdict.below("p50 ms", p50().median(), Operation.P50_BAR_OF_ONE_CLIENT));
        }
        if (clients != NEUTRON_CLIENTS || operation.factor() == 0) {
            return List.of();
        }
        Verdict rate = Verdict.above("x neutron", ratio(), operation.factor());
        return operation.isRead()
                ? List.of(rate)
                : List.of(rate, Verdict.below("p99 ms", p99().median(), Operation.P99_BAR));
    }

    String toLine() {
        Round.Cpu cpu = new Round.Cpu(
                Spread.of(rounds, round -> round.cpuPerRequest().controller()).median(),
                Spread.of(rounds, round -> round.cpuPerRequest().database()).median(),
                Spread.of(rounds, round -> round.cpuPerRequest().driver()).median());
        return String.format(
                Locale.ROOT,
                "%-16s %3d  %8.1f (%7.1f-%7.1f) %8.1f  %6.2f %6.2f %6.2f %6.2f %7.1f  %6d  %5.2f %5.2f %5.2f  %8s  %4.1f  %s",
                operation.title(),
                clients,
                rate().median(),
                rate().min(),
                rate().max(),
                coldRate(),
                p50().median(),
                p90().median(),
                p95().median(),
                p99().median(),
                max().max(),
                errors(),
                cpu.controller(),
                cpu.database(),
                cpu.driver(),
                neutron() == 0 ? "-" : String.format(Locale.ROOT, "%.1f x", ratio()),
                load().median(),
                String.join(", ", verdicts().stream().map(Verdict::toString).toList()));
    }

    /** The names of what {@link #toLine} tells. */
    static String header() {
        return String.format(
                "%-16s %3s  %8s (%15s) %8s  %6s %6s %6s %6s %7s  %6s  %17s  %8s  %4s  %s%n%-16s %3s  %8s %17s %8s  %34s %7s  %6s  %5s %5s %5s",
                "operation",
                "cl.",
                "rate 1/s",
                "rounds",
                "cold",
                "p50",
                "p90",
                "p95",
                "p99 ms",
                "max",
                "errors",
                "CPU ms a request",
                "neutron",
                "load",
                "bar",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "JVM",
                "SQL",
                "load");
    }

    ObjectNode toJson(JsonMapper json) {
        ObjectNode result = json.createObjectNode()
                .put("operation", operation.title())
                .put("clients", clients)
                .put("rate", rate().median())
                .put("rate_min", rate().min())
                .put("rate_max", rate().max())
                .put("rate_cold", coldRate())
                .put("p50_ms", p50().median())
                .put("p90_ms", p90().median())
                .put("p95_ms", p95().median())
                .put("p99_ms", p99().median())
                .put("max_ms", max().max())
                .put("errors", errors());
        if (neutron() > 0) {
            result.put("neutron_rate", neutron()).put("ratio", ratio());
        }
        var bars = result.putArray("bars");
        verdicts().forEach(verdict -> bars.add(verdict.toJson(json)));
        var each = result.putArray("rounds");
        rounds.forEach(round -> each.add(round.toJson(json)));
        return result;
    }
}
