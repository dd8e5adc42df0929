package org.portolan.agent.pipeline;

import inet.ipaddr.IPAddressString;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * OpenFlow tables in memory, through which packets are sent: matches, jumps, registers, connection tracking and conjunctions as Open
 * vSwitch has them. What it says of packets is compared with the real thing in {@code OpenVSwitchTest}.
 */
public final class Tables {
    private static final int MOST_STEPS = 100;
    private static final Pattern CONJUNCTION = Pattern.compile("conjunction\\((\\d+),(\\d)/2\\)");

    private final Supplier<List<String>> lines;
    private final Map<String, Connection> connections = new HashMap<>();

    /**
     * @param lines the flows as they are at the time of each packet
     */
    public Tables(Supplier<List<String>> lines) {
        this.lines = lines;
    }

    /**
     * What became of a packet.
     *
     * @param outputs numbers of the ports that it left by, and {@code NORMAL} where it was left to the learning switch
     * @param path numbers of the tables that it passed
     * @param last the packet as it left
     */
    public record Verdict(List<String> outputs, List<Integer> path, Packet last) {
        public boolean isDropped() {
            return outputs.isEmpty();
        }

        /** Whether it left to where the bridge learned its target to be. */
        public boolean isSwitched() {
            return outputs.equals(List.of("NORMAL"));
        }

        public boolean isDeliveredTo(int port) {
            return outputs.equals(List.of(Integer.toString(port)));
        }
    }

    private static final class Connection {
        private final String forward;
        private boolean answered;
        private long mark;

        private Connection(String forward) {
            this.forward = forward;
        }
    }

    /** A packet on its way. */
    private static final class Walk {
        private final int inPort;
        private Packet packet;
        private final Map<String, Long> registers = new HashMap<>();
        private Set<String> tracked = Set.of();
        private long mark;
        private long conjunction;
        private final List<String> outputs = new ArrayList<>();
        private final List<Integer> path = new ArrayList<>();

        private Walk(int inPort, Packet packet) {
            this.inPort = inPort;
            this.packet = packet;
        }

        private long register(String name) {
            return registers.getOrDefault(name, 0L);
        }
    }

    /** Lets a packet enter by a port. */
    public Verdict send(int inPort, Packet packet) {
        List<Flow> flows = lines.get().stream().map(FlowDump::parse).toList();
        Walk walk = new Walk(inPort, packet);
        visit(flows, walk, 0);
        return new Verdict(List.copyOf(walk.outputs), List.copyOf(walk.path), walk.packet);
    }

    private void visit(List<Flow> flows, Walk walk, int table) {
        walk.path.add(table);
        if (walk.path.size() > MOST_STEPS) {
            throw new AssertionError("A packet goes in circles: " + walk.path);
        }
        Optional<Flow> found = lookup(flows, walk, table);
        if (found.isPresent()) {
            for (String action : actions(found.get().actions())) {
                perform(flows, walk, action);
            }
        }
    }

    /** The flow that takes the packet: see "Conjunctive match" in ovs-fields(7). */
    private static Optional<Flow> lookup(List<Flow> flows, Walk walk, int table) {
        List<Flow> matching = flows.stream()
                .filter(flow ->
                        flow.key().table() == table && matches(flow.key().match(), walk))
                .toList();
        Optional<Flow> hard = matching.stream()
                .filter(flow -> !isSoft(flow))
                .max(Comparator.comparingInt(flow -> flow.key().priority()));
        int floor = hard.map(flow -> flow.key().priority()).orElse(-1);
        TreeMap<Integer, Map<Long, Set<Integer>>> soft = new TreeMap<>(Comparator.reverseOrder());
        matching.stream()
                .filter(flow -> isSoft(flow) && flow.key().priority() > floor)
                .forEach(flow -> {
                    Matcher dimension = CONJUNCTION.matcher(flow.actions());
                    while (dimension.find()) {
                        soft.computeIfAbsent(flow.key().priority(), any -> new TreeMap<>())
                                .computeIfAbsent(Long.parseLong(dimension.group(1)), any -> new HashSet<>())
                                .add(Integer.parseInt(dimension.group(2)));
                    }
                });
        for (Map<Long, Set<Integer>> level : soft.values()) {
            for (Map.Entry<Long, Set<Integer>> conjunction : level.entrySet()) {
                if (conjunction.getValue().size() == 2) {
                    walk.conjunction = conjunction.getKey();
                    Optional<Flow> taken = flows.stream()
                            .filter(flow -> flow.key().table() == table
                                    && !isSoft(flow)
                                    && matches(flow.key().match(), walk))
                            .max(Comparator.comparingInt(flow -> flow.key().priority()));
                    walk.conjunction = 0;
                    return taken;
                }
            }
        }
        return hard;
    }

