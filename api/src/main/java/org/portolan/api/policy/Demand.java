package org.portolan.api.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * Rules that must all allow what is wished.
 *
 * @param text the rules as Neutron joins them in its answers
 */
public record Demand(String text, List<String> rules) {

    public Demand {
        rules = List.copyOf(rules);
    }

    /** That one rule. */
    public static Demand of(String rule) {
        return new Demand("rule:" + rule, List.of(rule));
    }

    /** These, and that of an attribute with those of what is in it. */
    public Demand and(String attribute, List<String> within) {
        List<String> all = new ArrayList<>(rules);
        all.add(attribute);
        all.addAll(within);
        String said = "rule:" + attribute;
        if (!within.isEmpty()) {
            List<String> inner = within.stream().map(rule -> "rule:" + rule).toList();
            said = "(" + said + " and (" + String.join(" and ", inner) + "))";
        }
        return new Demand("(" + text + " and " + said + ")", all);
    }
}
