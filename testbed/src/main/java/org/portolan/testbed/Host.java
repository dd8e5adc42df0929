package org.portolan.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A machine of the testbed: a network namespace with its own Open vSwitch, wired to the underlay.
 *
 * <p>The tunnel address lives on the local port of the bridge br-phy, which holds the underlay's wire: on a plain device the userspace
 * datapath would silently drop every tunnel packet.
 */
public final class Host {

    static final int UNDERLAY_MTU = 1600;
    private static final String WIRE = "eth-ul";

    private final Run run;
    private final LoopbackRelays relays;
    private final String name;
    private final Namespace namespace;
    private final Path directory;
    private final String tunnelAddress;
    private final OpenVSwitch openVSwitch;
    /** Holds the host's own view of where namespaces have their names. */
    private @Nullable Daemon machine;

    Host(Run run, LoopbackRelays relays, String name, String tunnelAddress) {
        this.run = run;
        this.relays = relays;
        this.name = name;
        this.tunnelAddress = tunnelAddress;
        this.namespace = run.namespace(name);
        this.directory = run.directory().resolve(name);
        this.openVSwitch = new OpenVSwitch(run, namespace, directory);
    }

    void create(Namespace fabric, String bridge, String port) {
        run.requireOpen();
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        namespace.create();
        fabric.ip("link", "add", port, "type", "veth", "peer", "name", WIRE, "netns", namespace.name());
        fabric.ip("link", "set", port, "mtu", "" + UNDERLAY_MTU, "master", bridge, "up");
        namespace.ip("link", "set", WIRE, "mtu", "" + UNDERLAY_MTU, "up");
        namespace.switchOffloadsOff(WIRE);
        openVSwitch.create(name);
        openVSwitch.vsctl(("add-br br-phy -- set bridge br-phy datapath_type=netdev fail_mode=standalone"
                        + " -- add-port br-phy " + WIRE + " -- set interface br-phy mtu_request=" + UNDERLAY_MTU)
                .split(" ", -1));
        namespace.ip("link", "set", "br-phy", "up");
        namespace.ip("addr", "add", tunnelAddress + "/24", "dev", "br-phy");
        nameOwnNamespaces();
    }

