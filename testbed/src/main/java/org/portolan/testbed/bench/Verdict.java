package org.portolan.testbed.bench;

import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A figure held against what is wanted of it.
 *
 * @param what the figure's name and unit
 * @param figure what was measured
 * @param bar what is wanted
 * @param isMet whether it is so
 */
public record Verdict(String what, double figure, double bar, boolean isMet) {

    static Verdict above(String what, double figure, double bar) {
        return new Verdict(what, figure, bar, figure >= bar);
    }

    static Verdict below(String what, double figure, double bar) {
        return new Verdict(what, figure, bar, figure <= bar);
    }

    ObjectNode toJson(JsonMapper json) {
        return json.createObjectNode()
                .put("what", what)
                .put("figure", figure)
                .put("bar", bar)
                .put("met", isMet);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s %.4g of %.4g %s", what, figure, bar, isMet ? "ok" : "MISSED");
    }
}
