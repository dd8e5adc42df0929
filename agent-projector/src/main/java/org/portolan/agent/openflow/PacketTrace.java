package org.portolan.agent.openflow;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.portolan.agent.pipeline.Cookie;

/**
 * The way of one packet through a switch, as {@code ofproto/trace} tells it. Nothing is sent and nothing is learned.
 *
 * @param steps in order; where connections are tracked the packet is taken to be the first of a new one
 * @param outcome what the datapath would do at the end, such as {@code drop} or the names of ports
 */
public record PacketTrace(List<Step> steps, String outcome) {

    private static final Pattern BRIDGE = Pattern.compile("bridge\\(\"(.+)\"\\)");
    private static final Pattern LOOKUP =
            Pattern.compile("\\s*(\\d+)\\. (?:(.*?),? ?priority (\\d+)(?:, cookie (0x[0-9a-f]+))?|No match\\.)");
    private static final Pattern RESUMED = Pattern.compile("\\s*Resuming from table (\\d+)");
    private static final String OUTCOME = "Datapath actions: ";
    private static final String[] NEW_CONNECTIONS = {
        "--ct-next", "trk,new", "--ct-next", "trk,new", "--ct-next", "trk,new", "--ct-next", "trk,new"
    };

    public PacketTrace {
        steps = List.copyOf(steps);
    }

    /**
     * One lookup.
     *
     * @param bridge in which
     * @param table its number
     * @param match of the flow that was found; empty if it matches all, or there was none
     * @param cookie of that flow; null if there was none, or it has none
     * @param actions of that flow, each with what {@code ofproto/trace} says of it
     */
    public record Step(
            String bridge,
            int table,
            String match,
            @Nullable Cookie cookie,
            List<String> actions) {
        public Step {
            actions = List.copyOf(actions);
        }
    }

    /**
     * Traces a packet.
     *
     * @param runDirectory of Open vSwitch
     * @param bridge that it enters
     * @param packet in the notation of flows, with the port that it enters from
     * @throws OpenFlowException if ovs-vswitchd does not answer, or does not understand the packet
     */
    public static PacketTrace of(Path runDirectory, String bridge, String packet, Duration timeout) {
        List<String> command = new ArrayList<>(List.of("ofproto/trace", "--names", bridge, packet));
        command.addAll(List.of(NEW_CONNECTIONS));
        return parse(new OvsAppctl(runDirectory, timeout).run(command));
    }

    /** Reads what {@code ofproto/trace --names} says. */
    static PacketTrace parse(Stream<String> lines) {
        Reading reading = new Reading();
        lines.forEachOrdered(reading::line);
        return reading.done();
    }

    private static final class Reading {
        private final List<Step> steps = new ArrayList<>();
        private final List<String> actions = new ArrayList<>();
        private String bridge = "";
        private Optional<Matcher> lookup = Optional.empty();
        private String outcome = "";

        private void line(String line) {
            Matcher entered = BRIDGE.matcher(line);
            Matcher looked = LOOKUP.matcher(line);
            Matcher resumed = RESUMED.matcher(line);
            if (resumed.matches()) {
                end();
                bridge = bridgeThatTracked(Integer.parseInt(resumed.group(1)));
            } else if (entered.matches()) {
                end();
                bridge = entered.group(1);
            } else if (looked.matches()) {
                end();
                lookup = Optional.of(looked);
            } else if (line.startsWith(OUTCOME)) {
                end();
                outcome = line.substring(OUTCOME.length());
            } else if (line.isBlank() || line.startsWith("Final flow:")) {
                end();
            } else if (lookup.isPresent()) {
                actions.add(line.strip());
            }
        }

        /** What is told there is the bridge that the packet entered first. */
        private String bridgeThatTracked(int table) {
            return steps.reversed().stream()
                    .filter(step -> step.actions().stream()
                            .anyMatch(action -> action.startsWith("ct(") && action.contains("table=" + table)))
                    .map(Step::bridge)
                    .findFirst()
                    .orElse(bridge);
        }

        private void end() {
            lookup.ifPresent(found -> {
                String cookie = found.group(4);
                steps.add(new Step(
                        bridge,
                        Integer.parseInt(found.group(1)),
                        found.group(2) == null ? "" : found.group(2),
                        cookie == null ? null : new Cookie(Long.parseUnsignedLong(cookie.substring(2), 16)),
                        actions));
            });
            lookup = Optional.empty();
            actions.clear();
        }

        private PacketTrace done() {
            end();
            return new PacketTrace(steps, outcome);
        }
    }
}