    /** On a host of its own, a namespace's name is nobody else's: each host has its own /run/netns. */
    private void nameOwnNamespaces() {
        Path names = directory.resolve("netns");
        try {
            Files.createDirectories(names);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Program sleeper = Program.of("unshare", "--mount", "--propagation", "private", "sleep", "infinity");
        machine = Daemon.start(run, sleeper.in(namespace), directory, "machine");
        Await.until(
                name + " has its own view of mounts",
                Duration.ofSeconds(5),
                () -> Program.of(inside(List.of("grep", "-q", " / /sys ", "/proc/self/mountinfo")))
                                .run()
                                .succeeded()
                        && !mountsOf("self").equals(mountsOf("" + pid())));
        Program.of(inside(List.of("mount", "--bind", names.toString(), "/run/netns")))
                .succeed();
    }

    private static String mountsOf(String process) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", process, "ns", "mnt"))
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long pid() {
        return Objects.requireNonNull(machine).pid();
    }

    /** The same program as a process of the host. */
    private List<String> inside(List<String> arguments) {
        return Stream.concat(Stream.of("nsenter", "--target", "" + pid(), "--mount", "--net"), arguments.stream())
                .toList();
    }

    /** Runs a program in a network namespace that the host has made, such as that of a router. */
    public Program.Output in(String hostsNamespace, String... arguments) {
        run.requireOpen();
        return Program.of(inside(Stream.concat(Stream.of("ip", "netns", "exec", hostsNamespace), Stream.of(arguments))
                        .toList()))
                .run();
    }

    /** The network namespaces that have names on the host. */
    public List<String> namespaces() {
        return exec("ip", "netns", "list")
                .lines()
                .map(line -> line.split(" ", 2)[0])
                .sorted()
                .toList();
    }

    /** The name that the host gives itself: the agent's {@code --host} and the ports' {@code binding:host_id}. */
    public String name() {
        return name;
    }

    /** The host's network. */
    public Namespace namespace() {
        return namespace;
    }

    /** The address of the host's tunnel endpoint on the underlay. */
    public String tunnelAddress() {
        return tunnelAddress;
    }

    /** The host's Open vSwitch. */
    public OpenVSwitch openVSwitch() {
        return openVSwitch;
    }

    /** A directory of the host's own: sockets, pid files, logs, and what an agent keeps. */
    public Path directory() {
        return directory;
    }

    /** Runs a program on the host to its successful end and returns what it says. */
    public String exec(String... arguments) {
        run.requireOpen();
        return Program.of(inside(List.of(arguments))).succeed().text();
    }

    /** Runs a program on the host to its end, good or bad, with more in its environment. */
    public Program.Output run(List<String> arguments, Map<String, String> environment) {
        run.requireOpen();
        return Program.of(inside(arguments)).with(environment).run();
    }

    /**
     * Starts a process on the host, such as an agent.
     *
     * @param daemon its name among the host's processes, which names its log, too
     */
    public Daemon start(String daemon, List<String> arguments, Map<String, String> environment) {
        Program program = Program.of(inside(arguments)).with(environment);
        return Daemon.start(run, program, directory, daemon);
    }

    /**
     * Makes a TCP server on 127.0.0.1 of the main namespace, such as a controller, reachable at the same address and port on the host.
     * Servers that come and go are followed.
     */
    public void reach(int port) {
        Path socket = relays.socket(port);
        start(
                "relay-" + port,
                List.of("socat", "TCP-LISTEN:" + port + ",bind=127.0.0.1,reuseaddr,fork", "UNIX-CONNECT:" + socket),
                Map.of());
        Await.until("the relay to port " + port + " listens on " + name, Duration.ofSeconds(5), () -> exec(
                        "ss", "-Hltn", "sport", "=", ":" + port)
                .contains("127.0.0.1"));
    }

    /** Listens on a device of the host, or on {@code eth-ul}, the wire to the underlay, with a filter as tcpdump takes it. */
    public Capture capture(String device, String filter) {
        return Capture.start(run, namespace, directory, device, filter);
    }

    /** Listens on the wire to the underlay. */
    public Capture captureUnderlay(String filter) {
        return capture(WIRE, filter);
    }

    /** Wires the host to a physical network: the wire is a port of a bridge, which is made if it is missing, as operators do. */
    public void connect(PhysicalNetwork network, String bridge) {
        run.requireOpen();
        network.wireTo(namespace);
        openVSwitch.vsctl(
                "--may-exist",
                "add-br",
                bridge,
                "--",
                "set",
                "Bridge",
                bridge,
                "datapath_type=netdev",
                "--",
                "add-port",
                bridge,
                network.wire());
    }

    /** Cuts the host's wire to the underlay. */
    public void cutUnderlay() {
        namespace.ip("link", "set", WIRE, "down");
    }

    /** Mends the host's wire to the underlay. */
    public void mendUnderlay() {
        namespace.ip("link", "set", WIRE, "up");
    }

    /**
     * Plugs a guest as Nova does: a device on br-int whose {@code iface-id} is the port's id. What the device is connected to is then the
     * agent's affair.
     */
    public Guest plug(String guest, Guest.Nic nic) {
        run.requireOpen();
        return plug(guest, nic, Guest.Socket.integrationBridge());
    }

    /** The same, on another bridge. */
    public Guest plug(String guest, Guest.Nic nic, Guest.Socket socket) {
        run.requireOpen();
        return Guest.plug(run, this, guest, nic, socket);
    }

    /**
     * Plugs a guest that speaks for several ports, as Nova does: its device is a port of the trunk's bridge. What the guest does with
     * tags inside is done by a bridge of its own, into which machines can be {@linkplain #plug plugged}, each for a tag.
     *
     * @param trunkBridge the name that the port's binding tells
     * @param port the id of the trunk's parent port
     * @return the name of the bridge inside
     */
    public String plugTrunk(String trunkBridge, String port) {
        run.requireOpen();
        String tap = "tap" + port.substring(0, 11);
        String inside = "gst" + port.substring(0, 11);
        String nic = "nic" + port.substring(0, 11);
        namespace.ip("link", "add", tap, "type", "veth", "peer", "name", nic);
        for (String device : List.of(tap, nic)) {
            namespace.switchOffloadsOff(device);
            namespace.ip("link", "set", device, "mtu", "" + UNDERLAY_MTU, "up");
        }
        openVSwitch.vsctl(
                ("--may-exist add-br " + trunkBridge + " -- set Bridge " + trunkBridge + " datapath_type=netdev"
                                + " -- add-br " + inside + " -- set Bridge " + inside + " datapath_type=netdev"
                                + " -- add-port " + inside + " " + nic
                                + " -- add-port " + trunkBridge + " " + tap
                                + " -- set Interface " + tap + " external_ids:iface-id=" + port)
                        .split(" ", -1));
        return inside;
    }

    /** Unplugs such a guest. */
    public void unplugTrunk(String trunkBridge, String port) {
        String id = port.substring(0, 11);
        openVSwitch.vsctl("--if-exists", "del-port", trunkBridge, "tap" + id);
        openVSwitch.vsctl("--if-exists", "del-br", "gst" + id);
        namespace.ip("link", "del", "tap" + id);
    }
}