    private static boolean isSoft(Flow flow) {
        return flow.actions().startsWith("conjunction(");
    }

    private static boolean matches(String match, Walk walk) {
        for (String part : match.split(",", -1)) {
            if (!part.isEmpty() && !matchesPart(part, walk)) {
                return false;
            }
        }
        return true;
    }

    private static boolean matchesPart(String part, Walk walk) {
        Packet packet = walk.packet;
        int equals = part.indexOf('=');
        if (equals < 0) {
            return isOf(part, packet);
        }
        String value = part.substring(equals + 1);
        return switch (part.substring(0, equals)) {
            case "in_port" -> Integer.parseInt(value) == walk.inPort;
            case "dl_vlan" -> Integer.parseInt(value) == packet.vlan();
            case "vlan_tci" -> value.equals("0x0000/0x1fff") && packet.vlan() == 0;
            case "dl_src" -> isMac(value, packet.sourceMac());
            case "dl_dst" -> isMac(value, packet.targetMac());
            case "nw_src", "ipv6_src", "arp_spa" -> isWithin(value, packet.source());
            case "nw_dst", "ipv6_dst", "arp_tpa" -> isWithin(value, packet.target());
            case "nd_target" -> !packet.neighbour().isEmpty() && isWithin(value, packet.neighbour());
            case "nw_proto" -> Integer.parseInt(value) == packet.protocol();
            case "icmp_type" -> packet.isIcmp() && number(value) == packet.from();
            case "icmp_code" -> packet.isIcmp() && number(value) == packet.to();
            case "tp_src" -> isPort(value, packet.from());
            case "tp_dst" -> isPort(value, packet.to());
            case "reg2" -> number(value) == walk.register("reg2");
            case "reg5" -> number(value) == walk.register("reg5");
            case "reg6" -> number(value) == walk.register("reg6");
            case "ct_mark" -> number(value) == walk.mark;
            case "ct_state" -> isTracked(value, walk.tracked);
            case "conj_id" -> number(value) == walk.conjunction;
            default -> throw new AssertionError("A match that is not understood: " + part);
        };
    }

    private static boolean isOf(String keyword, Packet packet) {
        return switch (keyword) {
            case "arp", "ip", "ipv6" -> packet.kind().equals(keyword);
            case "icmp", "tcp", "udp", "sctp" -> packet.kind().equals("ip") && packet.protocol() == protocol(keyword);
            case "icmp6", "tcp6", "udp6", "sctp6" ->
                packet.kind().equals("ipv6") && packet.protocol() == protocol(keyword);
            default -> throw new AssertionError("A protocol that is not understood: " + keyword);
        };
    }

    private static int protocol(String keyword) {
        return switch (keyword) {
            case "icmp" -> 1;
            case "icmp6" -> 58;
            case "tcp", "tcp6" -> 6;
            case "udp", "udp6" -> 17;
            default -> 132;
        };
    }

    private static boolean isMac(String pattern, String mac) {
        int slash = pattern.indexOf('/');
        return slash < 0
                ? pattern.equals(mac)
                : (bits(mac) & bits(pattern.substring(slash + 1))) == bits(pattern.substring(0, slash));
    }

    private static long bits(String mac) {
        return Long.parseLong(mac.replace(":", ""), 16);
    }

    private static boolean isWithin(String prefix, String address) {
        return new IPAddressString(prefix).getAddress().contains(new IPAddressString(address).getAddress());
    }

