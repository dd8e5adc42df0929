package org.portolan.testbed.bench;

import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a port costs on a large subnet, against one on a subnet of 1,000 ports; one client.
 *
 * @param ports how many are on the large subnet
 * @param earlyP50 the median when that subnet had some 1,000 ports itself, and the log was short, in ms
 * @param fillRate how many ports a second came by bulk creates meanwhile
 * @param pairs the rounds, in each of which the ports were made in turns on both
 */
public record Growth(int ports, double earlyP50, double fillRate, List<Pair> pairs) {

    /** The medians of one round, in ms, and the load average at its begin. */
    public record Pair(double small, double large, double load) {
        double ratio() {
            return large / small;
        }
    }

    Verdict sideBySide() {
        return Verdict.below("side by side", Spread.of(pairs, Pair::ratio).median(), Operation.GROWTH_BAR);
    }

    Verdict overTime() {
        return Verdict.below("over time", Spread.of(pairs, Pair::large).median() / earlyP50, Operation.GROWTH_BAR);
    }

    String toLine() {
        Spread ratio = Spread.of(pairs, Pair::ratio);
        return String.format(
                Locale.ROOT,
                "the %,d. port of a subnet against the 1,000.: %.2f ms against %.2f ms in turns, ratio %.3f (%.3f-%.3f), load %.1f;"
                        + " %.2f ms when it had 1,000 itself; filled at %.0f ports/s by bulks; %s, %s",
                ports,
                Spread.of(pairs, Pair::large).median(),
                Spread.of(pairs, Pair::small).median(),
                ratio.median(),
                ratio.min(),
                ratio.max(),
                Spread.of(pairs, Pair::load).median(),
                earlyP50,
                fillRate,
                sideBySide(),
                overTime());
    }

    ObjectNode toJson(JsonMapper json) {
        ObjectNode growth = json.createObjectNode()
                .put("ports", ports)
                .put("early_p50_ms", earlyP50)
                .put("bulk_ports_per_second", fillRate);
        var rounds = growth.putArray("rounds");
        pairs.forEach(pair -> rounds.addObject()
                .put("p50_ms_of_1000", pair.small())
                .put("p50_ms_of_" + ports, pair.large())
                .put("ratio", pair.ratio())
                .put("load_average", pair.load()));
        growth.putArray("bars").add(sideBySide().toJson(json)).add(overTime().toJson(json));
        return growth;
    }
}
