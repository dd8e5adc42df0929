package org.portolan.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** A virtual machine as the network sees it: a network namespace whose eth0 is a port of its host's br-int, or of another bridge there. */
public final class Guest {

    private static final String DEVICE = "eth0";
    private static final int ECHO_PORT = 7777;

    private final Run run;
    private final Host host;
    private final String name;
    private final Nic nic;
    private final Socket socket;
    private final Namespace namespace;
    private final Path directory;
    private boolean servesEcho;

    private Guest(Run run, Host host, String name, Nic nic, Socket socket) {
        this.run = run;
        this.host = host;
        this.name = name;
        this.nic = nic;
        this.socket = socket;
        this.namespace = run.namespace("vm-" + name);
        this.directory = host.directory().resolve("vm-" + name);
    }

    /**
     * What the guest is told of its port.
     *
     * @param port the port's id
     * @param mac the port's MAC address
     * @param address with the prefix length of the subnet: "10.0.0.5/24"; empty for a guest that asks by DHCP
     * @param mtu of the network, in bytes
     */
    public record Nic(String port, String mac, String address, int mtu) {

        /** The name of the host's device for a port, as all of Neutron's agents have it: 14 characters. */
        public String tap() {
            return "tap" + port.substring(0, Math.min(11, port.length()));
        }

        /** The address without the prefix length. */
        public String ip() {
            return address.isEmpty() ? "" : address.substring(0, address.indexOf('/'));
        }
    }

    /**
     * Where its device is plugged in.
     *
     * @param vlan that the bridge takes its frames for; 0 for what has no tag, -1 to leave that to whoever wires it
     */
    public record Socket(String bridge, int vlan) {

        /** As Nova has it for most guests. */
        public static Socket integrationBridge() {
            return new Socket("br-int", -1);
        }
    }

