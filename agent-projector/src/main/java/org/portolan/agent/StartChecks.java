package org.portolan.agent;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.portolan.agent.ovsdb.OvsdbClient;
import org.portolan.agent.ovsdb.OvsdbException;
import org.portolan.agent.ovsdb.SwitchView;
import org.portolan.agent.pipeline.Ipv4;

/** What a machine lacks to be a node, each with what to do about it. */
final class StartChecks {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** What it takes to serve. */
    private static final Map<String, Needed> PROGRAMS = new TreeMap<>(Map.ofEntries(
            Map.entry("keepalived", new Needed("keepalived", true, false)),
            Map.entry("mkfifo", new Needed("coreutils", true, false)),
            Map.entry("ip", new Needed("iproute2", true, true)),
            Map.entry("sysctl", new Needed("procps", true, true)),
            Map.entry("kill", new Needed("procps", true, true)),
            Map.entry("nft", new Needed("nftables", true, false)),
            Map.entry("conntrack", new Needed("conntrack", true, false)),
            Map.entry("arping", new Needed("iputils-arping", true, false)),
            Map.entry("radvd", new Needed("radvd", true, false)),
            Map.entry("ethtool", new Needed("ethtool", true, true)),
            Map.entry("dnsmasq", new Needed("dnsmasq-base", false, true))));

    /**
     * @param debian the package that has it
     */
    private record Needed(String debian, boolean forL3, boolean forDhcp) {
        private boolean isNeededBy(Settings.Serving serving) {
            return (forL3 && serving.l3()) || (forDhcp && serving.dhcp());
        }
    }

    private StartChecks() {}

    /**
     * All that is missing, so that it need not be found out bit by bit; empty if the agent can start.
     *
     * @param searchPath where programs are looked for, as in the environment's {@code PATH}
     */
    static List<String> problems(Settings settings, @Nullable String searchPath) {
        List<String> problems = new ArrayList<>();
        if (!isProgram("ovs-ofctl", searchPath)) {
            problems.add("The program ovs-ofctl is missing. Install Open vSwitch: apt-get install openvswitch-switch");
        }
        PROGRAMS.forEach((program, where) -> {
            if (where.isNeededBy(settings.serving()) && !isProgram(program, searchPath)) {
                problems.add("The program " + program + " is missing. Install it: apt-get install " + where.debian);
            }
        });
        if (settings.serving().metadata() != null && !isProgram("haproxy", searchPath)) {
            problems.add("The program haproxy is missing. Install it: apt-get install haproxy");
        }
        database(settings, problems).ifPresent(ovs -> settings.bridgeMappings().forEach((network, bridge) -> {
            if (ovs.bridge(bridge).isEmpty()) {
                problems.add("Bridge " + bridge + ", mapped to physical network " + network
                        + ", does not exist. Make it and add the network's device to it: ovs-vsctl add-br " + bridge
                        + "; or correct --bridge-mappings");
            }
        }));
        String localIp = settings.localIp();
        if (localIp != null && !isHere(localIp)) {
            problems.add("No interface of this machine has the address " + localIp
                    + ". Give it to one, or name another with --local-ip (see: ip address)");
        }
        return problems;
    }

    private static boolean isProgram(String name, @Nullable String searchPath) {
        return searchPath != null
                && Arrays.stream(searchPath.split(":", -1))
                        .filter(place -> !place.isEmpty())
                        .anyMatch(place -> Files.isExecutable(Path.of(place, name)));
    }

    private static Optional<SwitchView> database(Settings settings, List<String> problems) {
        Path socket = settings.databaseSocket();
        if (!Files.exists(socket)) {
            problems.add("Open vSwitch does not run: its socket " + socket
                    + " does not exist. Start it (systemctl start openvswitch-switch), or say with --ovs-rundir"
                    + " where its sockets are");
            return Optional.empty();
        }
        try (OvsdbClient client = OvsdbClient.watch(socket, PATIENCE, () -> {})) {
            return Optional.of(client.awaitView());
        } catch (OvsdbException e) {
            problems.add("The database of Open vSwitch does not answer at " + socket + " within " + PATIENCE.toSeconds()
                    + " s. Are you allowed to (root)? Does ovsdb-server run?");
            return Optional.empty();
        }
    }

    private static boolean isHere(String address) {
        try {
            return Ipv4.isAddress(address) && NetworkInterface.getByInetAddress(InetAddress.getByName(address)) != null;
        } catch (UnknownHostException | SocketException e) {
            return false;
        }
    }
}
