package org.portolan.agent.operator;

import inet.ipaddr.IPAddress;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.portolan.agent.NodeOptions;
import org.portolan.agent.Settings;
import org.portolan.agent.controller.ControllerClient;
import org.portolan.agent.openflow.PacketTrace;
import org.portolan.agent.ovsdb.OvsdbClient;
import org.portolan.agent.ovsdb.OvsdbException;
import org.portolan.agent.ovsdb.SwitchView;
import org.portolan.agent.ovsdb.SwitchView.PortRow;
import org.portolan.agent.pipeline.Bridge;
import org.portolan.agent.pipeline.Cookie;
import org.portolan.agent.pipeline.Table;
import org.portolan.api.address.Mac;
import org.portolan.api.node.NodePort;
import org.portolan.api.node.NodeSubnet;
import org.portolan.api.node.Topology;
import org.portolan.api.node.TunnelEndpoint;
import org.portolan.api.port.PortId;
import org.portolan.api.resource.Types;
import org.portolan.api.segment.Segment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Follows a guest's packet through the tables of this host: {@code portolan trace}. */
@Command(
        name = "trace",
        sortOptions = false,
        abbreviateSynopsis = true,
        usageHelpWidth = 110,
        mixinStandardHelpOptions = true,
        description = {
            "Follows a packet of a guest through the tables of this host's Open vSwitch, with their names and the events that their"
                    + " flows come of. Nothing is sent. Where connections are tracked, it is the first packet of a new one.",
            "On the host of the guest that sends, it tells the way out; on the host of the guest that receives, the way in from"
                    + " the tunnel.",
            "Exits with 0 if the packet gets on, 1 if it is dropped, 2 if that cannot be found out."
        },
        footer = {
            "",
            "Examples:",
            "  portolan trace --port web-1 --to 10.0.0.7",
            "  portolan trace --port 5b1c8a3e-... --to 203.0.113.9 --proto tcp --dport 443",
            "  portolan trace --port web-1 --to fa:16:3e:11:22:33"
        })
