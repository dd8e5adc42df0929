package org.portolan.testbed;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One change of a flow, as {@code ovs-ofctl monitor} tells of it.
 *
 * @param event ADDED, DELETED or MODIFIED
 * @param table of the bridge
 * @param cookie the flow's
 * @param match the fields in the notation of ovs-ofctl, without the priority, which Open vSwitch does not tell
 */
public record FlowEvent(String event, int table, long cookie, String match) {

    private static final Pattern LINE = Pattern.compile(
            "\\s*event=(ADDED|DELETED|MODIFIED)(?: reason=\\S+)? table=(\\d{1,3}) cookie=0x([0-9a-f]{1,16}) (\\S*?) ?(?:actions=.*)?");
    private static final Pattern DESTINATION = Pattern.compile("(?:^|,)dl_dst=([0-9a-f:]{17})(?:,|$)");

    /** What the line tells of; empty for headers, for others' messages, and for changes that the monitoring process itself made. */
    public static Optional<FlowEvent> parse(String line) {
        Matcher told = LINE.matcher(line);
        return told.matches()
                ? Optional.of(new FlowEvent(
                        told.group(1),
                        Integer.parseInt(told.group(2)),
                        Long.parseUnsignedLong(told.group(3), 16),
                        told.group(4)))
                : Optional.empty();
    }

    /** Whether the flow was not there before. */
    public boolean isAdded() {
        return event.equals("ADDED");
    }

    /** The MAC address of the only destination that the flow is for; empty when it is for several. */
    public Optional<String> destination() {
        Matcher field = DESTINATION.matcher(match);
        return field.find() ? Optional.of(field.group(1)) : Optional.empty();
    }
}