    static Guest plug(Run run, Host host, String name, Nic nic, Socket socket) {
        Guest guest = new Guest(run, host, name, nic, socket);
        try {
            Files.createDirectories(guest.directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        guest.namespace.create();
        guest.plugIn();
        return guest;
    }

    private void plugIn() {
        Namespace machine = host.namespace();
        machine.ip("link", "add", nic.tap(), "type", "veth", "peer", "name", DEVICE, "netns", namespace.name());
        namespace.ip("link", "set", DEVICE, "address", nic.mac(), "mtu", "" + nic.mtu());
        if (!nic.address().isEmpty()) {
            namespace.ip("addr", "add", nic.address(), "dev", DEVICE);
        }
        namespace.switchOffloadsOff(DEVICE);
        namespace.ip("link", "set", DEVICE, "up");
        machine.ip("link", "set", nic.tap(), "mtu", "" + nic.mtu(), "up");
        host.openVSwitch()
                .vsctl(
                        "--may-exist",
                        "add-br",
                        socket.bridge,
                        "--",
                        "set",
                        "Bridge",
                        socket.bridge,
                        "datapath_type=netdev",
                        "--",
                        "add-port",
                        socket.bridge,
                        nic.tap(),
                        "--",
                        "set",
                        "Interface",
                        nic.tap(),
                        "external_ids:iface-id=" + nic.port(),
                        "external_ids:iface-status=active",
                        "external_ids:attached-mac=\"" + nic.mac() + "\"",
                        "external_ids:vm-uuid=" + UUID.randomUUID());
        if (socket.vlan >= 0) {
            host.openVSwitch().vsctl("set", "Port", nic.tap(), "tag=" + socket.vlan);
        }
    }

    /** The guest's name. */
    public String name() {
        return name;
    }

    /** The host it runs on. */
    public Host host() {
        return host;
    }

    /** What it was told of its port. */
    public Nic nic() {
        return nic;
    }

    /** Its address, without the prefix length. */
    public String ip() {
        return nic.ip();
    }

    /** Its network. */
    public Namespace namespace() {
        return namespace;
    }

    /** Runs a program in the guest to its successful end and returns what it says. */
    public String exec(String... arguments) {
        run.requireOpen();
        return Program.of(arguments).in(namespace).succeed().text();
    }

    /**
     * Takes the device from the bridge, as Nova does when the machine is stopped. The port goes in one transaction, the device after it: a
     * device of the same name that comes back within the same one would stay dead.
     */
    public void unplug() {
        host.openVSwitch().vsctl("--if-exists", "del-port", socket.bridge, nic.tap());
        host.namespace().ip("link", "del", nic.tap());
    }

    /** Plugs an unplugged guest in again. */
    public void replug() {
        run.requireOpen();
        plugIn();
    }

    /**
     * Pings an address.
     *
     * @param count how many echo requests
     * @param interval between two of them
     */
    public Ping ping(String address, int count, Duration interval) {
        run.requireOpen();
        Duration limit = interval.multipliedBy(count).plusSeconds(10);
        return Ping.parse(Program.of(Ping.command(address, interval, "-W", "1", "-c", "" + count))
                .in(namespace)
                .within(limit)
                .run()
                .out());
    }

    /**
     * Pings until there is an answer. The first packets to a new tunnel peer are lost while its address on the underlay is asked for, so the
     * first ping of a path says little.
     *
     * @return how long it took
     * @throws Await.DeadlinePassed when there is no answer within the limit
     */
    public Duration pingUntilAnswered(String address, Duration limit) {
        long start = System.nanoTime();
        Await.until(
                name + " (" + ip() + ") has an answer from " + address,
                limit,
                () -> ping(address, 1, Duration.ofMillis(100)).received() > 0);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Whether the address answers none of three pings within a second each. */
    public boolean cannotReach(String address) {
        return ping(address, 3, Duration.ofMillis(100)).received() == 0;
    }

    /** Starts to ping an address, until stopped. */
    public RunningPing startPing(String address, Duration interval) {
        return RunningPing.start(run, namespace, directory, address, interval);
    }

    /**
     * Sends bytes to a TCP echo server in the other guest and checks that they come back. It sees what a ping does not: wrong checksums and an
     * MTU that is too large.
     *
     * @throws ProgramFailed when there is no connection within three seconds, or it breaks
     * @throws IllegalStateException when other bytes come back
     */
    public Duration echoOverTcp(Guest other, int bytes) {
        run.requireOpen();
        other.serveEcho();
        String text = "portolan ".repeat(bytes / 9 + 1).substring(0, bytes);
        long start = System.nanoTime();
        String back = Program.of("socat", "-t", "5", "-", "TCP:" + other.ip() + ":" + ECHO_PORT + ",connect-timeout=3")
                .in(namespace)
                .reading(text)
                .succeed()
                .out();
        if (!back.equals(text)) {
            throw new IllegalStateException("of " + bytes + " bytes sent, " + back.length() + " came back");
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private void serveEcho() {
        if (servesEcho) {
            return;
        }
        Program server = Program.of("socat", "-t", "5", "TCP-LISTEN:" + ECHO_PORT + ",reuseaddr,fork", "EXEC:cat");
        Daemon.start(run, server.in(namespace), directory, "echo");
        Await.until(name + " listens on port " + ECHO_PORT, Duration.ofSeconds(5), () -> !exec(
                        "ss", "-Hltn", "sport", "=", ":" + ECHO_PORT)
                .isEmpty());
        servesEcho = true;
    }

    /**
     * Asks for an address by DHCP and takes it, with its routes.
     *
     * @return what the server told, by udhcpc's names: {@code ip}, {@code router}, {@code dns}, {@code mtu}, {@code staticroutes} ...; empty
     *     when there was no answer
     */
    public Map<String, String> askByDhcp() {
        run.requireOpen();
        Path told = directory.resolve("lease");
        Path script = directory.resolve("on-lease");
        try {
            Files.deleteIfExists(told);
            Files.writeString(script, """
                    #!/bin/sh
                    [ "$1" = bound ] || exit 0
                    env > %s
                    ip addr flush dev "$interface"
                    ip addr add "$ip/$mask" dev "$interface"
                    [ -z "$router" ] || ip route replace default via "$router"
                    """.formatted(told));
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
            boolean bound = Program.of(
                            "busybox",
                            "udhcpc",
                            "-f",
                            "-n",
                            "-q",
                            "-t",
                            "4",
                            "-T",
                            "1",
                            "-i",
                            DEVICE,
                            "-O",
                            "mtu",
                            "-O",
                            "staticroutes",
                            "-O",
                            "dns",
                            "-s",
                            script.toString())
                    .in(namespace)
                    .run()
                    .succeeded();
            if (!bound || !Files.exists(told)) {
                return Map.of();
            }
            Map<String, String> lease = new LinkedHashMap<>();
            for (String line : Files.readAllLines(told)) {
                int equals = line.indexOf('=');
                if (equals > 0) {
                    lease.put(line.substring(0, equals), line.substring(equals + 1));
                }
            }
            return lease;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a line to a TCP port and returns what comes back; empty when nobody answers. */
    public String askOverTcp(String address, int port, String line) {
        run.requireOpen();
        return Program.of("socat", "-t", "2", "-", "TCP:" + address + ":" + port + ",connect-timeout=2")
                .in(namespace)
                .reading(line)
                .run()
                .out();
    }

    /** Starts a server that sends each line back, and after it the address of who has sent it. */
    public void serveOverTcp(int port) {
        Path script = directory.resolve("on-line");
        try {
            Files.writeString(script, "#!/bin/sh\nread line && echo \"$line $SOCAT_PEERADDR\"\n");
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Program server = Program.of("socat", "TCP-LISTEN:" + port + ",reuseaddr,fork", "EXEC:" + script);
        Daemon.start(run, server.in(namespace), directory, "tcp-" + port);
        Await.until(name + " listens on port " + port, Duration.ofSeconds(5), () -> !exec(
                        "ss", "-Hltn", "sport", "=", ":" + port)
                .isEmpty());
    }

    /** Asks who has the address, by ARP; true when somebody answers within a second. */
    public boolean arping(String address) {
        run.requireOpen();
        return Program.of("arping", "-c", "1", "-w", "1", "-I", DEVICE, address)
                .in(namespace)
                .run()
                .succeeded();
    }

    /** Listens on the guest's device with a filter as tcpdump takes it. */
    public Capture capture(String filter) {
        return Capture.start(run, namespace, directory, DEVICE, filter);
    }
}
