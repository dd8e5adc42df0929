package org.portolan.agent.service;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * The address translation of one router, as one document that {@code nft -f} puts in the place of the last in one step.
 *
 * <ol>
 *   <li>A floating IP leads to its address inside, from outside, from the router itself and from networks inside.
 *   <li>What its owner sends leaves with the floating IP as its source; all else, if wished, with the router's own address.
 *   <li>Between networks inside nothing is translated.
 *   <li>Who asks from inside for an address that leads inside gets its answer through the router.
 *   <li>What is there because of an event says so in its comment.
 * </ol>
 *
 * @param outside the device of the gateway
 * @param gateway the router's IPv4 address there
 * @param snat whether what leaves there gets that address as its source
 * @param floating addresses inside by those outside
 * @param forwardings of single ports
 * @param cause position of the event that made the gateway's port what it is
 */
record NatRules(
        String outside,
        String gateway,
        boolean snat,
        SortedMap<String, Inside> floating,
        List<Forward> forwardings,
        long cause) {

    /** The table; everything in it is Portolan's. */
    static final String TABLE = "portolan";

    /** A comment begins so and ends with the position in the log of the event that is the cause. */
    static final String COMMENT = "event ";

    private static final String FROM_OUTSIDE = "0x2";

    /**
     * Where an address outside leads.
     *
     * @param cause position of the event that made it lead there
     */
    record Inside(String address, long cause) {}

    /**
     * Ports of an address outside that lead inside.
     *
     * @param protocol as nftables knows it
     * @param ports one, or {@code first-last}
     * @param target address and port, or ports
     * @param cause position of the event that made them lead there
     */
    record Forward(String address, String protocol, String ports, String target, long cause) {
        /** The rule, without its comment. */
        String line() {
            return "ip daddr %s %s dport %s dnat to %s".formatted(address, protocol, ports, target);
        }
    }

    /** No rule at all. */
    static String none() {
        return "table ip " + TABLE + "\ndelete table ip " + TABLE + "\n";
    }

    /** The whole document. */
    String text() {
        List<String> lines = new ArrayList<>();
        lines.add("table ip " + TABLE);
        lines.add("delete table ip " + TABLE);
        lines.add("table ip " + TABLE + " {");
        map(
                lines,
                "inside",
                floating.entrySet().stream()
                        .map(entry ->
                                entry.getKey() + because(entry.getValue().cause) + " : " + entry.getValue().address)
                        .toList());
        map(
                lines,
                "outside",
                floating.entrySet().stream()
                        .map(entry ->
                                entry.getValue().address + because(entry.getValue().cause) + " : " + entry.getKey())
                        .toList());
        chain(lines, "prerouting", "type nat hook prerouting priority -100", translations());
        chain(lines, "output", "type nat hook output priority -100", translations());
        chain(
                lines,
                "arrivals",
                "type filter hook prerouting priority -150",
                List.of("iifname \"" + outside + "\" meta mark set " + FROM_OUTSIDE));
        chain(lines, "postrouting", "type nat hook postrouting priority 100", sources());
        lines.add("}");
        return String.join("\n", lines) + "\n";
    }

    private List<String> translations() {
        List<String> rules = new ArrayList<>();
        rules.add("dnat to ip daddr map @inside");
        forwardings.forEach(forward -> rules.add(forward.line() + because(forward.cause)));
        return rules;
    }

    private List<String> sources() {
        List<String> rules = new ArrayList<>();
        rules.add("iifname != \"" + outside + "\" oifname != \"" + outside + "\" ct status & dnat == 0 accept");
        rules.add("snat to ip saddr map @outside");
        if (snat) {
            rules.add("oifname \"" + outside + "\" snat to " + gateway + " fully-random" + because(cause));
            rules.add("meta mark != " + FROM_OUTSIDE + " ct status dnat snat to " + gateway + " fully-random"
                    + because(cause));
        }
        return rules;
    }

    private static String because(long position) {
        return " comment \"" + COMMENT + position + "\"";
    }

    private static void map(List<String> lines, String name, List<String> elements) {
        lines.add("  map " + name + " {");
        lines.add("    type ipv4_addr : ipv4_addr");
        if (!elements.isEmpty()) {
            lines.add("    elements = { " + String.join(", ", elements) + " }");
        }
        lines.add("  }");
    }

    private static void chain(List<String> lines, String name, String hook, List<String> rules) {
        lines.add("  chain " + name + " {");
        lines.add("    " + hook + "; policy accept;");
        rules.forEach(rule -> lines.add("    " + rule));
        lines.add("  }");
    }
}
