package org.portolan.agent.pipeline;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How much may pass.
 *
 * @param kbps kilobits a second
 * @param burst kilobits at once
 */
public record Meter(long kbps, long burst) {
    private static final Pattern HEAD = Pattern.compile("^meter=(\\d+) ");
    private static final Pattern BAND = Pattern.compile("rate=(\\d+)(?: burst_size=(\\d+))?");

    /** Reads the output of {@code ovs-ofctl dump-meters}; those that are no limits of ours are as if they let nothing pass. */
    public static Map<Integer, Meter> parse(Stream<String> lines) {
        Map<Integer, Meter> meters = new HashMap<>();
        int[] current = {0};
        lines.map(String::strip).forEachOrdered(line -> {
            Matcher head = HEAD.matcher(line);
            if (head.find()) {
                current[0] = Integer.parseInt(head.group(1));
                meters.put(current[0], new Meter(0, 0));
            }
            Matcher band = BAND.matcher(line);
            if (current[0] > 0 && band.find()) {
                meters.put(
                        current[0],
                        new Meter(
                                Long.parseLong(band.group(1)),
                                band.group(2) == null ? 0 : Long.parseLong(band.group(2))));
            }
        });
        return meters;
    }

    /** As {@code ovs-ofctl} takes it. */
    public String text(int number) {
        return "meter=" + number + ",kbps,burst,band=type=drop,rate=" + kbps + ",burst_size=" + burst;
    }
}