final class Trace implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int PASSES = 0;
    private static final int DROPPED = 1;
    private static final int MOST_PORT = 65_535;
    private static final Pattern MAC = Pattern.compile("[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}");
    private static final Pattern OUTPUT = Pattern.compile("(?:output:|-> output port is )\"?([^\"\\[\\]]+?)\"?");

    /** What a guest's packet may be. */
    enum Protocol {
        icmp,
        tcp,
        udp
    }

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--port",
            required = true,
            paramLabel = "PORT",
            description = "The port of the guest that sends: id or name.")
    private String port = "";

    @Option(
            names = "--to",
            required = true,
            paramLabel = "ADDRESS",
            description = "Where to: an IP or MAC address. What is not of the port's own subnet goes to its gateway.")
    private String to = "";

    @Option(
            names = "--proto",
            paramLabel = "PROTOCOL",
            defaultValue = "icmp",
            description = "icmp (an echo request), tcp or udp. Default: ${DEFAULT-VALUE}.")
    private Protocol protocol = Protocol.icmp;

    @Option(
            names = "--dport",
            paramLabel = "NUMBER",
            defaultValue = "80",
            description = "Destination port of tcp and udp. Default: ${DEFAULT-VALUE}.")
    private int destinationPort;

    @Mixin
    private final NodeOptions node = new NodeOptions();

    @Override
    public Integer call() {
        CommandLine line = Commands.line(spec);
        Settings settings = node.ofAgent(line);
        if (destinationPort < 1 || destinationPort > MOST_PORT) {
            throw new ParameterException(line, "--dport: " + destinationPort + " is no port");
        }
        try (ControllerClient controller = node.client(line);
                OvsdbClient database = OvsdbClient.watch(settings.databaseSocket(), PATIENCE, () -> {})) {
            LogQuestions questions = new LogQuestions(controller);
            NodePort sender = sender(questions, controller.look().topology());
            database.awaitView();
            SwitchView ovs = settings.bridges()
                    .over(database)
                    .view()
                    .orElseThrow(() -> new OvsdbException("The database of Open vSwitch went away"));
            Walk walk = new Walk(settings, questions, controller.look().topology(), ovs, line.getOut());
            int status = walk.follow(sender, frame(sender, walk.topology, line));
            line.getOut().flush();
            return status;
        }
    }

    private NodePort sender(LogQuestions questions, Topology topology) {
        Optional<PortId> id = isUuid(port) ? Optional.of(new PortId(UUID.fromString(port))) : Optional.empty();
        if (id.isEmpty()) {
            List<JsonNode> named = questions.list("ports", "ports", "name", port);
            if (named.size() != 1) {
                throw new Unanswered(
                        named.isEmpty()
                                ? "there is no port " + port
                                : named.size() + " ports are named " + port + ": say which by its id");
            }
            id = Optional.of(
                    new PortId(UUID.fromString(named.getFirst().path("id").asString(""))));
        }
        NodePort found = topology.ports().get(id.get());
        if (found == null) {
            throw new Unanswered("there is no port " + port);
        }
        return found;
    }

    private static boolean isUuid(String text) {
        return text.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    }

    /**
     * What is sent.
     *
     * @param receiver the port of the same network that has the destination's MAC; null if none has
     * @param text in the notation of flows, without the port that it enters from
     * @param told in words
     */
    private record Frame(@Nullable NodePort receiver, String text, String told) {}

    private Frame frame(NodePort sender, Topology topology, CommandLine line) {
        IPAddress address = Types.address(to);
        if (address == null && !MAC.matcher(to).matches()) {
            throw new ParameterException(line, "--to: '" + to + "' is no IP address and no MAC address");
        }
        Optional<NodePort> receiver = address == null
                ? withMac(sender, topology, new Mac(to.toLowerCase(Locale.ROOT)))
                : withAddress(sender, topology, address).or(() -> gateway(sender, topology, address));
        if (receiver.isEmpty() && address != null) {
            throw new Unanswered("no port of the sender's network has the address " + to
                    + ", and there is no gateway that leads there. Name a MAC address: --to");
        }
        boolean ipv6 = address == null
                ? sender.addresses().stream().noneMatch(IPAddress::isIPv4)
                        && !sender.addresses().isEmpty()
                : address.isIPv6();
        String source = sender.addresses().stream()
                .filter(own -> own.isIPv6() == ipv6)
                .findFirst()
                .map(IPAddress::toCanonicalString)
                .orElseThrow(() -> new Unanswered("the port has no " + (ipv6 ? "IPv6" : "IPv4") + " address"));
        String destination = address != null
                ? address.toCanonicalString()
                : receiver.stream()
                        .flatMap(port -> port.addresses().stream())
                        .filter(other -> other.isIPv6() == ipv6)
                        .findFirst()
                        .map(IPAddress::toCanonicalString)
                        .orElse(ipv6 ? "::" : "0.0.0.0");
        String mac = receiver.map(port -> port.macAddress().value()).orElse(to.toLowerCase(Locale.ROOT));
        String text = "%s,dl_src=%s,dl_dst=%s,%s=%s,%s=%s,nw_ttl=64%s"
                .formatted(
                        keyword(ipv6),
                        sender.macAddress().value(),
                        mac,
                        ipv6 ? "ipv6_src" : "nw_src",
                        source,
                        ipv6 ? "ipv6_dst" : "nw_dst",
                        destination,
                        ports(ipv6));
        String told = protocol + " from " + source + " to " + destination
                + (protocol == Protocol.icmp ? "" : " port " + destinationPort) + ", "
                + sender.macAddress().value()
                + " to " + mac;
        return new Frame(receiver.orElse(null), text, told);
    }

    private String keyword(boolean ipv6) {
        return protocol + (ipv6 ? "6" : "");
    }

    private String ports(boolean ipv6) {
        return switch (protocol) {
            case icmp -> ipv6 ? ",icmpv6_type=128,icmpv6_code=0" : ",icmp_type=8,icmp_code=0";
            case tcp -> ",tcp_src=49152,tcp_dst=" + destinationPort;
            case udp -> ",udp_src=49152,udp_dst=" + destinationPort;
        };
    }

    private static Optional<NodePort> withMac(NodePort sender, Topology topology, Mac mac) {
        return topology.portsOf(sender.networkId()).values().stream()
                .filter(other -> other.macAddress().equals(mac))
                .findFirst();
    }

    private static Optional<NodePort> withAddress(NodePort sender, Topology topology, IPAddress address) {
        return topology.portsOf(sender.networkId()).values().stream()
                .filter(other -> other.addresses().contains(address))
                .findFirst();
    }

    /** Of the subnet that the sender has an address of the same family in. */
    private static Optional<NodePort> gateway(NodePort sender, Topology topology, IPAddress beyond) {
        return topology.services().subnets().values().stream()
                .filter(subnet -> subnet.networkId().equals(sender.networkId()))
                .filter(subnet -> subnet.isIpv6() == beyond.isIPv6())
                .filter(subnet -> sender.addresses().stream()
                        .anyMatch(own ->
                                own.isIPv6() == subnet.isIpv6() && subnet.cidr().contains(own)))
                .map(NodeSubnet::gatewayIp)
                .flatMap(Stream::ofNullable)
                .flatMap(gateway -> withAddress(sender, topology, gateway).stream())
                .findFirst();
    }

    /** One packet on one host. */
    private static final class Walk {
        private final Settings settings;
        private final LogQuestions questions;
        private final Topology topology;
        private final SwitchView ovs;
        private final PrintWriter out;
        private final Map<String, Bridge> bridges = new HashMap<>();

        private Walk(Settings settings, LogQuestions questions, Topology topology, SwitchView ovs, PrintWriter out) {
            this.settings = settings;
            this.questions = questions;
            this.topology = topology;
            this.ovs = ovs;
            this.out = out;
            Bridge.ofEveryNode()
                    .forEach(bridge -> bridges.put(settings.bridges().of(bridge), bridge));
            settings.bridgeMappings().values().forEach(name -> bridges.put(name, Bridge.physical(name)));
        }

        private int follow(NodePort sender, Frame frame) {
            Optional<PortRow> tap = device(sender.id());
            if (tap.isPresent()) {
                out.println("On " + settings.host() + ", from port " + sender.id() + " ("
                        + tap.get().name() + "): " + frame.told);
                return tell(trace(Bridge.BR_INT, tap.get(), frame.text), sender, frame, tap.get());
            }
            NodePort receiver = frame.receiver;
            if (receiver == null || device(receiver.id()).isEmpty()) {
                throw new Unanswered("port " + sender.id() + " is not plugged in on " + settings.host()
                        + (sender.host().isEmpty()
                                ? ", and is bound to no host"
                                : ". It is bound to " + sender.host() + ": run the same there"));
            }
            PortRow tunnel = tunnelFrom(sender);
            out.println("On " + settings.host() + ", the second half of the way: what comes from " + sender.host()
                    + " by " + tunnel.name() + ": " + frame.told);
            return tell(
                    trace(Bridge.BR_TUN, tunnel, "tun_id=" + segmentOf(sender) + "," + frame.text),
                    sender,
                    frame,
                    tunnel);
        }

        private Optional<PortRow> device(PortId id) {
            return ovs.bridge(Bridge.BR_INT.ovsName()).stream()
                    .flatMap(bridge -> bridge.ports().values().stream())
                    .filter(row -> row.ifaceId().filter(id.toString()::equals).isPresent() && row.number() != null)
                    .findFirst();
        }

        private PortRow tunnelFrom(NodePort sender) {
            TunnelEndpoint endpoint = topology.endpoints().get(sender.host());
            if (endpoint != null && segment(sender).isPresent()) {
                String remote = endpoint.ipAddress().toCanonicalString();
                Optional<PortRow> tunnel = ovs.bridge(Bridge.BR_TUN.ovsName()).stream()
                        .flatMap(bridge -> bridge.ports().values().stream())
                        .filter(row -> remote.equals(row.options().get("remote_ip")))
                        .filter(row -> segment(sender)
                                .filter(segment ->
                                        segment.networkType().toString().equals(row.interfaceType()))
                                .isPresent())
                        .findFirst();
                if (tunnel.isPresent()) {
                    return tunnel.get();
                }
            }
            throw new Unanswered("no tunnel leads here from " + sender.host()
                    + ", on which the port is: only the first half of the way can be told, there");
        }

        private Optional<Segment> segment(NodePort sender) {
            return Stream.ofNullable(topology.networks().get(sender.networkId()))
                    .flatMap(network -> network.segments().stream())
                    .filter(segment -> segment.id().equals(sender.segmentId()))
                    .findFirst();
        }

        private long segmentOf(NodePort sender) {
            return segment(sender).map(Segment::segmentationId).orElse(0L);
        }

        private PacketTrace trace(Bridge bridge, PortRow entry, String frame) {
            return PacketTrace.of(
                    settings.ovsRunDirectory(),
                    settings.bridges().of(bridge),
                    "in_port=" + entry.number() + "," + frame,
                    PATIENCE);
        }

        private int tell(PacketTrace trace, NodePort sender, Frame frame, PortRow entry) {
            String bridge = "";
            for (PacketTrace.Step step : trace.steps()) {
                if (!step.bridge().equals(bridge)) {
                    bridge = step.bridge();
                    out.println(bridge);
                }
                out.println("  %3d %-24s %s"
                        .formatted(step.table(), name(step), step.match().isEmpty() ? "any" : step.match()));
                if (step.cookie() != null) {
                    because(step.cookie()).ifPresent(why -> out.println("      " + why));
                }
            }
            Set<String> ways = ways(trace, entry);
            if (ways.isEmpty()) {
                out.println("Verdict: dropped" + where(trace) + ".");
                return DROPPED;
            }
            out.println("Verdict: " + String.join("; ", ways) + ".");
            NodePort receiver = frame.receiver;
            if (receiver != null
                    && device(receiver.id()).isEmpty()
                    && !receiver.host().isEmpty()) {
                out.println("This is the first half of the way. For the second run the same on " + receiver.host()
                        + ": portolan trace --port " + sender.id() + " ...");
            }
            return PASSES;
        }

        private Optional<Bridge> bridge(PacketTrace.Step step) {
            return Optional.ofNullable(bridges.get(step.bridge()));
        }

        private Optional<Table> table(PacketTrace.Step step) {
            return bridge(step).flatMap(bridge -> Table.of(bridge.role(), step.table()));
        }

        private String name(PacketTrace.Step step) {
            return table(step).map(Walk::name).orElse("");
        }

        private static String name(Table table) {
            return table.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }

        private Optional<String> because(Cookie cookie) {
            if (!cookie.isOurs()) {
                return Optional.of("a flow with the cookie " + cookie + ", which is not Portolan's");
            }
            if (cookie.position() == 0) {
                return Optional.empty();
            }
            return Optional.of(cookie.feature().map(Why::name).orElse("unknown") + ": "
                    + questions
                            .event(cookie.position())
                            .map(event -> event.brief() + ", " + event.stream())
                            .orElse("event " + cookie.position()));
        }

        /** Where it goes in the end; empty if nowhere. */
        private Set<String> ways(PacketTrace trace, PortRow entry) {
            Set<String> ways = new LinkedHashSet<>();
            for (PacketTrace.Step step : trace.steps()) {
                Bridge.Role role = bridge(step).map(Bridge::role).orElse(Bridge.Role.PHYSICAL);
                if (role == Bridge.Role.PHYSICAL && step.actions().stream().noneMatch("drop"::equals)) {
                    ways.add("leaves by " + step.bridge());
                }
                for (String action : step.actions()) {
                    Matcher output = OUTPUT.matcher(action);
                    if (output.matches() && role == Bridge.Role.TUNNEL) {
                        tunnel(output.group(1)).ifPresent(ways::add);
                    } else if (output.matches() && role == Bridge.Role.INTEGRATION) {
                        delivered(output.group(1), entry).ifPresent(ways::add);
                    }
                }
            }
            for (String action : trace.outcome().split(",", -1)) {
                delivered(action.strip(), entry).ifPresent(ways::add);
            }
            return ways;
        }

        private Optional<String> tunnel(String port) {
            return row(Bridge.BR_TUN, port)
                    .flatMap(row -> Optional.ofNullable(row.options().get("remote_ip"))
                            .map(remote -> "leaves by " + row.name() + " for " + host(remote)));
        }

        private String host(String address) {
            return topology.endpoints().values().stream()
                    .filter(endpoint -> endpoint.ipAddress().toCanonicalString().equals(address))
                    .map(endpoint -> endpoint.host() + " (" + address + ")")
                    .findFirst()
                    .orElse(address);
        }

        private Optional<String> delivered(String port, PortRow entry) {
            return row(Bridge.BR_INT, port)
                    .filter(row ->
                            !row.name().equals(entry.name()) && row.patchPeer().isEmpty())
                    .flatMap(row -> row.ifaceId().map(id -> "handed to port " + id + " (" + row.name() + ")"));
        }

        private Optional<PortRow> row(Bridge bridge, String nameOrNumber) {
            return ovs.bridge(bridge.ovsName()).stream()
                    .flatMap(row -> row.ports().values().stream())
                    .filter(row -> row.name().equals(nameOrNumber)
                            || (row.number() != null && nameOrNumber.equals("" + row.number())))
                    .findFirst();
        }

        /** The last table that was more than the end of the way. */
        private String where(PacketTrace trace) {
            return trace.steps().reversed().stream()
                    .filter(step -> table(step).filter(Table.DROPPED::equals).isEmpty())
                    .findFirst()
                    .map(step -> " by table " + step.table() + " (" + name(step) + ") of " + step.bridge()
                            + table(step)
                                    .map(table -> ": " + table.purpose().replaceFirst("\\.$", ""))
                                    .orElse(""))
                    .orElse("");
        }
    }
}
