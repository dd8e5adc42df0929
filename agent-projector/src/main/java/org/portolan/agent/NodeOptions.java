package org.portolan.agent;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.portolan.agent.controller.ControllerClient;
import org.portolan.agent.controller.StateDirectory;
import org.portolan.agent.ovsdb.BridgeNames;
import org.portolan.agent.pipeline.Ipv4;
import org.portolan.api.resource.Types;
import org.portolan.api.segment.NetworkType;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * What a node is told on its command line.
 *
 * <ol>
 *   <li>The agent and the commands that look at its host have the same options.
 *   <li>What such a command is not told is as the agent was told: the agent keeps its own options, but for headers, which may be secrets.
 * </ol>
 */
public final class NodeOptions {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)?");
    /** Also IPv6 addresses in brackets; nothing that could be another word of a configuration. */
    private static final Pattern METADATA_HOST = Pattern.compile("[A-Za-z0-9._:\\[\\]-]{1,255}");

    private static final Duration SHORTEST_VRRP = Duration.ofMillis(50);
    private static final Duration LONGEST_VRRP = Duration.ofSeconds(40);
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,254}");
    private static final String STATE_DIRECTORY = "--state-dir";
    private static final String HOST_NAME = "--host";
    /** Not to be kept, or of no use to others. */
    private static final Set<String> NOT_KEPT = Set.of(ControllerOptions.HEADER, STATE_DIRECTORY);

    @Mixin
    private final ControllerOptions controller = new ControllerOptions();

    @Option(
            names = HOST_NAME,
            paramLabel = "NAME",
            description =
                    "The name by which ports are bound to this machine (binding:host_id). Default: its host name.")
    private @Nullable String host;

    @Option(
            names = "--local-ip",
            paramLabel = "IP",
            description =
                    "IPv4 address of this machine where tunnels from other nodes end. Without it the machine takes"
                            + " part in no tunnelled network.")
    private @Nullable String localIp;

    @Option(
            names = "--tunnel-types",
            split = ",",
            paramLabel = "TYPE",
            defaultValue = "vxlan,gre,geneve",
            description = "Tunnels that this machine can end. Default: ${DEFAULT-VALUE}.")
    private List<String> tunnelTypes = List.of();

    @Option(
            names = "--bridge-mappings",
            split = ",",
            paramLabel = "NETWORK:BRIDGE",
            description =
                    "Which bridge leads to which physical network: to each network one, with the device to it as a port. The"
                            + " bridges must exist.")
    private List<String> bridgeMappings = List.of();

    @Option(
            names = "--l3",
            description =
                    "This machine has routers: it registers as an L3 agent, too, and routers are scheduled to it.")
    private boolean l3;

    @Option(
            names = "--dhcp",
            description = "This machine tells guests their addresses: it registers as a DHCP agent, too.")
    private boolean dhcp;

    @Option(
            names = "--dns-domain",
            paramLabel = "NAME",
            defaultValue = "openstacklocal",
            description = "The domain of names on networks, as the controller has it. Default: ${DEFAULT-VALUE}.")
    private String dnsDomain = "";

    @Option(
            names = "--dns-servers",
            split = ",",
            paramLabel = "IP",
            description =
                    "Where the DNS servers on networks ask what they do not know. Without it they know ports only.")
    private List<String> dnsServers = List.of();

    @Option(
            names = "--dhcp-lease",
            paramLabel = "TIME",
            defaultValue = "24h",
            description = "For how long addresses are told, in s, m or h. Default: ${DEFAULT-VALUE}.")
    private String dhcpLease = "";

    @Option(
            names = "--vrrp-interval",
            paramLabel = "TIME",
            defaultValue = "1s",
            description = "Time between two words of the host that is a highly available router; after less than four"
                    + " without one another takes its place. The same on all hosts. Default: ${DEFAULT-VALUE}.")
    private String vrrpInterval = "";

    @Option(
            names = "--metadata",
            paramLabel = "URL",
            description =
                    "Where guests' requests to http://169.254.169.254 go, such as http://controller:8775. Without it"
                            + " nobody answers them.")
    private @Nullable URI metadata;

    @Option(
            names = "--ovs-rundir",
            paramLabel = "DIR",
            defaultValue = "/var/run/openvswitch",
            description = "Where Open vSwitch has its sockets. Default: ${DEFAULT-VALUE}.")
    private Path ovsRunDirectory = Path.of("");

    @Option(
            names = STATE_DIRECTORY,
            paramLabel = "DIR",
            defaultValue = "/var/lib/portolan",
            description = "Where the agent keeps what makes its next start quick. Default: ${DEFAULT-VALUE}.")
    private Path stateDirectory = Path.of("");

    @Option(
            names = "--datapath-type",
            paramLabel = "TYPE",
            defaultValue = "system",
            description = "Datapath of the bridges: system (in the kernel) or netdev (in user space)."
                    + " Default: ${DEFAULT-VALUE}.")
    private String datapathType = "";

    @Option(
            names = "--integration-bridge",
            paramLabel = "NAME",
            defaultValue = "br-int",
            description = "The bridge that guests are plugged into; made if it is missing. Default: ${DEFAULT-VALUE}.")
    private String integrationBridge = "";

    @Option(
            names = "--tunnel-bridge",
            paramLabel = "NAME",
            defaultValue = "br-tun",
            description = "The bridge that tunnels end in; made if it is missing. Default: ${DEFAULT-VALUE}.")
    private String tunnelBridge = "";

    /** Where the agent keeps what it knows. */
    public Path stateDirectory() {
        return stateDirectory;
    }

    /** Speaks to the controller that was named, or that the agent was told of. To be called after {@link #ofAgent}. */
    public ControllerClient client(CommandLine line) {
        return controller.client(line);
    }

    /** The options that were given, each as one word, for the agent to keep. */
    static List<String> words(CommandLine line) {
        Set<String> known =
                CommandSpec.forAnnotatedObject(new NodeOptions()).optionsMap().keySet();
        List<String> words = new ArrayList<>();
        for (OptionSpec option : line.getParseResult().matchedOptions()) {
            String name = option.longestName();
            if (known.contains(name) && !NOT_KEPT.contains(name)) {
                option.stringValues().forEach(value -> words.add(name + "=" + value));
            }
        }
        return words;
    }

    /** How the agent of this machine runs, but for what the command line says. */
    public Settings ofAgent(CommandLine line) {
        if (host == null) {
            host = StateDirectory.onlyHost(stateDirectory).orElseGet(NodeOptions::hostName);
        }
        complete(line, StateDirectory.options(stateDirectory, host));
        return settings(line, controller.orLocal(line), Duration.ofSeconds(30));
    }

    private static void complete(CommandLine line, List<String> kept) {
        CommandLine told = new CommandLine(CommandSpec.forAnnotatedObject(new NodeOptions()));
        // Those of another version may be among them.
        told.setUnmatchedArgumentsAllowed(true).parseArgs(kept.toArray(String[]::new));
        for (OptionSpec option : line.getCommandSpec().options()) {
            String name = option.longestName();
            if (!line.getParseResult().hasMatchedOption(name)
                    && told.getParseResult().hasMatchedOption(name)) {
                option.setValue(told.getCommandSpec().findOption(name).getValue());
            }
        }
    }

    /** How the agent is to run. */
    Settings settings(CommandLine line, String reportInterval) {
        return settings(line, controller.required(line), duration(line, "--report-interval", reportInterval));
    }

    private Settings settings(CommandLine line, URI where, Duration reportInterval) {
        String name = host == null ? hostName() : host;
        if (!HOST.matcher(name).matches()) {
            throw new ParameterException(line, "--host: '" + name + "' is no host name");
        }
        if (localIp != null && !Ipv4.isAddress(localIp)) {
            throw new ParameterException(line, "--local-ip: '" + localIp + "' is no IPv4 address");
        }
        if (!datapathType.equals("system") && !datapathType.equals("netdev")) {
            throw new ParameterException(line, "--datapath-type: it is system or netdev, not '" + datapathType + "'");
        }
        return new Settings(
                where,
                controller.headers(line),
                name,
                localIp,
                tunnelTypes.stream().map(type -> tunnelType(line, type)).toList(),
                mappings(line),
                ovsRunDirectory,
                datapathType,
                new BridgeNames(integrationBridge, tunnelBridge),
                reportInterval,
                serving(line));
    }

    private static NetworkType tunnelType(CommandLine line, String name) {
        return NetworkType.named(name.strip())
                .filter(NetworkType::isTunnel)
                .orElseThrow(() -> new ParameterException(
                        line, "--tunnel-types: '" + name + "' is no tunnel; there are vxlan, gre and geneve"));
    }

    private Map<String, String> mappings(CommandLine line) {
        Map<String, String> mappings = new LinkedHashMap<>();
        for (String mapping : bridgeMappings) {
            int colon = mapping.indexOf(':');
            if (colon < 1 || colon == mapping.length() - 1) {
                throw new ParameterException(
                        line, "--bridge-mappings: '" + mapping + "' is not of the form NETWORK:BRIDGE");
            }
            String bridge = mapping.substring(colon + 1).strip();
            if (bridge.equals(integrationBridge) || bridge.equals(tunnelBridge)) {
                throw new ParameterException(
                        line,
                        "--bridge-mappings: '" + bridge + "' is the agent's own, and leads to no physical network");
            }
            if (mappings.containsValue(bridge)
                    || mappings.put(mapping.substring(0, colon).strip(), bridge) != null) {
                throw new ParameterException(
                        line, "--bridge-mappings: '" + mapping + "' names a network or a bridge for the second time");
            }
        }
        return mappings;
    }

    private Settings.Serving serving(CommandLine line) {
        if (!HOST.matcher(dnsDomain).matches()) {
            throw new ParameterException(line, "--dns-domain: '" + dnsDomain + "' is no domain");
        }
        for (String server : dnsServers) {
            if (Types.address(server) == null) {
                throw new ParameterException(line, "--dns-servers: '" + server + "' is no IP address");
            }
        }
        return new Settings.Serving(
                l3,
                dhcp,
                dnsDomain,
                dnsServers,
                duration(line, "--dhcp-lease", dhcpLease),
                vrrpInterval(line),
                metadata(line));
    }

    private @Nullable URI metadata(CommandLine line) {
        URI endpoint = metadata;
        boolean isUsable = endpoint == null
                || (List.of("http", "https").contains(String.valueOf(endpoint.getScheme()))
                        && endpoint.getHost() != null
                        && METADATA_HOST.matcher(endpoint.getHost()).matches()
                        && List.of("", "/").contains(endpoint.getPath()));
        if (!isUsable) {
            throw new ParameterException(
                    line, "--metadata: '" + endpoint + "' is no URL such as http://controller:8775");
        }
        return endpoint;
    }

    private Duration vrrpInterval(CommandLine line) {
        Duration interval = duration(line, "--vrrp-interval", vrrpInterval);
        if (interval.compareTo(SHORTEST_VRRP) < 0 || interval.compareTo(LONGEST_VRRP) > 0) {
            throw new ParameterException(line, "--vrrp-interval: it is 50ms to 40s, not '" + vrrpInterval + "'");
        }
        return interval;
    }

    private static Duration duration(CommandLine line, String option, String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
            throw new ParameterException(line, option + ": '" + text + "' is no time such as 30s");
        }
        long amount = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2);
        return switch (unit == null ? "s" : unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofSeconds(amount);
        };
    }

    private static String hostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException notLinux) {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException e) {
                return "localhost";
            }
        }
    }
}
