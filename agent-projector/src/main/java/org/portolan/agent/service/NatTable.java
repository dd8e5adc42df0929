package org.portolan.agent.service;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The rules and map elements of a table in the kernel's own words, each with the chain or map that it is in: two tables do the same if these are equal. */
final class NatTable {

    private static final String OF_TABLE = " ip " + NatRules.TABLE + " ";

    private NatTable() {}

    /** What {@code nft --stateless list table} shows. */
    static List<String> listed(String text) {
        List<String> lines = new ArrayList<>();
        String holder = "";
        boolean elements = false;
        for (String raw : text.lines().toList()) {
            String line = raw.strip();
            if (elements || line.startsWith("elements = {")) {
                elements = !line.endsWith("}");
                String within = line.replaceFirst("^elements = \\{", "").replaceFirst("}$", "");
                for (String element : within.split(",", -1)) {
                    if (!element.isBlank()) {
                        lines.add(holder + ": " + element.strip());
                    }
                }
            } else if (line.startsWith("chain ") || line.startsWith("map ")) {
                holder = line.substring(0, line.length() - 1).strip();
            } else if (!line.isEmpty()
                    && !line.equals("}")
                    && !line.startsWith("table ")
                    && !line.startsWith("type ")
                    && !holder.isEmpty()) {
                lines.add(holder + ": " + line);
            }
        }
        return lines;
    }

    /** What {@code nft --stateless --echo} says of a table that it has loaded. */
    static List<String> echoed(String text) {
        return text.lines().flatMap(NatTable::echo).toList();
    }

    /** Only some rules are echoed with one. */
    private static String withoutHandle(String rule) {
        return rule.replaceFirst("^handle \\d+ ", "");
    }

    private static Stream<String> echo(String line) {
        if (line.startsWith("add rule" + OF_TABLE)) {
            String rest = line.substring(("add rule" + OF_TABLE).length());
            int blank = rest.indexOf(' ');
            return Stream.of("chain " + rest.substring(0, blank) + ": "
                    + withoutHandle(rest.substring(blank + 1).strip()));
        }
        if (line.startsWith("add element" + OF_TABLE)) {
            String rest = line.substring(("add element" + OF_TABLE).length());
            int brace = rest.indexOf('{');
            String map = rest.substring(0, brace).strip();
            return Stream.of(rest.substring(brace + 1, rest.lastIndexOf('}')).split(",", -1))
                    .map(element -> "map " + map + ": " + element.strip());
        }
        return Stream.empty();
    }
}