    private static boolean isPort(String pattern, int port) {
        int slash = pattern.indexOf('/');
        return slash < 0
                ? number(pattern) == port
                : (port & number(pattern.substring(slash + 1))) == number(pattern.substring(0, slash));
    }

    private static boolean isTracked(String pattern, Set<String> tracked) {
        for (int i = 0; i < pattern.length(); i += 4) {
            if ((pattern.charAt(i) == '+') != tracked.contains(pattern.substring(i + 1, i + 4))) {
                return false;
            }
        }
        return true;
    }

    private static long number(String text) {
        return text.startsWith("0x") ? Long.parseLong(text.substring(2), 16) : Long.parseLong(text);
    }

    private void perform(List<Flow> flows, Walk walk, String action) {
        if (action.startsWith("resubmit(,")) {
            visit(flows, walk, Integer.parseInt(action.substring(10, action.length() - 1)));
        } else if (action.startsWith("output:")) {
            String port = action.substring(7);
            walk.outputs.add(port.equals("NXM_NX_REG5[]") ? Long.toString(walk.register("reg5")) : port);
        } else if (action.equals("NORMAL")) {
            walk.outputs.add(action);
        } else if (action.startsWith("set_field:")) {
            int arrow = action.indexOf("->");
            set(walk, action.substring(arrow + 2), number(action.substring(10, arrow)));
        } else if (action.equals("pop_vlan")) {
            walk.packet = walk.packet.tagged(0);
        } else if (action.equals("ct_clear")) {
            walk.tracked = Set.of();
            walk.mark = 0;
        } else if (action.startsWith("ct(")) {
            track(flows, walk, action);
        } else if (!action.equals("drop") && !action.startsWith("push_vlan:") && !action.startsWith("meter:")) {
            throw new AssertionError("An action that is not understood: " + action);
        }
    }

    private static void set(Walk walk, String field, long value) {
        switch (field) {
            case "reg2", "reg5", "reg6", "ip_dscp" -> walk.registers.put(field, value);
            case "vlan_vid" -> walk.packet = walk.packet.tagged((int) value & 0xfff);
            default -> throw new AssertionError("A field that is not understood: " + field);
        }
    }

    private void track(List<Flow> flows, Walk walk, String action) {
        String zone = walk.register("reg6") + "/";
        String forward = zone + tuple(walk.packet);
        String backward = zone + tuple(walk.packet.answer());
        if (action.startsWith("ct(commit,")) {
            if (!walk.packet.kind().startsWith("ip")) {
                throw new AssertionError("Open vSwitch commits IP only: " + action);
            }
            Connection connection = connections.getOrDefault(forward, connections.get(backward));
            if (connection == null) {
                connection = new Connection(forward);
                connections.put(forward, connection);
            }
            if (action.contains("exec(")) {
                connection.mark = number(action.replaceAll(".*set_field:(\\w+)->ct_mark.*", "$1"));
            }
            return;
        }
        Connection connection = connections.getOrDefault(forward, connections.get(backward));
        walk.tracked = state(connection, forward);
        walk.mark = connection == null ? 0 : connection.mark;
        visit(flows, walk, Integer.parseInt(action.replaceAll("ct\\(table=(\\d+),.*", "$1")));
    }

    private static Set<String> state(@Nullable Connection connection, String forward) {
        if (connection == null) {
            return Set.of("trk", "new");
        }
        if (!connection.forward.equals(forward)) {
            connection.answered = true;
            return Set.of("trk", "est", "rpl");
        }
        return connection.answered ? Set.of("trk", "est") : Set.of("trk", "new");
    }

    private static String tuple(Packet packet) {
        return packet.source() + ">" + packet.target() + "/" + packet.protocol() + "/"
                + (packet.isIcmp() ? "" : packet.from() + ">" + packet.to());
    }

    /** Splits at commas that are not within parentheses. */
    private static List<String> actions(String text) {
        List<String> actions = new ArrayList<>();
        int depth = 0;
        int begin = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i == text.length() ? ',' : text.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth == 0) {
                actions.add(text.substring(begin, i));
                begin = i + 1;
            }
        }
        return actions;
    }
}
