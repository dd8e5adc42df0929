package org.portolan.agent.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a bridge answers when asked for its flows.
 *
 * @param flows that stay until deleted
 * @param learned flows that the switch made itself and will forget by time-out
 */
public record FlowDump(List<Flow> flows, List<Flow> learned) {
    public FlowDump {
        flows = List.copyOf(flows);
        learned = List.copyOf(learned);
    }

    /**
     * Reads the output of {@code ovs-ofctl -O OpenFlow14 --no-stats --no-names dump-flows}.
     *
     * @throws IllegalArgumentException if a line is not a flow
     */
    public static FlowDump parse(Stream<String> lines) {
        List<Flow> flows = new ArrayList<>();
        List<Flow> learned = new ArrayList<>();
        lines.filter(line -> !line.startsWith("OFPST_FLOW") && !line.isBlank())
                .forEachOrdered(
                        line -> (line.contains("_timeout=") && hasTimeout(line) ? learned : flows).add(parse(line)));
        return new FlowDump(flows, learned);
    }

    private static boolean hasTimeout(String line) {
        return line.lastIndexOf("_timeout=", startOfActions(line)) >= 0;
    }

    /**
     * Reads one flow; time-outs and flags are dropped.
     *
     * @throws IllegalArgumentException if the line is not a flow
     */
    public static Flow parse(String line) {
        int end = startOfActions(line);
        long cookie = 0;
        int table = 0;
        int at = skipBlanks(line, 0, end);
        while (true) {
            int comma = line.indexOf(", ", at);
            if (comma < 0 || comma >= end) {
                break;
            }
            if (line.startsWith("cookie=0x", at)) {
                cookie = Long.parseUnsignedLong(line, at + 9, comma, 16);
            } else if (line.startsWith("table=", at)) {
                table = Integer.parseInt(line, at + 6, comma, 10);
            }
            at = skipBlanks(line, comma + 1, end);
        }
        int flags = line.lastIndexOf(' ', end - 1);
        at = Math.max(at, flags + 1);
        int priority = Flow.DEFAULT_PRIORITY;
        if (line.startsWith("priority=", at)) {
            int comma = line.indexOf(',', at);
            int stop = comma < 0 || comma > end ? end : comma;
            priority = Integer.parseInt(line, at + 9, stop, 10);
            at = Math.min(stop + 1, end);
        }
        String match = line.substring(at, end);
        return new Flow(
                new Flow.Key(table, priority, match), new Cookie(cookie), line.substring(line.indexOf('=', end) + 1));
    }

    /** Index of the end of the match. */
    private static int startOfActions(String line) {
        int actions = line.indexOf("actions=");
        if (actions < 0) {
            throw new IllegalArgumentException("Not a flow: " + line);
        }
        return actions > 0 && line.charAt(actions - 1) == ' ' ? trimmed(line, actions) : actions;
    }

    private static int trimmed(String line, int actions) {
        // "cookie=0x5, actions=drop" has no match and keeps its comma; "arp actions=drop" gives up its blank.
        return actions > 1 && line.charAt(actions - 2) == ',' ? actions : actions - 1;
    }

    private static int skipBlanks(String line, int at, int end) {
        int i = at;
        while (i < end && line.charAt(i) == ' ') {
            i++;
        }
        return i;
    }
}
