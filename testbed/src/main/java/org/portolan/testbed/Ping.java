package org.portolan.testbed;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What came of a ping.
 *
 * @param sent echo requests
 * @param received echo replies
 * @param longestGap the most requests in a row that got no reply
 * @param average round-trip time in milliseconds, if there was a reply
 */
public record Ping(int sent, int received, int longestGap, OptionalDouble average) {

    private static final Pattern REPLY =
            Pattern.compile("^\\d+ bytes from .*icmp_seq=(\\d+) ttl=.*", Pattern.MULTILINE);
    private static final Pattern SUMMARY = Pattern.compile("(\\d+) packets transmitted, \\d+ received");
    private static final Pattern TIMES = Pattern.compile("= [\\d.]+/([\\d.]+)/");

    /** How many requests got no reply. */
    public int lost() {
        return sent - received;
    }

    @Override
    public String toString() {
        String loss = lost() == 0 ? "none lost" : lost() + " lost";
        return sent + " sent, " + loss
                + (average.isPresent() ? String.format(Locale.ROOT, ", %.1f ms", average.getAsDouble()) : "");
    }

    static List<String> command(String address, Duration interval, String... more) {
        String seconds = String.format(Locale.ROOT, "%.3f", interval.toMillis() / 1000.0);
        return Stream.concat(Stream.of("ping", "-n", "-i", seconds), Stream.concat(Stream.of(more), Stream.of(address)))
                .toList();
    }

    /**
     * Reads the report of iputils' ping.
     *
     * @throws IllegalArgumentException when it has no summary
     */
    static Ping parse(String report) {
        int sent = sent(report);
        return of(report, sent, answered(report, sent));
    }

    /**
     * Reads the report of a ping that was stopped. The last request does not count when it has no reply: it was still on its way.
     *
     * @throws IllegalArgumentException when it has no summary
     */
    static Ping parseStopped(String report) {
        int sent = sent(report);
        int[] answered = answered(report, sent);
        boolean lastAnswered = answered.length > 0 && answered[answered.length - 1] == sent;
        return of(report, lastAnswered ? sent : Math.max(0, sent - 1), answered);
    }

    private static Ping of(String report, int sent, int[] answered) {
        int longestGap = 0;
        int previous = 0;
        for (int sequence : answered) {
            longestGap = Math.max(longestGap, sequence - previous - 1);
            previous = sequence;
        }
        Matcher times = TIMES.matcher(report);
        return new Ping(
                sent,
                answered.length,
                Math.max(longestGap, sent - previous),
                times.find() ? OptionalDouble.of(Double.parseDouble(times.group(1))) : OptionalDouble.empty());
    }

    private static int sent(String report) {
        Matcher summary = SUMMARY.matcher(report);
        if (!summary.find()) {
            throw new IllegalArgumentException("no summary in: " + report);
        }
        return Integer.parseInt(summary.group(1));
    }

    private static int[] answered(String report, int sent) {
        return REPLY.matcher(report)
                .results()
                .mapToInt(reply -> Integer.parseInt(reply.group(1)))
                .filter(sequence -> sequence <= sent)
                .sorted()
                .distinct()
                .toArray();
    }
}
